#!/usr/bin/env bash
# scripts/pack.sh FOLDER: builds the npm package and packs it into FOLDER. Prints `sha256=…`, the hash of the packed file, and
# nothing else: the same for each build of one commit, with one version of npm.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/env.sh"

mkdir -p "$1"
folder="$(cd "$1" && pwd)"
cd "$ROOT"
bash scripts/build.sh >&2
npm pack ./pkg --silent --pack-destination "$folder" >&2
echo "sha256=$(sha256sum "$folder"/*.tgz | cut -d ' ' -f 1)"
