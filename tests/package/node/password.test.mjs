// sentc-light-wasm/password: no server, no wasm.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { brotliCompressSync } from "node:zlib";
import { BreachError, breached, passwordProblem } from "../../../pkg/dist/password.js";

const cases = JSON.parse(readFileSync(new URL("../../passwords.json", import.meta.url), "utf8"));

test("passwords that are bad, and some that are not", () => {
  assert.ok(cases.length > 40);
  for (const { password, identifier, others, least, code } of cases) {
    const rules = { identifier, others: others?.split(" "), least: least && Number(least) };
    const problem = passwordProblem(password, rules);
    assert.equal(problem?.code ?? "", code, `${password.slice(0, 30)}: ${problem?.message}`);
    if (problem) assert.match(problem.message, /^[A-Z].*\.$/);
  }
  assert.equal(passwordProblem("short", { least: 15 }).message, "Use at least 15 characters.");
});

test("wrong types are told, without the password", () => {
  const secret = "hunter2hunter2";
  for (const bad of [[12345678901234], [secret, { identifier: 1 }], [secret, { others: "acme" }], [secret, { others: [1] }], [secret, { least: "8" }], [secret, { least: 0 }]]) {
    assert.throws(() => passwordProblem(...bad), (error) => error instanceof TypeError && !error.message.includes(secret));
  }
});

/** The list as the service gives it. */
const answer = (lines, status = 200) => ({ status, text: async () => lines.join("\r\n") });
const hashOf = (password) => createHash("sha1").update(password).digest("hex").toUpperCase();

test("five characters of the hash leave the device, and nothing else", async () => {
  const asked = [];
  const password = "пароль, é";
  const hash = hashOf(password);
  const fetch = async (url, init) => {
    asked.push({ url, init });
    return answer([`${"0".repeat(35)}:0`, `${hash.slice(5)}:42`, `${"F".repeat(35)}:7`]);
  };
  assert.equal(await breached(password, { fetch }), 42);
  assert.deepEqual(asked, [
    {
      url: `https://api.pwnedpasswords.com/range/${hash.slice(0, 5)}`,
      init: { headers: { "Add-Padding": "true" }, credentials: "omit", referrerPolicy: "no-referrer" },
    },
  ]);
});

test("what the list does not have, or has as padding, is not breached", async () => {
  const hash = hashOf("a password");
  assert.equal(await breached("a password", { fetch: async () => answer([`${"A".repeat(35)}:3`]) }), 0);
  assert.equal(await breached("a password", { fetch: async () => answer([`${hash.slice(5)}:0`]) }), 0);
  assert.equal(await breached("a password", { fetch: async () => answer([""]) }), 0);
  assert.equal(await breached("a password", { fetch: async () => answer([`${hash.slice(5).toLowerCase()}:9`]) }), 9);
});

test("no answer is an error that says nothing about the password", async () => {
  const down = new TypeError("fetch failed");
  const refused = (code) => (error) => error instanceof BreachError && error.code === code && !error.message.includes("a password");
  await assert.rejects(breached("a password", { fetch: () => Promise.reject(down) }), (error) => refused("NETWORK")(error) && error.cause === down);
  await assert.rejects(breached("a password", { fetch: async () => answer(["Too many requests"], 429) }), refused("UNEXPECTED_ANSWER"));
  const stopped = new AbortController();
  stopped.abort();
  const fetch = (_url, { signal }) => Promise.reject(signal.reason);
  await assert.rejects(breached("a password", { fetch, signal: stopped.signal }), refused("ABORTED"));
  await assert.rejects(breached(7), TypeError);
});

test("at most 10 KB after brotli, alone", () => {
  const text = readFileSync(new URL("../../../pkg/dist/password.js", import.meta.url), "utf8");
  assert.ok(brotliCompressSync(text).length <= 10_000, `${brotliCompressSync(text).length} bytes`);
  assert.doesNotMatch(text, /\bimport\b|WebAssembly|require\(/);
  assert.doesNotMatch(readFileSync(new URL("../../../pkg/dist/sdk.js", import.meta.url), "utf8"), /pwnedpasswords/);
});
