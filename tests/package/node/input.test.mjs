// What apps and people pass in, and what becomes of it on the way to the wasm: over a scripted seam (seam.mjs).

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { WASM, memoryStorage, refusal, sdk, seam, view } from "./seam.mjs";

const { SentcError, createClient, nearest } = sdk;

let asked;
let answers;
beforeEach(() => {
  asked = [];
  answers = { init: null, register: "id", Exists: { available: true }, storedUser: null, registerDeviceStart: "{}", prepareRegister: "{}" };
  seam.call = async ({ core, name, args, secrets, session }) => {
    if (name === "login") {
      core.host.session(1, JSON.stringify(view({ identifier: args.identifier })));
      asked.push([name, args, secrets]);
      return { kind: "user", u: { session: 1, refresh_token: "SECRET-token" } };
    }
    asked.push([name, args, secrets, session]);
    const answer = answers[name];
    return typeof answer === "function" ? answer(secrets) : (answer ?? null);
  };
  seam.compute = (name, args) => (asked.push([name, args]), name);
});

async function ready(t, options = {}) {
  const client = createClient({ app_token: "token", wasm_path: WASM, storage: { getStorage: async () => memoryStorage() }, ...options });
  t.after(() => client.dispose());
  await client.init();
  asked.length = 0;
  return client;
}

function warnings(t) {
  const heard = [];
  const { warn } = console;
  console.warn = (text) => heard.push(text);
  t.after(() => (console.warn = warn));
  return heard;
}

const LOGIN = { deviceIdentifier: "ada", mfa_master_key: "m", mfa_auth_key: "a" };

test("identifiers and passwords are used as they are", async (t) => {
  const client = await ready(t);
  await client.register(" Ada e\u0301 ", " pa\u0301ss ");
  assert.deepEqual(asked, [["register", { identifier: " Ada e\u0301 " }, [" pa\u0301ss "], 0]]);
});

test("normalized where the app wants it: everywhere alike", async (t) => {
  const client = await ready(t, { normalize: { identifier: "trim-lower-nfc", password: "nfc" } });
  const [name, password] = ["  ADA E\u0301 ", "pa\u0301ss "];
  const user = await client.login(name, password, true);
  await client.register(name, password);
  await client.registerDeviceStart(name, password);
  await client.prepareRegisterAsync(name, password);
  await client.checkUserIdentifierAvailable(name);
  await client.getUser(name);
  await user.updateUser(name);
  await user.changePassword(password, password);
  await user.deleteUser(password);
  client.prepareRegister(name, password);
  client.prepareCheckUserIdentifierAvailable(name);
  for (const [row, args, secrets = []] of asked) {
    for (const given of [args.identifier ?? args.user_identifier].filter(Boolean)) assert.equal(given, "ada \u00e9", row);
    for (const given of secrets) assert.equal(given, "p\u00e1ss ", row);
  }
  assert.equal(asked.length, 11);
  await assert.rejects(client.register("   ", password), { code: "INVALID_ARGUMENT" });

  const trimming = await ready(t, { normalize: { identifier: "trim" } });
  const flag = "\u{1f3f4}\u{e0067}\u{e0062}\u{e007f}";
  const given = [" Ada ", "\u200e\u2068ada@example.org\u2069\n", "\ufeff\xada\u200cd\u200da\u200b ", flag];
  for (const name of given) await trimming.register(name, " x ");
  assert.deepEqual(asked.map(([, { identifier }]) => identifier), ["Ada", "ada@example.org", "a\u200cd\u200da", flag]);
  assert.deepEqual(asked[0][2], [" x "]);
  await assert.rejects(trimming.register("\u200b", "x"), { code: "INVALID_ARGUMENT" });
});

