// Events: what they carry, what other tabs hear, and that nothing a listener does harms the SDK.

import assert from "node:assert/strict";
import { test } from "node:test";
import { useBrowser, withPage } from "./support.mjs";
import { newTab } from "./sdk-pages.mjs";

useBrowser();
const limit = { timeout: 120_000 };
const inTabs = (work) => () => withPage((page) => work((options) => newTab(page.context(), options)));

test("in order, with these payloads", limit, inTabs(async (tab) => {
  const page = await tab();
  const { id, exp, events, afterwards } = await page.evaluate(async () => {
    const { client } = await help.start();
    const { user } = await help.somebody(client);
    await client.init(help.options);
    const exp = JSON.parse(atob(user.data.jwt.split(".")[1].replaceAll("-", "+").replaceAll("_", "/"))).exp;
    await user.logOut();
    const gone = await help.somebody(client);
    await gone.user.deleteUser(help.PASSWORD);
    await help.until(() => help.heard("signedOut").length === 2);
    const events = help.events.splice(0);
    let count = 0;
    const stop = client.on("signedIn", () => count++);
    await help.somebody(client);
    await help.until(() => count === 1);
    stop();
    stop();
    help.events.length = 0;
    await help.somebody(client);
    // Events come in the order of their listeners.
    await help.until(() => help.heard("signedIn").length === 1);
    return { id: [user.data.user_id, gone.user.data.user_id], exp, events: events.map(([, ...rest]) => rest), afterwards: count };
  });
  assert.deepEqual(events, [
    ["signedIn", { user_id: id[0], remote: false }],
    ["refreshed", { user_id: id[0], exp }],
    ["signedOut", { user_id: id[0], remote: false, reason: "log_out" }],
    ["signedIn", { user_id: id[1], remote: false }],
    ["signedOut", { user_id: id[1], remote: false, reason: "user_deleted" }],
  ]);
  assert.equal(afterwards, 1);
}));

test("a session that the service ended: sessionExpired with the error, then signedOut", limit, inTabs(async (tab) => {
  const page = await tab();
  const seen = await page.evaluate(async () => {
    const here = await help.start({ name: "here" });
    const there = await help.start({ name: "there" });
    const { identifier, user } = await help.somebody(here.client);
    await (await there.client.login(identifier, help.PASSWORD, true)).deleteUser(help.PASSWORD);
    const found = await here.client.init();
    await help.until(() => help.heard("signedOut").some(([name]) => name === "here"));
    const events = help.events.filter(([name, event]) => name === "here" && event !== "signedIn");
    const [[, , { user_id, error }], [, , signedOut]] = events;
    return {
      found: found === undefined, order: events.map(([, event]) => event), same: user_id === user.data.user_id,
      error: [error instanceof window.Sentc.SentcError, error.code, error.status], reason: signedOut.reason,
      calls: await help.code(user.getJwt()),
    };
  });
  assert.deepEqual(seen, {
    found: true, order: ["sessionExpired", "signedOut"], same: true, error: [true, "USER_NOT_FOUND", "server_100"],
    reason: "session_expired", calls: "SIGNED_OUT",
  });
}));

test("other tabs get the event, and no secret is on the channel", limit, inTabs(async (tab) => {
  const [one, two] = [await tab(), await tab()];
  await two.evaluate(async () => {
    window.client = (await help.start()).client;
  });
  const id = await one.evaluate(async () => {
    const { client } = await help.start();
    window.messages = [];
    const channel = new BroadcastChannel(`sentc-light/${(await channelPrefix())}`);
    channel.onmessage = ({ data }) => messages.push(data);
    Object.assign(window, await help.somebody(client));
    return user.data.user_id;

    async function channelPrefix() {
      const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(`${help.options.base_url}\0${help.options.app_token}\0\0`));
      return [...new Uint8Array(digest)].slice(0, 8).map((byte) => byte.toString(16).padStart(2, "0")).join("");
    }
  });
  await two.evaluate(() => help.until(() => help.heard("signedIn").length === 1));
  await two.evaluate(async () => {
    window.remoteUser = await client.getActualUser(true);
  });
  await one.evaluate(() => user.updateUser(`${identifier}-renamed`));
  await two.evaluate(() => help.until(async () => (await client.getActualUser(false, true))[1].endsWith("-renamed")));
  const messages = await one.evaluate(async () => {
    const secrets = [user.data.jwt, user.data.refresh_token, ...Object.values(user.data.device), help.PASSWORD];
    await user.getJwt();
    await user.logOut();
    await help.until(() => messages.length === 4);
    return { texts: messages, secret: secrets.some((secret) => messages.some((text) => text.includes(secret) || text.includes(secret.slice(40, 80)) && secret.length > 80)) };
  });
  await two.evaluate(() => help.until(() => help.heard("signedOut").length === 1));
  const seen = await two.evaluate(async () => ({
    events: help.events.map(([, ...rest]) => rest), code: await help.code(remoteUser.getJwt()), nobody: await help.code(client.getActualUser()),
  }));
  assert.deepEqual(seen, {
    events: [["signedIn", { user_id: id, remote: true }], ["signedOut", { user_id: id, remote: true, reason: "log_out" }]],
    code: "SIGNED_OUT", nobody: "NO_USER",
  });
  assert.equal(messages.secret, false, messages.texts.join("\n"));
  const said = messages.texts.map((text) => JSON.parse(text));
  assert.deepEqual(said.map(({ type }) => type), ["signed_in", "renamed", "signing_out", "signed_out"]);
  const names = ["device_id", "identifier", "login_id", "reason", "type", "user_id"];
  for (const message of said.slice(2)) assert.deepEqual(Object.keys(message).sort(), names, "what tells which session it is, and no more");
}));

test("listeners that throw, reject, or call back into the SDK harm nothing", limit, inTabs(async (tab) => {
  const page = await tab({ before: () => addEventListener("error", (event) => event.preventDefault()) });
  const seen = await page.evaluate(async () => {
    const reported = [];
    addEventListener("error", ({ error }) => reported.push(error.message));
    const { client } = await help.start({ log: () => { throw new Error("log"); } });
    client.on("signedIn", () => { throw new Error("signedIn"); });
    client.on("signedIn", async () => { throw new Error("async"); });
    const inside = [];
    client.on("signedIn", async () => {
      const user = await client.getActualUser(true);
      inside.push(await user.getDevices().then((devices) => devices.length));
      await user.logOut();
    });
    client.on("signedOut", () => client.dispose());
    const { user } = await help.somebody(client);
    await help.until(async () => (await help.code(user.getJwt())) === "DISPOSED");
    return { inside, reported: [...new Set(reported)].sort(), heard: help.heard("signedIn").length, wrong: [() => client.on("nothing", () => {}), () => client.on("signedIn", 7)].map((call) => { try { call(); } catch (error) { return error.code; } }) };
  });
  assert.deepEqual(seen, { inside: [1], reported: ["async", "log", "signedIn"], heard: 1, wrong: ["INVALID_ARGUMENT", "INVALID_ARGUMENT"] });
}));
