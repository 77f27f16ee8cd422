#!/usr/bin/env bash
# The published vectors as wasm, in Node and in Chromium, with the vectors (simd128) that the package has. Natively they
# run with the other Rust tests.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/../env.sh"
cd "$ROOT"

export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER=wasm-bindgen-test-runner
export WASM_BINDGEN_TEST_TIMEOUT=300
# With the features of the next stages: what lies beneath is compiled once for all of them.
vectors=(cargo test --locked --target "$WASM_TARGET" --no-default-features --features standalone --test vectors)
bash scripts/with-wasm.sh "${vectors[@]}"
[ -n "$CHROMEDRIVER" ] || { echo "no chromedriver: run scripts/setup.sh" >&2; exit 1; }
# The browser's flags are in webdriver.json. The runner takes Firefox if a variable names its driver, which env.sh sets.
export WASM_BINDGEN_USE_BROWSER=1
bash scripts/with-wasm.sh env -u GECKODRIVER "${vectors[@]}" 2>&1 | tee "$ROOT/target/vectors.log"
grep -q "headless tests in Chrome" "$ROOT/target/vectors.log"
