#!/usr/bin/env node
import { program } from "./program.mjs";

process.exitCode = await program({
  args: process.argv.slice(2),
  input: process.stdin,
  output: process.stdout,
  errors: process.stderr,
  interactive: Boolean(process.stdin.isTTY && process.stdout.isTTY),
  manager: /^\w+/.exec(process.env.npm_config_user_agent ?? "")?.[0] ?? "npm",
});
