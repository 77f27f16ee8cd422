// On a server: importing the elements touches nothing, and the classes are there.

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { test } from "node:test";

const NAMES = ["SentcAccount", "SentcDeleteAccount", "SentcDevices", "SentcElement", "SentcGroup", "SentcIdentifier", "SentcPasskeys", "SentcPassword", "SentcRecoveryKits", "SentcSecondFactor", "SentcSignIn", "SentcUserButton", "setWords"];

for (const [what, load] of [
  ["as a module for bundlers", () => import("../../../pkg/dist/elements.js")],
  ["by import in Node", () => import("../../../pkg/dist/elements-node.js")],
  ["by require", () => createRequire(import.meta.url)("../../../pkg/dist/elements.cjs")],
]) {
  test(what, async () => {
    const before = Object.getOwnPropertyNames(globalThis);
    const elements = await load();
    assert.deepEqual(Object.keys(elements).filter((name) => !["default", "module.exports"].includes(name)).sort(), NAMES);
    assert.deepEqual(Object.getOwnPropertyNames(globalThis), before);
  });
}
