// The little of WebDriver (https://www.w3.org/TR/webdriver2/) that the tests in other browsers need. Playwright drives only
// builds of its own of these.

import { spawn } from "node:child_process";
import { createServer } from "node:net";

/** Undefined where one is not installed. */
export const BROWSERS = {
  Firefox: process.env.GECKODRIVER && {
    driver: process.env.GECKODRIVER,
    args: (port) => ["--port", port],
    capabilities: { "moz:firefoxOptions": { args: ["-headless"], ...(process.env.FIREFOX && { binary: process.env.FIREFOX }) } },
  },
  WebKitGTK: process.env.WEBKIT_DRIVER && {
    driver: process.env.WEBKIT_DRIVER,
    args: (port) => [`--port=${port}`],
    // Its sandbox needs namespaces, which machines for tests often don't give.
    env: { WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: "1" },
    capabilities: { "webkitgtk:browserOptions": { binary: process.env.WEBKIT_BROWSER, args: ["--automation"] } },
  },
};

/** Starts a driver and a browser. Both end with the test. */
export async function openBrowser(t, { driver, args, env, capabilities }) {
  const port = await freePort();
  const child = spawn(driver, args(port), { env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"], detached: true });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += chunk));
  // With the browser, should it not have gone by itself.
  const stop = () => {
    try {
      process.kill(-child.pid, "SIGKILL");
    } catch {
      // All gone.
    }
  };
  const base = `http://127.0.0.1:${port}`;
  let session;
  // The driver removes the browser's profile when its session ends.
  const end = async () => {
    if (session) await command(base, "DELETE", session, undefined, 10_000).catch(() => undefined);
    stop();
  };
  t.after(end, { timeout: 20_000 });
  const ready = () => fetch(`${base}/status`).then((response) => response.ok, () => false);
  for (let tries = 0; !(await ready()); tries++) {
    if (child.exitCode !== null || tries > 900) throw new Error(`${driver} does not answer:\n${output}`);
    await new Promise((next) => setTimeout(next, 100));
  }
  const { sessionId, capabilities: found } = await command(base, "POST", "/session", { capabilities: { alwaysMatch: capabilities } });
  session = `/session/${sessionId}`;
  await command(base, "POST", `${session}/timeouts`, { script: 60_000, pageLoad: 60_000 });
  return {
    version: `${found.browserName} ${found.browserVersion}`,
    /** A command of a WebDriver extension. */
    send: (method, path, body) => command(base, method, session + path, body),
    goTo: (url) => command(base, "POST", `${session}/url`, { url }),
    /** Runs an asynchronous function in the page; what it gives must be JSON. */
    run: (work, ...args) =>
      command(base, "POST", `${session}/execute/async`, {
        script: `const done = arguments[arguments.length - 1]; const args = [].slice.call(arguments, 0, -1);
          (${work})(...args).then((value) => done({ value }), (error) => done({ error: String(error && error.stack || error) }));`,
        args,
      }).then(({ value, error }) => {
        if (error) throw new Error(error);
        return value;
      }),
  };
}

async function command(base, method, path, body, limit = 90_000) {
  const response = await fetch(base + path, {
    method,
    ...(body && { body: JSON.stringify(body), headers: { "Content-Type": "application/json" } }),
    signal: AbortSignal.timeout(limit),
  });
  const { value } = await response.json();
  if (!response.ok) throw new Error(`${path}: ${value.error}: ${value.message}`);
  return value;
}

async function freePort() {
  const socket = createServer().listen(0, "127.0.0.1");
  await new Promise((listening) => socket.once("listening", listening));
  const { port } = socket.address();
  await new Promise((closed) => socket.close(closed));
  return port;
}
