#!/usr/bin/env bash
# The protocol suite beside this repository, against the dev server. Skipped where that folder isn't there.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/../env.sh"
cd "$ROOT"

CONFORMANCE_TOPICS="${CONFORMANCE_TOPICS:-login,forced,devices,mfa,password,groups-access,groups-members}"

suite="$ROOT/../shared/conformance"
[ -f "$suite/run.mjs" ] || { echo "no conformance suite beside this repository"; exit 77; }

# A copy below target/, so that it finds hash-wasm among this repository's npm packages.
copy="$ROOT/target/conformance"
rm -rf "$copy"
mkdir -p "$copy"
cp "$suite"/*.mjs "$suite/package.json" "$copy/"

cargo build --quiet --locked --example kyber --features native

export copy CONFORMANCE_TOPICS
bash scripts/with-server.sh bash -c 'node "$copy/run.mjs" --base "$SENTC_TEST_URL" --only "$CONFORMANCE_TOPICS" \
  --public "$SENTC_TEST_PUBLIC_TOKEN" --secret "$SENTC_TEST_SECRET_TOKEN" \
  --public2 "$SENTC_TEST_PUBLIC_TOKEN2" --secret2 "$SENTC_TEST_SECRET_TOKEN2" --kyber "$CARGO_TARGET_DIR/debug/examples/kyber"'
