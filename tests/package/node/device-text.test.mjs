// The short text of a new device, which fits a QR code that phones can scan, with the service.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, test } from "node:test";
import { SentcError, createClient } from "../../../pkg/dist/index.js";

const base_url = process.env.SENTC_TEST_URL;
const app_token = process.env.SENTC_TEST_PUBLIC_TOKEN;
const PASSWORD = "correct horse battery staple";
const limit = { timeout: 60_000 };

const clients = [];
after(() => Promise.all(clients.map((client) => client.dispose())));

async function client() {
  const made = createClient({ app_token, base_url });
  clients.push(made);
  await made.init();
  return made;
}

let count = 0;
const fresh = (name) => `${name}-${Date.now().toString(36)}-${process.pid}-${++count}`;

/** 30 bits of SHA-256 in Crockford's base32. */
function sixOf(text) {
  const bits = createHash("sha256").update(text).digest().readUInt32BE() >>> 2;
  return [25, 20, 15, 10, 5, 0].map((shift) => "0123456789ABCDEFGHJKMNPQRSTVWXYZ"[(bits >>> shift) & 31]).join("");
}

const output = (token, device_identifier) => JSON.stringify({ status: true, result: { device_id: "d", token, device_identifier, public_key_string: "k".repeat(1800), keypair_encrypt_alg: "a" } });
const TOKEN = "q83vEjRWeJq83vEjRWeJq83vEjRWeJq83vEjRWeJq80";
const refused = (run, own) => assert.throws(run, (error) => error instanceof SentcError && error.code === "INVALID_ARGUMENT" && /copy all of it/.test(error.message) && error.user_message === own.messages.DEVICE_TEXT);

test("the short text does what the long one does", limit, async () => {
  const [own, other] = [await client(), await client()];
  const identifier = fresh("ada");
  await own.register(identifier, PASSWORD);
  const user = await own.login(identifier, PASSWORD, true);
  const name = fresh("ada's phone");
  const long = await other.registerDeviceStart(name, "another password");
  const { text, svg } = other.deviceQr(long);
  assert.deepEqual(own.parseDeviceOutput(text), other.parseDeviceOutput(long));
  assert.deepEqual(own.parseDeviceOutput(` ${text}\n`), other.parseDeviceOutput(long));
  assert.deepEqual(own.deviceQr(text), { text, svg });
  await assert.rejects(user.registerDevice(text.slice(0, -1)), (error) => error.code === "INVALID_ARGUMENT" && error.user_message === own.messages.DEVICE_TEXT);
  await user.registerDevice(text);
  assert.equal((await other.login(name, "another password", true)).id, user.id);
});

test("its form is written down, and the check is anybody's to compute", limit, async () => {
  const own = await client();
  for (const [token, identifier, encoded] of [[TOKEN, "ada's phone", "ada%27s%20phone"], ["a+b/c=:%", 'a:b%3A\n"ö🦀', "a%3Ab%253A%0A%22%C3%B6%F0%9F%A6%80"]]) {
    const body = `sentc-device:${encoded}:${encodeURIComponent(token)}`;
    const { text } = own.deviceQr(output(token, identifier));
    assert.equal(text, `${body}:${sixOf(body).slice(0, 2)}`);
    assert.deepEqual(own.parseDeviceOutput(text), { device_identifier: identifier, code: sixOf(token) });
  }
});

test("a text that is cut or changed is refused", limit, async () => {
  const own = await client();
  const { text } = own.deviceQr(output(TOKEN, "ada's phone"));
  for (let at = 0; at < text.length; at++) refused(() => own.parseDeviceOutput(text.slice(0, at)), own);
  for (const bad of ["sentc-device:", "sentc-device:a", "sentc-device:a:t", "sentc-device:a:t:00", "sentc-device:%:t:00", "sentc-device:a::00", `${text}:`, `${text}A`, text.replace("%27", "%26")]) {
    refused(() => own.deviceQr(bad), own);
    refused(() => own.parseDeviceOutput(bad), own);
  }
});

test("the QR code has 45 modules a side at most, whatever the identifier", limit, async () => {
  const own = await client();
  for (const identifier of ["a", "ada.lovelace@example.org", "x".repeat(500), "ж".repeat(500), "🦀".repeat(60), "👩‍👩‍👧".repeat(30)]) {
    const { text, svg } = own.deviceQr(output(TOKEN, identifier));
    // With four modules of quiet zone on both sides.
    assert.ok(Number(/viewBox="0 0 (\d+)/.exec(svg)[1]) <= 45 + 8, `${text.length} characters`);
    const shown = own.parseDeviceOutput(text).device_identifier;
    assert.ok(shown === identifier || (shown.endsWith("...") && identifier.startsWith(shown.slice(0, -3))), shown);
  }
});