test("codes lose spaces, dashes and invisible characters, recovery keys all but dashes; digits of every script count", async (t) => {
  const client = await ready(t);
  const user = await client.login("ada", "password", true);
  asked.length = 0;
  answers.mfaLogin = answers.mfaRecoveryLogin = () => ({ session: 1, refresh_token: "SECRET-token" });
  for (const code of ["915 732", " 915-732\n", "915\u00a0\u2013 732", 915732]) await client.mfaLogin(code, LOGIN);
  await client.mfaLogin(7, LOGIN);
  await client.mfaRecoveryLogin(" aB-c \n dE\t", LOGIN);
  await user.disableOtp("password", "12 34-56");
  await user.disableOtp("password", " aB-c dE ", true);
  const tokens = asked.map(([name, , secrets]) => (name.startsWith("mfa") ? secrets[0] : secrets[1]));
  asked.length = 0;
  const others = ["٩١٥٧٣٢", "۹۱۵ ۷۳۲", "９１５７３２", "९१५७३२", "\u{1d7d7}\u{1d7cf}\u{1d7d3}\u{1d7d5}\u{1d7d1}\u{1d7d0}", "\u{1d7eb}\u{1d7e3}5\u{1d7e9}32"];
  const marked = ["\u200e915732", "\u2068915\u200b732\u2069", "915\xad732\ufeff", "\u2067915\u200c\u200d732"];
  for (const code of [...others, ...marked]) await client.mfaLogin(code, LOGIN);
  await client.mfaRecoveryLogin("\u200baB-c\xad dE٣\u2060", LOGIN);
  for (const [, , [token]] of asked.slice(0, -1)) assert.equal(token, "915732");
  assert.equal(asked.at(-1)[2][0], "aB-cdE3");
  assert.deepEqual(tokens, ["915732", "915732", "915732", "915732", "000007", "aB-cdE", "123456", "aB-cdE"]);
  for (const code of ["", " - ", 1e6, -1, 1.5, null]) await assert.rejects(client.mfaLogin(code, LOGIN), { code: "INVALID_ARGUMENT" });
  client.otpProblem("otpauth://x", "915 732");
  assert.equal(asked.at(-1)[1].token, "915732");
});

test("a code's problem, and none", async (t) => {
  const client = await ready(t);
  seam.compute = (_, { token }) => (token === "111111" ? { kind: "clock", seconds: -90 } : null);
  assert.deepEqual(client.otpProblem("otpauth://x", "111111"), { kind: "clock", seconds: -90 });
  assert.equal(client.otpProblem("otpauth://x", "222222"), undefined);
});

