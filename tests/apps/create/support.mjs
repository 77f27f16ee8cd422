// What the tests of `npm create sentc-light` share: the packed program, the apps that it makes, and their dev servers.

import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import { API, root, tarball } from "../../package/bundlers/support.mjs";

const run = promisify(execFile);
const work = join(root, "target/create");
const types = join(root, "tests/apps/create/types");
const env = { ...process.env, CI: "1", NO_COLOR: "1", NEXT_TELEMETRY_DISABLED: "1", NO_UPDATE_NOTIFIER: "1" };
// The service of `npm run dev` takes a free port. What is built without it uses the tests' own.
Object.assign(env, { SENTC_PORT: "0", SENTC_PUBLIC_TOKEN: API.token });
for (const prefix of ["VITE_", "NEXT_PUBLIC_"]) Object.assign(env, { [`${prefix}SENTC_URL`]: API.api, [`${prefix}SENTC_TOKEN`]: API.token });
for (const name of ["NODE_OPTIONS", "NODE_TEST_CONTEXT", "npm_config_user_agent"]) delete env[name];

let packed;

/** The program as npm unpacks it. */
export function packedProgram() {
  packed ??= unpack();
  return packed;
}

async function unpack() {
  rmSync(join(work, "package"), { recursive: true, force: true });
  mkdirSync(work, { recursive: true });
  const { stdout } = await run("npm", ["pack", "--json", "--ignore-scripts", "--pack-destination", work], { cwd: join(root, "create"), env });
  const [{ filename }] = JSON.parse(stdout);
  await run("tar", ["-xzf", filename], { cwd: work });
  return join(work, "package/index.mjs");
}

/** Runs the packed program, without a terminal. */
export async function create(folder, ...args) {
  return run(process.execPath, [await packedProgram(), ...args], { cwd: folder, env }).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    ({ code, stdout, stderr }) => ({ code, stdout, stderr }),
  );
}

/**
 * Makes an app of each template and installs what they depend on: once for all of them, as workspaces, and again only when something
 * of it has changed. Returns the folder of a template's app.
 */
export async function makeApps(templates) {
  const sdk = (await tarball()).path;
  rmSync(join(work, "apps"), { recursive: true, force: true });
  mkdirSync(join(work, "apps"), { recursive: true });
  writeFileSync(join(work, "package.json"), '{ "private": true, "workspaces": ["apps/*"] }\n');
  for (const template of templates) {
    const { code, stderr } = await create(join(work, "apps"), `my-${template}`, "--template", template, "--sdk", sdk);
    assert.equal(code, 0, stderr);
  }
  const appOf = (template) => join(work, "apps", `my-${template}`);
  // Files that only compile are laid over the apps: the types of the elements in each framework. Preact has no template, only these.
  for (const name of [...templates, "preact"]) if (existsSync(join(types, name))) cpSync(join(types, name), appOf(name), { recursive: true });
  const manifests = [...templates, "preact"].map((name) => readFileSync(join(appOf(name), "package.json")));
  const wanted = [...manifests, readFileSync(sdk)].map((bytes) => createHash("sha256").update(bytes).digest("hex")).join();
  const stamp = join(work, ".stamp");
  if (!existsSync(stamp) || readFileSync(stamp, "utf8") !== wanted) {
    for (const name of [".stamp", "node_modules/sentc-light-wasm", "node_modules/.package-lock.json"]) rmSync(join(work, name), { recursive: true, force: true });
    const flags = ["--no-package-lock", "--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund", "--loglevel=error"];
    await run("npm", ["install", ...flags], { cwd: work, env, timeout: 300_000 });
    writeFileSync(stamp, wanted);
  }
  return appOf;
}

/** Runs a script of an app's package.json to its end. */
export async function script(folder, name) {
  try {
    await run("npm", ["run", name], { cwd: folder, env, timeout: 280_000 });
  } catch (error) {
    error.message += `\n${error.stdout}${error.stderr}`;
    throw error;
  }
}

/**
 * Runs a script that serves an app. Resolves once the app answers, with its address and `stop`, which resolves once every process of the
 * script has ended.
 */
export async function serving(t, folder, name) {
  const port = await freePort();
  const child = spawn("npm", ["run", name, "--", "--port", String(port)], { cwd: folder, env, detached: true });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += chunk));
  // Processes that still live hold these streams open.
  let ended = false;
  const closed = new Promise((resolve) => child.once("close", resolve)).then(() => (ended = true));
  const kill = (signal) => ended || process.kill(-child.pid, signal);
  t.after(() => kill("SIGKILL"));
  const url = `http://localhost:${port}/`;
  while (!(await fetch(url).then(({ ok }) => ok, () => false))) {
    assert.ok(!ended, `npm run ${name} ended:\n${output}`);
    await new Promise((next) => setTimeout(next, 200));
  }
  return { url, stop: () => (kill("SIGINT"), closed) };
}

async function freePort() {
  const socket = createServer().listen(0, "127.0.0.1");
  await new Promise((listening) => socket.once("listening", listening));
  const { port } = socket.address();
  await new Promise((closed) => socket.close(closed));
  return port;
}
