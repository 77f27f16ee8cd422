# Sourced by the scripts that build a wasm for the package: what their builds have in common. Starts nothing.

# The features that rustc's wasm target has on by default, and SIMD. For wasm-opt.
WASM_FEATURES=(--enable-simd --enable-bulk-memory --enable-bulk-memory-opt --enable-nontrapping-float-to-int --enable-sign-ext
  --enable-mutable-globals --enable-reference-types --enable-multivalue)

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

# no_machine_paths WASM
no_machine_paths() {
  local path
  for path in "$ROOT" "$HOME"; do
    if grep -aqF "$path/" "$1"; then
      say "$1 holds paths of this machine ($path). scripts/wasm.sh must remap them." >&2
      return 1
    fi
  done
}
