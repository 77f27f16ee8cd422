#!/usr/bin/env bash
# The Rust tests of SDK and server, on this machine.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/../env.sh"
cd "$ROOT"

run=(cargo test --locked --workspace --features sentc-light-wasm/native,sentc-light-wasm/fuzzing --no-fail-fast)
# tests/native talks to a dev server.
if [ -d tests/native ]; then run=(bash scripts/with-server.sh "${run[@]}"); fi
"${run[@]}"
