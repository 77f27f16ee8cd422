#!/usr/bin/env bash
# Both examples of a back end, by one suite over HTTP, and sentc-light-wasm/server, for those who write another.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/../env.sh"
cd "$ROOT"

example=examples/backend-node
lock="$(cat "$example/package-lock.json" | sha256sum)"
if [ "$(cat "$example/node_modules/.stamp" 2>/dev/null)" != "$lock" ]; then
  npm --prefix "$example" ci --no-audit --no-fund
  echo "$lock" >"$example/node_modules/.stamp"
fi
npm --prefix "$example" run --silent check
bash scripts/with-server.sh node --test --test-reporter=spec --test-concurrency=1 --test-timeout=400000 tests/backend/*.test.mjs
