// A life in one client, and what of it may be in the linear memory of the wasm when. Run in a page by
// tests/browser/e2e/memory-scan.test.mjs and in Node by memory-scan.test.mjs beside this file.

import assert from "node:assert/strict";
import crypto from "node:crypto";
import { needlesOf, tokenPart } from "../../browser/e2e/linear-memory.mjs";
import { secretsOf } from "./independent.mjs";

/** Options of a client whose requests can be cut, and whose answers are kept for their tokens. By its text in a page. */
export function watchedOptions() {
  globalThis.cut = undefined;
  globalThis.answers = [];
  return {
    async fetch(url, init) {
      globalThis.memoryWatch.copy();
      if (globalThis.cut && String(url).includes(globalThis.cut)) throw new TypeError("cut");
      const response = await globalThis.fetch(url, init);
      globalThis.answers.push(await response.clone().text());
      return response;
    },
  };
}

/** Every JWT and refresh token in answers of the service. */
function tokensIn(answers) {
  const tokens = {};
  for (const text of answers) {
    for (const [, name, token] of text.matchAll(/"(jwt|refresh_token)":"([^"]+)"/g)) {
      tokens[`${name} ${Object.keys(tokens).length + 1}`] = name === "jwt" ? tokenPart(token) : token;
    }
  }
  return tokens;
}

/** What an account's password leads to, by other code than the SDK's. Of the private keys the parts that are no public key. */
async function keysOf(post, identifier, password) {
  const { wrapping, auth, masterKey, priv, sign } = await secretsOf(post, identifier, password);
  return { password, "master key's key": wrapping, "auth key": auth, ...(priv && { "master key": masterKey, "private key": priv.subarray(0, 96), "Kyber key": priv.subarray(960, 1056), "sign key": sign.subarray(0, 96) }) };
}

const somePassword = () => `password ${crypto.randomBytes(18).toString("base64url")}`;
/** The names of secrets, without the forms that they were found in. */
const named = (found) => [...new Set(found.map((name) => name.split(",")[0]))];

/**
 * `run(work, argument)` calls `work` where the client is, as `globalThis.client`. `memory`: the name of each memory, and what
 * finds needles in it. `post` sends to the service; `totp` makes codes.
 */
