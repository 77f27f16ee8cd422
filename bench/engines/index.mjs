// Where measures run: `for await (const engine of engines(source))`, source being an ES module's text. An engine is
//   { name, run(FUNCTION, ...args) }
// where run calls a function that the module exports, within some 60 s; arguments and result are JSON. Each is started
// when its turn comes and stopped after it, so that none disturbs another. Engines that are not installed are left out, and a line says so.

import { fork } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { openBrowser } from "../../tests/browser/engines/webdriver.mjs";
import { serve } from "./serve.mjs";

const { CHROMIUM, FIREFOX, GECKODRIVER, WEBKIT_DRIVER, WEBKIT_BROWSER } = process.env;

const ENGINES = {
  Node: inNode,
  Chromium: CHROMIUM && inChromium,
  Firefox: GECKODRIVER &&
    FIREFOX && {
      driver: GECKODRIVER,
      args: (port) => ["--port", String(port), "--websocket-port", "0"],
      capabilities: { "moz:firefoxOptions": { args: ["-headless"], binary: FIREFOX } },
    },
  WebKitGTK: WEBKIT_DRIVER &&
    WEBKIT_BROWSER && {
      driver: WEBKIT_DRIVER,
      args: (port) => [`--port=${port}`],
      // Its sandbox needs namespaces, which not every machine gives.
      env: { WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: "1" },
      capabilities: { "webkitgtk:browserOptions": { binary: WEBKIT_BROWSER, args: ["--automation"] } },
    },
};

export async function* engines(source) {
  for (const [name, engine] of Object.entries(ENGINES)) {
    if (!engine) {
      console.log(`${name}: not installed, left out (npm run setup)`);
      continue;
    }
    const stops = [];
    const after = (stop) => stops.unshift(stop);
    try {
      const opened = typeof engine === "function" ? await engine(source, after) : await byWebDriver(engine, source, after);
      yield { ...opened, name: `${name} ${opened.version.split(".").slice(0, 2).join(".")}` };
    } finally {
      for (const stop of stops) await stop();
    }
  }
}

/** A process of its own, so that nothing of this one's has been compiled or collected there. */
async function inNode(source, after) {
  const file = new URL("../../target/bench/module.mjs", import.meta.url);
  mkdirSync(new URL(".", file), { recursive: true });
  writeFileSync(file, source);
  const child = fork(fileURLToPath(new URL("node-child.mjs", import.meta.url)), [file.href], { serialization: "advanced" });
  after(() => void child.kill());
  return {
    version: process.versions.node,
    run: (name, ...args) =>
      new Promise((resolve, reject) => {
        const gone = (code) => reject(new Error(`Node ended with ${code}`));
        child.once("exit", gone);
        child.once("message", ({ value, error }) => {
          child.off("exit", gone);
          if (error) reject(new Error(error));
          else resolve(value);
        });
        child.send({ name, args });
      }),
  };
}

async function inChromium(source, after) {
  const url = await serve(source, after);
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
  after(() => browser.close());
  const page = await browser.newPage();
  await page.goto(url, { waitUntil: "load" });
  const run = async (name, ...args) => JSON.parse(await page.evaluate(([name, args]) => benchCall(name, args), [name, JSON.stringify(args)]) ?? "null");
  return { version: browser.version(), run };
}

async function byWebDriver(engine, source, after) {
  const url = await serve(source, after);
  const browser = await openBrowser({ after }, engine);
  await browser.goTo(url);
  const run = async (name, ...args) => JSON.parse((await browser.run((name, args) => window.benchCall(name, args), name, JSON.stringify(args))) ?? "null");
  return { version: browser.version.split(" ").at(-1), run };
}
