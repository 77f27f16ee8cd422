#!/usr/bin/env bash
# Firefox and WebKitGTK: the package, by their own drivers, and in Firefox the Rust tests that the stage `web` runs in
# Chromium. Skipped where set-up could not get these browsers.
set -euo pipefail
# Here and not before all stages: nothing else needs these browsers.
bash "$(dirname "${BASH_SOURCE[0]}")/../setup.sh"
. "$(dirname "${BASH_SOURCE[0]}")/../env.sh"
cd "$ROOT"

login=(bash scripts/with-server.sh node --test --test-reporter=spec --test-concurrency=1 --test-timeout=180000 tests/browser/engines/*.test.mjs)
code=0
# WebKitGTK has no headless mode.
if command -v xvfb-run >/dev/null; then
  xvfb-run --auto-servernum "${login[@]}" || code=1
else
  WEBKIT_DRIVER="" "${login[@]}" || code=1
fi
if [ -n "$GECKODRIVER" ] && [ -n "$FIREFOX" ]; then
  export WASM_BINDGEN_TEST_TIMEOUT=300
  bash scripts/with-server.sh --port 3003 bash scripts/with-wasm.sh \
    wasm-pack test --headless --firefox --geckodriver "$GECKODRIVER" --mode no-install . --locked --no-default-features --features standalone --test web --test standalone || code=1
fi
exit "$code"
