#!/usr/bin/env bash
# Compiles every native program and test, once for all stages.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/../env.sh"
cd "$ROOT"

cargo test --quiet --locked "${NATIVE[@]}" --no-run
