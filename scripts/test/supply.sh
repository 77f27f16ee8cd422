#!/usr/bin/env bash
# The supply chain: what is in the lock files, and, where cargo-deny is installed, licences, bans and sources. The database
# of advisories lies outside: where it can't be had, the rest is checked all the same.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/../env.sh"
cd "$ROOT"

node scripts/supply.mjs
deny="$(first_of "$DENY_DIR/bin/cargo-deny" cargo-deny)"
if [ -z "$deny" ]; then
  echo "cargo-deny is not here: scripts/test-long.sh installs it"
  exit
fi
"$deny" --locked check licenses bans sources
