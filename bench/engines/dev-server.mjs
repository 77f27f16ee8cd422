// A dev server of its own, built with optimisations: what a debug build costs would lie on every client's request.

import { execFileSync, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const PROGRAM = `${process.env.CARGO_TARGET_DIR ?? `${ROOT}/target`}/release/sentc-light-server`;

/** `{ base_url, app_token }`. Its data is in memory. */
export async function devServer(after) {
  if (!existsSync(PROGRAM)) console.log("compiling the dev server in a release build");
  execFileSync("cargo", ["build", "--quiet", "--release", "--locked", "-p", "sentc-light-server"], { cwd: ROOT, stdio: "inherit" });
  const child = spawn(PROGRAM, ["--port", "0", "--db", ":memory:"], {
    cwd: ROOT,
    env: { ...process.env, RUST_LOG: "warn" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const kill = () => void child.kill();
  // Where this program is ended before `after` has its turn.
  process.once("exit", kill);
  after(() => void (process.off("exit", kill), kill()));
  let said = "";
  for await (const text of child.stdout.setEncoding("utf8").iterator({ destroyOnReturn: false })) {
    said += text;
    const base_url = /^listening on (\S+)$/m.exec(said)?.[1];
    if (!base_url) continue;
    child.stdout.resume();
    return { base_url, app_token: /public token: (\S+)/.exec(said)[1] };
  }
  throw new Error("the dev server did not start");
}
