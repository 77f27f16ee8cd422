#!/usr/bin/env bash
# From a fresh clone to the running demo. Arguments go to the dev server: npm start -- --port 4000
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/env.sh"
. "$(dirname "${BASH_SOURCE[0]}")/step.sh"
cd "$ROOT"

say() { echo "start: $*"; }

bash scripts/build.sh
step "compiling the dev server" 1800 cargo build --quiet --locked -p sentc-light-server
# Its last line is the demo's address.
exec "$CARGO_TARGET_DIR/debug/sentc-light-server" "$@"
