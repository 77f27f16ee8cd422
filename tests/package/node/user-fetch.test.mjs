// user.fetch: the JWT goes to the app's own back end, and nowhere else.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { createClient } from "../../../pkg/dist/index.js";

const base_url = process.env.SENTC_TEST_URL;
const app_token = process.env.SENTC_TEST_PUBLIC_TOKEN;

let backEnd, origin, client, user;
let seen = []; // what the back end got
let answer; // what it says

before(async () => {
  backEnd = createServer((request, response) => {
    let body = "";
    request.on("data", (part) => (body += part)).on("end", () => {
      seen.push({ path: request.url, jwt: request.headers.authorization, body, kind: request.headers["x-kind"] });
      answer(response, seen.length);
    });
  }).listen(0, "127.0.0.1");
  await new Promise((listening) => backEnd.once("listening", listening));
  origin = `http://127.0.0.1:${backEnd.address().port}`;
  client = createClient({ app_token, base_url, fetch_origins: [origin] });
  await client.init();
  const [identifier, password] = client.generateRegisterData();
  await client.register(identifier, password);
  user = await client.login(identifier, password, true);
});
after(async () => {
  backEnd.close();
  await client.dispose();
});

test("the request carries the JWT and what the app gave", async () => {
  [seen, answer] = [[], (response) => response.end("hello")];
  const response = await user.fetch(`${origin}/path`, { method: "POST", body: "text", headers: { "x-kind": "own" } });
  assert.equal(await response.text(), "hello");
  assert.deepEqual(seen, [{ path: "/path", jwt: `Bearer ${user.data.jwt}`, body: "text", kind: "own" }]);
  await user.fetch(new URL("/path", origin));
  await user.fetch(new Request(`${origin}/path`, { headers: { "x-kind": "request" } }));
  assert.equal(seen[2].kind, "request");
});

test("after a 401 once more with another JWT", async () => {
  [seen, answer] = [[], (response, count) => response.writeHead(count === 1 ? 401 : 200).end()];
  assert.equal((await user.fetch(origin, { method: "PUT", body: "again" })).status, 200);
  assert.equal(seen.length, 2);
  assert.notEqual(seen[0].jwt, seen[1].jwt);
  assert.deepEqual([seen[1].body, seen[1].jwt], ["again", `Bearer ${user.data.jwt}`]);

  [seen, answer] = [[], (response) => response.writeHead(401).end()];
  assert.equal((await user.fetch(origin)).status, 401);
  assert.equal(seen.length, 2);
});

test("a stream is sent once", async () => {
  [seen, answer] = [[], (response) => response.writeHead(401).end()];
  const response = await user.fetch(origin, { method: "POST", body: new Blob(["x"]).stream(), duplex: "half" });
  assert.deepEqual([response.status, seen.length], [401, 1]);
});

test("no other origin, and no redirect, sees the JWT", async () => {
  [seen, answer] = [[], (response) => response.writeHead(302, { Location: `${origin}/elsewhere` }).end()];
  for (const url of ["https://example.com/", "http://localhost/", "//example.com", "not a url", "javascript:0"]) {
    await assert.rejects(user.fetch(url), (error) => error.code === "INVALID_ARGUMENT", url);
  }
  await assert.rejects(user.fetch(origin), (error) => error.code === "NETWORK");
  assert.equal(seen.length, 1);
  assert.throws(() => createClient({ app_token, fetch_origins: ["example.com"] }), (error) => error.code === "INVALID_OPTIONS");
});

test("an aborted request, and one after log-out", async () => {
  const controller = new AbortController();
  [seen, answer] = [[], () => controller.abort()];
  const pending = user.fetch(origin, { signal: controller.signal });
  await assert.rejects(pending, (error) => error.code === "ABORTED");
  await user.logOut();
  await assert.rejects(user.fetch(origin), (error) => error.code === "SIGNED_OUT");
});
