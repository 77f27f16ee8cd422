#!/usr/bin/env bash
# What the wasm calls, without the wasm: storage, sealing, locks and the like in Chromium, and how a client gets over a trap.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/../env.sh"
cd "$ROOT"

node --test --test-reporter=spec --test-concurrency=1 --test-timeout=400000 tests/package/host/*.test.mjs
