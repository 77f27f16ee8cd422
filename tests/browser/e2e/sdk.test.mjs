// The SDK in a page, called the way an app calls it: many calls at once, a trap, and what goes over the wire.

import assert from "node:assert/strict";
import { test } from "node:test";
import { armTrap } from "./sdk-pages.mjs";
import { PASSWORD, freshName, open, register, totp, useBrowser, withPage } from "./support.mjs";

useBrowser();
const limit = { timeout: 120_000 };

test("fifty calls at once on one user", limit, () =>
  withPage(async (page) => {
    await open(page);
    await register(page, freshName());
    const failed = await page.evaluate(async () => {
      const sentc = window.Sentc.default;
      const user = await sentc.getActualUser();
      const calls = [() => user.getJwt(), () => user.getDevices(), () => sentc.checkUserIdentifierAvailable("nobody"), () => sentc.getActualUser(true), () => user.getDevices(null)];
      const results = await Promise.allSettled(Array.from({ length: 50 }, (_, at) => calls[at % calls.length]()));
      return results.filter((result) => result.status === "rejected").map((result) => String(result.reason));
    });
    assert.deepEqual(failed, []);
  }),
);

test("after a trap the pending calls reject, and the same user goes on", limit, () =>
  withPage(async (page) => {
    await page.addInitScript(armTrap);
    await open(page);
    await register(page, freshName());
    // So that a call is pending when the trap comes.
    let under_way;
    const asked = new Promise((resolve) => (under_way = resolve));
    await page.route("**/api/v1/user/device/**", () => under_way(), { times: 1 });
    await page.evaluate(async () => {
      window.user = await window.Sentc.default.getActualUser();
      window.pending = user.getDevices().then(() => "fulfilled", (error) => error.code);
    });
    await asked;
    const result = await page.evaluate(async () => {
      const sentc = window.Sentc.default;
      const { user, pending } = window;
      const before = { jwt: user.data.jwt, id: user.data.user_id };
      window.trapNext = true;
      const trapped = await sentc.register("trapped", "password").then(() => "fulfilled", (error) => [error.code, error instanceof window.Sentc.SentcError]);
      const disarmed = window.trapNext === false;
      const jwt = await user.getJwt();
      const devices = await user.getDevices();
      return { trapped, disarmed, pending: await pending, sameJwt: jwt === before.jwt, devices: devices.length, sameUser: user.data.user_id === before.id, random: sentc.generateRegisterData()[0].length };
    });
    assert.deepEqual(result, { trapped: ["INTERNAL", true], disarmed: true, pending: "INTERNAL", sameJwt: true, devices: 1, sameUser: true, random: 22 });
    await page.reload();
    await page.getByRole("heading", { level: 1, name: "Hello" }).waitFor();
  }),
);

test("the password never leaves the page", limit, () =>
  withPage(async (page) => {
    const sent = [];
    page.on("request", (request) => sent.push([request.url(), JSON.stringify(request.headers()), request.postDataBuffer()?.toString("latin1") ?? ""].join("\n")));
    const secrets = [`${PASSWORD} ü € 🔑`, "the next password ä", "of another device ß"];
    const name = freshName();
    await open(page);
    const run = (work, ...args) => page.evaluate(work, args);
    const url = await run(async ([name, first, second, third]) => {
      const sentc = window.Sentc.default;
      await sentc.register(name, first);
      const user = await sentc.login(name, first, true);
      await user.changePassword(first, second);
      await sentc.registerDeviceStart(`${name}-device`, third).then((output) => user.registerDevice(output));
      await sentc.login(name, first).catch(() => undefined);
      const [url] = await user.registerOtp("issuer", name, second);
      return url;
    }, name, ...secrets);
    const code = totp(new URL(url).searchParams.get("secret"));
    await run(async ([name, second, code]) => {
      const sentc = window.Sentc.default;
      const { u } = await sentc.login(name, second);
      const user = await sentc.mfaLogin(code, u);
      await user.getOtpRecoverKeys(second, code);
      await user.deleteUser(second, code);
    }, name, secrets[1], code);

    const called = sent.filter((text) => text.includes("/api/v1/"));
    assert.ok(called.length >= 15, `only ${called.length} requests`);
    for (const text of sent) for (const form of secrets.flatMap(forms)) assert.ok(!text.includes(form), `${form} in ${text.slice(0, 300)}`);
  }),
);

/** The ways in which a text could hide in a request. */
function forms(secret) {
  const bytes = Buffer.from(secret);
  const whole = [secret, bytes.toString("latin1"), bytes.toString("hex"), bytes.toString("hex").toUpperCase(), encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)];
  // Inside a longer base64 text it may start at any of three offsets; the edges depend on the neighbors.
  const shifted = [0, 1, 2].flatMap((offset) => {
    const text = Buffer.concat([Buffer.alloc(offset), bytes]);
    return [text.toString("base64"), text.toString("base64url")].map((coded) => coded.replace(/=+$/, "").slice(offset ? 4 : 0, -2));
  });
  return [...whole, ...shifted];
}
