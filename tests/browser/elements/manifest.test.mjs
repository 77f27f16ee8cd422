// The Custom Elements Manifest, and the guide's tables, which say the same.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import * as elements from "../../../pkg/dist/elements-node.js";
import { withReference } from "../../../scripts/elements-reference.mjs";

const read = (name) => readFileSync(new URL(`../../../${name}`, import.meta.url), "utf8");
const guide = read("docs/elements.md");
const manifest = JSON.parse(read("pkg/dist/custom-elements.json"));
const [{ declarations, exports }] = manifest.modules;
const rowOf = (first) => guide.split("\n").find((line) => line.startsWith(`| \`${first}\``)) ?? "";

test("it names all elements, and what they take and emit", () => {
  const classes = Object.keys(elements).filter((name) => /^Sentc(?!Element$)/.test(name));
  assert.deepEqual(declarations.map(({ name }) => name).sort(), classes.sort());
  assert.equal(exports.length, classes.length);
  for (const { tagName, attributes, events, members, slots, cssProperties, description } of declarations) {
    assert.ok(description && attributes.length >= 3 && events.length >= 1);
    for (const { type } of [...attributes, ...events]) assert.ok(type.text);
    for (const { name, description } of [...attributes, ...events, ...members, ...slots, ...cssProperties]) assert.ok(description, `${tagName}: ${name} is described`);
  }
  const signIn = declarations.find(({ tagName }) => tagName === "sentc-sign-in");
  assert.deepEqual(signIn.events.map(({ name }) => name).sort(), ["registered", "registering", "signed-in", "signed-out"]);
  assert.deepEqual(signIn.slots.map(({ name }) => name).sort(), ["fields", "forgot", "logo", "terms"]);
});

test("the guide's tables are those of this build", () => {
  assert.equal(guide, withReference(guide, manifest), "run node scripts/elements-reference.mjs");
});

for (const { tagName, attributes, events, slots, members, cssProperties } of declarations) {
  test(`the guide has all of <${tagName}>`, () => {
    const row = rowOf(`<${tagName}>`);
    const own = attributes.map(({ name }) => name).filter((name) => !["app-token", "base-url", "idle-minutes", "locale"].includes(name));
    assert.deepEqual([...row.split("|").at(-2).matchAll(/`([\w-]+)`/g)].map(([, name]) => name).sort(), own.sort());
    for (const { name } of events) assert.ok(rowOf(name), name);
    for (const { name } of [...slots, ...members]) assert.ok(new RegExp(`\`${name.replace(/[A-Z]/g, (letter) => `(?:${letter}|-${letter.toLowerCase()})`)}\``).test(guide), name);
    for (const { name } of cssProperties) assert.ok(guide.includes(`\`${name}\``), name);
  });
}

test("what is an attribute and a property can be written as both: React 19 sets the property, and would throw", () => {
  let properties = 0;
  for (const { name: type, attributes } of declarations) {
    for (const { name } of attributes) {
      const property = name.replace(/-(.)/g, (_, letter) => letter.toUpperCase());
      let owner = elements[type].prototype;
      while (owner && !Object.hasOwn(owner, property)) owner = Object.getPrototypeOf(owner);
      // Under another name than the attribute, a method of the class is in nobody's way.
      if (!owner || (property !== name && !Object.getOwnPropertyDescriptor(owner, property).get)) continue;
      properties++;
      const written = [];
      const element = Object.assign(Object.create(elements[type].prototype), { setAttribute: (...both) => written.push(both), removeAttribute: (one) => written.push([one]) });
      for (const value of ["value", null, undefined]) element[property] = value;
      assert.deepEqual(written, [[name, "value"], [name], [name]], `${type}.${property}`);
    }
  }
  assert.ok(properties >= declarations.length + 4, `${properties}`);
});

test("a client that is none is refused where it is set; none at all is the default one", () => {
  for (const type of Object.keys(elements).filter((name) => name.startsWith("Sentc"))) {
    const element = Object.create(elements[type].prototype);
    for (const wrong of [{}, "Sentc", 7, Promise.resolve(), { subscribe: true }]) assert.throws(() => (element.client = wrong), { name: "TypeError", message: /^client must be/ });
    for (const none of [null, undefined]) element.client = none;
    const client = { subscribe() {} };
    element.client = client;
    assert.equal(element.client, client);
  }
});
