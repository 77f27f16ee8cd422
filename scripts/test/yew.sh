#!/usr/bin/env bash
# A front end in Rust over the npm package's host, in Chromium, against a dev server.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/../env.sh"
cd "$ROOT"

bash scripts/build-yew.sh
bash scripts/with-server.sh node --test --test-reporter=spec --test-timeout=180000 tests/apps/yew/*.test.mjs
