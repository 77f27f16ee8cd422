// The example themes of docs/theming.md, and how a theme becomes CSS. Colors are pairs: for light and for dark pages.

export const THEMES = [
  { name: "Violet", values: { accent: ["#5b3fd6", "#b7a6ff"], "on-accent": ["#ffffff", "#1d1147"], radius: "16px" } },
  { name: "Print", values: { accent: ["#111111", "#eeeeee"], "on-accent": ["#ffffff", "#111111"], radius: "0px", font: "15px/1.5 Georgia, serif" } },
  { name: "Night", scheme: "dark", values: { surface: ["#000000", "#000000"], field: ["#161616", "#161616"], accent: ["#ffd166", "#ffd166"], "on-accent": ["#222222", "#222222"], radius: "6px" } },
];

/** The values as a rule, a line for each. `values`: by the name of the property without `--sentc-`. */
export function cssOf(values, scheme) {
  const lines = Object.entries(values).map(([name, value]) => `--sentc-${name}: ${Array.isArray(value) ? colors(value) : value.replace(/[;{}<]/g, "")};`);
  if (scheme) lines.unshift(`color-scheme: ${scheme};`);
  return lines.length > 0 ? `:root {\n${lines.map((line) => `  ${line}\n`).join("")}}\n` : "";
}

const colors = ([light, dark]) => (light === dark ? light : `light-dark(${light}, ${dark})`);
