// What the build weighs that the site is made beside: the same numbers as `npm run build` prints.
import { readFileSync } from "node:fs";

const FILE = new URL("../pkg/dist/.sizes.json", import.meta.url);
const SHOWN = ["npm (index.js)", "npm (inline.js)", "script tag", "sentc-light.wasm", "sdk.js", "sentc-light.min.js", "sentc-light.worker.js", "react.js", "vue.js", "svelte.js"];

export default {
  watch: ["../pkg/dist/.sizes.json"],
  load() {
    const sizes = JSON.parse(readFileSync(FILE, "utf8"));
    return SHOWN.filter((name) => sizes[name]).map((name) => ({ name, ...sizes[name] }));
  },
};
