# Sourced by the other scripts: where things are, and which versions are used. Sets variables, starts nothing.

ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
# Outside the clone, so that a second clone on the same machine finds everything built.
SENTC_CACHE="${SENTC_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/sentc-light-wasm}"
# Whatever the caller's shell says: the scripts look for the results here.
export CARGO_TARGET_DIR="$ROOT/target"

# npm hands its settings on to what it runs. That no package runs a script when it is installed is for this repository's own
# packages (.npmrc); the examples and consumers that the tests install are apps, which do as apps do.
unset npm_config_ignore_scripts

# A machine that runs this once compiles everything once: nothing is kept for a next time, nor lines for backtraces.
if [ -n "${CI:-}" ]; then export CARGO_INCREMENTAL=0 CARGO_PROFILE_DEV_DEBUG=0; fi

WASM_TARGET=wasm32-unknown-unknown
# Of its own, so that wasm and native builds neither wait for each other's lock nor, when their compilers differ,
# throw away each other's work.
WASM_TARGET_DIR="$ROOT/target/wasm"
WASM_PKG="$ROOT/target/wasm-pkg"
# The service as wasm (scripts/build-service.sh).
SERVICE_PKG="$ROOT/target/service-pkg"

# One folder per version of the tools: changing them never breaks another clone that shares the cache.
TOOLS_DIR="$SENTC_CACHE/tools-$(cat "$ROOT"/scripts/tools/Cargo.{toml,lock} "$ROOT"/scripts/tools/src/bin/*.rs | sha256sum | cut -c1-12)"
export PATH="$TOOLS_DIR/bin:$ROOT/node_modules/.bin:$PATH"

WASM_BINDGEN_VERSION="$(awk '/^name = "wasm-bindgen"$/ { getline; gsub(/version = |"/, ""); print; exit }' "$ROOT/Cargo.lock")"

# The programs that tests start, with one set of features for all of them: cargo compiles a crate once for each set.
# SENTC_COMPILED (scripts/test.sh): they are there, so that no stage waits for another one's cargo.
NATIVE=(--workspace --features sentc-light-wasm/native,sentc-light-wasm/fuzzing)
compile_programs() {
  [ -n "${SENTC_COMPILED:-}" ] || cargo build --quiet --locked --manifest-path "$ROOT/Cargo.toml" "${NATIVE[@]}" --bins --examples
}

first_of() { local name; for name in "$@"; do command -v "$name" 2>/dev/null && return; done; true; }
# The headless shell is Chromium without windows. Each window of the whole browser loads pages of the browser's own (the address
# bar's list and others), which is a second of work for every profile that a test opens, and noise in what the bench measures. Only the whole one has extensions.
export WHOLE_CHROMIUM="${WHOLE_CHROMIUM:-$(first_of chromium chromium-browser google-chrome google-chrome-stable)}"
export CHROMIUM="${CHROMIUM:-$(first_of chromium-headless-shell "$WHOLE_CHROMIUM")}"
export CHROMEDRIVER="${CHROMEDRIVER:-$(first_of chromedriver)}"

# What compiles C to wasm (scripts/build-service.sh): any of these versions does.
export WASM_CLANG="${WASM_CLANG:-$(first_of clang clang-{21..14})}"
export WASM_AR="${WASM_AR:-$(first_of llvm-ar llvm-ar-{21..14})}"

# The other engines. Where one is missing, its tests are skipped.
export FIREFOX="${FIREFOX:-$(first_of firefox-esr firefox)}"
# Mozilla's driver where it is installed, ours elsewhere: its makers publish programs only for download, and its source compiles for minutes.
export GECKODRIVER="${GECKODRIVER:-$(first_of geckodriver)}"
if [ -z "$GECKODRIVER" ] && [ -n "$FIREFOX" ]; then export GECKODRIVER="$ROOT/scripts/geckodriver.mjs"; fi
export WEBKIT_DRIVER="${WEBKIT_DRIVER:-$(first_of WebKitWebDriver)}"
export WEBKIT_BROWSER="${WEBKIT_BROWSER:-$(compgen -G '/usr/lib/*/webkit2gtk-4.1/MiniBrowser' | head -n 1)}"

# Looks at the workflows (scripts/test/supply.sh).
ZIZMOR_VERSION=1.32.0
ZIZMOR_DIR="$SENTC_CACHE/zizmor-$ZIZMOR_VERSION"

# What only the long run needs (scripts/test-long.sh).
DENY_VERSION=0.20.2
DENY_DIR="$SENTC_CACHE/cargo-deny-$DENY_VERSION"
MUTANTS_VERSION=27.1.0
MUTANTS_DIR="$SENTC_CACHE/cargo-mutants-$MUTANTS_VERSION"

# The compiler of rust-toolchain.toml.
RUST_VERSION="$(sed -n 's/^channel = "\(.*\)"$/\1/p' "$ROOT/rust-toolchain.toml")"

# Does this sysroot hold a std for the wasm target?
has_wasm_std() { compgen -G "$1/lib/rustlib/$WASM_TARGET/lib/libstd-*.rlib" >/dev/null; }

# Does it hold the sources of std?
has_std_sources() { [ -d "$1/lib/rustlib/src/rust/library/std" ]; }
