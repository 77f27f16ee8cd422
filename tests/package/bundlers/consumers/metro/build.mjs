import { writeFileSync } from "node:fs";
import Metro from "metro";

// What Expo's and React Native's presets do: modules become CommonJS.
const transformer = { getTransformOptions: async () => ({ transform: { experimentalImportSupport: true } }) };
const config = await Metro.loadConfig({ cwd: import.meta.dirname }, { projectRoot: import.meta.dirname, cacheStores: [], transformer });
const { code } = await Metro.runBuild(config, { entry: "main.js", platform: "web", minify: false, dev: false });
writeFileSync("dist/main.js", code);
