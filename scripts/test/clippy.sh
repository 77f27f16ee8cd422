#!/usr/bin/env bash
# Lints, for every target and feature: the feature "js" compiles on the host too.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/../env.sh"
cd "$ROOT"

cargo clippy --quiet --locked --workspace --all-targets --all-features -- -D warnings
