#!/usr/bin/env bash
# Formatting, as rustfmt has it; the words; the table of options.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/../env.sh"
cd "$ROOT"

node scripts/circles.mjs
cargo fmt --all --check
node tests/words/words.mjs
node scripts/options-table.mjs
