#!/usr/bin/env bash
# Lints, for every target and feature. And the Rust version that is promised.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/../env.sh"
cd "$ROOT"

main() {
  if [ -n "${SENTC_COMPILED:-}" ]; then
    (over_builds)
  else
    # The feature "js" compiles on the host too.
    cargo clippy --quiet --locked --workspace --all-targets --all-features -- -D warnings
  fi
  node scripts/msrv.mjs
  # With that very compiler where rustup has it.
  local msrv
  msrv="$(sed -n 's/^rust-version = "\(.*\)"$/\1/p' Cargo.toml)"
  if rustup toolchain list 2>/dev/null | grep -q "^$msrv"; then
    cargo "+$msrv" check --quiet --locked --workspace --all-targets --all-features --target-dir "$CARGO_TARGET_DIR/msrv"
  fi
}

# With the options of the stages compile, vectors, web and build, whose dependencies are used as they are: two minutes less than
# with `cargo clippy`.
over_builds() {
  export RUSTC_WORKSPACE_WRAPPER="$ROOT/scripts/lint.sh"
  cargo build --quiet --locked "${NATIVE[@]}" --all-targets
  bash scripts/with-wasm.sh cargo test --quiet --no-run --locked --target "$WASM_TARGET" --no-default-features --features standalone \
    --lib --test vectors --test web --test standalone
  # Their wasm stays as it was: nothing is linked.
  bash scripts/build-host.sh target/test-host.js
  [ -n "${SENTC_SKIP_SERVICE:-}" ] || bash scripts/build-service.sh
}

main
