// Plain English: refuses phrases that readers stumble over (CONTRIBUTING.md, "Words"), in comments, messages and pages.
//   node tests/words/words.mjs            checks every file of the repository but those in not-yet.txt
//   node tests/words/words.mjs FILE…      checks these, also those that are in that list
//   node tests/words/words.mjs --list     writes not-yet.txt anew: may only make it shorter

import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { textsOf } from "./texts.mjs";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const NOT_YET = fileURLToPath(new URL("not-yet.txt", import.meta.url));
const LONGEST_SENTENCE = 30;
const LONGEST_LINE = 120;

/** Each with what to write instead. `start`: only at the start of a sentence. */
const PHRASES = [
  [/\bthe own\b/i, "your, its, the app's"],
  [/\bhears? of\b/i, "is called after, receives"],
  [/\basks? nobody\b/i, "sends no request"],
  [/\bof now\b/i, "current"],
  [/\banew\b/i, "again"],
  [/\ball the same\b/i, "but, nevertheless; or say what happens"],
  [/\bunless said\b/i, "default: …"],
  [/\bas or in\b/i, "name both: as …, or in …"],
  [/\b(is|are|was|were) (told|\w+ed) (by itself|of it)\b/i, "say who does it"],
  [/\bis told\b/i, "receives, is called with; say who tells"],
  [/\bgives? (it|one|nothing) back\b/i, "returns, releases"],
  [/\bgoes? on with\b/i, "continues"],
  [/\bthat there is\b/i, "the …, all …"],
  [/\bnobody'?s? (business|means)\b/i, "say who must not know it, and why"],
  [/\bWho (lost|has|is|can) /, "if you …; a client that …", "start"],
  [/\bWhat (is|was|there is)\b[^.?!:]* (is|are) /, "name the thing", "start"],
  [/\b(behaviour|colour|favour|neighbour|licence|catalogue)s?\b|\b(recogn|author|normal|optim|initial|organ|synchron|serial)is(e|ed|es|ing|ation)\b/i, "American spelling"],
];

const [option, ...more] = process.argv.slice(2);
const write = option === "--list";
const listed = lines(NOT_YET);
/** A folder in the list ends with a slash and stands for all that is in it. */
const folders = listed.filter((name) => name.endsWith("/"));
const isListed = (file) => listed.includes(file) || folders.some((folder) => file.startsWith(folder));
const files = option && !write ? [option, ...more] : tracked();
const unclean = [];
let found = 0;
for (const file of files) {
  const faults = faultsOf(file);
  if (faults.length > 0) unclean.push(file);
  if (write || (!option && isListed(file))) continue;
  found += faults.length;
  for (const { line, words, instead } of faults) console.log(`${file}:${line}: ${words} (${instead})`);
}
if (write) writeFileSync(NOT_YET, [HEAD(), ...folders, ...unclean.filter((file) => !folders.some((folder) => file.startsWith(folder))), ""].join("\n"));
else if (!option) for (const file of listed) if (!file.endsWith("/") && !unclean.includes(file)) console.log(`${file} is clean: take it out of tests/words/not-yet.txt`);
console.log(`words: ${found} to mend; ${listed.length} files and folders are not checked yet`);
process.exitCode = found > 0 ? 1 : 0;

function HEAD() {
  return "# Files whose words have not been gone through yet. No file may be added; whoever mends one takes it out.";
}

function tracked() {
  const all = execFileSync("git", ["ls-files"], { cwd: ROOT, encoding: "utf8" }).split("\n");
  return all.filter((file) => /\.(md|rs|ts|tsx|mjs|js|sh|vue|svelte|html)$/.test(file) && !/^tests\/words\/|\/generated\/|^docs\/public\//.test(file));
}

function lines(file) {
  return readFileSync(file, "utf8").split("\n").filter((line) => line && !line.startsWith("#"));
}

function faultsOf(file) {
  const content = readFileSync(`${ROOT}/${file}`, "utf8");
  const faults = [];
  for (const { line, text, isProse } of textsOf(file, content)) {
    for (const [pattern, instead, place] of PHRASES) {
      for (const { index, 0: words } of text.matchAll(new RegExp(pattern, `${pattern.flags}g`))) {
        if (place === "start" && !/(^|[.!?:;]["”)]? )$/.test(text.slice(0, index))) continue;
        faults.push({ line, words, instead });
      }
    }
    if (isProse) for (const sentence of longSentences(text)) faults.push({ line, words: `${sentence.slice(0, 60)}…`, instead: `more than ${LONGEST_SENTENCE} words` });
  }
  if (file.endsWith(".md")) faults.push(...longLines(content));
  return faults;
}

function longSentences(text) {
  // A colon or semicolon ends an idea too; lists are told by them.
  const sentences = text.split(/(?<=[.!?:;]["”)*]*)\s+(?=[A-Z“"`(*[a-z])/);
  return sentences.filter((sentence) => (sentence.match(/[A-Za-z][\w'’-]*/g) ?? []).length > LONGEST_SENTENCE);
}

/** Tables and code may be wider. */
function longLines(content) {
  let isCode = false;
  return content.split("\n").flatMap((text, at) => {
    if (text.startsWith("```")) isCode = !isCode;
    if (isCode || text.startsWith("|") || text.length <= LONGEST_LINE || !text.includes(" ")) return [];
    return [{ line: at + 1, words: `${text.slice(0, 60)}…`, instead: `more than ${LONGEST_LINE} characters` }];
  });
}
