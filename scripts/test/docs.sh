#!/usr/bin/env bash
# The documentation: every code block runs, the site builds without a dead link, and its blocks run in its pages.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/../env.sh"
cd "$ROOT"

bash scripts/with-server.sh node --test --test-reporter=spec --test-timeout=400000 tests/docs/*.test.mjs
bash scripts/docs.sh guide
node --test --test-reporter=spec --test-timeout=240000 tests/docs/site/*.test.mjs
