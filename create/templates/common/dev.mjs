// `npm run dev`: starts the service for development, then the app's own dev server. When one of them ends, the other one is ended.

import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";

const require = createRequire(import.meta.url);
const children = new Set();

/** Starts the program of an installed package that has its name. */
function start(name, program, args, options) {
  const manifest = require.resolve(`${name}/package.json`);
  const child = spawn(process.execPath, [join(dirname(manifest), require(manifest).bin[program]), ...args], options);
  children.add(child);
  child.once("exit", (code) => {
    children.delete(child);
    stop(code ?? 1);
  });
  return child;
}

function stop(code) {
  process.exitCode ??= code;
  for (const child of children) child.kill();
}
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => stop(0));

const [program, ...args] = process.argv.slice(2);
// Accounts are kept in a file, so that they are still there after a restart.
const service = start("sentc-light-wasm", "sentc-light-dev", ["--db", ".sentc-dev.json"], { stdio: ["ignore", "pipe", "inherit"] });
for await (const line of createInterface({ input: service.stdout })) {
  const [, address] = /^listening on (\S+)$/.exec(line) ?? [];
  if (!address) continue;
  console.log(`The service for development listens on ${address}`);
  start(program, program, args, { stdio: "inherit", env: { ...process.env, VITE_SENTC_URL: address, NEXT_PUBLIC_SENTC_URL: address } });
}
