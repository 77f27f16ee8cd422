#!/usr/bin/env bash
# Builds the front end in Rust (examples/yew) into target/yew, with cargo and wasm-bindgen alone.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/env.sh"
cd "$ROOT"

bash scripts/build-host.sh examples/yew/host.js
CARGO_ENCODED_RUSTFLAGS="-Ctarget-feature=+simd128" cargo build --quiet --locked --release --manifest-path examples/yew/Cargo.toml --target "$WASM_TARGET" --target-dir "$WASM_TARGET_DIR"
wasm-bindgen "$WASM_TARGET_DIR/$WASM_TARGET/release/sentc-light-yew-example.wasm" --target web --out-dir target/yew --out-name app
# The worker alone is for pages whose policy wants it as a file.
cp examples/yew/index.html examples/yew/start.js examples/yew/host.worker.js target/yew/
