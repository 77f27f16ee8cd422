// Both back ends as one test meets them: a process with its own tables, the service behind a wire that can be cut, a mailbox, a browser.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createServer, request as httpRequest } from "node:http";
import { once } from "node:events";
import { connect } from "node:net";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { createClient } from "../../pkg/dist/index.js";

const root = fileURLToPath(new URL("../..", import.meta.url));
const node = `${root}examples/backend-node`;
const server = `${process.env.CARGO_TARGET_DIR ?? `${root}target`}/debug/sentc-light-server`;
const env = process.env;
export const SECRET_TOKEN = env.SENTC_TEST_SECRET_TOKEN2;
const PUBLIC_TOKEN = env.SENTC_TEST_PUBLIC_TOKEN2;
export const PASSWORD = "correct horse battery staple";
export const KINDS = ["rust", "node"];

let count = 0;
export const freshEmail = (name = "ada") => `${name}-${Date.now().toString(36)}-${process.pid}-${++count}@example.org`;

/** options: `db`, `smtp_url`. The process ends with the test `t`, or by `stop()`. */
export async function startBackEnd(t, kind, options = {}) {
  const wire = await startWire();
  const started = await (kind === "rust" ? startRust : startNode)(wire, options);
  const back_end = new BackEnd(kind, started, wire);
  t.after(() => back_end.stop());
  return back_end;
}

async function startRust(wire, { db = ":memory:", smtp_url }) {
  // The dev server has the service and the back end. They still meet over HTTP, so the wire fits in between.
  const tokens = ["--public-token2", PUBLIC_TOKEN, "--secret-token2", SECRET_TOKEN];
  const smtp = smtp_url ? ["--smtp-url", smtp_url] : [];
  const started = await run(server, ["--port", "0", "--db", db, "--service-url", wire.url, ...tokens, ...smtp], { cwd: root, env });
  wire.target = started.url;
  return { ...started, service: started.url };
}

async function startNode(wire, { db = ":memory:", smtp_url }) {
  const [, app] = await (await fetch(`${env.SENTC_TEST_URL}/dev/apps`)).json();
  wire.target = env.SENTC_TEST_URL;
  // Its pages' origin is one of its settings, so the port has to be known before.
  const port = await freePort();
  const settings = {
    PORT: port,
    APP_ORIGIN: `http://127.0.0.1:${port}`,
    SERVICE_URL: wire.url,
    PUBLIC_TOKEN,
    SECRET_TOKEN,
    JWT_PUBLIC_KEY: app.jwt_public_key,
    DATABASE: db,
    ...(smtp_url && { SMTP_URL: smtp_url }),
  };
  const clock = new URL("clock.mjs", import.meta.url).href;
  const started = await run(process.execPath, ["--import", clock, "--import", "tsx", "src/main.ts"], { cwd: node, env: { ...env, ...settings } });
  return { ...started, service: env.SENTC_TEST_URL };
}

async function run(program, args, { cwd, env }) {
  const child = spawn(program, args, { cwd, env, stdio: ["ignore", "pipe", "pipe", "ipc"] });
  const said = [];
  child.stderr.on("data", (data) => said.push(String(data)));
  for await (const line of createInterface({ input: child.stdout })) {
    said.push(line);
    const url = /^listening on (\S+)$/.exec(line)?.[1];
    // What it says from now on is kept too.
    if (url) return child.stdout.on("data", (data) => said.push(String(data))).resume(), { child, url, said };
  }
  throw new Error(`${program} did not start:\n${said.join("\n")}`);
}

async function freePort() {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address();
  probe.close();
  await once(probe, "close");
  return port;
}

/**
 * Between the back end and the service: notes what goes over it, and breaks where a test wants it to. `fault` decides before a request goes
 * on, `answered` is called before its answer goes back; either may return a promise, and the request waits for it.
 */
