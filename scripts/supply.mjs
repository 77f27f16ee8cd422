// The supply chain, as far as it can be judged from the files of this repository:
//   - no crate is in the wasm twice
//   - no npm dependency wants a script run at its installation, and none is without a hash
//   - the published package has no dependencies
//   - workflows have the least permissions, and take actions only by their publisher and a version
//   - what names the public repository says the same everywhere, and publishing refuses without it
//   - what is published is built apart from the tests, which must come to the same hash
//   - the licenses of what is linked are in what is published
//   - the tests that SECURITY.md names exist
// Prints what it found; the last line counts.

import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { pinned, unpinned } from "./pin-actions.mjs";
import { NAMES, about, problems, repositoryOf, written } from "./repository.mjs";
import { FILES, linked, staleFiles } from "./third-party.mjs";

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
    for (const [, action] of text.matchAll(/uses:\s*(\S+)/g)) if (!isKnownAction(action)) wrong.push(`${name}: ${action}`);
    for (const [line] of text.matchAll(/^.*\$\{\{\s*(github\.event|github\.head_ref|secrets)\b.*$/gm)) wrong.push(`${name}: ${line.trim()}`);
    const checkouts = text.match(/uses: actions\/checkout/g)?.length ?? 0;
    if ((text.match(/persist-credentials: false/g)?.length ?? 0) < checkouts) wrong.push(`${name}: a checkout that keeps its credentials`);
    return wrong;
  });
});

