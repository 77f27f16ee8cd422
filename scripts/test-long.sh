#!/usr/bin/env bash
# What takes too long for every change: a million fuzzed inputs, mutation testing, the statistics of constant time, licenses, slow frameworks.
# Summarized like `npm test`. SENTC_MUTANTS_MINUTES bounds the mutation testing, which takes some three hours on two cores;
# the next run goes on where it was.
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
  run "all interleavings" env SENTC_FLOWS_TIMES=1 cargo test --locked "${NATIVE[@]}" --test flows
  run "constant time" cargo run --quiet --release --locked --example constant_time
  run "slow frameworks" frameworks
  run "two whole builds" env SENTC_WHOLE=1 bash scripts/test/reproducible.sh
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

# Their installation and builds take minutes.
frameworks() {
  bash scripts/build.sh && bash scripts/with-server.sh node --test --test-reporter=spec --test-concurrency=1 --test-timeout=900000 tests/package/bundlers/long/*.test.mjs tests/apps/create/long/*.test.mjs
}

# tool FOLDER NAME VERSION: built once per machine.
tool() {
  [ -x "$1/bin/$2" ] || timeout 2400 cargo install --quiet --locked "$2@$3" --root "$1"
}

# File by file, the rules of sessions first; what one run has not come to in its minutes is left to the next one, as long as
# sources and tests stay the same. Each in a copy: sources change while it runs. A survivor that is not in the list, and one
# in the list that was killed since, fail.
mutants() {
  local state out file name number=0 code end
  local files=(src/client/{session,refresh,ending,lease,records,messages,known,login,start,request,rows,groups,mod,options}.rs
    src/client/{cancel,cell,events,fresh,password,register}.rs src/steps/*.rs
    # Of the derivation, the wasm's own half is what the published vectors are run for, in Node and in Chromium.
    src/crypto/*.rs src/crypto/keypair/*.rs src/crypto/kdf/{mod,blake2b,portable}.rs)
  state="$(git ls-files -z src tests fuzz/src Cargo.toml Cargo.lock .cargo | xargs -0 sha256sum | sha256sum | cut -c1-12)"
  out="$ROOT/target/mutants/$state"
  mkdir -p "$out"
  export CARGO_TARGET_DIR="$ROOT/target/mutants-build" SENTC_FUZZ_INPUTS=500 SENTC_FLOWS_TIMES=0.1
  # --fail-fast of the test programs is unstable.
  export "CARGO_TARGET_$(rustc -vV | sed -n 's/^host: //p' | tr a-z- A-Z_)_RUNNER=env RUSTC_BOOTSTRAP=1"
  # What the last run left there is a mutant, and taken for this very crate.
  cargo clean --quiet --profile mutants -p sentc-light-wasm
  timeout 1800 cargo test --profile mutants --features fuzzing --lib --test flows --test fuzz --test vectors || return 1
  end=$((SECONDS + ${SENTC_MUTANTS_MINUTES:-240} * 60))
  for file in "${files[@]}"; do
    number=$((number + 1)) name="${file//\//-}" code=0
    [ -e "$out/$name/done" ] && continue
    [ "$SECONDS" -lt "$end" ] || { echo "stopped after its minutes before $file ($number of ${#files[@]}): the next run goes on there" && break; }
    echo "--- $file ($number of ${#files[@]})"
    timeout $((end - SECONDS + 1)) "$MUTANTS_DIR/bin/cargo-mutants" mutants --no-shuffle --iterate --baseline skip --timeout 180 \
      --file "$file" --output "$out/$name" || code=$?
    # 2: some survived; 3: some hung. What they are is said below.
    case "$code" in
      0 | 2 | 3) touch "$out/$name/done" ;;
      124) echo "stopped after its minutes in $file: the next run goes on there" ;;
      *) return 1 ;;
    esac
  done
  node scripts/mutants.mjs "$out"
}

main
