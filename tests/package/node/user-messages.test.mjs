// What people read, for every code and every method: user-messages.json has each sentence with the methods that can give it. A person
// has read that file; whoever changes a sentence reads it again. `SENTC_WRITE=1 node --test tests/package/node/user-messages.test.mjs` writes it.

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { CODES, WASM, memoryStorage, refusal, sdk, seam, view } from "./seam.mjs";

const FILE = new URL("user-messages.json", import.meta.url);
const LOGIN = { deviceIdentifier: "ada", mfa_master_key: "m", mfa_auth_key: "a" };
const PASSWORD = "password";

/** Every method that asks the service or the wasm, each with arguments that pass the checks. */
const CLIENT = {
  checkUserIdentifierAvailable: ["a"],
  register: ["a", "b"],
  registerDeviceStart: ["a", "b"],
  login: ["a", "b"],
  loginWithRecoveryKit: ["code"],
  mfaLogin: ["123456", LOGIN],
  mfaRecoveryLogin: ["key", LOGIN],
  refreshJwt: ["jwt", "token"],
  doneRegister: ["{}"],
  doneRegisterDeviceStart: ["{}"],
  doneCheckUserIdentifierAvailable: ["{}"],
  parseDeviceOutput: ["{}"],
  deviceQr: ["{}"],
  checkOtp: ["otpauth://", "123456"],
  otpQrSvg: ["otpauth://"],
};
const USER = {
  getJwt: [],
  updateUser: ["b"],
  changePassword: ["a", "b"],
  deleteUser: [PASSWORD],
  deleteDevice: [PASSWORD, "d"],
  registerDevice: ["{}"],
  confirm: [{ password: PASSWORD }],
  "confirm with a recovery key": [{ password: PASSWORD, mfa_token: "key", mfa_recovery: true }],
  replaceDevice: ["d", "a", "b"],
  createRecoveryKit: [{ password: PASSWORD }],
  recoveryKits: [],
  revokeRecoveryKit: ["d", { password: PASSWORD }],
  getDevices: [],
  registerRawOtp: [PASSWORD],
  resetRawOtp: [PASSWORD, "123456"],
  disableOtp: [PASSWORD, "123456"],
  "disableOtp with a recovery key": [PASSWORD, "key", true],
  getOtpRecoverKeys: [PASSWORD, "123456"],
  logOut: [],
  createGroup: [],
  getGroup: ["g"],
  getGroups: [],
  getGroupInvites: [],
  acceptGroupInvite: ["g"],
  rejectGroupInvite: ["g"],
  groupJoinRequest: ["g"],
  sentJoinReq: [],
  deleteJoinReq: ["g"],
};
const GROUP = {
  createChildGroup: [],
  createConnectedGroup: [],
  getChildren: [],
  groupUpdateCheck: [],
  getMember: [],
  invite: ["u"],
  inviteAuto: ["u"],
  inviteGroup: ["g"],
  inviteGroupAuto: ["g"],
  stopInvites: [],
  getJoinRequests: [],
  acceptJoinRequest: ["u"],
  rejectJoinRequest: ["u"],
  updateRank: ["u", 3],
  kickUser: ["u"],
  leave: [],
  deleteGroup: [],
};

test("every sentence for people, by code and method", async (t) => {
  const client = sdk.createClient({ app_token: "token", wasm_path: WASM, storage: { getStorage: async () => memoryStorage() } });
  t.after(() => client.dispose());
  const stored = view();
  seam.call = async ({ core, name }) => {
    if (name === "init") return core.host.session(1, JSON.stringify(stored)), { session: 1, invites: [], offline: false };
    return { group_id: "g", rank: 1 };
  };
  const user = await client.init();
  const group = await user.getGroup("g");

  const read = {};
  for (const [code, retryable] of [...CODES.map((row) => [row.name, row.retryable]), ["UNEXPECTED_ANSWER", true], ["NETWORK", false]]) {
    const thrown = refusal(code, { retryable });
    seam.call = async () => Promise.reject(thrown);
    seam.compute = (name) => {
      if (name === "openRecoveryCode" && code !== "RECOVERY_CODE") return ["identifier", "password"];
      throw thrown;
    };
    const sentences = {};
    for (const [what, object, methods] of [["Sentc", client, CLIENT], ["user", user, USER], ["group", group, GROUP]]) {
      for (const [method, args] of Object.entries(methods)) {
        const error = await (async () => object[method.split(" ")[0]](...args))().then(() => assert.fail(`${method}: nothing was thrown`), (error) => error);
        assert.equal(error.code, code, `${what}.${method}`);
        (sentences[error.user_message] ??= []).push(`${what}.${method}`);
        judge(error, what, `${code} of ${what}.${method}: ${error.user_message}`);
      }
    }
    const [[usual]] = Object.entries(sentences).sort(([, a], [, b]) => b.length - a.length);
    const key = CODES.find(({ name }) => name === code).retryable === retryable ? code : `${code}, ${retryable ? "retryable" : "not retryable"}`;
    read[key] = { [usual]: "all others", ...Object.fromEntries(Object.entries(sentences).filter(([sentence]) => sentence !== usual)) };
  }
  const text = `${JSON.stringify(read, undefined, 2)}\n`;
  if (process.env.SENTC_WRITE) writeFileSync(FILE, text);
  assert.deepEqual(JSON.parse(readFileSync(FILE, "utf8")), read);
});

/** What holds for all of them. */
function judge({ user_message, retryable }, object, which) {
  assert.match(user_message, /^[A-Z][^.]*\.( [A-Z][^.]*\.)?$/, which);
  assert.doesNotMatch(user_message, /\b(name|username|JWT|token|MFA|TOTP|API|SDK|server|service)\b/i, which);
  if (/later/.test(user_message)) assert.ok(retryable, which);
  if (object !== "Sentc") assert.doesNotMatch(user_message, /identifier or password|both/, which);
}

test("an app that sets OTHER, and no words for what may work later, has one sentence for both", () => {
  const { messages } = sdk.default;
  const words = { ...messages };
  const said = () => ["STORAGE", "SERVER_ERROR"].map((code) => new sdk.SentcError(code).user_message);
  assert.deepEqual(said(), ["Something went wrong. Please try again later.", "Something went wrong."]);
  sdk.default.messages = { OTHER: "Leider." };
  assert.deepEqual(said(), ["Leider.", "Leider."]);
  sdk.default.messages = { OTHER_LATER: "Bald." };
  assert.deepEqual(said(), ["Bald.", "Leider."]);
  sdk.default.messages = words;
});
