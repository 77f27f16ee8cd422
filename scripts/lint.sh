#!/usr/bin/env bash
# As RUSTC_WORKSPACE_WRAPPER of a `cargo build`: clippy instead of the compiler for our crates. What lies beneath is taken as
# it was compiled; `cargo clippy` compiles all of it once more, as metadata.
set -euo pipefail

args=()
ours=""
for arg in "$@"; do
  case "$arg" in
    # Programs are not linked, and none of ours is there for another one: only what `cargo check` makes.
    --emit=*link*) arg="--emit=dep-info,metadata" ours=yes ;;
    *=*.rlib)
      metadata="${arg%.rlib}.rmeta"
      if [ -e "${metadata#*=}" ]; then arg="$metadata"; fi
      ;;
  esac
  args+=("$arg")
done
# Cargo also asks for the version.
if [ -n "$ours" ]; then args+=(-D warnings); fi
exec clippy-driver "${args[@]}"