test("every method is the call that its name says, with its arguments and secrets in their places", async (t) => {
  const client = await ready(t);
  const user = await client.login("ada", "password", true);
  answers.loadGroup = () => ({ group_id: "g", rank: 1 });
  answers.changeRank = () => ({ group_id: "g", rank: 3 });
  for (const name of ["CreateGroup", "CreateChildGroup", "CreateConnectedGroup"]) answers[name] = { group_id: "new" };
  for (const name of ["RegisterOtp", "ResetOtp"]) answers[name] = { secret: "S", alg: "totp_sha256", recover: ["r"] };
  answers.OtpRecoveryKeys = { keys: ["r"] };
  answers.Devices = [];
  answers.replaceDevice = { session: 1, refresh_token: "SECRET-token" };
  const group = await user.getGroup("g", "member");
  assert.deepEqual([user, group, client].map(({ constructor }) => constructor.name), ["User", "Group", "SentcClient"]);
  const at = { group: "g", acting_as: "member" };
  const item = { time: 5, group_id: "i", user_id: "u", device_id: "d", joined_time: 6 };
  const code = { recovery: false };
  const rows = [
    [() => user.getJwt(), "jwt", {}],
    [() => user.updateUser("new"), "UpdateUser", { user_identifier: "new" }],
    [() => user.changePassword("old", "new", "123456"), "changePassword", code, ["old", "new", "123456"]],
    [() => user.changePassword("old", "new", "key", true), "changePassword", { recovery: true }, ["old", "new", "key"]],
    [() => user.confirm({ password: "p", mfa_token: 123 }), "confirm", code, ["p", "000123"]],
    [() => user.replaceDevice("d", "i", "p", "k", true), "replaceDevice", { lost: "d", identifier: "i", recovery: true }, ["p", "k"]],
    [() => user.registerDevice("{}"), "registerDevice", { server_output: "{}" }],
    [() => user.getDevices(item), "Devices", { time: 5, last: "d" }],
    [() => user.registerRawOtp("p"), "RegisterOtp", code, ["p"]],
    [() => user.resetRawOtp("p", 1), "ResetOtp", code, ["p", "000001"]],
    [() => user.disableOtp("p"), "DisableOtp", code, ["p"]],
    [() => user.getOtpRecoverKeys("p", "k", true), "OtpRecoveryKeys", { recovery: true }, ["p", "k"]],
    [() => user.deleteDevice("p", "d", "123456"), "DeleteDevice", { ...code, device: "d" }, ["p", "123456"]],
    [() => user.deleteUser("p"), "DeleteUser", code, ["p"]],
    [() => user.createGroup(), "CreateGroup", {}],
    [() => user.getGroups(), "GroupsOfUser", {}],
    [() => user.getGroupInvites(item), "InvitesOfUser", { time: 5, last: "i" }],
    [() => user.sentJoinReq(), "JoinRequestsOfUser", {}],
    [() => user.acceptGroupInvite("o"), "AcceptInvite", { group: "o" }],
    [() => user.rejectGroupInvite("o"), "RejectInvite", { group: "o" }],
    [() => user.groupJoinRequest("o"), "SendJoinRequest", { group: "o" }],
    [() => user.deleteJoinReq("o"), "CancelJoinRequest", { group: "o" }],
    [() => group.getGroups(item), "GroupsOfGroup", { ...at, time: 5, last: "i" }],
    [() => group.getGroupInvites(), "InvitesOfGroup", at],
    [() => group.sentJoinReq(), "JoinRequestsOfGroup", at],
    [() => group.acceptGroupInvite("o"), "AcceptInviteAsGroup", { ...at, other: "o" }],
    [() => group.rejectGroupInvite("o"), "RejectInviteAsGroup", { ...at, other: "o" }],
    [() => group.groupJoinRequest("o"), "SendJoinRequestAsGroup", { ...at, other: "o" }],
    [() => group.deleteJoinReq("o"), "CancelJoinRequestAsGroup", { ...at, other: "o" }],
    [() => group.createChildGroup(), "CreateChildGroup", at],
    [() => group.createConnectedGroup(), "CreateConnectedGroup", at],
    [() => group.getChildGroup("c"), "loadGroup", { group: "c", acting_as: "member" }],
    [() => group.getConnectedGroup("c"), "loadGroup", { group: "c", acting_as: "g" }],
    [() => group.getChildren(), "Children", at],
    [() => group.getMember(item), "Members", { ...at, time: 6, last: "u" }],
    [() => group.getJoinRequests(item), "JoinRequests", { ...at, time: 5, last: "u" }],
    [() => group.invite("u"), "InviteUser", { ...at, user: "u" }],
    [() => group.inviteAuto("u", 2), "InviteUserAuto", { ...at, user: "u", rank: 2 }],
    [() => group.inviteGroup("o", null), "InviteGroup", { ...at, member: "o" }],
    [() => group.inviteGroupAuto("o", 3), "InviteGroupAuto", { ...at, member: "o", rank: 3 }],
    [() => group.stopInvites(), "ToggleInvites", at],
    [() => group.acceptJoinRequest("u", 4), "AcceptJoinRequest", { ...at, user: "u", rank: 4 }],
    [() => group.rejectJoinRequest("u"), "RejectJoinRequest", { ...at, user: "u" }],
    [() => group.updateRank("u", 3), "changeRank", { ...at, changed_user_id: "u", new_rank: 3 }],
    [() => group.kickUser("u"), "KickUser", { ...at, user: "u" }],
    [() => group.leave(), "LeaveGroup", at],
    [() => group.deleteGroup(), "DeleteGroup", at],
    [() => user.logOut(), "logOut", {}],
  ];
  for (const [run, name, args, secrets = []] of rows) {
    asked.length = 0;
    await run();
    assert.deepEqual(asked, [[name, args, secrets, 1]], name);
  }
  assert.equal(group.data.rank, 3);
});

