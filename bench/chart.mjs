// Bars as SVG, on a card of its own so that they can be read on any page: a section for each measure, its charts in two
// columns; short is good, this package's bars are in another color, a dashed line is a goal.

const WIDTH = 800;
const PADDING = 16;
const GAP = 28;
const COLUMN = (WIDTH - 2 * PADDING - GAP) / 2;
const VALUES = 76;
const BAR = 14;
const LINE = 21;
const TITLE_LINE = 17;
/** Of the font, on average; px per letter. */
const LETTER = 6.5;
/** A bar longer than so many times the shortest is cut, or one slow peer would make the others look alike. */
const CUT = 8;

/** `legend`: what the names of bars mean. Sections of results.json: each has `charts: [{ title, unit, bars: [{ name, value, ours, goal? }] }]`. */
export function chart(sections, legend) {
  const parts = [];
  let y = PADDING;
  for (const { title, date, cpu, cores, charts } of sections.filter(({ charts }) => charts.length > 0)) {
    y += 18;
    parts.push(text(PADDING, y, title, "heading"), text(WIDTH - PADDING, y, `${date}, ${cpu}, ${cores} cores`, "note", "end"));
    y += 6;
    for (let at = 0; at < charts.length; at += 2) {
      // A chart that is alone, or has long names, takes the row.
      const row = charts.slice(at, at + 2);
      const heights = row.map((one, column) => {
        const drawn = drawChart(one, PADDING + column * (COLUMN + GAP), y, row.length === 1 && isWide(one) ? WIDTH - 2 * PADDING : COLUMN);
        parts.push(...drawn.parts);
        return drawn.height;
      });
      y += Math.max(...heights);
    }
    y += 16;
  }
  y += 4;
  parts.push(text(PADDING, y, legend, "note"));
  const height = y + PADDING;
  const style =
    "text{font:12px system-ui,sans-serif;fill:#24292f}.heading{font-size:14px;font-weight:600}.title{font-weight:600}.note{fill:#6e7781;font-size:11px}" +
    ".card{fill:#fff;stroke:#d0d7de}.bar{fill:#b3bdca}.ours{fill:#2f6fde}.cut{fill:#fff}.halo{stroke:#fff;stroke-width:5}.goal{stroke:#d1242f;stroke-width:2;stroke-dasharray:4 2}" +
    "@media(prefers-color-scheme:dark){text{fill:#dde3ea}.note{fill:#9198a1}.card{fill:#0d1117;stroke:#3d444d}.bar{fill:#5b6675}.ours{fill:#4c8dff}.cut{fill:#0d1117}.halo{stroke:#0d1117}.goal{stroke:#ff7b72}}";
  const card = `<rect x="0.5" y="0.5" width="${WIDTH - 1}" height="${height - 1}" rx="6" class="card"/>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}"><style>${style}</style>\n${[card, ...parts].join("\n")}\n</svg>\n`;
}

function drawChart({ title, unit, bars }, x, top, width) {
  const parts = [];
  let y = top;
  for (const line of wrapped(title, width)) parts.push(text(x, (y += TITLE_LINE), line, "title"));
  y += 7;
  const names = namesWidth(bars);
  const longest = Math.max(...bars.map(({ value, goal = 0 }) => Math.max(value, goal)));
  const shortest = Math.min(...bars.map(({ value }) => value || Infinity));
  const scale = Math.min(longest, CUT * shortest) || 1;
  const length = (value) => (width - names - VALUES - 8) * Math.min(1, value / scale);
  const from = x + names + 8;
  for (const { name, value, ours, goal } of bars) {
    let end = from + length(value);
    parts.push(text(x + names, y + BAR - 3, name, "", "end"), `<rect x="${px(from)}" y="${y}" width="${px(end - from)}" height="${BAR}" class="${ours ? "ours" : "bar"}"/>`);
    if (value > scale) parts.push(`<path d="M${px(end - 24)} ${y + BAR + 2}l6 -${BAR + 4}h6l-6 ${BAR + 4}z" class="cut"/>`);
    if (goal !== undefined && goal <= scale) {
      const line = `d="M${px(from + length(goal))} ${y - 3}v${BAR + 6}"`;
      parts.push(`<path ${line} class="halo"/><path ${line} class="goal"/>`);
      end = Math.max(end, from + length(goal));
    }
    parts.push(text(end + 6, y + BAR - 3, `${shown(value, unit)} ${unit}`));
    y += LINE;
  }
  return { parts, height: y + 4 - top };
}

function isWide({ bars }) {
  return namesWidth(bars) > COLUMN / 3;
}

function namesWidth(bars) {
  return Math.ceil(Math.max(...bars.map(({ name }) => name.length)) * LETTER);
}

function wrapped(words, width) {
  const lines = [""];
  for (const word of words.split(" ")) {
    if (lines.at(-1) && (lines.at(-1).length + word.length + 1) * LETTER * 1.05 > width) lines.push("");
    lines[lines.length - 1] += `${lines.at(-1) && " "}${word}`;
  }
  return lines;
}

function text(x, y, words, style = "", anchor = "start") {
  return `<text x="${px(x)}" y="${y}"${style && ` class="${style}"`}${anchor === "end" ? ' text-anchor="end"' : ""}>${escaped(words.trim())}</text>`;
}

function px(value) {
  return String(Number(value.toFixed(1)));
}

/** Times as they were measured, counts as they are. */
function shown(value, unit) {
  const digits = unit === "ms" || !Number.isInteger(value) ? 1 : 0;
  return value.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

function escaped(text) {
  return text.replace(/[&<>"]/g, (character) => `&#${character.codePointAt(0)};`);
}
