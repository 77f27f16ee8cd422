#!/usr/bin/env bash
# Makes this machine able to build and test. Does only what is missing, so that everything else starts with it.
#   scripts/setup.sh compiler   what cargo needs
#   scripts/setup.sh build      what `npm run build` and `npm start` need: that, wasm-bindgen, npm packages
#   scripts/setup.sh chromium   that, and what the tests in Chromium need: wasm-pack, Chromium and its driver
#   scripts/setup.sh            that, and Firefox and WebKit where they can be had
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/env.sh"
. "$(dirname "${BASH_SOURCE[0]}")/step.sh"
want="${1:-test}"
case "$want" in compiler | build | chromium | test) ;; *) echo "usage: scripts/setup.sh [compiler|build|chromium|test]" >&2; exit 2 ;; esac

main() {
  # rustup takes the version from rust-toolchain.toml in this folder.
  cd "$ROOT"
  need_basics
  # Two set-ups at once, say of two clones, would build the same things twice or under each other's feet.
  mkdir -p "$SENTC_CACHE"
  if command -v flock >/dev/null; then
    exec 9>"$SENTC_CACHE/lock"
    flock --wait 3600 9 || die "another set-up has held $SENTC_CACHE/lock for an hour. Stop it and run this again."
  fi
  toolchain
  [ "$want" != compiler ] || return 0
  # Beside each other: the network for one, the cores for the other, and a tool that waits for its last crate.
  npm_packages &
  local npm=$!
  programs &
  local programs=$!
  tools
  wait "$npm"
  wait "$programs"
}

programs() {
  c_for_wasm
  if [ "$want" != build ]; then browser; fi
  if [ "$want" = test ]; then other_browsers; fi
}

say() { echo "setup: $*"; }
die() { echo "setup: $*" >&2; exit 1; }

need_basics() {
  command -v cargo >/dev/null && command -v rustc >/dev/null ||
    die "no Rust here. Install rustup (https://rustup.rs) and run this again."
  command -v node >/dev/null && command -v npm >/dev/null || die "no Node.js here. Install Node 20 or newer with npm and run this again."
  local major
  major="$(node -p 'process.versions.node.split(".")[0]')"
  [ "$major" -ge 20 ] || die "Node $major is too old. Install Node 20 or newer and run this again."
  command -v cc >/dev/null || apt_install "a C compiler" gcc libc6-dev
}

# apt_install WHAT PACKAGE…
apt_install() {
  local what="$1"
  shift
  if ! command -v apt-get >/dev/null || [ "$(id -u)" != 0 ]; then
    die "missing: $what. Install it (on Debian as root: apt-get install $*) and run this again."
  fi
  export DEBIAN_FRONTEND=noninteractive
  # A machine's package lists may be months older than what the mirror still serves.
  if [ -z "${lists_renewed:-}" ]; then
    lists_renewed=yes
    step "apt-get update" 300 apt-get -q update || say "  the package lists could not be renewed, trying with the old ones"
  fi
  step "installing $what ($*)" 1200 apt-get -q install -y --no-install-recommends "$@" || die "apt-get could not install $what. The lines above say why."
}

# The compiler that rust-toolchain.toml names, with the sources of std (scripts/build.sh makes a smaller one of them).
toolchain() {
  if command -v rustup >/dev/null && ! has_toolchain; then
    step "installing Rust $RUST_VERSION with rustup" 600 \
      rustup toolchain install "$RUST_VERSION" --profile minimal --component clippy,rustfmt,rust-src --target "$WASM_TARGET" ||
      die "rustup could not install Rust $RUST_VERSION. To use another version, set RUSTUP_TOOLCHAIN, for example to stable."
  fi
  has_wasm_std "$(rustc --print sysroot 2>/dev/null)" ||
    die "this Rust has no std for $WASM_TARGET. With rustup: rustup target add $WASM_TARGET"
}

