// Runs in a page: the clients, each behind the same few calls, and a clock around these. Nothing of a client is loaded
// before its `start`.

const PASSWORD = "correct horse battery staple";

globalThis.bench = { use, start, idle, register, login, clocked };

let server;
let client;
let accounts = 0;
/** Of the last call that was timed, on the page's clock. */
let last;
const workers = [];

// Heard beside the client: from when on its worker could take a derivation at once.
globalThis.Worker = class extends Worker {
  constructor(...args) {
    super(...args);
    const heard = ({ data }, ready, failed) => (data.kind === "ready" ? ready() : failed(new Error(`the worker: ${data.kind}`)));
    workers.push(new Promise((ready, failed) => this.addEventListener("message", (event) => heard(event, ready, failed), { once: true })));
  }
};

/** By the names that results carry. The last two differ in the parameters of the derivation only. */
const STARTS = {
  older: startOlder,
  ours: () => startOurs({}),
  "ours, legacy": () => startOurs({ kdf: "legacy" }),
};

async function startOurs(options) {
  const { default: sentc } = await import("/ours/index.js");
  await sentc.init({ ...server, ...options });
  return {
    register: (identifier, password) => sentc.register(identifier, password),
    login: (identifier, password) => sentc.login(identifier, password, true),
  };
}

/** Its functions take the address and the token; its `init` makes no request. */
async function startOlder() {
  const { default: init, register, login } = await import("/older/sentc_wasm_light.js");
  await init(new URL("/older/sentc_wasm_light_bg.wasm", location.href));
  const { base_url, app_token } = server;
  return {
    register: (identifier, password) => register(base_url, app_token, identifier, password),
    async login(identifier, password) {
      if ((await login(base_url, app_token, identifier, password)).get_jwt() === undefined) throw new Error("not logged in");
    },
  };
}

function use(given) {
  server = given;
}

/** Milliseconds from nothing to a client that takes calls. */
async function start(name) {
  return timed("start", async () => void (client = await STARTS[name]()));
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
