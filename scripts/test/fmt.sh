#!/usr/bin/env bash
# Formatting, as rustfmt has it.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/../env.sh"
cd "$ROOT"

node scripts/circles.mjs
cargo fmt --all --check
