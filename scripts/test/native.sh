#!/usr/bin/env bash
# The Rust tests of SDK and server, on this machine.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/../env.sh"
cd "$ROOT"

# tests/rust/native talks to a dev server.
bash scripts/with-server.sh cargo test --locked "${NATIVE[@]}" --no-fail-fast
