#!/usr/bin/env bash
# The documentation: every code block runs, and the site builds without a dead link.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/../env.sh"
cd "$ROOT"

bash scripts/with-server.sh node --test --test-reporter=spec --test-timeout=400000 tests/docs/*.test.mjs
bash scripts/docs.sh guide
