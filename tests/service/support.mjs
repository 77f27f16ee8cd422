// What the tests of the service in WebAssembly share.

import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../..", import.meta.url));
export const dist = join(root, "pkg/dist");

export const TOKENS = {
  public: "5zMb6zs3dEM62n+FxjBilFPp+j9e7YUFA+7pi6Hi",
  secret: "dGVzdCBzZWNyZXQgdG9rZW4gb2YgYXBwIG9uZS4u",
  public2: "dGVzdCBwdWJsaWMgdG9rZW4gb2YgYXBwIHR3by4u",
  secret2: "dGVzdCBzZWNyZXQgdG9rZW4gb2YgYXBwIHR3by4u",
};

/** A folder that goes with the test. */
export function folder(t) {
  const path = mkdtempSync(join(tmpdir(), "sentc-service-"));
  t.after(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/**
 * Starts sentc-light-dev on a free port. Resolves when it listens; `end(signal)` resolves when it has ended, `printed(pattern)` when its
 * output matches: what it prints can arrive after the answer to the request that it prints it for.
 */
export function startDev(args = []) {
  const tokens = Object.entries(TOKENS).flatMap(([name, token]) => [`--${name.replace(/(\d?)$/, "-token$1")}`, token]);
  const child = spawn(process.execPath, [join(dist, "sentc-light-dev.mjs"), "--port", "0", ...tokens, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  const ended = new Promise((resolve) => child.once("close", (code, signal) => resolve({ code, signal })));
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (part) => (output += part));
  const printed = (pattern) =>
    new Promise((resolve, reject) => {
      const look = () => pattern.test(output) && resolve(pattern.exec(output));
      for (const stream of [child.stdout, child.stderr]) stream.on("data", look);
      ended.then(({ code }) => reject(Object.assign(new Error(`sentc-light-dev ended with ${code}: ${output}`), { output })));
      look();
    });
  return printed(/^listening on (.*)$/m).then(([, url]) => ({ url, pid: child.pid, printed, end: (signal = "SIGTERM") => (child.kill(signal), ended) }));
}