# Asks without installing, as any other call of a rustup proxy would.
has_toolchain() {
  [ -z "${RUSTUP_TOOLCHAIN:-}" ] || return 0
  local sysroot
  sysroot="$(rustup run "$RUST_VERSION" rustc --print sysroot 2>/dev/null)" && has_wasm_std "$sysroot" && has_std_sources "$sysroot"
}

# The service as wasm has SQLite in it, which is C (scripts/build-service.sh).
c_for_wasm() {
  [ -z "${SENTC_SKIP_SERVICE:-}" ] || return 0
  if [ -n "$WASM_CLANG" ] && [ -n "$WASM_AR" ]; then return; fi
  apt_install "a C compiler for wasm (SENTC_SKIP_SERVICE=1 goes without)" clang llvm
}

tools() {
  local pinned
  pinned="$(sed -n 's/^wasm-bindgen-cli = "=\(.*\)"$/\1/p' "$ROOT/scripts/tools/Cargo.toml")"
  [ "$pinned" = "$WASM_BINDGEN_VERSION" ] ||
    die "Cargo.lock has wasm-bindgen $WASM_BINDGEN_VERSION, scripts/tools has its CLI $pinned. Make them the same in scripts/tools/Cargo.toml, run 'cargo update' there, and run this again."
  have_tools && return
  local features=()
  if [ "$want" != build ]; then features=(--features browser-tests); fi
  step "building wasm-bindgen $WASM_BINDGEN_VERSION and its friends (a few minutes, once per machine)" 2400 \
    cargo install --locked --path "$ROOT/scripts/tools" --root "$TOOLS_DIR" --target-dir "$SENTC_CACHE/tools-build" --force "${features[@]}" ||
    die "the build tools could not be built. The lines above say why."
  if [ "$want" != build ]; then rm -rf "$SENTC_CACHE/tools-build"; fi
  have_tools || die "the build tools were built but don't answer. Remove $TOOLS_DIR and run this again."
}

have_tools() {
  [ "$(wasm-bindgen --version 2>/dev/null)" = "wasm-bindgen $WASM_BINDGEN_VERSION" ] || return 1
  [ "$want" = build ] || { command -v wasm-pack && [ -x "$(dirname "$(command -v wasm-bindgen)")/wasm-bindgen-test-runner" ]; } >/dev/null
}

browser() {
  if [ -z "$WHOLE_CHROMIUM" ] || [ -z "$CHROMEDRIVER" ]; then apt_install "Chromium and its driver" chromium chromium-driver; fi
  # Not everywhere is there a package of it; Chromium does the same, more slowly.
  if [ -z "$(first_of chromium-headless-shell)" ] && command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
    (apt_install "Chromium's headless shell" chromium-headless-shell) || say "  going on with Chromium itself, which takes longer"
  fi
}

# Firefox and WebKit. SENTC_BROWSERS=chromium goes without, and where they can't be had their tests are skipped: nothing
# here ends the set-up.
other_browsers() {
  [ "${SENTC_BROWSERS:-all}" = all ] || return 0
  if [ -z "$FIREFOX" ] || [ -z "$WEBKIT_DRIVER" ] || [ -z "$WEBKIT_BROWSER" ] || ! command -v xvfb-run >/dev/null; then
    (apt_install "Firefox, WebKit's driver and a screen for it" firefox-esr webkit2gtk-driver xvfb xauth) ||
      say "  going on without; SENTC_BROWSERS=chromium doesn't try"
  fi
}

npm_packages() {
  local stamp="$ROOT/node_modules/.sentc-stamp" lock
  lock="$(cat "$ROOT/package-lock.json" "$ROOT/package.json" | sha256sum)"
  [ "$(cat "$stamp" 2>/dev/null)" != "$lock" ] || return 0
  step "installing npm packages" 600 npm --prefix "$ROOT" ci --no-audit --no-fund || die "npm could not install the packages of package-lock.json. The lines above say why."
  echo "$lock" >"$stamp"
}

main
