// sentc-light-wasm/testing, with the SDK against it.

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { describe, test } from "node:test";
import { randomBytes } from "node:crypto";
import { deflateRawSync } from "node:zlib";
import { buildSync } from "esbuild";
import { createClient } from "../../pkg/dist/index.node.mjs";
import { verifyJwt } from "../../pkg/dist/server.js";
import { testService } from "../../pkg/dist/testing.js";
import { root } from "./support.mjs";

const MINUTE = 60_000;

async function withClient(t, options) {
  const service = await testService(options);
  t.after(() => service.close());
  const client = createClient({ ...service.client_options, retries: 0, worker: "off" });
  await client.init();
  return { service, client };
}

describe("testService", () => {
  test("register, log in, a group, and what the service saw", async (t) => {
    const { service, client } = await withClient(t);
    await client.register("ada", "correct horse");
    const user = await client.login("ada", "correct horse", true);
    const claims = await verifyJwt(await user.getJwt(), service.jwt_public_key);
    assert.equal(claims.user_id, user.data.user_id);
    const group = await user.getGroup(await user.createGroup());
    assert.equal(group.data.rank, 0);
    assert.deepEqual(service.requests.slice(0, 2).map(({ method, path, status }) => [method, path, status]), [["POST", "/api/v1/register_light", 200], ["POST", "/api/v1/prepare_login", 200]]);
    assert.equal(service.requests[0].body.device_identifier, "ada");
    assert.equal(service.requests.some(({ body }) => JSON.stringify(body ?? "").includes("correct horse")), false);
  });

  test("users made without a client, with multi-factor authentication", async (t) => {
    const { service, client } = await withClient(t);
    const plain = await service.users.create();
    assert.equal((await client.login(plain.identifier, plain.password, true)).data.user_id, plain.user_id);
    assert.throws(() => plain.totp(), /mfa: true/);

    const user = await service.users.create({ identifier: "bob", password: "secret", mfa: true });
    const login = await client.login("bob", "secret");
    assert.equal(login.kind, "mfa");
    await assert.rejects(client.mfaLogin("000000", login.u), { status: "server_902" });
    assert.equal((await client.mfaLogin(user.totp(), login.u)).data.user_id, user.user_id);
    assert.equal(user.recovery_keys.length, 6);
    await assert.rejects(service.users.create({ identifier: "bob" }), /taken|exists|IDENTIFIER/i);
  });

  test("JWTs expire when the test says so, and the client gets another", async (t) => {
    const { service, client } = await withClient(t, { now: Date.UTC(2030, 0, 1), jwt_seconds: 60 });
    const { identifier, password } = await service.users.create();
    const user = await client.login(identifier, password, true);
    const jwt = await user.getJwt();
    assert.equal(service.clock.now, Date.UTC(2030, 0, 1));
    service.clock.advance(10 * MINUTE);
    const refused = await service.fetch(`${service.base_url}/api/v1/user/device/0/none`, { headers: { "x-sentc-app-token": service.app_token, authorization: `Bearer ${jwt}` } });
    assert.equal((await refused.json()).err_code, 30);
    assert.equal((await user.getDevices()).length, 1);
    assert.ok(service.requests.some(({ path }) => path === "/api/v1/refresh"));
    assert.notEqual(await user.getJwt(), jwt);
  });

  test("failNext makes the next request fail, and no other", async (t) => {
    const { service, client } = await withClient(t);
    service.failNext({ path: "/register_light", network: "before" });
    await assert.rejects(client.register("eve", "pw"), { code: "NETWORK" });
    await client.register("eve", "pw");
    // The service did it, and nobody heard.
    service.failNext({ path: "/register_light", network: "after" });
    await assert.rejects(client.register("mallory", "pw"), { code: "NETWORK" });
    await assert.rejects(client.register("mallory", "pw"), { code: "IDENTIFIER_TAKEN" });
    service.failNext({ status: 503 });
    await assert.rejects(client.login("eve", "pw"), (error) => /^client_/.test(error.status));
    service.failNext({ path: "/done_login", err_code: 112, status: 401 });
    await assert.rejects(client.login("eve", "pw"), { status: "server_112" });
    assert.equal((await client.login("eve", "pw")).kind, "user");
    assert.throws(() => service.failNext({}), /say how/);
    assert.throws(() => service.failNext({ status: 500, times: 0 }), /above 0/);
  });

  test("a delayed answer, which the caller gives up on", async (t) => {
    const { service } = await withClient(t);
    service.failNext({ delay_ms: 600_000 });
    const controller = new AbortController();
    const asked = service.fetch(`${service.base_url}/api/v1/exists`, { method: "POST", signal: controller.signal });
    controller.abort();
    await assert.rejects(asked, { name: "AbortError" });
  });

  test("reset, snapshot and restore", async (t) => {
    const { service } = await withClient(t);
    const { jwt_public_key, secret_token } = service;
    await service.users.create({ identifier: "ada" });
    const snapshot = service.snapshot();
    const available = async (of, identifier) => {
      const answer = await of.fetch(`${of.base_url}/api/v1/exists`, { method: "POST", headers: { "x-sentc-app-token": of.app_token }, body: JSON.stringify({ user_identifier: identifier }) });
      return (await answer.json()).result.available;
    };
    service.reset();
    assert.deepEqual(service.requests, []);
    assert.equal(await available(service, "ada"), true);
    assert.deepEqual([service.jwt_public_key, service.secret_token], [jwt_public_key, secret_token]);
    service.restore(snapshot);
    assert.equal(await available(service, "ada"), false);
    const other = await testService({ base_url: "https://other.test/" });
    t.after(() => other.close());
    assert.notEqual(other.secret_token, secret_token);
    other.restore(snapshot);
    assert.equal(other.secret_token, secret_token);
    assert.equal(await available(other, "ada"), false);
    assert.throws(() => other.restore(new Uint8Array(100)), /no data of the sentc light service/);
    assert.equal(await available(other, "ada"), false, "a failed restore changes nothing");
  });

  test("app options decide which token may call", async (t) => {
    const { service, client } = await withClient(t, { options: "default" });
    await assert.rejects(client.register("ada", "pw"), { status: "server_203" });
    service.setOptions({ "POST /register_light": "public", "PATCH /user/register_otp": "block" });
    await client.register("ada", "pw");
    assert.throws(() => service.setOptions({ "POST /nowhere": "block" }), /POST \/nowhere/);
    await assert.rejects(testService({ options: "strict" }), /"default", "lax"/);
  });

  test("other addresses and closed services are refused in words", async (t) => {
    const { service } = await withClient(t);
    await assert.rejects(service.fetch("http://elsewhere.test/api/v1/exists"), /set the client's base_url/);
    const response = await service.fetch(new Request(`${service.base_url}/api/v1/nothing`, { method: "POST", body: "{}" }));
    assert.deepEqual([response.status, (await response.json()).err_code], [404, 404]);
    service.close();
    await assert.rejects(service.fetch(`${service.base_url}/api/v1/exists`, { method: "POST" }), TypeError);
  });

  test("required, with the wasm of the same file", async () => {
    const { testService: required } = createRequire(import.meta.url)("../../pkg/dist/testing.cjs");
    const service = await required();
    assert.equal((await service.users.create()).identifier.includes("@"), true);
    service.close();
  });
});

test("inflate gives back what zlib deflated, and throws for anything else", async () => {
  const { outputFiles } = buildSync({ entryPoints: [`${root}pkg/src/boundary/inflate.ts`], bundle: true, format: "esm", write: false });
  const { inflate } = await import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString("base64")}`);
  const samples = [Buffer.alloc(0), Buffer.from("a"), Buffer.alloc(100_000, "ab"), randomBytes(200_000), Buffer.from(Array.from({ length: 50_000 }, (_, at) => (at * at) % 251))];
  for (const sample of samples) {
    for (const options of [{ level: 0 }, { level: 1 }, { level: 9 }, { level: 9, strategy: 4 }]) {
      const deflated = deflateRawSync(sample, options);
      assert.deepEqual(Buffer.from(inflate(deflated, sample.length)), sample);
      for (const cut of [deflated.subarray(0, deflated.length - 1), deflated.subarray(0, deflated.length >> 1)]) assert.throws(() => inflate(cut, sample.length));
      assert.throws(() => inflate(deflated, sample.length + 1));
    }
  }
});
