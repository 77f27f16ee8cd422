#!/usr/bin/env bash
# The documentation: every code block runs. The site builds without a dead link; its blocks, home page, search, accessibility.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/../env.sh"
cd "$ROOT"

bash scripts/with-server.sh node --test --test-reporter=spec --test-timeout=400000 tests/docs/*.test.mjs
bash scripts/docs.sh guide
docs/node_modules/.bin/tsc -p docs/reference
node --test --test-reporter=spec --test-timeout=400000 tests/docs/site/*.test.mjs
