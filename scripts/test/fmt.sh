#!/usr/bin/env bash
# Formatting, as rustfmt has it; and the words, as far as they have been gone through.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/../env.sh"
cd "$ROOT"

node scripts/circles.mjs
cargo fmt --all --check
node tests/words/words.mjs
