#!/usr/bin/env bash
# scripts/with-wasm.sh COMMAND…: runs it with the toolchain, the features and the folder that wasm is built with.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/env.sh"
export CARGO_TARGET_DIR="$WASM_TARGET_DIR"
export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS="-Ctarget-feature=+simd128"
# Argon2 without optimization takes seconds.
export CARGO_PROFILE_DEV_OPT_LEVEL=1
exec "$@"
