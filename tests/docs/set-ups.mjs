// What the guide's fragments stand on, by the names that they use. The same in Node and in pages.

const PASSWORD = "a good password";
const fresh = (what) => `${what}-${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 8)}`;

/** RFC 6238 with SHA-256: what the authenticator would show. */
async function totp(secret) {
  let bits = "";
  for (const letter of secret) bits += "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter).toString(2).padStart(5, "0");
  const key = Uint8Array.from(bits.match(/.{8}/g), (byte) => Number.parseInt(byte, 2));
  const counter = new DataView(new ArrayBuffer(8));
  counter.setBigUint64(0, BigInt(Math.floor(Date.now() / 30_000)));
  const hmac = await crypto.subtle.importKey("raw", key, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  const mac = new DataView(await crypto.subtle.sign("HMAC", hmac, counter));
  return String((mac.getUint32(mac.getUint8(31) & 15) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

/** A name that nobody has, and a password. */
async function person() {
  return { identifier: fresh("ada"), password: PASSWORD };
}

/** A client that has started. */
async function started({ Sentc, options }) {
  await Sentc.init(options);
  return person();
}

/** An account, without anybody signed in. */
async function account(given) {
  const { identifier, password } = await started(given);
  await given.Sentc.register(identifier, password);
  return { identifier, password };
}

async function user(given) {
  const known = await account(given);
  return { ...known, user: await given.Sentc.login(known.identifier, known.password, true) };
}

/** MFA is on. `ask` is the app's own: it asks the person, who has an authenticator and the recovery keys. */
async function mfa(given) {
  const known = await user(given);
  const { secret, recover } = await known.user.registerRawOtp(known.password);
  return { ...known, secret, ask: async (what) => (/recovery/.test(what) ? recover[0] : totp(secret)) };
}

/** What a person sees while MFA is set up, and types then. */
async function settingUp(given) {
  let shown;
  const show = (setUp) => void (shown = setUp);
  return { ...(await user(given)), show, ask: () => totp(shown.secret) };
}

/** A user who made a group, and another one, `friend`, on another client. */
async function group(given) {
  const known = await user(given);
  const friend = await another(given);
  const group_id = await known.user.createGroup();
  return { ...known, friend, group_id, group: await known.user.getGroup(group_id) };
}

async function another({ options, createClient }) {
  const client = createClient({ ...options, name: "friend" });
  const { user: friend } = await user({ Sentc: client, options });
  return friend;
}

/** This device is signed in; another one has registered, and shows `server_output`. */
async function newDevice(given) {
  const known = await user(given);
  const other = given.createClient({ ...given.options, name: "new device" });
  await other.init();
  const [device_identifier, device_password] = other.generateRegisterData();
  const server_output = await other.registerDeviceStart(device_identifier, device_password);
  return { ...known, server_output, isTheSame: async () => true };
}

/** A recovery kit was made, and nobody is signed in. */
async function kit(given) {
  const known = await user(given);
  const { code } = await known.user.createRecoveryKit({ password: known.password });
  await known.user.logOut();
  return { identifier: known.identifier, code };
}

/** A page that asks for a login, and what it does with the answer. */
async function form(given) {
  await started(given);
  return { proceed: () => undefined, show: () => undefined };
}

export const SET_UPS = { person, started, account, user, mfa, settingUp, group, newDevice, kit, form };

/** The names that a set-up gives: those of what it resolves to. Written out, so that nothing is run to know them. */
export const NAMES = {
  person: ["identifier", "password"],
  started: ["identifier", "password"],
  account: ["identifier", "password"],
  user: ["identifier", "password", "user"],
  mfa: ["identifier", "password", "user", "secret", "ask"],
  settingUp: ["identifier", "password", "user", "show", "ask"],
  group: ["identifier", "password", "user", "friend", "group_id", "group"],
  form: ["proceed", "show"],
  newDevice: ["identifier", "password", "user", "server_output", "isTheSame"],
  kit: ["identifier", "code"],
};
