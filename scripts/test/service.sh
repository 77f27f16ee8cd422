#!/usr/bin/env bash
# The service as WebAssembly: sentc-light-wasm/testing and sentc-light-dev, and the protocol suite beside this repository against both
# forms: behind Node's HTTP server, and in a page of Chromium.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/../env.sh"
cd "$ROOT"

[ -z "${SENTC_SKIP_SERVICE:-}" ] || { echo "the service was not built (SENTC_SKIP_SERVICE)"; exit 77; }

node --test --test-reporter=spec --test-timeout=120000 tests/service/*.test.mjs

. scripts/conformance-suite.sh
if [ -z "$suite" ]; then echo "no conformance suite beside this repository"; exit; fi

echo "--- behind Node's HTTP server"
node tests/service/with-dev.mjs bash -c "$run_suite"
echo "--- in Chromium"
node tests/service/in-chromium.mjs bash -c "$run_suite"
