#!/usr/bin/env bash
# The demo, the package and its elements in Chromium, driven by Playwright, against a dev server.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/../env.sh"
cd "$ROOT"

# The limit is for a whole file; each test has one of its own. One file after the other: every one starts a browser that derives keys, and cores are few.
bash scripts/with-server.sh node --test --test-reporter=spec --test-concurrency=1 --test-timeout=900000 tests/browser/e2e/*.test.mjs tests/browser/elements/*.test.mjs