check("publishing builds apart from the tests, and compares", () => {
  const wrong = [];
  const must = (is, what) => is || wrong.push(what);
  const jobs = jobsOf(read(".github/workflows/publish.yml"));
  must(Object.keys(jobs).join() === "advisories,package,test,npm,crate", `jobs: ${Object.keys(jobs)}`);
  const { advisories = "", package: pack = "", test = "", npm = "", crate = "" } = jobs;
  for (const text of [advisories, read(".github/workflows/advisories.yml")]) {
    must(/scripts\/advisories\.sh crates[^]*scripts\/advisories\.sh npm/.test(text), "the advisories are not looked at");
  }

  // Nothing but the build, by what the lock files name.
  const commands = [...pack.matchAll(/run: (?!\|)(.*)/g)].map(([, command]) => command);
  const allowed = ["node scripts/pin-actions.mjs --check", "node scripts/repository.mjs --check", 'bash scripts/pack.sh packed >>"$GITHUB_OUTPUT"'];
  must(commands.filter((command) => !/^rustup toolchain install(?: #.*)?$/.test(command)).join("\n") === allowed.join("\n"), `the job that packs runs ${commands.join("; ")}`);
  must(/uses: actions\/upload-artifact/.test(pack) && !/upload-artifact/.test(test), "another job than the one that packs gives the file");
  must(/sha256: \$\{\{ steps\.pack\.outputs\.sha256 \}\}/.test(pack), "the hash is not an output");

  must(/needs: package/.test(test) && /\.ci\/run/.test(test) && /scripts\/pack\.sh tested.*sha256=\$PUBLISHED/.test(test), "the tests do not compare their package");
  for (const [name, job] of Object.entries({ npm, crate })) {
    must(/needs: \[advisories, package, test\]/.test(job), `${name} does not wait for advisories, package and test`);
    must(/environment: /.test(job) && /id-token: write/.test(job), `${name} has no environment or identity of its own`);
    must(!/npm (ci|install|test|run)|\.ci\/run|cargo (build|test|package)|scripts\//.test(job), `${name} runs more than the publishing`);
  }
  must(!/checkout/.test(npm) && /sha256sum[^]*npm publish/.test(npm) && !/npm publish[^]*sha256sum/.test(npm), "npm publishes something else than the file that was compared");
  must(/cargo publish --locked --no-verify/.test(crate), "publishing the crate compiles it beside the token");
  for (const [name, job] of Object.entries(jobs)) if (!["npm", "crate"].includes(name)) must(!/: write/.test(job), `${name} may write`);
  return wrong;
});

check("actions are pinned by what a release runs", () => {
  const commit = "0123456789abcdef0123456789abcdef01234567";
  const steps = "      - uses: actions/checkout@v4\n      - id: a\n        uses: some/action/inner@v1.2.3\n    uses: ./.github/workflows/advisories.yml\n";
  const after = pinned(steps, () => commit);
  const expected = `      - uses: actions/checkout@${commit} # v4\n      - id: a\n        uses: some/action/inner@${commit} # v1.2.3\n    uses: ./.github/workflows/advisories.yml\n`;
  const wrong = [];
  if (unpinned(steps).join() !== "actions/checkout@v4,some/action/inner@v1.2.3") wrong.push(`found ${unpinned(steps)}`);
  if (after !== expected) wrong.push(`pinned to ${after}`);
  // Pinned again, it stays as it is; and a short hash is as good as a tag.
  if (unpinned(after).length > 0 || pinned(after, () => "another") !== after || unpinned(`uses: a/b@${commit.slice(1)}`).length !== 1) wrong.push("what is pinned is not taken for it");
  return wrong;
});

check("the repository is named in one place, and publishing refuses without it", () => {
  const wrong = [];
  const must = (is, what) => is || wrong.push(what);
  const now = repositoryOf(read("package.json"));
  for (const name of NAMES) must(written(name, read(name), now) === read(name), `${name} names another repository than package.json`);
  must(now || problems(read).length === 1, "publishing is not refused without a repository");

  // Set, changed and removed, on copies of the files.
  const texts = Object.fromEntries(NAMES.map((name) => [name, written(name, read(name), undefined)]));
  const set = (repository) => Object.fromEntries(NAMES.map((name) => [name, written(name, texts[name], repository)]));
  const [first, second] = [set(about("https://github.com/somebody/some.thing")), set(about("https://github.com/a/b", "https://example.com/"))];
  const of = (files) => (name) => files[name];
  for (const name of NAMES) {
    must(first[name].includes("https://github.com/somebody/some.thing"), `${name} does not name it`);
    must(written(name, first[name], repositoryOf(second["package.json"])) === second[name], `${name} keeps another repository`);
    must(written(name, second[name], undefined) === texts[name], `${name} does not forget it`);
    must(problems((other) => (other === name ? texts[other] : second[other])).length > 0, `${name} without it is not seen`);
  }
  const { repository, homepage, bugs } = JSON.parse(second["pkg/package.json"]);
  must(repository.url === "git+https://github.com/a/b.git" && repository.directory === "pkg" && homepage === "https://example.com/" && bugs === "https://github.com/a/b/issues", "the package's fields are others");
  must(problems(of(second), "a/b").length === 0, `refused: ${problems(of(second), "a/b")}`);
  must(problems(of(second), "a/fork").length === 1, "a fork publishes under the name of another repository");
  for (const url of ["https://github.com/a", "https://github.com/a/b.git", "git@github.com:a/b", "https://example.com/a/b"]) {
    try {
      about(url);
      wrong.push(`${url} is taken`);
    } catch {}
  }
  return wrong;
});

check("the licenses of what is linked are the ones of Cargo.lock", () => {
  const wrong = staleFiles().map(({ file }) => `${file} is not what Cargo.lock leads to: run node scripts/third-party.mjs`);
  for (const about of FILES) {
    const text = read(about.file);
    const crates = linked(about);
    if (crates.length < 40) wrong.push(`${about.file}: only ${crates.length} crates`);
    // Its own section, with the words that each license must be passed on with.
    for (const { name, version } of crates) {
      const section = text.split(/^-{120}\n/m).findIndex((part, at) => at % 2 === 1 && part.trim().split(", ").includes(`${name} ${version}`));
      if (section < 0) wrong.push(`${about.file}: no text for ${name} ${version}`);
    }
    for (const words of ["Redistributions in binary form must reproduce the above copyright", "Isis Agora Lovecruft", "Project Nayuki", "The above copyright notice and this permission"]) {
      if (!text.includes(words)) wrong.push(`${about.file}: "${words}" is missing`);
    }
  }
  if (!JSON.parse(read("pkg/package.json")).files.includes("THIRD-PARTY-LICENSES")) wrong.push("pkg/package.json does not publish it");
  if (!/^include = \[[^\]]*"\/THIRD-PARTY-LICENSES"/m.test(read("Cargo.toml"))) wrong.push("Cargo.toml does not publish it");
  return wrong;
});

check("the tests that SECURITY.md names exist", () => {
  const text = read("SECURITY.md");
  const wrong = [...text.matchAll(/`([\w.-]+\/[\w./-]+)`/g)].map(([, path]) => path).filter((path) => !existsSync(join(root, path)));
  let count = 0;
  // From `file`, "name" to the next file.
  for (const [, tests] of text.matchAll(/^ *Tests?: ([^]*?)(?=^-|^ *$|^#)/gm)) {
    for (const [, file, names] of tests.matchAll(/`([\w./-]+\.(?:mjs|rs|sh|yml))`([^`]*)/g)) {
      for (const [, name] of names.matchAll(/"([^"]+)"/g)) {
        count++;
        // A title may go on by what a loop fills in.
        if (!existsSync(join(root, file)) || !read(file).includes(name.replace(/\s+/g, " "))) wrong.push(`${file} has no "${name}"`);
      }
    }
  }
  if (count < 25) wrong.push(`only ${count} tests are named`);
  return wrong;
});

console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

function check(name, work) {
  const wrong = work();
  if (wrong.length === 0) passed++;
  else failed++;
  console.log(`${wrong.length === 0 ? "ok  " : "FAIL"} ${name}${wrong.map((line) => `\n     ${line}`).join("")}`);
}

/** The jobs of a workflow, by name, each as its text. */
function jobsOf(text) {
  const [, jobs] = text.split(/^jobs:\n/m);
  const parts = jobs.split(/^ {2}([\w-]+):\n/m).slice(1);
  return Object.fromEntries(Array.from({ length: parts.length / 2 }, (_, at) => [parts[2 * at], parts[2 * at + 1]]));
}

/** By a tag's major version, or pinned for a release. */
function isKnownAction(action) {
  return /^(actions\/(checkout|setup-node|upload-artifact|download-artifact)|rust-lang\/crates-io-auth-action)@(v\d+|[0-9a-f]{40})$/.test(action);
}
