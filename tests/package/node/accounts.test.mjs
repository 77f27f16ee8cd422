// Accounts of other clients log in here, and this SDK's accounts log in there.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import Sentc, { createClient } from "../../../pkg/dist/index.js";
import * as independent from "./independent.mjs";

const base_url = process.env.SENTC_TEST_URL;
const app_token = process.env.SENTC_TEST_PUBLIC_TOKEN;
const PASSWORD = "pässword 🔑";

async function post(path, body) {
  const response = await fetch(`${base_url}/api/v1${path}`, { method: "POST", headers: { "x-sentc-app-token": app_token }, body: JSON.stringify(body) });
  const answer = await response.json();
  assert.ok(answer.status, `${path}: ${answer.err_msg}`);
  return answer.result;
}

const unique = (name) => `${name}-${process.pid}-${Math.random().toString(36).slice(2)}`;
const keyOf = (text) => Buffer.from(JSON.parse(text).key, "base64");

before(() => Sentc.init({ app_token, base_url }));
after(() => Sentc.dispose());

for (const encrypt of Object.keys(independent.encryptPairs))
  for (const sign of Object.keys(independent.signPairs))
    test(`an account with ${encrypt} and ${sign} logs in, and its keys come through unharmed`, { timeout: 30_000 }, async () => {
      const identifier = unique("other"), account = await independent.registerBody(identifier, PASSWORD, { encrypt, sign });
      await post("/register_light", account.body);
      const { data } = await Sentc.login(identifier, PASSWORD, true);
      assert.deepEqual([keyOf(data.device.private_key), keyOf(data.device.sign_key)], [account.priv, account.sign]);
      assert.equal(data.device.exported_public_key, account.body.derived.public_key);
      assert.equal(data.device.exported_verify_key, account.body.derived.verify_key);
    });

test("an account of clients up to 0.13 (4 MiB) logs in, unless that is refused", { timeout: 30_000 }, async () => {
  const identifier = unique("old"), { body } = await independent.registerBody(identifier, PASSWORD, { profile: independent.KDF.upTo013 });
  await post("/register_light", body);
  await Sentc.login(identifier, PASSWORD, true);
  const strict = createClient({ app_token, base_url, kdf: "strict" });
  await strict.init();
  await assert.rejects(strict.login(identifier, PASSWORD, true), (error) => error.code === "WRONG_PASSWORD");
});

test("an account of this SDK logs in with independent code", { timeout: 30_000 }, async () => {
  const identifier = unique("ours");
  await Sentc.register(identifier, PASSWORD);
  const { data } = await Sentc.login(identifier, PASSWORD, true);
  const session = await independent.login(post, identifier, PASSWORD);
  assert.deepEqual([session.priv, session.sign], [keyOf(data.device.private_key), keyOf(data.device.sign_key)]);
  assert.deepEqual([session.keys.keypair_encrypt_alg, session.keys.keypair_sign_alg], ["ECIES-ed25519_KYBER_768", "ED25519"]);
});

test("a server that swaps keys is found out", { timeout: 30_000 }, async () => {
  const identifier = unique("swapped");
  await Sentc.register(identifier, PASSWORD);
  const foreign = (await independent.registerBody(identifier, PASSWORD)).body.derived;
  const swaps = {
    public_key_string: foreign.public_key, // of another algorithm
    encrypted_private_key: foreign.encrypted_private_key, // under another master key
    encrypted_master_key: Buffer.alloc(60).toString("base64"),
  };
  for (const [field, value] of Object.entries(swaps)) {
    const lying = createClient({
      app_token,
      base_url,
      fetch: async (url, init) => {
        const response = await fetch(url, init);
        if (!String(url).endsWith("/done_login")) return response;
        const answer = await response.json();
        answer.result.Direct.device_keys[field] = value;
        return Response.json(answer);
      },
    });
    await lying.init();
    await assert.rejects(lying.login(identifier, PASSWORD), (error) => error.status === "client_1102", field);
  }
});
