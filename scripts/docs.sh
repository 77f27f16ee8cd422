#!/usr/bin/env bash
# The guide and the API reference as one static site in target/docs/site, from the build in pkg/dist. Fails on dead links.
#   scripts/docs.sh           with Rust's reference
#   scripts/docs.sh guide     without
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/env.sh"
cd "$ROOT"

[ -f pkg/dist/.sizes.json ] || bash scripts/build.sh
lock="$(cat docs/package-lock.json | sha256sum)"
if [ "$(cat docs/node_modules/.stamp 2>/dev/null)" != "$lock" ]; then
  npm --prefix docs ci --no-audit --no-fund --ignore-scripts --loglevel=error
  echo "$lock" >docs/node_modules/.stamp
fi
rm -rf docs/api target/docs/site
mkdir -p target/docs
npm --prefix docs run --silent build
node docs/llms.mjs
cp docs/rust-api.txt target/docs/site/
if [ "${1:-}" != guide ]; then
  cargo doc --quiet --locked -p sentc-light-wasm --no-deps --features native
  rm -rf target/docs/site/rust
  cp -r target/doc target/docs/site/rust
fi
echo "docs: target/docs/site (serve it by any web server: python3 -m http.server -d target/docs/site)"