export async function scan({ run, memory, post, totp, identifier }) {
  const [first, next, wrong] = [somePassword(), somePassword(), somePassword()];
  /** What is in none of the memories. */
  const nothing = async (secrets, when) => {
    const needles = needlesOf(secrets);
    for (const [name, find] of Object.entries(memory)) assert.deepEqual(await find(needles), {}, `${name}, ${when}`);
  };
  /** Runs `work`; what of the secrets was in the memory at some moment of it. */
  const meanwhile = async (work, argument, secretsAfter) => {
    await run(() => globalThis.memoryWatch.start());
    const given = await run(work, argument);
    const secrets = await secretsAfter(given);
    const seen = await run((needles) => globalThis.memoryWatch.stop(needles), needlesOf(secrets));
    return { given, secrets, seen: named(seen) };
  };
  const all = (seen, names) => assert.deepEqual(names.filter((name) => !seen.includes(name)), [], "the search finds what is there");
  const answers = () => run(() => globalThis.answers.splice(0));

  await run(([identifier, password]) => globalThis.client.register(identifier, password), [identifier, first]);
  const before = await keysOf(post, identifier, first);
  await nothing(before, "after registering");
  await answers();

  // Logins that fail: at the password, and on the way, with all keys opened.
  const login = ([identifier, password]) => globalThis.client.login(identifier, password).then(() => "fulfilled", (error) => error.code);
  const refused = await meanwhile(login, [identifier, wrong], () => keysOf(post, identifier, wrong));
  assert.equal(refused.given, "WRONG_PASSWORD");
  all(refused.seen, ["password", "master key's key", "auth key"]);
  await nothing(refused.secrets, "after a wrong password");
  await run(() => void (globalThis.cut = "/verify_login_light"));
  const broken = await meanwhile(login, [identifier, first], () => before);
  await run(() => void (globalThis.cut = undefined));
  assert.equal(broken.given, "NETWORK");
  all(broken.seen, Object.keys(before));
  await nothing(before, "after a login that broke off");

  // Signed in.
  await answers();
  const signedIn = await meanwhile(login, [identifier, first], async () => ({ ...before, ...tokensIn(await answers()) }));
  assert.equal(signedIn.given, "fulfilled");
  all(signedIn.seen, Object.keys(signedIn.secrets));
  const held = Object.keys(signedIn.secrets).filter((name) => /^jwt|^refresh_token|^private|^Kyber|^sign/.test(name));
  assert.equal(held.length, 5);
  const [findHere] = Object.values(memory);
  assert.deepEqual(named(Object.keys(await findHere(needlesOf(signedIn.secrets)))).sort(), held.sort(), "what a session holds is found, and only that");

  // All that has to do with the password, and with codes.
  await run(async ([first, next]) => (await globalThis.client.getActualUser()).changePassword(first, next), [first, next]);
  const after = await keysOf(post, identifier, next);
  const otp = await meanwhile(
    async (password) => (await globalThis.client.getActualUser()).registerRawOtp(password),
    next,
    ({ secret, recover }) => ({ "OTP secret": secret, ...Object.fromEntries(recover.map((key, at) => [`recovery key ${at}`, key])) }),
  );
  all(otp.seen, Object.keys(otp.secrets));
  const { u } = await run(([identifier, password]) => globalThis.client.login(identifier, password), [identifier, next]);
  const mfaKeys = { "MFA master key": u.mfa_master_key, "MFA auth key": u.mfa_auth_key };
  const mfaLogin = async ([code, u]) => globalThis.client.mfaLogin(code, u).then(() => "fulfilled", (error) => error.code);
  const mistyped = await meanwhile(mfaLogin, ["000000", u], () => mfaKeys);
  assert.equal(mistyped.given, "WRONG_TOTP");
  all(mistyped.seen, Object.keys(mfaKeys));
  await nothing({ ...mfaKeys, ...otp.secrets, password: next }, "after a wrong code");
  assert.equal(await run(mfaLogin, [totp(otp.given.secret), u]), "fulfilled");
  await run(async ([identifier, password, secret]) => {
    const { client } = globalThis;
    const user = await client.getUser(identifier);
    await user.getGroup(await user.createGroup());
    await client.refreshJwt(user.data.jwt, user.data.refresh_token);
    await client.init();
    // What is computed on the spot.
    const url = `otpauth://totp/a:b?secret=${secret}&issuer=a&algorithm=SHA256&digits=6&period=30`;
    client.checkOtp(url, "000000");
    client.otpProblem(url, "000000");
    client.otpQrSvg(url);
    client.prepareRegister(identifier, password);
  }, [identifier, next, otp.given.secret]);

  await run(async ([identifier]) => (await globalThis.client.getUser(identifier)).logOut(), [identifier]);
  const tokens = { ...tokensIn(await answers()), ...signedIn.secrets };
  assert.ok(Object.keys(tokens).length > 10);
  const renamed = Object.fromEntries(Object.entries(after).map(([name, secret]) => [`new ${name}`, secret]));
  await nothing({ ...tokens, ...renamed, ...mfaKeys, ...otp.secrets }, "after log-out");
  return { password: next, wrapping: after["master key's key"], auth: after["auth key"] };
}

/** Sends to the service. */
export const apiOf = (base_url, app_token) => async (path, body) => {
  const response = await fetch(`${base_url}/api/v1${path}`, { method: "POST", headers: { "x-sentc-app-token": app_token, "content-type": "application/json" }, body: JSON.stringify(body) });
  const { status, result, err_msg } = await response.json();
  if (!status) throw new Error(err_msg);
  return result;
};
