# Sourced by the scripts that take long: shows what is going on. They define `say`.

# step TITLE SECONDS COMMAND…: the output goes to a log and is shown only when the command fails.
step() {
  local title="$1" limit="$2" started=$SECONDS log beat
  shift 2
  mkdir -p "$SENTC_CACHE/logs"
  log="$(mktemp "$SENTC_CACHE/logs/XXXXXX.log")"
  say "$title …"
  # Without the caller's lock (descriptor 9), which the last sleep would hold for up to half a minute.
  (while sleep 30; do say "  still at it: $title ($((SECONDS - started)) s)"; done) 9>&- &
  beat=$!
  if timeout --kill-after=10 "$limit" "$@" </dev/null >"$log" 2>&1; then
    kill "$beat" 2>/dev/null; wait "$beat" 2>/dev/null || true
    rm -f "$log"
    say "  done ($((SECONDS - started)) s)"
  else
    local code=$?
    kill "$beat" 2>/dev/null; wait "$beat" 2>/dev/null || true
    tail -n 60 "$log" >&2
    if [ "$code" = 124 ]; then say "  stopped after $limit s: $title" >&2; fi
    return 1
  fi
}