test("the stack of a call that fails begins where the app waits for it, or with the method", async (t) => {
  const client = await ready(t);
  const user = await client.login("ada", "password", true);
  answers.loadGroup = () => ({ group_id: "g", rank: 1 });
  const group = await user.getGroup("g");
  seam.call = async () => Promise.reject(refusal("TIMEOUT"));
  seam.compute = (name) => (name === "openRecoveryCode" ? ["kit", "password"] : name);
  const proof = { password: "p" };
  const calls = {
    register: () => client.register("a", "p"),
    checkUserIdentifierAvailable: () => client.checkUserIdentifierAvailable("a"),
    login: () => client.login("a", "p"),
    loginWithRecoveryKit: () => client.loginWithRecoveryKit("code"),
    mfaLogin: () => client.mfaLogin("123456", LOGIN),
    mfaRecoveryLogin: () => client.mfaRecoveryLogin("key", LOGIN),
    getActualUser: () => client.getActualUser(true),
    getUser: () => client.getUser("a"),
    getJwt: () => user.getJwt(),
    confirm: () => user.confirm(proof),
    changePassword: () => user.changePassword("p", "new"),
    deleteUser: () => user.deleteUser("p"),
    deleteDevice: () => user.deleteDevice("p", "d"),
    replaceDevice: () => user.replaceDevice("d", "a", "p"),
    registerDevice: () => user.registerDevice("{}"),
    setUpOtp: () => user.setUpOtp({ issuer: "i", account: "a", ...proof }),
    registerOtp: () => user.registerOtp("i", "a", "p"),
    registerRawOtp: () => user.registerRawOtp("p"),
    getOtpRecoverKeys: () => user.getOtpRecoverKeys("p"),
    createRecoveryKit: () => user.createRecoveryKit(proof),
    recoveryKits: () => user.recoveryKits(),
    revokeRecoveryKit: () => user.revokeRecoveryKit("d", proof),
    getDevices: () => user.getDevices(),
    devices: () => user.devices().next(),
    createGroup: () => user.createGroup(),
    getGroup: () => user.getGroup("g"),
    acceptGroupInvite: () => user.acceptGroupInvite("o"),
    getChildGroup: () => group.getChildGroup("c"),
    members: () => group.members().next(),
    groupUpdateCheck: () => group.groupUpdateCheck(),
    updateRank: () => group.updateRank("u", 3),
    kickUser: () => group.kickUser("u"),
  };
  for (const [name, call] of Object.entries(calls)) {
    const inTheApp = async () => void (await call());
    const { code, stack } = await inTheApp().catch((error) => error);
    assert.equal(code, "TIMEOUT", name);
    const [first, second] = [...stack.matchAll(/^ +at (?:async )?([\w.]+)/gm)].map(([, at]) => at);
    // A method that is made of several calls may stand there itself.
    assert.equal(first === name ? second : first, "inTheApp", stack.replace(/data:[^)]*/g, ""));
  }
});

test("options: what is probably a mistake is warned of, once", async (t) => {
  const heard = warnings(t);
  const options = { app_token: "token", baseUrl: "https://api.example.org", timeout: 5, refresh: { endpoint: 2, endpointUrl: "/x" }, whatever_it_is: 1 };
  createClient(options);
  createClient(options);
  assert.deepEqual(heard, [
    "sentc: there is no option baseUrl; did you mean base_url?",
    "sentc: there is no option timeout; did you mean timeout_ms?",
    "sentc: there is no option whatever_it_is",
    "sentc: there is no option refresh.endpointUrl; did you mean refresh.endpoint_url?",
  ]);
  heard.length = 0;
  for (const base_url of ["http://api.example.org", "http://localhost:3000", "http://x.localhost", "http://127.0.0.1:1", "http://[::1]", "https://x.org"]) {
    createClient({ app_token: "token", base_url });
    createClient({ app_token: "token", fetch_origins: [base_url] });
  }
  assert.equal(heard.length, 2);
  for (const text of heard) assert.match(text, /http to api\.example\.org/);
});

