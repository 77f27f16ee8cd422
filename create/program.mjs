// The command line: reads the arguments, asks for what is missing, and says what to do next.

import { readFileSync } from "node:fs";
import { createInterface } from "node:readline/promises";
import { parseArgs } from "node:util";
import { Refused, TEMPLATES, checkFolder, make } from "./make.mjs";

const NAMES = Object.keys(TEMPLATES);
const HELP = `npm create sentc-light FOLDER -- --template NAME

Makes a small app in which people create an account and sign in.

  --template NAME   ${Object.entries(TEMPLATES).map(([name, title]) => `${name.padEnd(8)}${title}`).join("\n                    ")}
  --sdk VERSION     version of sentc-light-wasm, or a packed file of it (.tgz)
  --version, --help`;
const OPTIONS = { template: { type: "string" }, sdk: { type: "string" }, version: { type: "boolean" }, help: { type: "boolean" } };

/** Resolves to the exit code. `interactive`: a person can answer questions. `manager`: the package manager that was used. */
export async function program({ args, input, output, errors, interactive, manager = "npm" }) {
  const say = (text) => output.write(`${text}\n`);
  try {
    const { values, positionals } = read(args);
    if (values.help) return say(HELP), 0;
    if (values.version) return say(JSON.parse(readFileSync(new URL("package.json", import.meta.url), "utf8")).version), 0;
    if (positionals.length > 1) throw new Refused(`Give one folder, not ${positionals.length}: ${positionals.join(", ")}.`);
    let [folder] = positionals;
    let { template } = values;
    // Arguments are checked before anything is asked.
    if (template !== undefined) checkTemplate(template);
    if (folder !== undefined) checkFolder(folder);
    if (folder === undefined || template === undefined) {
      if (!interactive) throw new Refused(`Name the folder and the template: npm create sentc-light my-app -- --template ${NAMES.join("|")}`);
      await withQuestions({ input, output }, async (ask) => {
        folder ??= await ask("Folder for the app (my-app): ", (answer) => checkFolder(answer || "my-app"));
        template ??= await ask(`${menu()}\nTemplate (1): `, (answer) => templateOf(answer || "1"));
      });
    }
    make({ folder, template, sdk: values.sdk });
    say(nextSteps(folder, manager));
    return 0;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    errors.write(`create-sentc-light: ${error.message}\n`);
    return 1;
  }
}

function read(args) {
  try {
    return parseArgs({ args, options: OPTIONS, allowPositionals: true });
  } catch (error) {
    // Node explains at length how to write arguments that begin with "-"; its first sentence says what is wrong.
    throw new Refused(`${error.message.split(/\. |\n/)[0].replace(/\.$/, "")}. Try --help.`);
  }
}

/** `ask(question, check)` asks until `check` accepts an answer. */
async function withQuestions({ input, output }, work) {
  const lines = createInterface({ input, output });
  const ended = new Promise((_, reject) => lines.once("close", () => reject(new Refused("Stopped: nothing was made."))));
  ended.catch(() => undefined);
  const ask = async (question, check) => {
    for (;;) {
      const answer = await Promise.race([lines.question(question), ended]);
      try {
        return check(answer.trim());
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        output.write(`${error.message}\n`);
      }
    }
  };
  try {
    await work(ask);
  } finally {
    lines.close();
  }
}

const menu = () => Object.entries(TEMPLATES).map(([name, title], at) => `  ${at + 1}  ${name.padEnd(8)}${title}`).join("\n");

/** A number of the menu, or a name. */
const templateOf = (answer) => (/^\d+$/.test(answer) ? checkTemplate(NAMES[answer - 1] ?? answer) : checkTemplate(answer));

function checkTemplate(name) {
  if (!NAMES.includes(name)) throw new Refused(`There is no template "${name}". Choose one of ${NAMES.join(", ")}.`);
  return name;
}

function nextSteps(folder, manager) {
  const there = folder === "." ? "" : `  cd ${/\s/.test(folder) ? JSON.stringify(folder) : folder}\n`;
  return `Made the app in ${folder === "." ? "this folder" : folder}. Next:\n\n${there}  ${manager} install\n  ${manager} run dev\n`;
}
