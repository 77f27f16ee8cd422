// Runs in a page: the clients, each behind the same few calls, and a clock around these. Nothing of a client is loaded
// before its `start`.

const PASSWORD = "correct horse battery staple";

globalThis.bench = { use, start, idle, register, login, derive, clocked, act, signedIn, session };

let server;
let client;
let registered;
let accounts = 0;
/** Of the last call that was timed, on the page's clock. */
let last;
/** From when on a client's worker could take a derivation at once. */
const workers = [];
/** How long the worker took for each, ms. */
let derivations = [];

// Heard beside the client.
globalThis.Worker = class extends Worker {
  constructor(...args) {
    super(...args);
    const begun = new Map();
    this.posted = (id) => begun.set(id, performance.now());
    const { promise, resolve, reject } = Promise.withResolvers();
    workers.push(promise);
    this.addEventListener("message", ({ data: { kind, id } }) => {
      if (kind === "ready") resolve();
      else if (kind === "keys") derivations.push(performance.now() - begun.get(id));
      else reject(new Error(`the worker: ${kind}`));
    });
  }

  postMessage(message, transfer) {
    if ("password" in message) this.posted(message.id);
    super.postMessage(message, transfer);
  }
};

/** By the names that results carry. Those of ours differ in options. */
const STARTS = {
  older: startOlder,
  before: () => startOurs({}, "before"),
  ours: () => startOurs({}),
  "ours, legacy": () => startOurs({ kdf: "legacy" }),
  // As the older one, which looks for no session: what the database costs is left out.
  "ours, no database": () => startOurs({ storage: { getStorage: async () => inMemory() } }),
};

function inMemory() {
  const records = new Map();
  return {
    init: async () => ({ status: true }),
    getItem: async (key) => records.get(key),
    set: async (key, value) => void records.set(key, value),
    delete: async (key) => void records.delete(key),
    cleanStorage: async () => records.clear(),
  };
}

async function startOurs(options, folder = "ours") {
  const { default: sentc } = await import(`/${folder}/index.js`);
  let user = await sentc.init({ ...server, ...options });
  let group;
  return {
    register: (identifier, password) => sentc.register(identifier, password),
    login: async (identifier, password) => void (user = await sentc.login(identifier, password, true)),
    getJwt: () => user.getJwt(),
    // There is a new one when the old one has expired.
    async refresh() {
      const { now } = Date;
      const old = user.data.jwt;
      Date.now = () => now() + 360_000;
      if ((await user.getJwt()) === old) throw new Error("not refreshed");
    },
    createGroup: async () => void (group = await user.createGroup()),
    getGroup: () => user.getGroup(group),
    logOut: () => user.logOut(),
    derive: () => sentc.prepareRegisterAsync("somebody", PASSWORD),
    signedIn: () => user !== undefined,
  };
}

/** Its functions take address and token, and what belongs to a session, which is the app's to keep. */
async function startOlder(stored) {
  const older = await import("/older/sentc_wasm_light.js");
  await older.default(new URL("/older/sentc_wasm_light_bg.wasm", location.href));
  const { base_url, app_token } = server;
  let session = stored;
  if (stored) session.jwt = (await older.init_user(base_url, app_token, stored.jwt, stored.refresh_token)).get_jwt();
  return {
    register: (identifier, password) => older.register(base_url, app_token, identifier, password),
    async login(identifier, password) {
      const out = await older.login(base_url, app_token, identifier, password);
      session = { jwt: out.get_jwt(), refresh_token: out.get_refresh_token() };
      if (session.jwt === undefined) throw new Error("not logged in");
    },
    refresh: () => older.refresh_jwt(base_url, app_token, session.jwt, session.refresh_token),
    createGroup: () => older.group_create_group(base_url, app_token, session.jwt),
    signedIn: () => session !== undefined,
    session: () => session,
  };
}

function use(given) {
  server = given;
}

/** Milliseconds from nothing to a client that takes calls. `stored`: a session, for a client that keeps none itself. */
async function start(name, stored) {
  return timed("start", async () => void (client = await STARTS[name](stored)));
}

/** The page as it is after a second in which somebody types: idle, and a worker, where the client has one, warm. */
async function idle() {
  await new Promise((done) => requestIdleCallback(done));
  await new Promise((done) => setTimeout(done, 1_000));
  await Promise.all(workers);
}

/** Milliseconds to register a new account. */
async function register() {
  const identifier = freshName();
  return { ms: await timed("register", () => client.register(identifier, PASSWORD)), identifier };
}

/** Milliseconds to log in. */
async function login(identifier) {
  return timed("login", () => client.login(identifier, PASSWORD));
}

/** Milliseconds of so many derivations in the worker, one after the other. */
async function derive(count) {
  derivations = [];
  for (let i = 0; i < count; i++) await client.derive();
  return derivations;
}

/** Any of the client's calls, for the account that was registered last; false for one that it does not have. */
async function act(name) {
  if (!client[name]) return false;
  if (name === "register") registered = freshName();
  await client[name](registered, PASSWORD);
  return true;
}

function signedIn() {
  return client.signedIn();
}

/** What an app would have to store. */
function session() {
  return client.session?.();
}

/** One of the calls above: from when to when it ran. */
async function clocked(name, ...args) {
  await globalThis.bench[name](...args);
  return last;
}

function freshName() {
  return `bench-${crypto.randomUUID()}-${++accounts}`;
}

/** The marks are for traces. */
async function timed(name, work) {
  performance.mark(`bench ${name} starts`);
  const from = performance.now();
  await work();
  const to = performance.now();
  performance.mark(`bench ${name} ended`);
  last = { from, to };
  return to - from;
}
