// The elements and the properties of their look, as the build describes them.
import { existsSync, readFileSync, readdirSync } from "node:fs";

const FILE = new URL("../pkg/dist/custom-elements.json", import.meta.url);
const LOCALES = new URL("../pkg/src/elements/locales/", import.meta.url);

export default {
  watch: ["../pkg/dist/custom-elements.json"],
  load() {
    const [{ declarations }] = JSON.parse(readFileSync(FILE, "utf8")).modules;
    return {
      // Files of part of a language have a longer name.
      locales: readdirSync(LOCALES).flatMap((name) => /^([a-z]{2})\.ts$/.exec(name)?.[1] ?? []),
      hasService: existsSync(new URL("../pkg/dist/testing.js", import.meta.url)),
      tags: declarations.map(({ tagName }) => tagName),
      properties: declarations[0].cssProperties.map(({ name, default: value, description }) => ({ name: name.replace("--sentc-", ""), value, description })),
    };
  },
};
