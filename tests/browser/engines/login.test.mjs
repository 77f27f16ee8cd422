// The script-tag build in the engines that Playwright's Chromium is not: registration, login, MFA and a reload.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { API, root, serve } from "../../package/bundlers/support.mjs";
import { BROWSERS, openBrowser } from "./webdriver.mjs";

const PAGE = '<!doctype html><title>login</title><link rel="icon" href="data:,"><script src="/sentc-light.min.js"></script>';

for (const [name, browser] of Object.entries(BROWSERS)) {
  test(name, { timeout: 180_000, skip: browser ? false : "not installed here" }, async (t) => {
    const served = (response) => response.writeHead(200, { "Content-Type": "text/html" }).end(PAGE);
    const asked = [];
    const url = await serve(t, join(root, "pkg/dist"), ({ path }, response) => (asked.push(path), path === "/" && (served(response), true)));
    const { version, goTo, run } = await openBrowser(t, browser);
    t.diagnostic(version);
    await goTo(url);

    const first = await run(async ({ api, token }) => {
      const sentc = window.Sentc.default;
      await sentc.init({ app_token: token, base_url: api });
      const [identifier, password] = sentc.generateRegisterData();
      await sentc.register(identifier, password);
      const wrong = await sentc.login(identifier, "wrong", true).catch((error) => error.code);
      const user = await sentc.login(identifier, password, true);
      const devices = await user.getDevices();
      const [otp, keys] = await user.registerOtp("issuer", "audience", password);
      const { kind } = await sentc.login(identifier, password);
      return { id: user.data.user_id, wrong, devices: devices.length, otp, keys: keys.length, kind };
    }, API);
    assert.deepEqual({ ...first, id: "", otp: "" }, { id: "", otp: "", wrong: "WRONG_PASSWORD", devices: 1, keys: 6, kind: "mfa" });
    assert.ok(asked.includes("/sentc-light.worker.js"), "keys were derived in a worker");

    await goTo(url);
    const again = await run(async ({ api, token }) => {
      const user = await window.Sentc.default.init({ app_token: token, base_url: api });
      const id = user.data.user_id;
      await user.getJwt();
      await user.logOut();
      return id;
    }, API);
    assert.equal(again, first.id, "the session is in IndexedDB");

    // Each engine words these its own way.
    assert.deepEqual(await faults(t, goTo, run), {
      policy: ["WASM_BLOCKED_BY_CSP", "the page's Content-Security-Policy blocks WebAssembly"],
      html: ["WASM_NOT_FOUND", "got HTML from sentc-light.wasm"],
      other: ["WASM_INVALID", "sentc-light.wasm is not the wasm of this version, or was cut"],
      text: ["fine"],
    });
  });
}

/** What `init` says when the wasm can't be loaded, by what is wrong. */
async function faults(t, goTo, run) {
  const wasm = readFileSync(join(root, "pkg/dist/sentc-light.wasm"));
  const page = (headers) => (response) => response.writeHead(200, { "Content-Type": "text/html", ...headers }).end(PAGE);
  const file = (type, bytes) => (response) => response.writeHead(200, { "Content-Type": type }).end(bytes);
  const cases = {
    policy: { "/": page({ "Content-Security-Policy": "script-src 'self' 'unsafe-inline'" }) },
    html: { "/sentc-light.wasm": file("text/html", PAGE) },
    // Only its hash is another: a section of its own changes nothing.
    other: { "/sentc-light.wasm": file("application/wasm", Buffer.concat([wasm, Buffer.from([0, 2, 1, 0x78])])) },
    text: { "/sentc-light.wasm": file("text/plain", wasm) },
  };
  const said = {};
  for (const [what, answers] of Object.entries(cases)) {
    const all = { "/": page({}), ...answers };
    const url = await serve(t, join(root, "pkg/dist"), ({ path }, response) => path in all && (all[path](response), true));
    await goTo(url);
    const result = await run(
      ({ api, token }) =>
        window.Sentc.default.init({ app_token: token, base_url: api }).then(
          () => ["fine"],
          (error) => [error.code, error.message],
        ),
      API,
    );
    said[what] = result.map((text) => text.replaceAll(url, ""));
  }
  return said;
}
