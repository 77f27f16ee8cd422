#!/usr/bin/env bash
# The crate's documentation builds without a warning, and its public interface is the one in docs/rust-api.txt.
# With --write that file is written again.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/../env.sh"
cd "$ROOT"

# Of its own: items of an earlier build would stay in the folder.
docs="$ROOT/target/rust-api"
rm -rf "$docs"
# With the features that docs.rs shows.
RUSTDOCFLAGS="-D warnings" cargo doc --quiet --locked --no-deps --lib --features native,js
cp -r "$CARGO_TARGET_DIR/doc/sentc_light_wasm" "$docs"
if [ "${1:-}" = --write ]; then node scripts/rust-api.mjs "$docs"; else node scripts/rust-api.mjs "$docs" --check; fi
