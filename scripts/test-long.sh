#!/usr/bin/env bash
# What takes too long for every change: a million fuzzed inputs, mutation testing, the statistics of constant time, licences.
# Summarised like `npm test`. SENTC_MUTANTS_MINUTES bounds the mutation testing, which takes hours on two cores.
set -uo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/env.sh"
cd "$ROOT"

failed=0
passed=0

main() {
  run "cargo-deny" tool "$DENY_DIR" cargo-deny "$DENY_VERSION"
  run "supply chain" bash scripts/test/supply.sh
  run "fuzz crate compiles" env CARGO_TARGET_DIR="$ROOT/target/fuzz" cargo check --quiet --locked --manifest-path fuzz/Cargo.toml
  run "a million inputs" env SENTC_FUZZ_INPUTS="${SENTC_FUZZ_INPUTS:-1000000}" cargo test --release --locked --features fuzzing --test fuzz -- --nocapture
  run "constant time" cargo run --quiet --release --locked --example constant_time
  run "cargo-mutants" tool "$MUTANTS_DIR" cargo-mutants "$MUTANTS_VERSION"
  run "mutants" mutants
  echo
  echo "$passed passed, $failed failed"
  [ "$failed" = 0 ]
}

run() {
  local name="$1" started=$SECONDS
  shift
  echo
  echo "=== $name ==="
  if "$@" </dev/null; then passed=$((passed + 1)); else failed=$((failed + 1)) && echo "FAILED: $name"; fi
  echo "--- $name: $((SECONDS - started)) s"
}

# tool FOLDER NAME VERSION: built once per machine.
tool() {
  [ -x "$1/bin/$2" ] || timeout 2400 cargo install --quiet --locked "$2@$3" --root "$1"
}

# In a copy: sources change while it runs. A survivor that is not in the list, and one in the list that was killed since,
# fail.
mutants() {
  local out="$ROOT/target/mutants" code=0
  timeout $((${SENTC_MUTANTS_MINUTES:-360} * 60)) env SENTC_FUZZ_INPUTS=2000 CARGO_TARGET_DIR="$ROOT/target/mutants-build" \
    "$MUTANTS_DIR/bin/cargo-mutants" mutants --no-shuffle --output "$out" || code=$?
  [ "$code" = 124 ] && echo "stopped after its minutes: the rest was not tried"
  node scripts/mutants.mjs "$out/mutants.out"
}

main
