#!/usr/bin/env bash
# npm run bench [-- MEASURE…]: builds, installs the peers, measures. Without names, everything in bench/measures.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/../scripts/env.sh"
cd "$ROOT"

bash scripts/build.sh
stamp=bench/node_modules/.stamp
lock="$(cat bench/package.json bench/package-lock.json | sha256sum)"
if [ "$(cat "$stamp" 2>/dev/null)" != "$lock" ]; then
  npm --prefix bench ci --no-audit --no-fund
  echo "$lock" >"$stamp"
fi

# WebKitGTK has no headless mode.
if command -v xvfb-run >/dev/null; then exec xvfb-run --auto-servernum node bench/run.mjs "$@"; fi
WEBKIT_DRIVER="" exec node bench/run.mjs "$@"