async function startWire() {
  const wire = { requests: [], fault: undefined, answered: undefined, target: undefined };
  const http = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const noted = { method: request.method, path: request.url.replace("/api/v1", ""), headers: request.headers, body: Buffer.concat(chunks) };
    wire.requests.push(noted);
    const fault = await wire.fault?.(noted);
    if (fault === "down") return void request.socket.destroy();
    // Another body in place of the one that came.
    if (typeof fault === "object" && fault.status === undefined) Object.assign(noted, { body: Buffer.from(fault.body), headers: { ...noted.headers, "content-length": Buffer.byteLength(fault.body) } });
    else if (typeof fault === "object") return void response.writeHead(fault.status, { "content-type": "text/html" }).end(fault.body);
    const { hostname, port } = new URL(wire.target);
    const onward = httpRequest({ agent: false, hostname, port, method: request.method, path: request.url, headers: { ...noted.headers, host: `${hostname}:${port}` } }, async (answer) => {
      const parts = [];
      for await (const part of answer) parts.push(part);
      await wire.answered?.(noted);
      // Done over there, never heard of here.
      if (fault === "lose answer") return void request.socket.destroy();
      response.writeHead(answer.statusCode, answer.headers).end(Buffer.concat(parts));
    });
    onward.on("error", () => request.socket.destroy());
    onward.end(noted.body);
  });
  http.listen(0, "127.0.0.1");
  await once(http, "listening");
  wire.url = `http://127.0.0.1:${http.address().port}`;
  wire.close = () => (http.close(), http.closeAllConnections());
  return wire;
}

class BackEnd {
  #child;
  constructor(kind, { child, url, service, said }, wire) {
    Object.assign(this, { kind, url, service, said, wire });
    this.#child = child;
  }

  /** options: json or body, jwt (or any bearer), headers, browser (its cookies go along, and are kept) */
  async call(method, path, { json, body = json === undefined ? undefined : JSON.stringify(json), jwt, headers = {}, browser } = {}) {
    const sent = { ...(jwt !== undefined && { authorization: `Bearer ${jwt}` }), ...(browser?.size && { cookie: [...browser].map((pair) => pair.join("=")).join("; ") }), ...headers };
    // Not fetch: that forbids some of the headers.
    const response = await new Promise((resolve, reject) => {
      const request = httpRequest(`${this.url}/backend${path}`, { method, headers: sent, agent: false }, resolve);
      request.on("error", reject);
      request.end(body);
    });
    let text = "";
    for await (const part of response.setEncoding("utf8")) text += part;
    const cookies = response.headers["set-cookie"] ?? [];
    for (const [name, value] of cookies.map((cookie) => cookie.split(";", 1)[0].split("="))) {
      if (value) browser?.set(name, value);
      else browser?.delete(name);
    }
    assert.equal(response.headers["cache-control"], "no-store", `${method} ${path}`);
    return { status: response.statusCode, headers: response.headers, cookies, text, json: text.startsWith("{") || text.startsWith("[") ? JSON.parse(text) : undefined };
  }

  /** A GET with one header as often as there are values, which no client sends by itself. Resolves to the answer as it came. */
  async doubled(path, name, values, browser) {
    const { hostname, port, host } = new URL(this.url);
    const cookie = [...browser].map((pair) => pair.join("=")).join("; ");
    const lines = [`GET /backend${path} HTTP/1.1`, `cookie: ${cookie}`, "connection: close", ...(name === "host" ? [] : [`host: ${host}`]), ...values.map((value) => `${name}: ${value}`)];
    const socket = connect(Number(port), hostname);
    socket.write(`${lines.join("\r\n")}\r\n\r\n`);
    let text = "";
    for await (const part of socket.setEncoding("utf8")) text += part;
    return text;
  }

  /** Sends a call and hangs up when the returned function is called: what a closed page or a broken network does. */
  begin(method, path, { json, jwt, browser } = {}) {
    const cookie = browser && [...browser].map((pair) => pair.join("=")).join("; ");
    const request = httpRequest(`${this.url}/backend${path}`, { method, headers: { ...(jwt && { authorization: `Bearer ${jwt}` }), ...(cookie && { cookie }) }, agent: false });
    request.on("error", () => undefined);
    request.end(JSON.stringify(json));
    return async () => {
      request.destroy();
      // By the time these are answered the back end has seen the other connection end.
      for (let number = 0; number < 3; number++) await this.get("/app");
    };
  }

  post = (path, json, options = {}) => this.call("POST", path, { json, ...options });
  get = (path, options = {}) => this.call("GET", path, options);

  /** An SDK of its own, as a browser has one. */
  async client(options = {}) {
    const client = createClient({ app_token: PUBLIC_TOKEN, base_url: this.service, retries: 0, ...options });
    await client.init();
    return client;
  }

