// From a web-standard handler to those of frameworks, and back: what arrives, and what goes out. The frameworks themselves are in
// tests/package/bundlers (back-ends.test.mjs, examples.test.mjs).

import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, request as httpRequest } from "node:http";
import { connect } from "node:net";
import { test } from "node:test";
import { sendResponse, toH3, toHono, toNext, toNode, toSvelteKit } from "../../pkg/dist/server.js";

/** Says what it received. */
async function echo(request) {
  const body = request.body ? await request.text() : null;
  const headers = { "x-method": request.method, "x-path": new URL(request.url).pathname, "x-token": request.headers.get("authorization") ?? "" };
  const response = new Response(body === null ? null : body.slice(0, 100), { status: body === null ? 204 : 201, headers });
  response.headers.set("x-length", String(body?.length ?? 0));
  response.headers.append("set-cookie", "a=1; HttpOnly");
  response.headers.append("set-cookie", "b=2; Path=/");
  return response;
}

const ask = (method, body) => new Request("http://app.test/api/session", { method, body, headers: { authorization: "Bearer a.b.c" } });

test("Next, SvelteKit, Hono, h3 from version 2: the request as it is", async () => {
  const routes = toNext(echo);
  const svelte = toSvelteKit(echo);
  for (const method of ["GET", "POST", "DELETE", "OPTIONS"]) {
    const body = method === "POST" ? "{}" : undefined;
    for (const response of [await routes[method](ask(method, body), { params: {} }), await svelte[method]({ request: ask(method, body), params: {} }), await toHono(echo)({ req: { raw: ask(method, body) } }), await toH3(echo)({ req: ask(method, body) })]) {
      assert.deepEqual([response.headers.get("x-method"), response.headers.get("x-token"), response.status], [method, "Bearer a.b.c", body ? 201 : 204]);
    }
  }
});

async function served(t, listener) {
  const server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => (server.closeAllConnections(), server.close()));
  return async (method, path, body, headers = {}) => {
    const response = await new Promise((resolve, reject) => httpRequest({ port: server.address().port, method, path, headers, agent: false }, resolve).on("error", reject).end(body));
    let text = "";
    for await (const part of response.setEncoding("utf8")) text += part;
    return { status: response.statusCode, headers: response.headers, text };
  };
}

test("Node: methods, paths, headers, bodies and several cookies", async (t) => {
  const call = await served(t, toNode(echo));
  const got = await call("GET", "/api/session?x=1", undefined, { authorization: "Bearer a.b.c" });
  assert.deepEqual([got.status, got.text, got.headers["x-path"], got.headers["x-token"], got.headers["set-cookie"]], [204, "", "/api/session", "Bearer a.b.c", ["a=1; HttpOnly", "b=2; Path=/"]]);
  const posted = await call("POST", "/x", '{"name":"Łovelace 🙂"}');
  assert.deepEqual([posted.status, posted.text], [201, '{"name":"Łovelace 🙂"}']);
  // A path that looks like another host is a path.
  assert.equal((await call("GET", "//evil.test/x")).status, 204);
  const big = await call("POST", "/x", "x".repeat(1 << 20));
  assert.deepEqual([big.status, big.headers["x-length"], JSON.parse(big.text)], [413, undefined, { error: "BODY_TOO_BIG", message: "the body is over 65536 bytes" }]);
});

test("Express: after a body parser, under a router, and with errors for its handler", async (t) => {
  const errors = [];
  const parsed = await served(t, (request, response) => toNode(echo)(Object.assign(request, { body: { name: "Ada" }, originalUrl: "/api/session" }), response));
  const answer = await parsed("POST", "/session", '{"name":"Ada"}');
  assert.deepEqual([answer.text, answer.headers["x-path"]], ['{"name":"Ada"}', "/api/session"]);
  const failing = await served(t, (request, response) =>
    toNode(async () => {
      throw new Error("the database is down");
    })(request, response, (error) => (errors.push(error.message), response.writeHead(500).end())),
  );
  assert.equal((await failing("GET", "/")).status, 500);
  assert.deepEqual(errors, ["the database is down"]);
  await assert.rejects(toNode(() => Promise.reject(new Error("down")))({ method: "GET", url: "/", headers: {} }, {}), /down/);
});

test("sendResponse: status, headers and body of any response", async (t) => {
  const call = await served(t, (_request, response) => void sendResponse(response, new Response("Łovelace", { status: 401, headers: { "www-authenticate": "Bearer", "content-type": "text/plain" } })));
  const { status, headers, text } = await call("GET", "/");
  assert.deepEqual([status, headers["www-authenticate"], headers["content-type"], text], [401, "Bearer", "text/plain", "Łovelace"]);
});

test("Node: no request rejects the listener, which would end the process", async (t) => {
  const settled = [];
  let heard = () => undefined;
  const server = createServer((request, response) => {
    const listener = toNode(echo)(request, response);
    settled.push(listener);
    listener.then(heard, heard);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => (server.closeAllConnections(), server.close()));
  const status = async (text, { cut = false } = {}) => {
    const over = new Promise((resolve) => (heard = resolve));
    const socket = connect(server.address().port, "127.0.0.1");
    socket.on("error", () => undefined);
    const received = once(server, "request");
    socket.write(text);
    await received;
    if (cut) socket.destroy();
    await over;
    return cut ? undefined : Number(/^HTTP\/1.1 (\d+)/.exec(String((await once(socket, "data"))[0]))[1]);
  };
  const line = (first) => `${first} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`;
  assert.equal(await status(line("GET //")), 204);
  assert.equal(await status(line("GET //evil.test:99999/x")), 204);
  assert.equal(await status(line("GET http://[/")), 400);
  assert.equal(await status(line("TRACE /")), 400);
  await status("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\ncut", { cut: true });
  assert.deepEqual([...new Set((await Promise.allSettled(settled)).map(({ status }) => status))], ["fulfilled"]);
  assert.equal(settled.length, 5);
});

test("Express: a body that was read as bytes arrives as it is", async (t) => {
  const call = await served(t, (request, response) => toNode(echo)(Object.assign(request, { body: Buffer.from('{"name":"Ada"}') }), response));
  assert.equal((await call("POST", "/")).text, '{"name":"Ada"}');
});
