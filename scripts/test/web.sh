#!/usr/bin/env bash
# The wasm in a real browser, driven by wasm-pack. The server's port is fixed, since its URL is compiled in.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/../env.sh"
cd "$ROOT"

[ -n "$CHROMEDRIVER" ] || { echo "no chromedriver: run scripts/setup.sh" >&2; exit 1; }
bash scripts/build-host.sh target/test-host.js
# The browser's flags are in webdriver.json. The runner takes Firefox if a variable names its driver, whatever wasm-pack says.
export WASM_BINDGEN_TEST_TIMEOUT=300
bash scripts/with-server.sh --port 3003 bash scripts/with-wasm.sh env -u GECKODRIVER \
  wasm-pack test --headless --chrome --chromedriver "$CHROMEDRIVER" --mode no-install . --locked --no-default-features --features standalone --test web --test standalone \
  2>&1 | tee target/web.log
grep -q "headless tests in Chrome" target/web.log
# What the example page loads.
bash scripts/with-wasm.sh wasm-pack build --dev --mode no-install --target web --out-dir target/standalone . --locked --no-default-features --features standalone
bash scripts/with-server.sh node --test --test-reporter=spec --test-timeout=180000 tests/rust/standalone/*.test.mjs