  /** Somebody registered through the back end. */
  async person(name = "Ada") {
    const [client, email] = [await this.client(), freshEmail()];
    const answer = await this.post("/register", { email, name, register: client.prepareRegister(email, PASSWORD) });
    assert.equal(answer.status, 200, answer.text);
    return { client, email, name, user_id: client.doneRegister(answer.text) };
  }

  /** Logs in by the SDK and gets a session: in a browser's cookies, or as a bearer token. */
  async signIn({ client, email }, { password = PASSWORD, session } = {}) {
    const [user, browser] = [await client.login(email, password, true), new Map()];
    const answer = await this.post("/session", { refresh_token: user.data.refresh_token, ...(session && { session }) }, { jwt: user.data.jwt, browser });
    assert.ok([200, 204].includes(answer.status), answer.text);
    return { user, browser, answer, token: answer.json?.token };
  }

  async mails(to) {
    return (await this.get("/mailbox")).json.filter((mail) => mail.to === to);
  }

  /** The newest mail to somebody with this subject. No event says when it is there. */
  async mail(to, subject, { number = 1 } = {}) {
    for (let tries = 0; tries < 1_800; tries++) {
      const found = (await this.mails(to)).filter((mail) => mail.subject === subject);
      if (found.length >= number) return found[0];
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`no mail “${subject}” came to ${to}: ${JSON.stringify(await this.mails(to))}`);
  }

  async code(email, purpose, number) {
    assert.equal((await this.post("/recovery/send", { email, purpose })).status, 204);
    return codeIn(await this.mail(email, SUBJECTS[purpose], { number }));
  }

  /** Only where the back end's clock can be moved. */
  async moveClock(milliseconds) {
    this.#child.send(milliseconds);
    await once(this.#child, "message");
  }

  async stop() {
    this.wire.close();
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    if (this.#child.connected) this.#child.disconnect();
    this.#child.kill("SIGTERM");
    await once(this.#child, "exit");
  }
}

/**
 * Holds what goes over the wire. `hold.next()`: the next request for which `matches` is true, as `{ path, body, release() }`.
 * @param where "fault": before it reaches the service; "answered": when it is done there, before the back end gets the answer
 */
export function hold(wire, where, matches) {
  const [held, waiting] = [[], []];
  wire[where] = (noted) => {
    if (!matches(noted)) return undefined;
    return new Promise((release) => {
      const one = { ...noted, release };
      if (waiting.length > 0) waiting.shift()(one);
      else held.push(one);
    });
  };
  return { next: () => (held.length > 0 ? Promise.resolve(held.shift()) : new Promise((resolve) => waiting.push(resolve))), stop: () => (wire[where] = undefined) };
}

export const SUBJECTS = {
  reset_password: "Your code for a new password",
  disable_mfa: "Your code to turn off the second factor",
  end_sessions: "Your code to sign out everywhere",
  delete_account: "Your code to delete the account",
  stolen_device: "Your code to shut out a lost device",
};

export const codeIn = ({ text }) => /^Your code: ([0-9A-Z]{5}-[0-9A-Z]{5})$/m.exec(text)[1];

/** Another code than this one. */
export const wrongCode = (code) => (code.startsWith("0") ? "1" : "0") + code.slice(1);

/** The service's word for a session that is over: its number, or the name that the SDK has for it. */
export const endOf = ({ json }) => (json?.error === "REFRESH_TOKEN" ? 114 : json?.err_code);

/** Both back ends refuse in the same words. */
const WORDS = {
  too_big: "the body is over 64 KiB",
  signed_out: "this needs a valid JWT, or a session of this back end",
  address_taken: "there is an account with this address",
  code: "the code is wrong, used or too old",
  no_account: "the service no longer knows this address",
  password: "this is not the password of the account",
  too_soon: "the password was reset by mail in the last week: a person has to look at this",
  no_profile: "this user has not registered here",
  no_mailbox: "this back end sends its mails by SMTP",
  no_access: "this user is not in the group",
  service: "the service could not be reached, or did not answer: try again",
  unfinished: "the service did not answer, so the account may exist: log in, or register again",
};

export function assertRefused(answer, status, error, words) {
  assert.deepEqual([answer.status, answer.json?.error], [status, error], `${words ?? ""} ${answer.text}`);
  if (error in WORDS) assert.equal(answer.json.message, WORDS[error]);
  assert.deepEqual(Object.keys(answer.json), ["error", "message"]);
}
