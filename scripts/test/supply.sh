#!/usr/bin/env bash
# The supply chain: what is in the lock files; weaknesses of the workflows, by zizmor; and, where cargo-deny is installed,
# licenses, bans and sources. The database of advisories lies outside: without it, the rest is still checked.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/../env.sh"
cd "$ROOT"

node scripts/supply.mjs

if [ ! -x "$ZIZMOR_DIR/bin/zizmor" ]; then
  timeout 180 python3 -m pip install --quiet --disable-pip-version-check --root-user-action=ignore \
    --target "$ZIZMOR_DIR" "zizmor==$ZIZMOR_VERSION" || rm -rf "$ZIZMOR_DIR"
fi
if [ -x "$ZIZMOR_DIR/bin/zizmor" ]; then
  timeout 60 "$ZIZMOR_DIR/bin/zizmor" --offline --quiet .
  echo "zizmor: the workflows have no finding"
else
  echo "zizmor is not to be had here: the workflows were not checked"
fi

deny="$(first_of "$DENY_DIR/bin/cargo-deny" cargo-deny)"
if [ -z "$deny" ]; then
  echo "cargo-deny is not here: scripts/test-long.sh installs it"
  exit
fi
"$deny" --locked check licenses bans sources
echo "cargo-deny: licenses, bans and sources; advisories are left out, their database is not here"
