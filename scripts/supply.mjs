// The supply chain, as far as it can be judged from the files of this repository:
//   - no crate is in the wasm twice
//   - no npm dependency wants a script run at its installation, and none is without a hash
//   - the published package has no dependencies
//   - workflows have the least permissions, and take actions only by their publisher and a version
// Prints what it found; the last line counts.

import { execFileSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const read = (name) => readFileSync(join(root, name), "utf8");
let [passed, failed] = [0, 0];

check("no crate is in the wasm twice", () => {
  const tree = ["tree", "--locked", "--duplicates", "--package", "sentc-light-wasm", "--target", "wasm32-unknown-unknown"];
  const out = execFileSync("cargo", [...tree, "--edges", "normal,no-proc-macro", "--no-default-features", "--features", "js"], { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  return out.trim() === "" ? [] : [out];
});

// Runs without: it only saves the start of a process.
const SCRIPTS_NOT_RUN = ["node_modules/esbuild"];

check("no npm dependency runs a script at its installation", () => {
  if (!/^ignore-scripts=true$/m.test(read(".npmrc"))) return [".npmrc lets packages run scripts"];
  const { packages } = JSON.parse(read("package-lock.json"));
  return Object.entries(packages).filter(([name, { hasInstallScript }]) => hasInstallScript && !SCRIPTS_NOT_RUN.includes(name)).map(([name]) => name);
});

check("every npm dependency has a hash", () => {
  const { packages } = JSON.parse(read("package-lock.json"));
  return Object.entries(packages).filter(([name, { integrity, link }]) => name !== "" && !link && !integrity?.startsWith("sha512-")).map(([name]) => name);
});

check("the published package has no dependencies", () => {
  const { dependencies, peerDependencies = {}, peerDependenciesMeta = {}, optionalDependencies, scripts } = JSON.parse(read("pkg/package.json"));
  // The frameworks of the bindings are the app's own, and not installed for it.
  const peers = Object.keys(peerDependencies).filter((name) => !peerDependenciesMeta[name]?.optional).length > 0;
  return Object.entries({ dependencies, "peerDependencies that are not optional": peers, optionalDependencies, scripts }).filter(([, value]) => value).map(([name]) => name);
});

check("workflows have the least permissions", () => {
  const folder = ".github/workflows";
  return readdirSync(join(root, folder)).flatMap((name) => {
    const text = read(join(folder, name));
    const wrong = [];
    if (!/^permissions:\n {2}contents: read\n(?! )/m.test(text)) wrong.push(`${name}: its permissions are not just contents: read`);
    for (const [, value] of text.matchAll(/^\s+([\w-]+: write)$/gm)) if (value !== "id-token: write") wrong.push(`${name}: ${value}`);
    for (const [, action] of text.matchAll(/uses:\s*(\S+)/g)) if (!/^actions\/(checkout|setup-node|upload-artifact|download-artifact)@v\d+$/.test(action)) wrong.push(`${name}: ${action}`);
    for (const [line] of text.matchAll(/^.*\$\{\{\s*(github\.event|github\.head_ref|secrets)\b.*$/gm)) wrong.push(`${name}: ${line.trim()}`);
    const checkouts = text.match(/uses: actions\/checkout/g)?.length ?? 0;
    if ((text.match(/persist-credentials: false/g)?.length ?? 0) < checkouts) wrong.push(`${name}: a checkout that keeps its credentials`);
    return wrong;
  });
});

console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

function check(name, work) {
  const wrong = work();
  if (wrong.length === 0) passed++;
  else failed++;
  console.log(`${wrong.length === 0 ? "ok  " : "FAIL"} ${name}${wrong.map((line) => `\n     ${line}`).join("")}`);
}
