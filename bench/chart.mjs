// Bars as SVG: one group per chart, short is good, this package's in another colour.

const WIDTH = 720;
const NAMES = 150;
const VALUES = 70;
const BAR = 18;
const LINE = 26;
/** A bar longer than so many times the shortest is cut, or one slow peer would make the others look alike. */
const CUT = 8;

/** Of sections of results.json: each has `charts: [{ title, unit, bars: [{ name, value, ours }] }]`. */
export function chart(sections) {
  const parts = [];
  let y = 10;
  const text = (x, y, words, extra = "") => parts.push(`<text x="${x}" y="${y}" ${extra}>${escaped(words)}</text>`);
  for (const { date, cpu, cores, charts } of sections) {
    for (const { title, unit, bars } of charts) {
      y += 24;
      text(10, y, title, 'class="title"');
      y += 10;
      const values = bars.map(({ value }) => value);
      const scale = Math.min(Math.max(...values), CUT * Math.min(...values));
      for (const { name, value, ours } of bars) {
        const width = (WIDTH - NAMES - VALUES - 20) * Math.min(1, value / scale);
        text(NAMES, y + BAR - 4, name, 'text-anchor="end"');
        parts.push(`<rect x="${NAMES + 10}" y="${y}" width="${width.toFixed(1)}" height="${BAR}" class="${ours ? "ours" : "bar"}"/>`);
        if (value > scale) parts.push(`<path d="M${(NAMES + width - 16).toFixed(1)} ${y + BAR + 2}l6 -${BAR + 4}h6l-6 ${BAR + 4}z" class="cut"/>`);
        text((NAMES + 16 + width).toFixed(1), y + BAR - 4, `${value.toFixed(1)} ${unit}`);
        y += LINE;
      }
      y += 6;
    }
    y += 14;
    text(10, y, `${date}, ${cpu}, ${cores} cores`, 'class="note"');
    y += 10;
  }
  const style =
    "text{font:13px system-ui,sans-serif;fill:#222}.title{font-weight:600}.note{fill:#777;font-size:11px}.bar{fill:#b9c2cf}.ours{fill:#2f6fde}.cut{fill:#fff}" +
    "@media(prefers-color-scheme:dark){text{fill:#ddd}.note{fill:#999}.bar{fill:#5b6675}.cut{fill:#111}}";
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${y + 10}" viewBox="0 0 ${WIDTH} ${y + 10}"><style>${style}</style>\n${parts.join("\n")}\n</svg>\n`;
}

function escaped(text) {
  return text.replace(/[&<>"]/g, (character) => `&#${character.codePointAt(0)};`);
}
