#!/usr/bin/env bash
# Two builds of the same sources, in different folders, give the same bytes: the published hashes can be checked by anybody.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/../env.sh"
cd "$ROOT"

again="$(mktemp -d)"
trap 'rm -rf "$again"' EXIT
# What is there now, committed or not.
git ls-files -coz --exclude-standard | tar --null --ignore-failed-read -T - -cf - | tar -xf - -C "$again"
# What npm installed, by the hashes of the lock file, is the same everywhere.
cp -a node_modules "$again/"
# First the copy, then the original: it may be older than the sources, unless the stage `build` has just made it.
bash "$again/scripts/build.sh" >"$again/build.log" 2>&1 || { tail -n 20 "$again/build.log" >&2; exit 1; }
[ -n "${SENTC_COMPILED:-}" ] || bash scripts/build.sh >/dev/null

different=0
for file in pkg/dist/*; do
  if ! cmp "$file" "$again/$file"; then different=1; fi
done
[ "$different" = 0 ] && echo "$(ls pkg/dist | wc -l) files, the same in both builds"
