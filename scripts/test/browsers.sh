#!/usr/bin/env bash
# The package in Firefox and in WebKitGTK, by their own drivers. Skipped where set-up could not get them.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/../env.sh"
cd "$ROOT"

run=(bash scripts/with-server.sh node --test --test-reporter=spec --test-concurrency=1 --test-timeout=180000 tests/browsers/*.test.mjs)
# WebKitGTK has no headless mode.
if command -v xvfb-run >/dev/null; then
  xvfb-run --auto-servernum "${run[@]}"
else
  WEBKIT_DRIVER="" "${run[@]}"
fi
