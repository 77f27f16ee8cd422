// The service after a trap of its wasm, in this program and in sentc-light-dev.

import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { instances, spoil } from "./spoil.mjs";
import { createClient } from "../../pkg/dist/index.node.mjs";
import { testService } from "../../pkg/dist/testing.js";
import { folder, startDev, TOKENS } from "./support.mjs";

test("a trap is a 500, and the next request finds a new instance", async (t) => {
  const said = t.mock.method(console, "error", () => undefined);
  const service = await testService();
  const other = await testService();
  t.after(() => (service.close(), other.close()));
  const client = createClient({ ...service.client_options, retries: 0, worker: "off" });
  await client.init();
  await client.register("ada", "correct horse");
  const user = await client.login("ada", "correct horse", true);
  const group_id = await user.createGroup();
  const { app_token, secret_token, jwt_public_key } = service;
  const snapshot = service.snapshot();
  const made = instances.length;

  spoil();
  const response = await service.fetch(`${service.base_url}/api/v1/exists`, { method: "POST", headers: { "x-sentc-app-token": app_token }, body: '{"user_identifier":"ada"}' });
  assert.equal(response.status, 500);
  assert.match(await response.text(), /failed inside and was restarted; its data is gone/);
  assert.equal(said.mock.callCount(), 1);
  assert.ok(said.mock.calls[0].arguments[0].cause instanceof WebAssembly.RuntimeError, "a trap");
  assert.equal(service.requests.at(-1).status, 500);

  // A new instance, with the tokens and keys of before and nobody in it.
  assert.equal(await client.checkUserIdentifierAvailable("ada"), true);
  assert.ok(instances.length > made);
  assert.deepEqual([service.app_token, service.secret_token, service.jwt_public_key], [app_token, secret_token, jwt_public_key]);
  await client.register("bob", "correct horse");
  // The other service was in the same memory, and says so once.
  await assert.rejects(other.users.create({ identifier: "ada" }), { name: "ServiceTrapped", message: /another test service .* data of this one is gone too/ });
  assert.ok((await other.users.create({ identifier: "ada" })).user_id);

  // What was saved can be restored.
  service.restore(snapshot);
  assert.equal(await client.checkUserIdentifierAvailable("ada"), false);
  const again = await client.login("ada", "correct horse", true);
  assert.equal((await again.getGroup(group_id)).data.rank, 0);
});

test("a trap of any other call is thrown, says so, and is over with the next", async (t) => {
  const service = await testService({ options: "default" });
  t.after(() => service.close());
  service.setOptions("lax");
  const register = async (identifier) => {
    const client = createClient({ ...service.client_options, retries: 0, worker: "off" });
    await client.init();
    return client.register(identifier, "correct horse");
  };
  for (const call of [() => service.snapshot(), () => service.users.create(), () => service.setOptions({ "POST /exists": "block" })]) {
    spoil();
    await assert.rejects(async () => call(), { name: "ServiceTrapped", message: /data is gone/ });
    assert.ok(service.snapshot().length > 0);
  }
  // The options are those of the start.
  await assert.rejects(register("ada"), { status: "server_203" });
  // What is about to end or to begin has nothing to lose.
  for (const over of ["reset", "restore", "close"]) {
    const snapshot = service.snapshot();
    spoil();
    service[over](snapshot);
  }
});

for (const [kept, title] of [[true, "with --db, what was answered is kept"], [false, "without --db, it is gone"]]) {
  test(`sentc-light-dev after a trap: ${title}`, async (t) => {
    const { NODE_OPTIONS = "" } = process.env;
    process.env.NODE_OPTIONS = `--import=${new URL("spoil.mjs", import.meta.url)}`;
    const server = await startDev(kept ? ["--db", join(folder(t), "data.sentc")] : []).finally(() => (process.env.NODE_OPTIONS = NODE_OPTIONS));
    t.after(() => server.end());
    const client = createClient({ app_token: TOKENS.public, base_url: server.url, retries: 0, worker: "off" });
    await client.init();
    await client.register("ada", "correct horse");
    process.kill(server.pid, "SIGUSR2");
    const ask = () => fetch(`${server.url}/api/v1/exists`, { method: "POST", headers: { "x-sentc-app-token": TOKENS.public }, body: '{"user_identifier":"ada"}' });
    let response;
    do response = await ask();
    while (response.ok);
    assert.deepEqual([response.status, (await response.json()).err_code], [500, 500]);
    await server.printed(kept ? /failed inside. It restarts with the last state of the file/ : /failed inside. Its data is gone/);
    assert.equal(await client.checkUserIdentifierAvailable("ada"), !kept);
  });
}
