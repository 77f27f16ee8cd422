#!/usr/bin/env bash
# Known weaknesses of the dependencies, by databases that lie outside of this repository (.github/workflows/advisories.yml and publish.yml).
#   scripts/advisories.sh crates   RustSec, by cargo-deny; for each Cargo.lock
#   scripts/advisories.sh npm      npm audit, for each package-lock.json
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/env.sh"
cd "$ROOT"

crates() {
  [ -x "$DENY_DIR/bin/cargo-deny" ] || cargo install --quiet --locked "cargo-deny@$DENY_VERSION" --root "$DENY_DIR"
  local lock
  while read -r lock; do
    echo "$lock"
    "$DENY_DIR/bin/cargo-deny" --locked --manifest-path "${lock%lock}toml" check --config "$ROOT/deny.toml" advisories
  done < <(git ls-files '*Cargo.lock')
}

npm_packages() {
  local lock
  while read -r lock; do
    echo "$lock"
    (cd "$(dirname "$lock")" && npm audit --package-lock-only --audit-level=moderate)
  done < <(git ls-files '*package-lock.json')
}

case "${1:-}" in
  crates) crates ;;
  npm) npm_packages ;;
  *) echo "usage: scripts/advisories.sh crates|npm" >&2; exit 2 ;;
esac
