#!/usr/bin/env bash
# The npm package in Node, against a dev server.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/../env.sh"
cd "$ROOT"

# Accounts of other clients are made with it.
compile_programs
bash scripts/with-server.sh node --test --test-reporter=spec --test-timeout=300000 tests/package/node/*.test.mjs
