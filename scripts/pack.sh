#!/usr/bin/env bash
# scripts/pack.sh FOLDER: builds the npm packages (sentc-light-wasm and create-sentc-light) and packs them into FOLDER. Prints `sha256=…`,
# the hash of the list of their hashes, and nothing else: the same for each build of one commit, with one version of npm.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/env.sh"

mkdir -p "$1"
folder="$(cd "$1" && pwd)"
cd "$ROOT"
bash scripts/build.sh >&2
for package in create pkg; do npm pack "./$package" --silent --pack-destination "$folder" >&2; done
echo "sha256=$(sha256sum "$folder"/*.tgz | cut -d ' ' -f 1 | sha256sum | cut -d ' ' -f 1)"
