#!/usr/bin/env bash
# Builds the npm package: Rust → wasm → wasm-bindgen's glue → wasm-opt → bundles and types in pkg/dist.
# With --named FOLDER, what was compiled last goes through the same once more and keeps the names of its functions, for
# whoever wants to know what the bytes are (bench/measures/sizes.mjs).
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/env.sh"
. "$(dirname "${BASH_SOURCE[0]}")/step.sh"
cd "$ROOT"

main() {
  bash scripts/setup.sh build
  one_at_a_time
  use_wasm_toolchain
  compile
  bind
  no_machine_paths
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

# std built for size from its sources (rust-src), where a panic traps at once instead of writing a message that nobody
# reads: 16 KB less after brotli. Where the sources are missing, or the compiler is too old, the wasm is larger and works
# the same.
small_std() {
  std_flags="" std_options=()
  [ "${SENTC_PLAIN_STD:-}" = "" ] && [ -d "$(rustc --print sysroot)/lib/rustlib/src/rust/library/std" ] || return 0
  export RUSTC_BOOTSTRAP=1
  if ! rustc -Zunstable-options -Cpanic=immediate-abort --print cfg >/dev/null 2>&1; then
    unset RUSTC_BOOTSTRAP
    return 0
  fi
  std_flags="$(printf '\x1f-Zunstable-options\x1f-Cpanic=immediate-abort\x1f-Zfmt-debug=none\x1f-Zlocation-detail=none')"
  std_options=(-Zbuild-std=std,panic_abort -Zbuild-std-features=optimize_for_size)
}

# Panic messages carry file names. The same bytes must come out wherever the clone and cargo's home lie.
remapped_paths() {
  local registry rustc
  # Where rustup's rust-src is installed, rustc names std's files there. Without it, by this path.
  rustc="$(rustc -vV | sed -n 's/^commit-hash: //p')"
  printf '\x1f--remap-path-prefix=%s/lib/rustlib/src/rust=/rustc/%s' "$(rustc --print sysroot)" "$rustc"
  printf '\x1f--remap-path-prefix=%s=/sentc-light' "$ROOT"
  for registry in "${CARGO_HOME:-$HOME/.cargo}"/registry/src/*/; do
    printf '\x1f--remap-path-prefix=%s=/crates' "${registry%/}"
  done
}

# Skipped when neither the wasm nor what turns it into the package has changed.
bind() {
  local stamp="$WASM_PKG/.stamp" inputs
  inputs="$(cat "$COMPILED" scripts/build.sh scripts/short-names.mjs package-lock.json "$(command -v wasm-bindgen)" | sha256sum)"
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
  # The features that rustc's wasm target has on by default, and SIMD.
  wasm-opt "$folder/unoptimised.wasm" -o "$folder/sentc_light_wasm_bg.wasm" --flatten --rereloop -Oz -Oz -ocimfs 0 --skip-pass=local-cse "$names" --strip-producers --strip-target-features \
    --enable-simd --enable-bulk-memory --enable-bulk-memory-opt --enable-nontrapping-float-to-int --enable-sign-ext \
    --enable-mutable-globals --enable-reference-types --enable-multivalue
  rm "$folder/unoptimised.wasm"
}

no_machine_paths() {
  local path
  for path in "$ROOT" "$HOME"; do
    if grep -aqF "$path/" "$WASM_PKG/sentc_light_wasm_bg.wasm"; then
      say "the wasm holds paths of this machine ($path). scripts/build.sh must remap them." >&2
      return 1
    fi
  done
}

COMPILED="$WASM_TARGET_DIR/$WASM_TARGET/wasm-release/sentc_light_wasm.wasm"
if [ "${1:-}" = --named ]; then bind_to "$2" --debuginfo; else main; fi
