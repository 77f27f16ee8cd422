#!/usr/bin/env bash
# The crate's documentation builds without a warning, and its public interface is the one in docs/rust-api.txt.
# With --write that file is written again.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/../env.sh"
cd "$ROOT"

work="$ROOT/target/rust-api"
mkdir -p "$work"

# With the features that docs.rs shows. rustdoc of a stable toolchain writes JSON when RUSTC_BOOTSTRAP is set. Only rustdoc gets
# it: build scripts look at it, and cargo would compile everything again.
printf '#!/bin/sh\nRUSTC_BOOTSTRAP=1 exec rustdoc "$@"\n' >"$work/rustdoc"
chmod +x "$work/rustdoc"
RUSTDOC="$work/rustdoc" RUSTDOCFLAGS="-D warnings" cargo rustdoc --quiet --locked --lib --features native,js -- \
  -Z unstable-options --output-format json --document-hidden-items
{
  echo "# The public interface with the feature \"native\". Written by scripts/test/rust-api.sh --write."
  echo
  cargo run --quiet --locked --manifest-path scripts/rust-api/Cargo.toml --target-dir "$work" -- "$CARGO_TARGET_DIR/doc/sentc_light_wasm.json"
} >"$work/list.txt"

if [ "${1:-}" = --write ]; then cp "$work/list.txt" docs/rust-api.txt; fi
diff -u docs/rust-api.txt "$work/list.txt" || {
  echo "docs/rust-api.txt is out of date: look at what changed, and run bash scripts/test/rust-api.sh --write" >&2
  exit 1
}
