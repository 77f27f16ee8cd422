// What the tests of the package's consumers share: projects with the packed package installed, programs that build and
// serve them, and a page that logs in.

import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { createServer as createSocket } from "node:net";
import { extname, join, normalize, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { withPage } from "../../browser/e2e/support.mjs";

export const root = fileURLToPath(new URL("../../..", import.meta.url));
const consumers = fileURLToPath(new URL("consumers", import.meta.url));
const examples = join(root, "examples");
const work = join(root, "target/bundlers");
const run = promisify(execFile);

/** What a consumer needs to know to log in. */
export const API = { api: process.env.SENTC_TEST_URL, token: process.env.SENTC_TEST_PUBLIC_TOKEN };
export const SIGNED_IN = /^signed in as [0-9a-f-]{36}$/;

// Nobody's usage statistics are anybody's business here, and each of these programs would wait for a network.
const QUIET = { CI: "1", NO_COLOR: "1", NEXT_TELEMETRY_DISABLED: "1", DENO_NO_UPDATE_CHECK: "1", DO_NOT_TRACK: "1", PARCEL_WORKERS: "1", NO_UPDATE_NOTIFIER: "1" };
// The examples' names for the service and the app, each as its framework wants it.
const NAMED = Object.fromEntries(["VITE_", "PUBLIC_", "NEXT_PUBLIC_"].flatMap((prefix) => [[`${prefix}SENTC_URL`, API.api], [`${prefix}SENTC_TOKEN`, API.token]]));
const env = { ...process.env, ...QUIET, ...NAMED, api: API.api, token: API.token };
delete env.NODE_OPTIONS;
delete env.NODE_TEST_CONTEXT;

let packed;

/** The file that `npm publish` would send. */
export function tarball() {
  packed ??= pack();
  return packed;
}

async function pack() {
  mkdirSync(work, { recursive: true });
  const { stdout } = await run("npm", ["pack", "--json", "--ignore-scripts", "--pack-destination", work], { cwd: join(root, "pkg"), env });
  const [{ filename, files }] = JSON.parse(stdout);
  return { path: join(work, filename), files: files.map(({ path }) => path).sort() };
}

// Each of these needs nothing that the other project has not, in the same versions: it gets a copy of what npm installed there.
const LIKE = {
  esbuild: "server-bundle",
  webpack: "server-bundle",
  "vitest-jsdom": "vitest",
  ...Object.fromEntries(["script-tag", "extension", "web-worker", "service-worker", "example-plain-html"].map((name) => [name, "node"])),
};

/** A consumer with everything installed that it depends on: only what is not there already. Gives its folder. */
export function project(name) {
  return installed(name, join(consumers, name));
}

/** The same for one of the repository's examples, with a consumer's files laid over it. */
export async function example(name, overlay) {
  const folder = await installed(`example-${name}`, join(examples, name));
  if (overlay) cpSync(join(consumers, overlay), folder, { recursive: true });
  return folder;
}

async function installed(name, source) {
  const { path } = await tarball();
  const folder = join(work, name);
  const manifest = join(source, "package.json");
  const dependencies = existsSync(manifest) ? readFileSync(manifest) : Buffer.from("{}");
  const stamp = join(folder, ".stamp");
  const wanted = [dependencies, readFileSync(path)].map((bytes) => createHash("sha256").update(bytes).digest("hex"));
  const found = existsSync(stamp) ? readFileSync(stamp, "utf8").split("\n") : [];
  if (found[0] !== wanted[0]) rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const output of ["dist", "dist-file", "bundled", "build"]) rmSync(join(folder, output), { recursive: true, force: true });
  // What somebody who tried an example installed and built there is theirs.
  cpSync(source, folder, { recursive: true, filter: (path) => !/\/(node_modules|dist|\.next|\.svelte-kit|build)$/.test(path) });
  cpSync(join(consumers, "log-in.js"), join(folder, "log-in.js"));
  if (!existsSync(manifest)) writeFileSync(join(folder, "package.json"), dependencies);
  if (found.join() !== wanted.join()) {
    // Bundlers keep what they made of the package's former files.
    for (const cache of [".parcel-cache", ".next", "node_modules/.vite", "node_modules/.cache"]) rmSync(join(folder, cache), { recursive: true, force: true });
    if (LIKE[name]) await copyModules(await project(LIKE[name]), folder, JSON.parse(dependencies));
    else {
      const flags = ["--no-save", "--no-package-lock", "--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund", "--loglevel=error"];
      await run("npm", ["install", ...flags, path], { cwd: folder, env, timeout: 240_000 });
    }
    writeFileSync(stamp, wanted.join("\n"));
  }
  return folder;
}

