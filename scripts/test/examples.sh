#!/usr/bin/env bash
# The Rust examples, as docs/rust.md prints them, against a dev server.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/../env.sh"
cd "$ROOT"

main() {
  compile_programs
  # The generated files in git are up to date.
  example error_table --check
  bash scripts/with-server.sh bash "$0" run
}

example() { "$CARGO_TARGET_DIR/debug/examples/$1" "${@:2}"; }

run() {
  export SENTC_BASE_URL="$SENTC_TEST_URL" SENTC_APP_TOKEN="$SENTC_TEST_PUBLIC_TOKEN"
  for name in register_login mfa groups own_backend refresh_by_cookie; do
    echo "--- $name"
    example "$name"
  done
  SENTC_STORAGE="$(mktemp -d "$ROOT/target/cli-XXXXXX")/session.json"
  export SENTC_STORAGE
  terminal_client
  rm -r "$(dirname "$SENTC_STORAGE")"
}

cli() { example sentc-cli "$@"; }

# says TEXT COMMAND…: the output of the command, whose failure does not matter, holds this text.
says() {
  local text="$1" output
  shift
  output="$("$@" 2>&1 || true)"
  case "$output" in *"$text"*) ;; *) printf '"%s" is not in what %s said:\n%s\n' "$text" "$*" "$output" >&2; return 1 ;; esac
}

# Each call is a process of its own: the session is in the file.
terminal_client() {
  echo "--- sentc-cli"
  printf 'pass word\npass word\n' | cli register ada
  printf 'wrong\n' | says server_112 cli login ada
  printf 'pass word\n' | cli login ada
  [ "$(stat -c %a "$SENTC_STORAGE")" = 600 ]
  says ada cli whoami
  says "this one" cli devices
  says "$(cli create-group)" cli groups
  printf 'pass word\nnew\nnew\n' | cli change-password
  cli logout
  says client_2003 cli whoami
}

"${1:-main}"
