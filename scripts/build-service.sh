#!/usr/bin/env bash
# Builds the service as WebAssembly into target/service-pkg, for sentc-light-wasm/testing and npx sentc-light-dev.
# Needs, beside what scripts/build.sh needs, clang and llvm-ar: SQLite is C.
# SENTC_SKIP_SERVICE=1 goes without: the package is then built without its testing entry.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/env.sh"
cd "$ROOT"

main() {
  if [ -n "${SENTC_SKIP_SERVICE:-}" ]; then
    say "skipped (SENTC_SKIP_SERVICE): sentc-light-wasm/testing and sentc-light-dev are left out"
    rm -rf "$SERVICE_PKG"
    return
  fi
  if [ -z "$WASM_CLANG" ] || [ -z "$WASM_AR" ]; then
    say "clang and llvm-ar are needed to compile SQLite to WebAssembly. Install them (on Debian as root: apt-get install clang llvm), or set SENTC_SKIP_SERVICE=1 to build the package without its testing entry." >&2
    return 1
  fi
  export CC_wasm32_unknown_unknown="$WASM_CLANG" AR_wasm32_unknown_unknown="$WASM_AR"
  # What the service does not use of SQLite: 160 KB. (SQLite's own OMIT_… flags do not work on its single source file.)
  export SQLITE_WASM_RS_FLAGS="-USQLITE_ENABLE_FTS5 -USQLITE_ENABLE_RTREE -USQLITE_ENABLE_SESSION -USQLITE_ENABLE_PREUPDATE_HOOK"
  compile
  bind
  no_machine_paths "$SERVICE_PKG/sentc_light_service_bg.wasm"
}

say() { echo "build: $*"; }

compile() {
  say "compiling the service to wasm ($("$CC_wasm32_unknown_unknown" --version | head -n 1))"
  cargo fetch --quiet --locked --target "$WASM_TARGET"
  small_std
  CFLAGS_wasm32_unknown_unknown="$(c_paths)" \
    CARGO_ENCODED_RUSTFLAGS="-Ctarget-feature=+simd128${std_flags}$(remapped_paths)" cargo rustc --quiet --locked --package sentc-light-service \
    --lib --crate-type cdylib --features js --target "$WASM_TARGET" --target-dir "$WASM_TARGET_DIR" --profile wasm-release "${std_options[@]}"
}

# C has file names in it where an assertion fails.
c_paths() {
  local registry
  printf -- '-ffile-prefix-map=%s=/sentc-light ' "$(outer_root)" "$(outer_root)/target/again"
  for registry in "${CARGO_HOME:-$HOME/.cargo}"/registry/src/*/; do
    printf -- '-ffile-prefix-map=%s=/crates ' "${registry%/}"
  done
}

# Skipped when nothing has changed.
bind() {
  local stamp="$SERVICE_PKG/.stamp" inputs
  inputs="$(cat "$COMPILED" scripts/build-service.sh scripts/wasm.sh package-lock.json "$(command -v wasm-bindgen)" | sha256sum)"
  if [ "$(cat "$stamp" 2>/dev/null)" = "$inputs" ]; then return; fi
  say "wasm-bindgen and wasm-opt for the service"
  rm -rf "$SERVICE_PKG"
  # The reset function makes a new instance after a trap.
  wasm-bindgen "$COMPILED" --out-dir "$SERVICE_PKG" --out-name sentc_light_service --target web --omit-default-module-path \
    --experimental-reset-state-function --remove-producers-section
  # The passes of scripts/build.sh: not the fewest raw bytes, but the fewest after compression.
  wasm-opt "$SERVICE_PKG/sentc_light_service_bg.wasm" -o "$SERVICE_PKG/sentc_light_service_bg.wasm" --flatten --rereloop -Oz -Oz -ocimfs 0 \
    --skip-pass=local-cse --strip-debug --strip-producers --strip-target-features "${WASM_FEATURES[@]}"
  echo "$inputs" >"$stamp"
}

COMPILED="$WASM_TARGET_DIR/$WASM_TARGET/wasm-release/sentc_light_service.wasm"
. "$ROOT/scripts/wasm.sh"
main
