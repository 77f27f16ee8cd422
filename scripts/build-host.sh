#!/usr/bin/env bash
# scripts/build-host.sh FILE
# The host for Rust front ends (pkg/src/host/for-rust.ts) as one ES module, with the worker that derives keys inside. Beside
# it, as FILE with the ending .worker.js, the worker alone, for pages whose policy wants it as a file.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/env.sh"
outfile="$(realpath -m "${1:?usage: scripts/build-host.sh FILE}")"
cd "$ROOT"

features=(--enable-simd --enable-bulk-memory --enable-bulk-memory-opt --enable-nontrapping-float-to-int --enable-sign-ext
  --enable-mutable-globals --enable-reference-types --enable-multivalue)
kdf="$ROOT/target/kdf"
compiled="$WASM_TARGET_DIR/$WASM_TARGET/wasm-release/sentc_light_kdf.wasm"

CARGO_ENCODED_RUSTFLAGS="-Ctarget-feature=+simd128" cargo build --quiet --locked -p sentc-light-kdf --target "$WASM_TARGET" \
  --target-dir "$WASM_TARGET_DIR" --profile wasm-release
mkdir -p "$kdf"
# The crates beneath bring exports for wasm-bindgen, and much that only those use.
cat >"$kdf/exports.json" <<'JSON'
[{ "name": "worker", "reaches": ["memory", "begin", "derive", "end", "ready"], "root": true },
 { "name": "memory", "export": "memory" },
 { "name": "begin", "export": "begin" },
 { "name": "derive", "export": "derive" },
 { "name": "end", "export": "end" },
 { "name": "ready", "export": "ready" }]
JSON
wasm-metadce "$compiled" --graph-file "$kdf/exports.json" -o "$kdf/reached.wasm" "${features[@]}" >/dev/null
wasm-opt "$kdf/reached.wasm" -o "$kdf/kdf.wasm" -Oz --strip-debug --strip-producers --strip-target-features "${features[@]}"
node scripts/build-host.mjs "$kdf/kdf.wasm" "$outfile"
