// Passkeys in the engines that Playwright's Chromium is not. Firefox has a virtual authenticator: a security key of CTAP 2,
// which evaluates its PRF only when a passkey is used, not when it is made. WebKitGTK has no passkeys.

import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { API, root, serve } from "../../package/bundlers/support.mjs";
import { BROWSERS, openBrowser } from "./webdriver.mjs";

const PAGE = '<!doctype html><title>passkeys</title><link rel="icon" href="data:,"><script src="/sentc-light.min.js"></script>';
const KEY = { protocol: "ctap2_1", transport: "usb", hasResidentKey: true, hasUserVerification: true, isUserConsenting: true, isUserVerified: true, extensions: ["prf"] };
const PREFS = { "security.webauth.webauthn_enable_softtoken": true, "security.webauth.webauthn_enable_usbtoken": false };

/** The page's address, once with an IP address and once with a name. */
async function start(t, browser) {
  const served = (response) => response.writeHead(200, { "Content-Type": "text/html" }).end(PAGE);
  const url = await serve(t, join(root, "pkg/dist"), ({ path }, response) => path === "/" && (served(response), true));
  const opened = await openBrowser(t, browser);
  t.diagnostic(opened.version);
  return { ...opened, address: url, named: url.replace("127.0.0.1", "localhost") };
}

async function unsupported({ api, token }) {
  const sentc = window.Sentc.default;
  await sentc.init({ app_token: token, base_url: api });
  const [identifier, password] = sentc.generateRegisterData();
  await sentc.register(identifier, password);
  const user = await sentc.login(identifier, password, true);
  const code = (promise) => promise.then(() => "done", (error) => error.code);
  const codes = [await sentc.passkeySupport(), await code(user.addPasskey({ name: "ada" })), await code(sentc.loginWithPasskey()), await code(sentc.loginWithPasskey({ mediation: "conditional" }))];
  return [...codes, (await user.getDevices()).length];
}
const REFUSED = ["no", "PASSKEY_UNSUPPORTED", "PASSKEY_UNSUPPORTED", "PASSKEY_UNSUPPORTED", 1];

test("Firefox", { timeout: 180_000, skip: BROWSERS.Firefox ? false : "not installed here" }, async (t) => {
  const { capabilities } = BROWSERS.Firefox;
  const options = { ...capabilities["moz:firefoxOptions"], prefs: PREFS };
  const { goTo, run, send, address, named } = await start(t, { ...BROWSERS.Firefox, capabilities: { "moz:firefoxOptions": options } });
  await goTo(address);
  assert.deepEqual(await run(unsupported, API), REFUSED, "an IP address");

  await goTo(named);
  await send("POST", "/webauthn/authenticator", KEY);
  const { asked, passkey, again, devices, support, ...after } = await run(async ({ api, token }) => {
    const asked = [];
    for (const kind of ["create", "get"]) {
      const original = navigator.credentials[kind].bind(navigator.credentials);
      navigator.credentials[kind] = async (options) => {
        const credential = await original(options);
        const { prf } = credential.getClientExtensionResults();
        asked.push([kind, prf?.enabled ?? null, prf?.results !== undefined]);
        return credential;
      };
    }
    const sentc = window.Sentc.default;
    await sentc.init({ app_token: token, base_url: api });
    const [identifier, password] = sentc.generateRegisterData();
    await sentc.register(identifier, password);
    const user = await sentc.login(identifier, password, true);
    const passkey = await user.addPasskey({ name: "ada" });
    const again = await user.addPasskey({ name: "ada" }).catch((error) => error.code);
    await user.logOut();
    const { u } = await sentc.loginWithPasskey();
    const devices = (await u.getDevices()).length;
    await u.deleteDevice(await u.passkeyPassword(), u.device_id);
    const gone = await sentc.loginWithPasskey().catch((error) => error.code);
    const more = await sentc.login(identifier, password, true).then((user) => user.addPasskey({ name: "ada" }));
    return { asked: asked.slice(0, 2), passkey, again, devices, signedInBy: u.device_id, gone, more: typeof more.device_id, support: await sentc.passkeySupport() };
  }, API);
  assert.deepEqual(asked, [
    ["create", true, false],
    ["get", null, true],
  ]);
  assert.deepEqual({ again, devices, support }, { again: "PASSKEY_EXISTS", devices: 2, support: "unknown" });
  assert.deepEqual(after, { signedInBy: passkey.device_id, gone: "PASSKEY_UNKNOWN", more: "string" });
});

test("WebKitGTK", { timeout: 180_000, skip: BROWSERS.WebKitGTK ? false : "not installed here" }, async (t) => {
  const { goTo, run, named } = await start(t, BROWSERS.WebKitGTK);
  await goTo(named);
  assert.deepEqual(await run(unsupported, API), REFUSED);
});
