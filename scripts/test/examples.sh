#!/usr/bin/env bash
# The Rust examples, as docs/rust.md prints them, against a dev server.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/../env.sh"
cd "$ROOT"

main() {
  cargo build --quiet --locked --examples --features native
  # What is generated from the tables is in git.
  cargo run --quiet --locked --example error_table -- --check
  bash scripts/with-server.sh bash "$0" run
}

run() {
  export SENTC_BASE_URL="$SENTC_TEST_URL" SENTC_APP_TOKEN="$SENTC_TEST_PUBLIC_TOKEN"
  for example in register_login mfa groups own_backend refresh_by_cookie; do
    echo "--- $example"
    cargo run --quiet --locked --features native --example "$example"
  done
  SENTC_STORAGE="$(mktemp -d "$ROOT/target/cli-XXXXXX")/session.json"
  export SENTC_STORAGE
  terminal_client
  rm -r "$(dirname "$SENTC_STORAGE")"
}

cli() { cargo run --quiet --locked --example sentc-cli --features native -- "$@"; }

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
