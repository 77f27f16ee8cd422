#!/usr/bin/env bash
# Builds the npm package: Rust → wasm → wasm-bindgen's glue → wasm-opt → bundles and types in pkg/dist.
# With --named FOLDER, what was compiled last goes through the same once more and keeps the names of its functions, for
# whoever wants to know what the bytes are (bench/measures/sizes.mjs).
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/env.sh"
. "$ROOT/scripts/wasm.sh"
. "$(dirname "${BASH_SOURCE[0]}")/step.sh"
cd "$ROOT"

main() {
  bash scripts/setup.sh build
  one_at_a_time
  compile
  bind
  no_machine_paths "$WASM_PKG/sentc_light_wasm_bg.wasm"
  echo "$SENTC_STD" >"$WASM_PKG/.std"
  bash scripts/build-service.sh
  node scripts/build-js.mjs
  node scripts/third-party.mjs --if-changed
}

# Two builds of one clone would write the same files.
one_at_a_time() {
  mkdir -p "$ROOT/target"
  exec 9>"$ROOT/target/.build-lock"
  if command -v flock >/dev/null; then flock 9; fi
}

say() { echo "build: $*"; }
compile() {
  # Before the paths are collected: a fresh machine has no registry folder yet.
  cargo fetch --quiet --locked --target "$WASM_TARGET"
  small_std
  # The encoded form, since paths may hold spaces.
  step "compiling to wasm" 1800 \
    env CARGO_ENCODED_RUSTFLAGS="-Ctarget-feature=+simd128${std_flags}$(remapped_paths)" cargo build --quiet --locked --lib --target "$WASM_TARGET" \
    --target-dir "$WASM_TARGET_DIR" --profile wasm-release --no-default-features --features js "${std_options[@]}"
}

# Skipped when neither the wasm nor what turns it into the package has changed.
bind() {
  local stamp="$WASM_PKG/.stamp" inputs
  inputs="$(cat "$COMPILED" scripts/build.sh scripts/wasm.sh scripts/short-names.mjs package-lock.json "$(command -v wasm-bindgen)" | sha256sum)"
  if [ "$(cat "$stamp" 2>/dev/null)" = "$inputs" ]; then return; fi
  say "wasm-bindgen and wasm-opt"
  rm -rf "$WASM_PKG"
  bind_to "$WASM_PKG" --strip-debug
  node scripts/short-names.mjs "$WASM_PKG/sentc_light_wasm_bg.wasm" "$WASM_PKG/sentc_light_wasm.js"
  echo "$inputs" >"$stamp"
}

# The names of functions stay until wasm-opt's end: the order that they lead to compresses better by 0.2 KB.
bind_to() {
  local folder="$1" names="$2"
  # The reset function makes a new instance after a trap without loading the module again.
  wasm-bindgen "$COMPILED" --out-dir "$folder" --out-name sentc_light_wasm --target web --omit-default-module-path \
    --experimental-reset-state-function --remove-producers-section
  mv "$folder/sentc_light_wasm_bg.wasm" "$folder/unoptimised.wasm"
  # Chosen after brotli: -Oz alone inlines functions with one caller, which shrinks the raw bytes and grows the compressed
  # ones (-ocimfs 0 stops that). Traps are recovered from here, so never --traps-never-happen.
  wasm-opt "$folder/unoptimised.wasm" -o "$folder/sentc_light_wasm_bg.wasm" --flatten --rereloop -Oz -Oz -ocimfs 0 --skip-pass=local-cse "$names" --strip-producers --strip-target-features \
    "${WASM_FEATURES[@]}"
  rm "$folder/unoptimised.wasm"
}

COMPILED="$WASM_TARGET_DIR/$WASM_TARGET/wasm-release/sentc_light_wasm.wasm"
if [ "${1:-}" = --named ]; then bind_to "$2" --debuginfo; else main; fi
