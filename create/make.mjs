// Writes the app: the files of a template, with the app's name and the versions of its dependencies.

import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

export const TEMPLATES = {
  html: "plain HTML, no build",
  react: "React, Vite, TypeScript",
  vue: "Vue, Vite, TypeScript",
  svelte: "Svelte, Vite, TypeScript",
  next: "Next with the App Router, TypeScript",
};

/** Something that the person who called can change; the message says what. */
export class Refused extends Error {}

const folderOf = (name) => fileURLToPath(new URL(`templates/${name}`, import.meta.url));
const versions = () => JSON.parse(readFileSync(new URL("versions.json", import.meta.url), "utf8"));

/** Returns the folder if an app can be made there. */
export function checkFolder(folder) {
  const path = resolve(folder);
  const name = basename(path);
  // The folder's name becomes the package's, for which npm has rules.
  if (name.length > 214 || !/^[a-z0-9][a-z0-9._-]*$/.test(name)) {
    throw new Refused(`"${name}" cannot be the name of an app. Use lower-case letters, digits, "-", "_" and ".", and begin with a letter or a digit.`);
  }
  if (!existsSync(path)) return folder;
  if (!statSync(path).isDirectory()) throw new Refused(`${folder} is a file. Choose another name.`);
  if (readdirSync(path).some((entry) => entry !== ".git")) throw new Refused(`The folder ${folder} is not empty. Choose another name, or empty it first.`);
  return folder;
}

/** `sdk`: a version of sentc-light-wasm, or a packed file of it. */
export function make({ folder, template, sdk }) {
  const path = resolve(folder);
  const name = basename(path);
  if (sdk?.endsWith(".tgz") && !existsSync(sdk)) throw new Refused(`There is no file ${sdk}.`);
  const wanted = { ...versions(), ...(sdk && { "sentc-light-wasm": sdk.endsWith(".tgz") ? `file:${resolve(sdk)}` : sdk }) };
  // Plain HTML needs none of what the others share.
  for (const layer of template === "html" ? ["html"] : ["common", template]) {
    for (const file of filesIn(folderOf(layer))) {
      const text = readFileSync(join(folderOf(layer), file), "utf8").replaceAll("APP_NAME", name);
      // npm does not pack files named .gitignore, and reads every package.json.
      const target = join(path, file.replace(/^_(gitignore|env)$/, ".$1").replace(/^_/, ""));
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, file === "_package.json" ? withVersions(text, wanted) : text);
    }
  }
}

/** Templates list names; versions.json has the versions of all templates. */
function withVersions(text, wanted) {
  const { dependencies, devDependencies, ...manifest } = JSON.parse(text);
  const versioned = (names) => Object.fromEntries(names.map((name) => [name, wanted[name]]));
  return `${JSON.stringify({ ...manifest, dependencies: versioned(dependencies), ...(devDependencies && { devDependencies: versioned(devDependencies) }) }, null, 2)}\n`;
}

function filesIn(folder) {
  return readdirSync(folder, { recursive: true }).filter((name) => statSync(join(folder, name)).isFile());
}
