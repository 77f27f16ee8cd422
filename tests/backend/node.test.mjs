// What only the back end in Node answers: a wrong Host or Origin, and which answers end a session.

import assert from "node:assert/strict";
import { test } from "node:test";
import { SECRET_TOKEN, startBackEnd } from "./support.mjs";

const limit = { timeout: 120_000 };

test("a wrong Host or Origin: the message names APP_ORIGIN and its value", limit, async (t) => {
  const back_end = await startBackEnd(t, "node");
  for (const headers of [{ host: "localhost" }, { origin: "http://localhost:3004" }, { "sec-fetch-site": "cross-site" }]) {
    const { json } = await back_end.get("/app", { headers });
    assert.equal(json.error, "foreign");
    assert.ok(json.message.includes("APP_ORIGIN") && json.message.includes(back_end.url), json.message);
  }
});

test("a session ends by the header, and a wrong setting or a proxy ends none", limit, async (t) => {
  const back_end = await startBackEnd(t, "node");
  const person = await back_end.person();
  const { user, browser } = await back_end.signIn(person);
  const by = { jwt: user.data.jwt, browser };
  const ends = ({ status, headers }) => status === 401 || status === 403 || headers["x-sentc-session"] !== undefined;
  for (const request of [{ browser }, { ...by, headers: { host: "evil.example" } }, { ...by, headers: { origin: "http://evil.example" } }]) {
    const answer = await back_end.get("/refresh", request);
    assert.deepEqual([answer.status, ends(answer), browser.size], [400, false, 2], answer.text);
  }
  // The app's secret token was changed, and this back end does not know: the service answers 401 to everybody.
  back_end.wire.fault = () => ({ status: 401, body: '{"status":false,"err_msg":"unknown app token","err_code":200}' });
  assert.deepEqual([ends(await back_end.get("/refresh", by)), browser.size], [false, 2]);
  back_end.wire.fault = undefined;
  assert.equal((await back_end.get("/refresh", by)).status, 200);
  const headers = { "x-sentc-app-token": SECRET_TOKEN };
  await fetch(`${back_end.service}/api/v1/user/forced/sessions`, { method: "DELETE", headers, body: JSON.stringify({ user_identifier: person.email }) });
  const over = await back_end.get("/refresh", by);
  assert.deepEqual([over.status, over.headers["x-sentc-session"], over.json.error, browser.has("sentc_light_session")], [401, "ended", "REFRESH_TOKEN", false]);
});
