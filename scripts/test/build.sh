#!/usr/bin/env bash
# The npm package, as it is published.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/../env.sh"
cd "$ROOT"

bash scripts/build.sh
