#!/usr/bin/env bash
# Lints, for every target and feature: the feature "js" compiles on the host too. And the Rust version that is promised.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/../env.sh"
cd "$ROOT"

cargo clippy --quiet --locked --workspace --all-targets --all-features -- -D warnings
node scripts/msrv.mjs
# With that very compiler where rustup has it.
msrv="$(sed -n 's/^rust-version = "\(.*\)"$/\1/p' Cargo.toml)"
if rustup toolchain list 2>/dev/null | grep -q "^$msrv"; then
  cargo "+$msrv" check --quiet --locked --workspace --all-targets --all-features --target-dir "$CARGO_TARGET_DIR/msrv"
fi
