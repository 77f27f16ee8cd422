// The public repository, named in one place: `repository` in the package.json at the root. Everything else that names it is written
// from there: `repository`, `homepage` and `bugs` of the npm packages, `repository` and `homepage` of the crate, the badges of both
// READMEs, the address for reports in SECURITY.md. The site of the guide reads the root's package.json by itself.
//   node scripts/repository.mjs https://github.com/OWNER/NAME [HOMEPAGE]   sets it. Without HOMEPAGE it is the repository's README
//   node scripts/repository.mjs --none                                     removes it
//   node scripts/repository.mjs --check                                    fails where it is not set, or a file says something else.
//                                                                          The publishing workflow begins with it

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const SOURCE = "package.json";
const SET = "node scripts/repository.mjs https://github.com/OWNER/NAME";

/** @typedef {{ url: string, homepage: string, bugs: string } | undefined} Repository */

/** How each file says it: from the text of the file and the repository to the text as it must be. */
const FILES = {
  [SOURCE]: (text, about) =>
    text.replace(/^ {2}"(repository|homepage)": .*\n/gm, "").replace(/^ {2}"license": .*\n/m, (line) => {
      const homepage = about && about.homepage !== readmeOf(about.url) ? `  "homepage": "${about.homepage}",\n` : "";
      return about ? `${line}  "repository": "${about.url}",\n${homepage}` : line;
    }),
  "pkg/package.json": npmPackage("pkg"),
  "create/package.json": npmPackage("create"),
  "Cargo.toml": (text, about) =>
    text.replace(/^(repository|homepage) = .*\n/gm, "").replace(/^documentation = .*\n/m, (line) =>
      about ? `${line}repository = "${about.url}"\nhomepage = "${about.homepage}"\n` : line,
    ),
  "README.md": (text, about) => marked(text, "badges", badges(about)),
  "pkg/README.md": (text, about) => marked(text, "badges", badges(about)),
  "SECURITY.md": (text, about) => marked(text, "report", about ? `\nThe form for it: ${about.url}/security/advisories/new\n` : "\n"),
};

function npmPackage(directory) {
  return (text, about) =>
    text.replace(/^ {2}"(repository|homepage|bugs)": .*\n/gm, "").replace(/^ {2}"author": .*\n/m, (line) => {
      if (!about) return line;
      const repository = `{ "type": "git", "url": "git+${about.url}.git", "directory": "${directory}" }`;
      return `${line}  "repository": ${repository},\n  "homepage": "${about.homepage}",\n  "bugs": "${about.bugs}",\n`;
    });
}

export const NAMES = Object.keys(FILES);

/** What the root's package.json says. `undefined`: nothing yet. @returns {Repository} */
export function repositoryOf(text) {
  const { repository: url, homepage } = JSON.parse(text);
  return url === undefined ? undefined : about(url, homepage);
}

/** @returns {Repository} */
export function about(url, homepage = readmeOf(url)) {
  // The workflow that publishes is GitHub's, and npm's provenance compares the address with the repository that it ran in.
  if (!/^https:\/\/github\.com\/[\w-]+\/(?!.*\.git$)[\w.-]+$/.test(url)) throw new Error(`${url} is not https://github.com/OWNER/NAME`);
  if (!/^https:\/\/[^\s"]+$/.test(homepage)) throw new Error(`${homepage} is not an address with https`);
  return { url, homepage, bugs: `${url}/issues` };
}

/** The file as it must be. */
export function written(name, text, repository) {
  return FILES[name](text, repository);
}

/** What stands in the way of publishing. `read`: gives the text of a file. `runs_in`: OWNER/NAME of the workflow's repository. */
export function problems(read, runs_in) {
  const repository = repositoryOf(read(SOURCE));
  if (!repository) return [`No repository is set in ${SOURCE}: run ${SET}, look at the change and commit it.`];
  const wrong = NAMES.filter((name) => written(name, read(name), repository) !== read(name)).map((name) => `${name} names another repository: run ${SET}.`);
  if (runs_in && repository.url !== `https://github.com/${runs_in}`) wrong.push(`${SOURCE} names ${repository.url}, but this runs in ${runs_in}.`);
  return wrong;
}

function readmeOf(url) {
  return `${url}#readme`;
}

function badges(about) {
  if (!about) return "\n";
  const [npm, crate] = ["https://www.npmjs.com/package/sentc-light-wasm", "https://crates.io/crates/sentc-light-wasm"];
  const badge = (title, picture, link) => `[![${title}](${picture})](${link})\n`;
  return `\n${badge("tests", `${about.url}/actions/workflows/ci.yml/badge.svg`, `${about.url}/actions/workflows/ci.yml`)}${badge("npm", "https://img.shields.io/npm/v/sentc-light-wasm", npm)}${badge("crates.io", "https://img.shields.io/crates/v/sentc-light-wasm", crate)}`;
}

function marked(text, name, content) {
  const [start, end] = [`<!-- repository: ${name} -->`, "<!-- /repository -->"];
  const [before, rest] = [text.slice(0, text.indexOf(start)), text.slice(text.indexOf(start) + start.length)];
  if (!text.includes(start) || !rest.includes(end)) throw new Error(`there is no ${start} … ${end}`);
  return `${before}${start}${content}${rest.slice(rest.indexOf(end))}`;
}

function main([first, homepage]) {
  const read = (name) => readFileSync(join(root, name), "utf8");
  if (first === "--check") {
    const wrong = problems(read, process.env.GITHUB_REPOSITORY);
    for (const line of wrong) console.error(line);
    process.exitCode = wrong.length > 0 ? 1 : 0;
    return;
  }
  if (!first) throw new Error(`usage: ${SET} [HOMEPAGE]`);
  const repository = first === "--none" ? undefined : about(first, homepage);
  for (const name of NAMES) {
    const text = read(name);
    const now = written(name, text, repository);
    if (now === text) continue;
    writeFileSync(join(root, name), now);
    console.log(`${name} written`);
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) main(process.argv.slice(2));
