// The pages of the tests of passkeys: tabs with Chromium's virtual authenticator, which say what they asked it for.

import { URL_WITH_NAME, addAuthenticator } from "./authenticator.mjs";
import { newTab } from "./sdk-pages.mjs";
import { newContext } from "./support.mjs";

/**
 * Runs in every tab ahead of all else. `asked`: what the page asks the browser for; `told`: what it tells it. `watchers` run once,
 * when it asks; `answers` may answer in the browser's place; `disguise` may change an answer.
 */
function listenIn() {
  Object.assign(window, { asked: [], told: [], watchers: [] });
  for (const kind of ["create", "get"]) {
    const original = navigator.credentials[kind];
    navigator.credentials[kind] = async function (options) {
      window.asked.push({ kind, mediation: options.mediation, uiMode: options.uiMode, ...options.publicKey });
      for (const watcher of window.watchers.splice(0)) watcher();
      const credential = await (window.answers?.(kind) ?? original.call(navigator.credentials, options));
      return window.disguise?.(kind, credential) ?? credential;
    };
  }
  for (const name of ["signalUnknownCredential", "signalAllAcceptedCredentials", "signalCurrentUserDetails"]) {
    const original = PublicKeyCredential[name];
    // As in Safari 26: the browser does it, and never says so.
    PublicKeyCredential[name] = function (about) {
      window.told.push({ method: name, ...about });
      return original.call(PublicKeyCredential, about).then(() => new Promise(() => undefined));
    };
  }
}

/** A tab in a profile of its own, with an authenticator; `false`: without. The context ends with the test. */
export async function aTab(t, options = {}) {
  const context = await newContext();
  t.after(() => context.close());
  const page = await newTab(context, { url: URL_WITH_NAME, before: listenIn });
  return { context, page, authenticator: options && (await addAuthenticator(page, options)) };
}

/** In the page: a client and somebody who is signed in, as `client`, `user` and `identifier`. */
export const someone = (page, options) =>
  page.evaluate(async (options) => {
    const { client } = await help.start(options);
    Object.assign(window, { client }, await help.somebody(client));
    window.fault = (promise) => promise.then((value) => value, (error) => ({ ...error.toJSON(), cause: error.cause?.name ?? error.cause }));
  }, options);

export const add = (page) => page.evaluate(() => fault(user.addPasskey({ name: identifier })));
export const devices = (page) => page.evaluate(async () => (await user.getDevices()).length);
export const known = (page) => page.evaluate(async () => (await help.keys()).filter((key) => key.endsWith("/passkeys")).length);
export const logIn = (page) => page.evaluate(async () => {
  const result = await fault(client.loginWithPasskey());
  if (result.kind !== "user") return result.code ?? result.kind;
  window.user = result.u;
  return result.u.device_id;
});
