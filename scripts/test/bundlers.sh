#!/usr/bin/env bash
# The packed npm package as its consumers get it: bundlers, runtimes, type checkers. Their projects stay in target/bundlers
# with what they depend on, so that only the first run installs. The apps of `npm create sentc-light` are in target/create likewise.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/../env.sh"
cd "$ROOT"

# One file after the other, as in e2e.
bash scripts/with-server.sh node --test --test-reporter=spec --test-concurrency=1 --test-timeout=900000 tests/package/bundlers/*.test.mjs tests/apps/create/*.test.mjs
