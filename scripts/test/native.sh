#!/usr/bin/env bash
# The Rust tests of SDK and server, on this machine.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/../env.sh"
cd "$ROOT"

# The first half of the seeds that the scripted flows explore; scripts/test-long.sh runs all of them.
export SENTC_FLOWS_TIMES="${SENTC_FLOWS_TIMES:-0.5}"
# tests/rust/native talks to a dev server.
bash scripts/with-server.sh cargo test --locked "${NATIVE[@]}" --no-fail-fast
