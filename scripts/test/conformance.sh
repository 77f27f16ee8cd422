#!/usr/bin/env bash
# The protocol suite beside this repository, against the dev server. Skipped where that folder isn't there.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/../env.sh"
cd "$ROOT"

. scripts/conformance-suite.sh
[ -n "$suite" ] || { echo "no conformance suite beside this repository"; exit 77; }
bash scripts/with-server.sh bash -c "$run_suite"
