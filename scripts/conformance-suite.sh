# Sourced by the stages that run the protocol suite beside this repository. Sets `suite` (empty where there is none) and `run_suite`:
# what runs it against SENTC_TEST_URL.

CONFORMANCE_TOPICS="${CONFORMANCE_TOPICS:-login,forced,devices,mfa,password,groups-access,groups-members,groups-forced}"

export copy="$ROOT/target/conformance" CONFORMANCE_TOPICS
export SENTC_TEST_PUBLIC_TOKEN="${SENTC_TEST_PUBLIC_TOKEN:-5zMb6zs3dEM62n+FxjBilFPp+j9e7YUFA+7pi6Hi}"
export SENTC_TEST_SECRET_TOKEN="${SENTC_TEST_SECRET_TOKEN:-dGVzdCBzZWNyZXQgdG9rZW4gb2YgYXBwIG9uZS4u}"
export SENTC_TEST_PUBLIC_TOKEN2="${SENTC_TEST_PUBLIC_TOKEN2:-dGVzdCBwdWJsaWMgdG9rZW4gb2YgYXBwIHR3by4u}"
export SENTC_TEST_SECRET_TOKEN2="${SENTC_TEST_SECRET_TOKEN2:-dGVzdCBzZWNyZXQgdG9rZW4gb2YgYXBwIHR3by4u}"

suite="$ROOT/../shared/conformance"
if [ -f "$suite/run.mjs" ]; then
  # A copy below target/, so that it finds hash-wasm among this repository's npm packages.
  rm -rf "$copy"
  mkdir -p "$copy"
  cp "$suite"/*.mjs "$suite/package.json" "$copy/"
  compile_programs
else
  suite=""
fi

run_suite='node "$copy/run.mjs" --base "$SENTC_TEST_URL" --only "$CONFORMANCE_TOPICS" \
  --public "$SENTC_TEST_PUBLIC_TOKEN" --secret "$SENTC_TEST_SECRET_TOKEN" \
  --public2 "$SENTC_TEST_PUBLIC_TOKEN2" --secret2 "$SENTC_TEST_SECRET_TOKEN2" --kyber "$CARGO_TARGET_DIR/debug/examples/kyber"'
