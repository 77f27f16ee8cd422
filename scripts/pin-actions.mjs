// The actions that the workflows use, pinned to commits. A tag like `v4` can be moved to other code by whoever gets hold of the
// action's repository; a commit cannot.
//   node scripts/pin-actions.mjs           asks GitHub for the commit of each tag, and writes `uses: NAME@COMMIT # TAG`
//   node scripts/pin-actions.mjs --check   fails where an action is not pinned. The publishing workflow begins with it.

import { execFileSync } from "node:child_process";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const folder = fileURLToPath(new URL("../.github/workflows/", import.meta.url));
const USES = /^(\s*(?:- )?uses: *)([\w.-]+\/[\w./-]+)@(\S+)(?: *# *(\S+))?$/gm;

/** `owner/name@tag` of each action in a workflow that is not pinned to a commit. */
export function unpinned(text) {
  return [...text.matchAll(USES)].filter(([, , , version]) => !isCommit(version)).map(([, , name, version]) => `${name}@${version}`);
}

/** The workflow with each tag replaced. `commitOf`: gives the commit of an action's tag. */
export function pinned(text, commitOf) {
  return text.replace(USES, (line, before, name, version) => (isCommit(version) ? line : `${before}${name}@${commitOf(name, version)} # ${version}`));
}

function isCommit(version) {
  return /^[0-9a-f]{40}$/.test(version);
}

/** An annotated tag is listed twice: itself, and with `^{}` the commit that it is on. */
function commitOnGitHub(name, tag) {
  const repository = `https://github.com/${name.split("/").slice(0, 2).join("/")}`;
  const lines = execFileSync("git", ["ls-remote", repository, `refs/tags/${tag}`, `refs/tags/${tag}^{}`], { encoding: "utf8" }).trim().split("\n");
  const commit = lines.at(-1)?.split("\t")[0] ?? "";
  if (!isCommit(commit)) throw new Error(`${repository} has no tag ${tag}`);
  return commit;
}

function main() {
  let missing = 0;
  for (const file of readdirSync(folder)) {
    const path = join(folder, file);
    const text = readFileSync(path, "utf8");
    if (process.argv.includes("--check")) {
      for (const action of unpinned(text)) console.error(`${file}: ${action} is not pinned to a commit`);
      missing += unpinned(text).length;
    } else {
      writeFileSync(path, pinned(text, commitOnGitHub));
    }
  }
  if (missing > 0) console.error("Run node scripts/pin-actions.mjs, look at the change, commit it, and tag that commit.");
  process.exitCode = missing > 0 ? 1 : 0;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) main();