test("options that can't be used are refused when the client is made, without a value in the words", () => {
  const bad = [
    {}, { app_token: "" }, { app_token: 5 }, { app_token: "to ken" },
    ...["api.example.org", "ftp://x.org", "https://user:SECRET@x.org", "https://x.org?a", "https://x.org/#", "https:x.org", " https://x.org", 5, ""].map((base_url) => ({ base_url })),
    ...["x.org", "https://x.org/path", "https://u:SECRET@x.org", 5].map((origin) => ({ fetch_origins: [origin] })), { fetch_origins: "https://x.org" },
    { timeout_ms: 0 }, { timeout_ms: 1.5 }, { timeout_ms: NaN }, { timeout_ms: "5" }, { retries: 11 }, { retries: -1 },
    { kdf: "fast" }, { worker: "on" }, { worker: "/w.js" }, { encrypt_storage: true }, { fetch: "fetch" }, { log: {} }, { name: 5 },
    { refresh: { endpoint: 3 } }, { refresh: { endpoint: "2" } }, { refresh: { endpoint: 0 } }, { refresh: { endpoint: 1 } }, { refresh: "api" },
    { refresh: { endpoint: 0, endpoint_url: "https://u:SECRET@x.org" } }, { storage: { getStorage: {} } }, { storage: 1 },
    { normalize: { identifier: "lower" } }, { normalize: { password: "trim" } }, { normalize: "nfc" },
  ];
  for (const options of bad) {
    const given = Object.keys(options).some((name) => name === "app_token") || Object.keys(options).length === 0 ? options : { app_token: "token", ...options };
    assert.throws(() => createClient(given), (error) => error instanceof SentcError && error.code === "INVALID_OPTIONS" && !error.message.includes("SECRET"), JSON.stringify(options));
  }
});

test("options: only an object's own properties count", async (t) => {
  const polluted = { kdf: "legacy", base_url: "https://evil.example.org", refresh: { endpoint: 7 } };
  Object.assign(Object.prototype, polluted);
  t.after(() => Object.keys(polluted).forEach((name) => delete Object.prototype[name]));
  const client = createClient({ app_token: "token", wasm_path: WASM });
  await client.init();
  t.after(() => client.dispose());
  const { options } = seam.cores.at(-1);
  for (const name of Object.keys(polluted)) assert.ok(!Object.hasOwn(options, name), name);
});

test("options of createClient are read and checked once", async (t) => {
  const read = [];
  const given = { app_token: "token", wasm_path: WASM, storage: { getStorage: async () => memoryStorage() } };
  const client = createClient(new Proxy(given, { get: (target, name) => (read.push(name), target[name]) }));
  t.after(() => client.dispose());
  given.app_token = "";
  const first = client.init();
  assert.equal(client.init(), first);
  await first;
  assert.deepEqual(read.filter((name) => name === "app_token"), ["app_token"]);
  await assert.rejects(client.init(given), { code: "INVALID_OPTIONS" });
});

test("the nearest name", () => {
  const known = ["app_token", "base_url", "wasm_path", "timeout_ms", "retries", "fetch", "fetch_origins", "kdf", "worker", "name", "log"];
  const near = { appToken: "app_token", token: "app_token", BaseURL: "base_url", baseurl: "base_url", wasmPath: "wasm_path", retry: "retries", fetchOrigins: "fetch_origins", KDF: "kdf" };
  for (const [given, meant] of Object.entries(near)) assert.equal(nearest(given, known), meant, given);
  for (const given of ["x", "completely_different", "", "🙂"]) assert.equal(nearest(given, known), undefined, given);
});

