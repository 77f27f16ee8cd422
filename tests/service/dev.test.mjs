// sentc-light-dev, the program: killed, started twice, guarded.

import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { test } from "node:test";
import { createClient } from "../../pkg/dist/index.node.mjs";
import { folder, startDev, TOKENS } from "./support.mjs";

const client = createClient({ app_token: TOKENS.public, worker: "off" });
await client.init();
const register = JSON.parse(await client.prepareRegister("somebody", "password"));

async function call(url, method, path, body, headers = {}) {
  const response = await fetch(`${url}/api/v1${path}`, { method, headers: { "x-sentc-app-token": TOKENS.public, ...headers }, body: body && JSON.stringify(body) });
  return { http: response.status, ...(await response.json()) };
}

const registerAs = (url, identifier) => call(url, "POST", "/register_light", { ...register, device_identifier: identifier });
const isFree = async (url, identifier) => (await call(url, "POST", "/exists", { user_identifier: identifier })).result.available;

test("killed while it writes: every answered registration is there afterwards", async (t) => {
  const db = join(folder(t), "data.sentc");
  const answered = [];
  for (let round = 0; round < 3; round++) {
    const server = await startDev(["--db", db]);
    assert.equal(statSync(db).mode & 0o777, 0o600);
    const enough = new Promise((resolve) => {
      const write = async (writer) => {
        for (let number = 0; ; number++) {
          const identifier = `${round}-${writer}-${number}`;
          const answer = await registerAs(server.url, identifier).catch(() => undefined);
          if (!answer) return;
          assert.equal(answer.http, 200, JSON.stringify(answer));
          answered.push(identifier);
          if (answered.length > 15 * (round + 1)) resolve();
        }
      };
      for (let writer = 0; writer < 4; writer++) void write(writer);
    });
    await enough;
    await server.end("SIGKILL");
  }
  // As a process leaves it that was killed in the middle of a write.
  writeFileSync(`${db}.new`, "half a file");
  const server = await startDev(["--db", db]);
  for (const identifier of answered) assert.equal(await isFree(server.url, identifier), false, identifier);
  assert.equal(existsSync(`${db}.new`), false);
  assert.deepEqual(await server.end(), { code: 0, signal: null });
  assert.deepEqual(readdirSync(join(db, "..")), ["data.sentc"], "no lock and no other file is left");
});

test("one file, one server; another's file is refused in words", async (t) => {
  const db = join(folder(t), "data.sentc");
  const server = await startDev(["--db", db]);
  await assert.rejects(startDev(["--db", db]), new RegExp(`in use by process ${server.pid}`));
  await server.end();
  writeFileSync(db, "something else");
  await assert.rejects(startDev(["--db", db]), /no data of the sentc light service/);
  assert.equal(readFileSync(db, "utf8"), "something else");
  await assert.rejects(startDev(["--port", "none"]), /--port takes a whole number/);
});

test("the file tells no secret beside its key", async (t) => {
  const db = join(folder(t), "data.sentc");
  const server = await startDev(["--db", db]);
  await registerAs(server.url, "identifier-in-the-clear");
  await server.end();
  const bytes = readFileSync(db);
  for (const secret of ["identifier-in-the-clear", TOKENS.secret, TOKENS.public]) assert.equal(bytes.includes(secret), false, secret);
  assert.equal(bytes.includes(register.derived.verify_key.slice(30, 60)), true, "the search works");
});

test("/dev/apps is for this machine, and changes options", async (t) => {
  const file = join(folder(t), "options.json");
  writeFileSync(file, JSON.stringify({ 2: { "POST /register_light": "public" } }));
  const server = await startDev(["--app-options", file]);
  t.after(() => server.end());
  const ask = (headers, method = "GET", path = "/dev/apps", body = "") =>
    new Promise((resolve, reject) => {
      const asked = request(`${server.url}${path}`, { method, headers }, async (response) => resolve({ status: response.statusCode, text: (await response.toArray()).join("") }));
      asked.once("error", reject).end(body);
    });
  const apps = JSON.parse((await ask({})).text);
  assert.deepEqual(apps.map((app) => app.secret_token), [TOKENS.secret, TOKENS.secret2]);
  assert.deepEqual([apps[1].options["POST /register_light"], apps[1].options["DELETE /user"]], ["public", "secret"]);
  for (const headers of [{ "sec-fetch-site": "cross-site" }, { host: "evil.example" }]) {
    const answer = await ask(headers);
    assert.equal(answer.status, 403);
    assert.equal(answer.text.includes(TOKENS.secret), false);
  }
  assert.equal((await ask({}, "PUT", "/dev/apps/1/options", '{"POST /exists":"block"}')).status, 204);
  assert.equal((await call(server.url, "POST", "/exists", { user_identifier: "a" })).err_code, 203);
  assert.equal((await ask({ "sec-fetch-site": "same-site" }, "PUT", "/dev/apps/1/options", '"lax"')).status, 403);
  const wrong = await ask({}, "PUT", "/dev/apps/1/options", '{"POST /none":"block"}');
  assert.ok(wrong.status === 422 && wrong.text.includes("POST /none"), wrong.text);
});

test("pages and the package's files, and nothing outside of them", async (t) => {
  const server = await startDev();
  t.after(() => server.end());
  const get = (path) =>
    new Promise((resolve, reject) => {
      // Not by fetch, which resolves dots.
      const { hostname, port } = new URL(server.url);
      request({ hostname, port, path }, async (response) => resolve({ status: response.statusCode, headers: response.headers, text: (await response.toArray()).join("") })).once("error", reject).end();
    });
  const welcome = await get("/");
  assert.match(welcome.text, /sentc-light-dev is running/);
  assert.match(welcome.headers["content-security-policy"], /'wasm-unsafe-eval'/);
  assert.equal((await get("/dist/sentc-light.wasm")).headers["content-type"], "application/wasm");
  for (const path of ["/../package.json", "/dist/../package.json", "/%2e%2e/package.json", "/dist/..%2fpackage.json", "/none"]) assert.equal((await get(path)).status, 404, path);
});

test("a body that is too big, and a cut one", async (t) => {
  const server = await startDev();
  t.after(() => server.end());
  assert.equal((await call(server.url, "POST", "/exists", { user_identifier: "x".repeat(300_000) })).err_code, 12);
  assert.equal((await call(server.url, "GET", "/user/jwt", undefined, { "x-sentc-app-token": TOKENS.secret })).err_code, 31);
  const preflight = await fetch(`${server.url}/api/v1/exists`, { method: "OPTIONS" });
  assert.equal(preflight.headers.get("access-control-max-age"), "86400");
});
