#!/usr/bin/env bash
# Runs every test, one stage after the other, and counts. A failing stage doesn't hide the others.
#   scripts/test.sh          everything, set-up included
#   scripts/test.sh quick    format, lints and native tests
#   scripts/test.sh STAGE…   just these (the names are the files in scripts/test)
set -uo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/env.sh"
cd "$ROOT"

# In seconds, for all stages together: what is left of it also bounds each one.
budget="${SENTC_TEST_BUDGET:-4500}"
logs="$ROOT/target/test-logs"
summary=()
passed=0 failed=0 skipped=0
built=yes
job=

main() {
  mkdir -p "$logs"
  case "${1:-all}" in
    all) everything ;;
    quick) check fmt 120; check clippy 1500; count native 2400 ;;
    *)
      local name
      for name in "$@"; do
        case "$name" in
          fmt | clippy | rust-api | examples | build | types | reproducible) check "$name" 2400 ;;
          *) count "$name" 2400 ;;
        esac
      done
      ;;
  esac
  report
  [ "$failed" = 0 ]
}

everything() {
  if ! bash scripts/setup.sh; then
    note setup 0 1 0 0 "the set-up failed"
    return
  fi
  check fmt 120
  check clippy 1500
  check rust-api 900
  count native 2400
  check examples 900
  check build 1800 || built=no
  on_build check types 300
  count conformance 900
  count host 600
  count supply 300
  count vectors 1200
  on_build count web 1800
  on_build count service 600
  on_build count node 900
  on_build count backend 900
  on_build count e2e 1800
  on_build count bundlers 1200
  on_build count docs 900
  on_build count browsers 600
  on_build count yew 1200
  on_build check reproducible 900
}

on_build() {
  if [ "$built" = yes ]; then "$@"; else note "$2" 0 1 0 0 "not run: the build failed"; fi
}

# A stage whose output holds no counts: it passes or fails as one.
check() { stage check "$@"; }
# A stage of test programs: their counts are added up. Without any, something is wrong.
count() { stage count "$@"; }

# stage KIND NAME SECONDS. A stage that has nothing to do here says why and exits with 77.
stage() {
  local kind="$1" name="$2" limit="$3" started=$SECONDS code good bad out found why=""
  local left=$((budget - SECONDS))
  if [ "$left" -lt 1 ]; then left=1; fi
  if [ "$limit" -gt "$left" ]; then limit=$left; fi
  echo
  echo "=== $name ==="
  # Followed rather than piped: a browser left behind would keep a pipe open, and the run would hang.
  : >"$logs/$name.log"
  timeout --kill-after=20 "$limit" bash "scripts/test/$name.sh" </dev/null >"$logs/$name.log" 2>&1 &
  job=$!
  tail -n +1 -s 0.2 -f --pid="$job" "$logs/$name.log"
  wait "$job"
  code=$?
  echo "--- $name: $((SECONDS - started)) s"
  if [ "$code" = 77 ]; then
    note "$name" 0 0 0 $((SECONDS - started)) "$(tail -n 1 "$logs/$name.log")"
    return 0
  fi
  read -r found good bad out <<<"$(node scripts/test/counts.mjs "$logs/$name.log")"
  if [ "$kind" = check ] || [ "$found" = 0 ]; then
    good=0 bad=0 out=0
    if [ "$code" = 0 ] && [ "$kind" = check ]; then good=1; fi
    if [ "$code" = 0 ] && [ "$kind" = count ]; then bad=1 why="no counts in its output"; fi
  fi
  if [ "$code" = 124 ] || [ "$code" = 137 ]; then why="stopped after $limit s"; fi
  if [ "$code" != 0 ] && { [ "$bad" = 0 ] || [ -n "$why" ]; }; then
    bad=$((bad + 1)) why="${why:-exit code $code}"
  fi
  note "$name" "$good" "$bad" "$out" $((SECONDS - started)) "$why"
  [ "$bad" = 0 ]
}

# note NAME PASSED FAILED SKIPPED SECONDS WHY
note() {
  passed=$((passed + $2)) failed=$((failed + $3)) skipped=$((skipped + $4))
  summary+=("$(printf '%-12s %4d passed %4d failed %4d skipped %5d s  %s' "$@")")
}

report() {
  echo
  echo "=== summary ==="
  printf '%s\n' "${summary[@]}"
  echo
  if [ "$skipped" = 0 ]; then
    echo "$passed passed, $failed failed"
  else
    echo "$passed passed, $failed failed, $skipped skipped"
  fi
}

# When somebody stops the run, what was found so far is still told.
trap 'kill "$job" 2>/dev/null; note stopped 0 1 0 0 "the run was stopped from outside"; report; exit 1' TERM INT

main "$@"
