#!/usr/bin/env bash
# Runs every test and counts. A failing stage doesn't hide the others.
#   scripts/test.sh          everything, set-up included
#   scripts/test.sh quick    format, lints and native tests
#   scripts/test.sh STAGE…   just these (the names are the files in scripts/test)
set -uo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/env.sh"
cd "$ROOT"

# In seconds, for all stages together: what is left of it also bounds each one.
budget="${SENTC_TEST_BUDGET:-4500}"
logs="$ROOT/target/test-logs"
job="" lane=""
# Of a lane in the background, the output of a stage is shown when the stage is over.
live=yes

main() {
  mkdir -p "$logs"
  rm -f "$logs"/*.result
  rm -rf "$logs"/*.taken
  case "${1:-all}" in
    all) everything ;;
    quick) check fmt 120; check clippy 1500; count native 2400 ;;
    *)
      local name
      for name in "$@"; do
        case "$name" in
          fmt | compile | clippy | rust-api | examples | build | types | reproducible) check "$name" 2400 ;;
          *) count "$name" 2400 ;;
        esac
      done
      ;;
  esac
  report
}

# Two lanes beside each other from the start: what compiles, and what drives browsers and waits for them. The lane that ends
# first takes what the other one has not begun, from its end.
everything() {
  local before
  before="$(cores)"
  if ! bash scripts/setup.sh compiler; then
    note setup 0 1 0 0 "the set-up failed"
    return
  fi
  check fmt 120
  compiling_lane >"$logs/lane.log" 2>&1 &
  lane=$!
  if bash scripts/setup.sh chromium; then
    browser_lane
  else
    note setup 0 1 0 0 "the set-up failed"
    note build 0 1 0 0 "not run: the set-up failed"
  fi
  wait "$lane"
  lane=""
  cat "$logs/lane.log"
  # What is not work can only be waited for beside other work.
  echo "$before $(cores) $SECONDS" | awk '$4 > $2 { printf "\n%d s, in which the cores were idle for %d %%\n", $5, 100 * ($3 - $1) / ($4 - $2) }'
}

# Of the machine's cores since it started: time without work, and all time.
cores() { awk '/^cpu / { for (i = 2; i <= 9; i++) all += $i; printf "%.0f %.0f\n", $5 + $6, all; found = 1 } END { if (!found) print 0, 0 }' /proc/stat 2>/dev/null || echo 0 0; }

browser_lane() {
  check build 1800
  on_build check types 300
  on_build count host 600
  count supply 300
  when_compiled
  count conformance 900
  on_build count service 600
  local name
  for name in "${either[@]}"; do taken "$name" || on_build count $name; done
}

# Either lane runs these: name and seconds. The long ones first, so that both lanes end at about the same time.
either=("e2e 1800" "bundlers 1200" "docs 900" "backend 900" "node 900")

# taken "NAME SECONDS": whether the other lane has it; otherwise this one has it now.
taken() { ! mkdir "$logs/${1%% *}.taken" 2>/dev/null; }

compiling_lane() {
  live=no
  trap 'kill "$job" 2>/dev/null; exit 1' TERM INT
  check compile 1800
  when_compiled
  check rust-api 900
  count native 2400
  check examples 900
  # These share a folder of cargo's and a port.
  on_build count vectors 1200
  on_build count web 1800
  on_build count browsers 1500
  # Over what the stages before it have compiled.
  on_build check clippy 1500
  on_build count yew 1200
  on_build check reproducible 1500
  local at
  for ((at = ${#either[@]} - 1; at >= 0; at--)); do taken "${either[at]}" || on_build count ${either[at]}; done
}

# Waits for the programs of the stage `compile`: from then on no stage asks cargo for them.
when_compiled() {
  until [ -e "$logs/compile.result" ]; do sleep 1; done
  export SENTC_COMPILED=yes
}

# Waits for the other lane's build.
on_build() {
  until [ -e "$logs/build.result" ]; do sleep 1; done
  if grep -q " 0 failed" "$logs/build.result"; then "$@"; else note "$2" 0 1 0 0 "not run: the build failed"; fi
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
  if [ "$live" = yes ]; then tail -n +1 -s 0.2 -f --pid="$job" "$logs/$name.log"; fi
  wait "$job"
  code=$?
  if [ "$live" != yes ]; then cat "$logs/$name.log"; fi
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
  # At once, for the lane that waits for it.
  printf '%-12s %4d passed %4d failed %4d skipped %5d s  %s\n' "$@" >"$logs/$1.result.new"
  mv "$logs/$1.result.new" "$logs/$1.result"
}

# Fails when a test has, or when none has run.
report() {
  echo
  echo "=== summary ==="
  # In the order in which they ended.
  ls -tr "$logs"/*.result | xargs cat
  echo
  cat "$logs"/*.result | awk '
    { passed += $2; failed += $4; skipped += $6 }
    END {
      printf "%d passed, %d failed", passed, failed
      if (skipped) printf ", %d skipped", skipped
      print ""
      exit failed > 0 || passed == 0
    }'
}

# When somebody stops the run, what was found so far is still told.
stopped() {
  kill $job $lane 2>/dev/null
  cat "$logs/lane.log" 2>/dev/null
  note stopped 0 1 0 0 "the run was stopped from outside"
  report
  exit 1
}
trap stopped TERM INT

main "$@"
