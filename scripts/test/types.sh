#!/usr/bin/env bash
# The published types, as a strict TypeScript project sees them.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/../env.sh"
cd "$ROOT"

tsc --noEmit -p tests/package/types
tsc --noEmit -p tests/package/types/node
