#!/usr/bin/env bash
# Two builds of the same sources, in different folders, give the same bytes: the published hashes can be checked by anybody.
# The second one takes what the first has compiled of std and of other people's crates, whose sources lie outside of both
# folders, and compiles ours, links, and bundles again. With SENTC_WHOLE=1 (scripts/test-long.sh) it lies outside of the
# first, and compiles everything.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/../env.sh"
cd "$ROOT"

[ -n "${SENTC_COMPILED:-}" ] || bash scripts/build.sh >/dev/null

# scripts/wasm.sh knows this folder, so that cargo finds the same options in both. A whole build needs nothing of the first.
again="$ROOT/target/again"
if [ -n "${SENTC_WHOLE:-}" ]; then again="$(mktemp -d)"; fi
rm -rf "$again"
mkdir -p "$again/target/wasm/$WASM_TARGET"
trap 'rm -rf "$again"' EXIT
# What is there now, committed or not.
git ls-files -coz --exclude-standard | tar --null --ignore-failed-read -T - -cf - | tar -xf - -C "$again"
# What npm installed, by the hashes of the lock file, is the same everywhere.
cp -a node_modules "$again/"
if [ -z "${SENTC_WHOLE:-}" ]; then
  for folder in wasm-release "$WASM_TARGET/wasm-release"; do cp -a "$WASM_TARGET_DIR/$folder" "$again/target/wasm/$folder"; done
  find "$again/target/wasm" -depth -name '*sentc[-_]light*' -exec rm -r {} +
fi
bash "$again/scripts/build.sh" >"$again/build.log" 2>&1 || { tail -n 20 "$again/build.log" >&2; exit 1; }

different=0
for file in pkg/dist/*; do
  if ! cmp "$file" "$again/$file"; then different=1; fi
done
[ "$different" = 0 ] && echo "$(ls pkg/dist | wc -l) files, the same in both builds"