test("words for people: the app's where it has some, never the service's", async (t) => {
  const client = await ready(t);
  const words = { ...client.messages };
  t.after(() => (client.messages = words));
  const said = new Map();
  const codes = ["WRONG_PASSWORD", "USER_NOT_FOUND", "IDENTIFIER_TAKEN", "WRONG_TOTP", "NO_TOTP", "TIMEOUT", "NETWORK", "REFRESH_TOKEN", "SIGNED_OUT", "STORAGE", "SERVER_ERROR"];
  for (const code of codes) {
    answers.register = () => Promise.reject(refusal(code, { message: "SERVER TEXT" }));
    const error = await client.register("a", "b").catch((error) => error);
    assert.equal(error.code, code);
    assert.equal(error.message, "SERVER TEXT");
    assert.match(error.user_message, /^[A-Z].*\.$/);
    assert.doesNotMatch(error.user_message, /SERVER TEXT|See the message/);
    assert.ok(!JSON.stringify(error).includes(error.user_message));
    said.set(code, error.user_message);
  }
  assert.equal(said.get("USER_NOT_FOUND"), said.get("WRONG_PASSWORD"));
  assert.equal(new Set(said.values()).size, 9);

  client.messages = { WRONG_PASSWORD: "Falsch.", OTHER: "Leider." };
  assert.deepEqual(["USER_NOT_FOUND", "STORAGE", "NETWORK"].map((code) => new SentcError(code).user_message), ["Falsch.", "Leider.", said.get("NETWORK")]);
});

test("outside browsers there are no passkeys", async (t) => {
  const client = await ready(t);
  const user = await client.login("ada", "password", true);
  assert.equal(await client.passkeySupport(), "no");
  for (const call of [client.loginWithPasskey(), user.addPasskey({ name: "ada" }), user.passkeyPassword()]) await assert.rejects(call, { code: "PASSKEY_UNSUPPORTED" });
});

test("MFA that is set up: confirmed here, or taken back with a recovery key", async (t) => {
  const client = await ready(t);
  const user = await client.login("ada", "password", true);
  asked.length = 0;
  const raw = { secret: "S".repeat(52), alg: "totp_sha256", recover: ["r1", "r2"] };
  answers.RegisterOtp = () => raw;
  seam.compute = (name, args) => {
    if (name === "otpUrl" && args.audience.length > 99) throw refusal("INVALID_ARGUMENT");
    return { otpUrl: `otpauth://totp/${args.issuer}:${args.audience}?secret=${args.secret}`, otpQrSvg: `<svg>${args.url}`, checkOtp: args.token === "915732" }[name];
  };
  const given = { issuer: "app", account: "ada", password: "password" };
  await assert.rejects(user.setUpOtp({ ...given, account: "a".repeat(100) }), { code: "INVALID_ARGUMENT" });
  await assert.rejects(user.setUpOtp({ ...given, issuer: undefined }), { code: "INVALID_ARGUMENT" });
  await assert.rejects(user.setUpOtp(undefined), { code: "INVALID_ARGUMENT" });
  assert.deepEqual(asked, [], "nothing was turned on");

  const made = await user.setUpOtp(given);
  assert.deepEqual(asked, [["RegisterOtp", { recovery: false }, ["password"], 1]]);
  const { url, qr_svg, secret, algorithm, recovery_keys, confirm, cancel } = made;
  assert.deepEqual([url, qr_svg], [`otpauth://totp/app:ada?secret=${raw.secret}`, `<svg>otpauth://totp/app:ada?secret=${raw.secret}`]);
  assert.deepEqual([secret, algorithm, recovery_keys], [raw.secret, "SHA256", ["r1", "r2"]]);
  assert.equal(confirm("111 111"), false);

  asked.length = 0;
  let broken = true;
  answers.DisableOtp = () => (broken ? Promise.reject(refusal("NETWORK")) : null);
  await assert.rejects(cancel(), { code: "NETWORK" });
  broken = false;
  await cancel();
  assert.deepEqual(asked.map(([name, args, secrets]) => [name, args.recovery, secrets]), [
    ["DisableOtp", true, ["password", "r1"]],
    ["DisableOtp", true, ["password", "r2"]],
  ]);
  await assert.rejects(cancel(), { code: "INVALID_ARGUMENT" });

  const again = await user.setUpOtp(given);
  assert.equal(again.confirm("915 732"), true);
  asked.length = 0;
  await assert.rejects(again.cancel(), { code: "INVALID_ARGUMENT" });
  assert.deepEqual(asked, [], "what works is not turned off by accident");
});
