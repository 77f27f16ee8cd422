#!/usr/bin/env bash
# From a fresh clone to the running demo. Arguments go to the dev server: npm start -- --port 4000
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/env.sh"
cd "$ROOT"

bash scripts/build.sh
echo "start: compiling the dev server"
cargo build --quiet --locked -p sentc-light-server
exec "$CARGO_TARGET_DIR/debug/sentc-light-server" "$@"
