// Puts together what the site's "Run" buttons load, in docs/public/play: static files, fetched when somebody presses one. The service of
// sentc-light-wasm/testing answers in the page. The demo lies in docs/public/play/demo, with that service in a service worker.

import { buildSync } from "esbuild";
import { copyFileSync, cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const dist = `${root}pkg/dist`;
const play = `${root}docs/public/play`;

rmSync(play, { recursive: true, force: true });
if (!existsSync(`${dist}/testing.js`)) {
  console.log("docs: without the playground, since the service was not built");
} else {
  mkdirSync(play, { recursive: true });
  for (const name of ["index.js", "sdk.js", "password.js", "authenticators.js", "sentc-light.wasm", "sentc-light.worker.js"]) copyFileSync(`${dist}/${name}`, `${play}/${name}`);
  for (const name of ["set-ups.mjs", "module.mjs"]) copyFileSync(`${root}tests/docs/${name}`, `${play}/${name}`);
  for (const name of readdirSync(`${root}docs/playground`)) copyFileSync(`${root}docs/playground/${name}`, `${play}/${name}`);
  // For the page with the elements.
  for (const name of readdirSync(dist).filter((name) => /^elements.*(?<!\.node)\.js$|^sentc-light-elements\.css$/.test(name))) copyFileSync(`${dist}/${name}`, `${play}/${name}`);
  // Browsers have no CommonJS.
  writeFileSync(`${play}/testing-wasm.js`, readFileSync(`${dist}/testing-wasm.cjs`, "utf8").replace(/^module\.exports=/, "export default "));
  const testing = readFileSync(`${dist}/testing.js`, "utf8");
  if (!testing.includes('"./testing-wasm.cjs"')) throw new Error("testing.js no longer imports testing-wasm.cjs");
  writeFileSync(`${play}/testing.js`, testing.replace('"./testing-wasm.cjs"', '"./testing-wasm.js"'));
  demo();
}

/** www/ as static files: the package lies beside its page, not at the top of the server, and js/service.js is another. */
function demo() {
  const folder = `${play}/demo`;
  cpSync(`${root}www`, folder, { recursive: true });
  mkdirSync(`${folder}/dist`);
  for (const name of readdirSync(dist).filter((name) => /^(sentc-light|elements|password|authenticators).*\.(js|css|wasm)$/.test(name))) copyFileSync(`${dist}/${name}`, `${folder}/dist/${name}`);
  copyFileSync(`${root}docs/demo/service.js`, `${folder}/js/service.js`);
  for (const name of readdirSync(folder, { recursive: true }).filter((name) => /\.(html|js)$/.test(name) && !name.startsWith("dist/"))) {
    const text = readFileSync(`${folder}/${name}`, "utf8");
    const up = name.endsWith(".js") ? "./" + "../".repeat(name.split("/").length - 1) : "";
    if (text.includes('"/dist/')) writeFileSync(`${folder}/${name}`, text.replaceAll('"/dist/', `"${up}dist/`));
  }
  // One script without imports: not every browser has modules in service workers.
  buildSync({
    entryPoints: [`${root}docs/demo/service-worker.js`],
    outfile: `${folder}/service-worker.js`,
    bundle: true,
    minify: true,
    format: "iife",
    alias: { "sentc-light-wasm/testing": `${dist}/testing.js` },
    logLevel: "warning",
  });
}