async function copyModules(from, to, { dependencies, devDependencies }) {
  for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies })) {
    const there = JSON.parse(readFileSync(join(from, "node_modules", name, "package.json"), "utf8")).version;
    assert.equal(there, version, `${name} in ${from}: LIKE in tests/package/bundlers/support.mjs is out of date`);
  }
  rmSync(join(to, "node_modules"), { recursive: true, force: true });
  // npm's links stay relative.
  cpSync(join(from, "node_modules"), join(to, "node_modules"), { recursive: true, verbatimSymlinks: true });
  for (const cache of [".cache", ".vite"]) rmSync(join(to, "node_modules", cache), { recursive: true, force: true });
}

/** Runs one of a project's programs to its end. */
export async function tool(folder, name, ...args) {
  try {
    const { stdout, stderr } = await run(resolve(folder, "node_modules/.bin", name), args, { cwd: folder, env, timeout: 180_000 });
    return stdout + stderr;
  } catch (error) {
    error.message += `\n${error.stdout ?? ""}${error.stderr ?? ""}`;
    throw error;
  }
}

/** Runs a script in Node, with the API's address and token in its environment. */
export async function node(folder, ...args) {
  const { stdout, stderr } = await run(process.execPath, args, { cwd: folder, env, timeout: 60_000 });
  return { stdout: stdout.trim(), stderr };
}

/**
 * Starts a program that listens on a port of ours, and waits until it does. It ends with the test. `env` adds to its environment, `said`
 * gets what it prints, `is` says which answer means that it is there.
 */
export async function start(t, folder, name, argsFor, path = "", { env: more = {}, said = [], is = ({ ok }) => ok } = {}) {
  const port = await freePort();
  const program = name === "node" ? process.execPath : join(folder, "node_modules/.bin", name);
  const child = spawn(program, argsFor(port), { cwd: folder, env: { ...env, HOST: "127.0.0.1", PORT: String(port), ...more }, detached: true });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => said.push((output += chunk) && String(chunk)));
  // With its children: some of these programs are wrappers around another.
  const stop = () => process.kill(-child.pid, "SIGKILL");
  t.after(() => child.exitCode ?? stop());
  const url = `http://127.0.0.1:${port}/`;
  for (let tries = 0; tries < 300; tries++) {
    assert.equal(child.exitCode, null, `${name} ended:\n${output}`);
    if (await fetch(url + path).then(is, () => false)) return url;
    await new Promise((next) => setTimeout(next, 200));
  }
  throw new Error(`${name} does not answer on ${url}:\n${output}`);
}

async function freePort() {
  const socket = createSocket().listen(0, "127.0.0.1");
  await new Promise((listening) => socket.once("listening", listening));
  const { port } = socket.address();
  await new Promise((closed) => socket.close(closed));
  return port;
}

const TYPES = { ".html": "text/html", ".js": "text/javascript", ".mjs": "text/javascript", ".wasm": "application/wasm", ".map": "application/json" };

/** Serves a folder. `answer(request, response)` comes first; it gives true when it has answered. */
export async function serve(t, folder, answer = () => false) {
  const server = createServer((request, response) => {
    const path = normalize(new URL(request.url, "http://localhost").pathname);
    if (answer({ path, request }, response)) return;
    try {
      const file = path.endsWith("/") ? `${path}index.html` : path;
      const bytes = readFileSync(join(folder, file));
      response.writeHead(200, { "Content-Type": TYPES[extname(file)] ?? "text/plain" }).end(bytes);
    } catch {
      response.writeHead(path === "/favicon.ico" ? 204 : 404).end();
    }
  }).listen(0, "127.0.0.1");
  t.after(() => (server.closeAllConnections(), server.close()));
  await new Promise((listening) => server.once("listening", listening));
  return `http://127.0.0.1:${server.address().port}/`;
}

/** Opens a consumer's page, which logs in and says so. Gives what it said, and how many workers it started. */
export async function visit(url, params = API) {
  let result;
  await withPage(async (page) => {
    let workers = 0;
    page.on("worker", () => workers++);
    await page.goto(`${url}?${new URLSearchParams(params)}`);
    await page.waitForFunction(() => document.getElementById("out")?.textContent);
    result = { said: await page.textContent("#out"), workers };
  });
  return result;
}
