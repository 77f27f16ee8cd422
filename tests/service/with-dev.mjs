// node tests/service/with-dev.mjs PROGRAM ARGUMENTS…
// Runs a program that finds an sentc-light-dev of its own in SENTC_TEST_URL.

import { spawn } from "node:child_process";
import { startDev } from "./support.mjs";

const [program, ...args] = process.argv.slice(2);
const server = await startDev();
const child = spawn(program, args, { stdio: "inherit", env: { ...process.env, SENTC_TEST_URL: server.url } });
const code = await new Promise((resolve) => child.once("exit", resolve));
const { code: ended } = await server.end();
process.exit(code || ended ? 1 : 0);
