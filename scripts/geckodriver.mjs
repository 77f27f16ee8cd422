#!/usr/bin/env node
// Firefox's driver in the few commands that the tests use: WebDriver over HTTP (https://www.w3.org/TR/webdriver2/) to
// Marionette, the protocol of Firefox's own remote control. Mozilla's geckodriver does the same for every command; its
// source compiles for minutes, and its binaries are not in the package registries. scripts/env.sh prefers geckodriver
// where it is installed.
//
//   scripts/geckodriver.mjs --port N        FIREFOX: the browser, unless the capabilities name one

import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";

// Not strict: geckodriver's other options are ignored.
const { values } = parseArgs({ options: { port: { type: "string", default: "4444" } }, strict: false });

// Firefox sets what automation needs by itself (remote.prefs.recommended). These are what geckodriver adds.
const PREFS = {
  "marionette.port": 0,
  "app.normandy.enabled": false,
  "app.update.disabledForTesting": true,
  "browser.shell.checkDefaultBrowser": false,
  "browser.startup.page": 0,
  "browser.startup.homepage_override.mstone": "ignore",
  "datareporting.policy.dataSubmissionEnabled": false,
  "dom.ipc.reportProcessHangs": false,
  "network.http.speculative-parallel-limit": 0,
  "startup.homepage_welcome_url": "about:blank",
  "toolkit.startup.max_resumed_crashes": -1,
};

// HTTP's method and path after the session, and Marionette's command. The driver refuses every other path.
const COMMANDS = {
  "POST /timeouts": "WebDriver:SetTimeouts",
  "POST /url": "WebDriver:Navigate",
  "GET /url": "WebDriver:GetCurrentURL",
  "POST /refresh": "WebDriver:Refresh",
  "POST /execute/sync": "WebDriver:ExecuteScript",
  "POST /execute/async": "WebDriver:ExecuteAsyncScript",
  "POST /webauthn/authenticator": "WebAuthn:AddVirtualAuthenticator",
};

class Refused extends Error {
  constructor(code, message, status = 500) {
    super(message);
    Object.assign(this, { code, status });
  }
}

let session;

/** Starts Firefox with a profile of its own. Resolves to its session. */
async function open(capabilities) {
  if (session) throw new Refused("session not created", "this driver has a session already");
  const { args = [], binary = process.env.FIREFOX || "firefox", prefs = {} } = capabilities?.alwaysMatch?.["moz:firefoxOptions"] ?? {};
  const profile = mkdtempSync(join(tmpdir(), "firefox-"));
  const lines = Object.entries({ ...PREFS, ...prefs }).map(([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`);
  writeFileSync(join(profile, "user.js"), lines.join(""));
  const browser = spawn(binary, ["--marionette", "--no-remote", "--profile", profile, ...args], { stdio: ["ignore", "inherit", "inherit"] });
  let ended = false;
  const gone = new Promise((resolve) => browser.once("close", resolve).once("error", resolve)).then(() => (ended = true));
  const close = async () => {
    browser.kill("SIGKILL");
    await gone;
    // Its child processes end with it, and may still write for a moment.
    rmSync(profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  };
  try {
    const port = await firstPort(profile, () => ended);
    const send = await marionette(port, gone);
    session = { ...(await send("WebDriver:NewSession", {})), send, close, gone };
    return { sessionId: session.sessionId, capabilities: session.capabilities };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Firefox writes the port that it listens on into its profile. */
async function firstPort(profile, ended) {
  for (;;) {
    if (ended()) throw new Refused("session not created", "Firefox ended while it started");
    try {
      const port = Number(readFileSync(join(profile, "MarionetteActivePort"), "utf8"));
      if (port > 0) return port;
    } catch {
      // Not yet written.
    }
    await new Promise((next) => setTimeout(next, 50));
  }
}

/** Messages are `LENGTH:JSON`: first a greeting, then [0, id, command, parameters] and [1, id, error, result]. */
async function marionette(port, gone) {
  const socket = connect(port, "127.0.0.1");
  const waiting = new Map();
  let bytes = Buffer.alloc(0);
  let greeted;
  const greeting = new Promise((resolve) => (greeted = resolve));
  socket.on("data", (chunk) => {
    bytes = Buffer.concat([bytes, chunk]);
    for (;;) {
      const colon = bytes.indexOf(":");
      const end = colon + 1 + Number(bytes.subarray(0, Math.max(colon, 0)).toString());
      if (colon < 0 || bytes.length < end) return;
      const message = JSON.parse(bytes.subarray(colon + 1, end).toString());
      bytes = bytes.subarray(end);
      if (!Array.isArray(message)) greeted();
      else waiting.get(message[1])?.(message);
    }
  });
  const lost = new Refused("unknown error", "Firefox has closed the connection");
  const closed = new Promise((resolve) => socket.once("close", resolve).on("error", resolve));
  const orLost = (answer) => Promise.race([answer, Promise.race([closed, gone]).then(() => Promise.reject(lost))]);
  await orLost(greeting);
  let last = 0;
  return async (command, parameters) => {
    const id = ++last;
    const answer = new Promise((resolve) => waiting.set(id, resolve));
    const message = JSON.stringify([0, id, command, parameters]);
    socket.write(`${Buffer.byteLength(message)}:${message}`);
    try {
      const [, , error, result] = await orLost(answer);
      if (error) throw new Refused(error.error, error.message);
      return result;
    } finally {
      waiting.delete(id);
    }
  };
}

async function closeSession() {
  const { close } = session;
  session = undefined;
  await close();
  return null;
}

async function answer(method, path, body) {
  if (`${method} ${path}` === "GET /status") return { ready: !session, message: "" };
  if (`${method} ${path}` === "POST /session") return open(body.capabilities);
  const [, id, rest] = /^\/session\/([^/]+)(.*)$/.exec(path) ?? [];
  if (!session || id !== session.sessionId) throw new Refused("invalid session id", `no such session: ${path}`, 404);
  if (method === "GET" && rest === "") return { sessionId: id, capabilities: session.capabilities };
  // There is one window: the session ends with it.
  if (method === "DELETE" && (rest === "" || rest === "/window")) return closeSession();
  const command = COMMANDS[`${method} ${rest}`];
  if (!command) throw new Refused("unknown command", `${method} ${path}`, 404);
  const result = await session.send(command, body);
  return result?.value ?? null;
}

async function bodyOf(request) {
  let text = "";
  for await (const chunk of request.setEncoding("utf8")) text += chunk;
  return text === "" ? {} : JSON.parse(text);
}

const server = createServer(async (request, response) => {
  let status = 200;
  let value;
  try {
    value = await answer(request.method, request.url, await bodyOf(request));
  } catch (error) {
    status = error.status ?? 500;
    value = { error: error.code ?? "unknown error", message: error.message, stacktrace: "" };
  }
  response.writeHead(status, { "Content-Type": "application/json; charset=utf-8" }).end(JSON.stringify({ value }));
});
server.listen(Number(values.port), "127.0.0.1");

for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => Promise.resolve(session && closeSession()).finally(() => process.exit(0)));
