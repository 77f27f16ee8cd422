// Puts together what the site's "Run" buttons load, in docs/public/play: static files, fetched when somebody presses one. The service of
// sentc-light-wasm/testing answers in the page.

import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
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
  // Browsers have no CommonJS.
  writeFileSync(`${play}/testing-wasm.js`, readFileSync(`${dist}/testing-wasm.cjs`, "utf8").replace(/^module\.exports=/, "export default "));
  const testing = readFileSync(`${dist}/testing.js`, "utf8");
  if (!testing.includes('"./testing-wasm.cjs"')) throw new Error("testing.js no longer imports testing-wasm.cjs");
  writeFileSync(`${play}/testing.js`, testing.replace('"./testing-wasm.cjs"', '"./testing-wasm.js"'));
}
