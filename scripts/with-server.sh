#!/usr/bin/env bash
# scripts/with-server.sh [--port N] COMMAND…
# Runs a command against a dev server of its own: in-memory database, a free port unless one is given, known tokens.
# The command finds SENTC_TEST_URL, SENTC_TEST_PUBLIC_TOKEN and SENTC_TEST_SECRET_TOKEN (everything allowed),
# SENTC_TEST_PUBLIC_TOKEN2 and SENTC_TEST_SECRET_TOKEN2 (default options).
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/env.sh"

port=""
if [ "${1:-}" = --port ]; then port="$2"; shift 2; fi
[ $# -gt 0 ] || { echo "usage: scripts/with-server.sh [--port N] COMMAND…" >&2; exit 2; }
port="${port:-$(node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })')}"

compile_programs

export SENTC_TEST_URL="http://127.0.0.1:$port"
export SENTC_TEST_PUBLIC_TOKEN=5zMb6zs3dEM62n+FxjBilFPp+j9e7YUFA+7pi6Hi
export SENTC_TEST_SECRET_TOKEN=dGVzdCBzZWNyZXQgdG9rZW4gb2YgYXBwIG9uZS4u
export SENTC_TEST_PUBLIC_TOKEN2=dGVzdCBwdWJsaWMgdG9rZW4gb2YgYXBwIHR3by4u
export SENTC_TEST_SECRET_TOKEN2=dGVzdCBzZWNyZXQgdG9rZW4gb2YgYXBwIHR3by4u

mkdir -p "$ROOT/target/test-logs"
log="$ROOT/target/test-logs/server-$port.log"
: >"$log"
(
  cd "$ROOT"
  exec "$CARGO_TARGET_DIR/debug/sentc-light-server" --host 127.0.0.1 --port "$port" --db :memory: \
    --public-token "$SENTC_TEST_PUBLIC_TOKEN" --secret-token "$SENTC_TEST_SECRET_TOKEN" \
    --public-token2 "$SENTC_TEST_PUBLIC_TOKEN2" --secret-token2 "$SENTC_TEST_SECRET_TOKEN2"
) >"$log" 2>&1 </dev/null &
server=$!
trap 'kill "$server" 2>/dev/null; wait "$server" 2>/dev/null || true' EXIT
trap 'exit 143' TERM INT

for ((tries = 0; ; tries++)); do
  if grep -q "listening on" "$log"; then break; fi
  if ! kill -0 "$server" 2>/dev/null || [ "$tries" -ge 900 ]; then
    echo "The dev server did not start on port $port. It said:" >&2
    tail -n 20 "$log" >&2
    exit 1
  fi
  sleep 0.1
done

code=0
"$@" || code=$?
if ! kill -0 "$server" 2>/dev/null; then
  echo "The dev server on port $port died meanwhile. Its last words:" >&2
  tail -n 20 "$log" >&2
  [ "$code" != 0 ] || code=1
fi
exit "$code"
