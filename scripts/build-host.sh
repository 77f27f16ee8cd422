#!/usr/bin/env bash
# scripts/build-host.sh FILE
# The host for Rust front ends (pkg/src/host/for-rust.ts) as one ES module, with the worker that derives keys inside. Beside
# it, as FILE with the ending .worker.js, the worker alone, for pages whose policy wants it as a file.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/env.sh"
. "$ROOT/scripts/wasm.sh"
outfile="$(realpath -m "${1:?usage: scripts/build-host.sh FILE}")"
cd "$ROOT"

say() { echo "build: $*"; }
kdf="$ROOT/target/kdf"
compiled="$WASM_TARGET_DIR/$WASM_TARGET/wasm-release/sentc_light_kdf.wasm"

# With the options of the package's build, so that std and the crates beneath are compiled once for both.
cargo fetch --quiet --locked --target "$WASM_TARGET"
small_std
CARGO_ENCODED_RUSTFLAGS="-Ctarget-feature=+simd128${std_flags}$(remapped_paths)" cargo build --quiet --locked -p sentc-light-kdf --lib \
  --target "$WASM_TARGET" --target-dir "$WASM_TARGET_DIR" --profile wasm-release "${std_options[@]}"
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
wasm-metadce "$compiled" --graph-file "$kdf/exports.json" -o "$kdf/reached.wasm" "${WASM_FEATURES[@]}" >/dev/null
wasm-opt "$kdf/reached.wasm" -o "$kdf/kdf.wasm" -Oz --strip-debug --strip-producers --strip-target-features "${WASM_FEATURES[@]}"
node scripts/build-host.mjs "$kdf/kdf.wasm" "$outfile"
