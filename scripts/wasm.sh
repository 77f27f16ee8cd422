# Sourced by the scripts that build a wasm for the package: what their builds have in common. Starts nothing.

# The features that rustc's wasm target has on by default, and SIMD. For wasm-opt.
WASM_FEATURES=(--enable-simd --enable-bulk-memory --enable-bulk-memory-opt --enable-nontrapping-float-to-int --enable-sign-ext
  --enable-mutable-globals --enable-reference-types --enable-multivalue)

# std built for size from its sources (rust-src), where a panic traps at once instead of writing a message that nobody
# reads: 16 KB less after brotli. Where the sources are missing, or the compiler does not know these options, the wasm is
# larger and works the same; the build says so, and target/wasm-pkg/.std says it to what measures.
small_std() {
  std_flags="" std_options=()
  export SENTC_STD=plain
  if [ "${SENTC_PLAIN_STD:-}" != "" ]; then larger "SENTC_PLAIN_STD is set"; return 0; fi
  if ! has_std_sources "$(rustc --print sysroot)"; then larger "the sources of std are missing (rustup component add rust-src)"; return 0; fi
  if ! RUSTC_BOOTSTRAP=1 rustc -Zunstable-options -Cpanic=immediate-abort --print cfg >/dev/null 2>&1; then
    larger "$(rustc -V) does not know -Cpanic=immediate-abort (rust-toolchain.toml names $RUST_VERSION)"
    return 0
  fi
  export RUSTC_BOOTSTRAP=1 SENTC_STD=small
  std_flags="$(printf '\x1f-Zunstable-options\x1f-Cpanic=immediate-abort\x1f-Zfmt-debug=none\x1f-Zlocation-detail=none')"
  std_options=(-Zbuild-std=std,panic_abort -Zbuild-std-features=optimize_for_size)
}

larger() { say "WARNING: the wasm will be some 16 KB larger (brotli), since std is not built for size: $*" >&2; }

# Panic messages carry file names. The same bytes must come out wherever the clone and cargo's home lie.
remapped_paths() {
  local registry rustc
  # Where rustup's rust-src is installed, rustc names std's files there. Without it, by this path.
  rustc="$(rustc -vV | sed -n 's/^commit-hash: //p')"
  printf '\x1f--remap-path-prefix=%s/lib/rustlib/src/rust=/rustc/%s' "$(rustc --print sysroot)" "$rustc"
  printf '\x1f--remap-path-prefix=%s=/sentc-light' "$(outer_root)" "$(outer_root)/target/again"
  for registry in "${CARGO_HOME:-$HOME/.cargo}"/registry/src/*/; do
    printf '\x1f--remap-path-prefix=%s=/crates' "${registry%/}"
  done
}

# The second build of scripts/test/reproducible.sh lies in a folder of the first. Both get the same options: cargo
# compiles everything again when one differs, even if only a path does.
outer_root() { echo "${ROOT%/target/again}"; }

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
