// What a process, a test environment or a library does to the ground that the SDK stands on. Each in a process of its own.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { APP_TOKEN, BASE, PASSWORD, freshName } from "./support.mjs";

const PACKAGE = fileURLToPath(new URL("../../../pkg/dist/index.cjs", import.meta.url));
const OPTIONS = JSON.stringify({ app_token: APP_TOKEN, base_url: BASE });

/** Runs CommonJS with the package as `sdk`, after `before`. */
function run(code, before = "") {
  const script = `${before};\nconst sdk = require(${JSON.stringify(PACKAGE)});\n(async () => {\n${code}\n})();\n`;
  const { stdout, stderr, status } = spawnSync(process.execPath, ["-e", script], { encoding: "utf8", timeout: 60_000 });
  return { stdout: stdout.trim(), stderr, status };
}

const codeOf = "const codeOf = (promise) => promise.then(() => 'fine', ({ code, message, hint }) => [code, message, hint]);";
const without = (...names) => names.map((name) => `delete globalThis.${name};`).join("");

test("importing constructs nothing: it works where the platform's classes are missing, as in Jest's jsdom", () => {
  const classes = ["TextEncoder", "TextDecoder", "fetch", "Request", "Response", "Headers", "AbortController", "BroadcastChannel", "ReadableStream", "FinalizationRegistry", "URL", "crypto", "WebAssembly", "structuredClone", "performance"];
  const { stdout, stderr } = run(`console.log(Object.keys(sdk).sort().join())`, without(...classes));
  assert.equal(stderr, "");
  assert.equal(stdout, "Group,REFRESH_ENDPOINT,SentcError,User,createClient,default");
});

test("the first use says what is missing", () => {
  const init = `${codeOf} console.log(JSON.stringify(await codeOf(sdk.default.init(${OPTIONS}))))`;
  const [code, message, hint] = JSON.parse(run(init, without("TextEncoder", "TextDecoder")).stdout);
  assert.deepEqual([code, message], ["NO_WEBASSEMBLY", "this runtime has no TextEncoder, no TextDecoder"]);
  assert.match(hint, /jest-fixed-jsdom/);
  assert.equal(JSON.parse(run(init, without("WebAssembly")).stdout)[0], "NO_WEBASSEMBLY");
  const login = `${codeOf} await sdk.default.init(${OPTIONS}); console.log(JSON.stringify(await codeOf(sdk.default.login("ada", "password"))))`;
  assert.deepEqual(JSON.parse(run(login, without("fetch")).stdout).slice(0, 2), ["NETWORK", "this runtime has no fetch"]);
});

test("a server with the browser's entry and without the wasm gets an error that says what to import", () => {
  const folder = mkdtempSync(join(tmpdir(), "sentc-moved-"));
  for (const name of ["index.js", "sdk.js"]) cpSync(join(PACKAGE, "..", name), join(folder, name));
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  const { stdout, stderr } = run(`const { default: moved } = await import(${JSON.stringify(join(folder, "index.js"))}); ${codeOf} console.log(JSON.stringify(await codeOf(moved.init(${OPTIONS}))))`);
  rmSync(folder, { recursive: true });
  assert.equal(stderr, "");
  const [code, message, hint] = JSON.parse(stdout);
  assert.equal(code, "WASM_NOT_FOUND");
  assert.match(message, /sentc-light\.wasm could not be read/);
  assert.match(hint, /sentc-light-wasm\/inline/);
});

test("intrinsics that are frozen against tampering", () => {
  const frozen = ["Error", "Object", "Promise", "Array", "Function", "Uint8Array", "Map", "Set"].map((name) => `Object.freeze(${name}.prototype);`).join("");
  const { stdout, stderr } = run(
    `await sdk.default.init(${OPTIONS});
     const user = await sdk.default.register(${JSON.stringify(freshName())}, ${JSON.stringify(PASSWORD)}).then(() => "registered", String);
     const error = await sdk.default.login("nobody-at-all", "password").catch((error) => error);
     console.log(user, error.code, error.name, error instanceof sdk.SentcError);`,
    frozen,
  );
  assert.equal(stderr, "");
  assert.equal(stdout, "registered USER_NOT_FOUND SentcError true");
});

test("a library that wraps every property that can be written ends no session", () => {
  // As valtio's proxy() does: the object stays, its properties are replaced by proxies.
  const proxy = `function proxy(target) {
    const wrapped = new Proxy(target, { set: (on, name, value) => Reflect.set(on, name, typeof value === "object" && value !== null && !(Symbol.iterator in value) && !(value instanceof Promise) ? proxy(value) : value) });
    for (const key of Reflect.ownKeys(target)) {
      const property = Object.getOwnPropertyDescriptor(target, key);
      if ("value" in property && property.writable) wrapped[key] = target[key];
    }
    return wrapped;
  }`;
  const { stdout, stderr } = run(
    `const storage = new Map();
     const getStorage = async () => ({ init: async () => ({ status: true }), getItem: async (key) => storage.get(key), set: async (key, value) => void storage.set(key, value), delete: async (key) => void storage.delete(key) });
     await sdk.default.init({ ...${OPTIONS}, storage: { getStorage } });
     const [identifier, password] = sdk.default.generateRegisterData();
     await sdk.default.register(identifier, password);
     const user = proxy(await sdk.default.login(identifier, password, true));
     const group = proxy(await user.getGroup(await user.createGroup()));
     await group.createChildGroup();
     console.log((await user.getDevices()).length, (await user.getJwt()) === user.data.jwt, sdk.default.status);
     const state = proxy({ client: sdk.default });
     await state.client.getActualUser(true);
     await user.logOut();
     console.log(sdk.default.status);`,
    proxy,
  );
  assert.equal(stderr, "");
  assert.equal(stdout, "1 true signedIn\nsignedOut");
});

test("methods can be replaced by mocks", () => {
  const { stdout } = run(`"use strict"; sdk.default.login = async () => "mocked"; console.log(await sdk.default.login());`);
  assert.equal(stdout, "mocked");
});

test("an uncaught error prints little, and its stack begins where the caller awaits", () => {
  const { stderr, status } = run(
    `async function inner() { await sdk.default.login("ada", "password"); }
     async function outer() { await inner(); }
     await sdk.default.init({ ...${OPTIONS}, base_url: "http://127.0.0.1:1", retries: 0 });
     await outer();`,
  );
  assert.equal(status, 1);
  assert.ok(stderr.length < 1500, `${stderr.length} characters`);
  const [first, second] = stderr.split("\n").filter((line) => /^ +at /.test(line));
  assert.match(first, /at async inner/);
  assert.match(second, /at async outer/);
  assert.doesNotMatch(stderr, /index\.cjs/);
});

test("one that is thrown at once prints little too", () => {
  const { stderr, status } = run(`sdk.default.generateRegisterData();`);
  assert.equal(status, 1);
  assert.match(stderr, /NOT_INITIALIZED/);
  assert.ok(stderr.length < 2500, `${stderr.length} characters`);
});
