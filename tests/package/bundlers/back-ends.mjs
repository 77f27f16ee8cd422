// What every framework's back end is asked, when it has sessionHandler at /api/session.

import assert from "node:assert/strict";
import { request as httpRequest } from "node:http";
import { createClient } from "../../../pkg/dist/index.js";
import { freshName } from "../../browser/e2e/support.mjs";

const { SENTC_TEST_URL, SENTC_TEST_PUBLIC_TOKEN, SENTC_TEST_SECRET_TOKEN } = process.env;
export const PASSWORD = "correct horse battery staple";

/** What a back end of the first app finds in its environment. Its pages' origin is a name, whatever port it has. */
export async function settings() {
  const [app] = await (await fetch(`${SENTC_TEST_URL}/dev/apps`)).json();
  return { SERVICE_URL: SENTC_TEST_URL, SECRET_TOKEN: SENTC_TEST_SECRET_TOKEN, JWT_PUBLIC_KEY: app.jwt_public_key, APP_ORIGIN: "http://app.test" };
}

/** A page's client. */
export async function client() {
  const made = createClient({ app_token: SENTC_TEST_PUBLIC_TOKEN, base_url: SENTC_TEST_URL });
  await made.init();
  return made;
}

/** Not fetch, which forbids some of the headers. */
export async function send(method, url, { headers = {}, json } = {}) {
  const response = await new Promise((resolve, reject) => {
    const request = httpRequest(url, { method, headers: { ...(json && { "content-type": "application/json" }), ...headers }, agent: false }, resolve);
    request.on("error", reject).end(json && JSON.stringify(json));
  });
  let text = "";
  for await (const part of response.setEncoding("utf8")) text += part;
  return { status: response.statusCode, headers: response.headers, cookies: response.headers["set-cookie"] ?? [], text };
}

/** Hand-over, refresh, log-out; and who is kept out. */
export async function hasSessions(url) {
  const page = await client();
  const name = freshName();
  await page.register(name, PASSWORD);
  const { data } = await page.login(name, PASSWORD, true);
  const headers = { authorization: `Bearer ${data.jwt}`, origin: "http://app.test", "sec-fetch-site": "same-origin" };
  const json = { refresh_token: data.refresh_token };

  const started = await send("POST", url, { headers, json });
  assert.deepEqual([started.status, started.cookies.length], [204, 1], started.text);
  assert.match(started.cookies[0], /^sentc-session=[^;]+; Max-Age=2592000; Path=\/; HttpOnly; SameSite=Strict$/);
  const cookie = started.cookies[0].split(";", 1)[0];
  const refreshed = await send("GET", url, { headers: { ...headers, cookie } });
  assert.deepEqual([refreshed.status, refreshed.headers["cache-control"]], [200, "no-store"], refreshed.text);
  assert.equal(JSON.parse(Buffer.from(refreshed.text.split(".")[1], "base64url")).aud, data.user_id);

  assert.equal((await send("GET", url, { headers: { cookie } })).status, 400, "no JWT: that ends no session");
  assert.equal((await send("GET", url, { headers: { ...headers, cookie, origin: "http://evil.test" } })).status, 400);
  assert.equal((await send("POST", url, { headers, json: { refresh_token: "another" } })).status, 401);
  assert.equal((await send("POST", url, { headers, json: { refresh_token: "x".repeat(100_000) } })).status, 413);
  const ended = await send("DELETE", url, { headers: { cookie } });
  assert.deepEqual([ended.status, ended.cookies.length], [204, 1]);
  const over = await send("GET", url, { headers });
  assert.deepEqual([over.status, over.headers["x-sentc-session"], JSON.parse(over.text).error], [401, "ended", "SIGNED_OUT"]);
  await page.dispose();
}
