// `npx sentc-light-dev`: the service for development, with nothing to install but the package. Not for production.

import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { DataFile } from "./data-file.mjs";
import { HttpService } from "./http-service.mjs";

/** Below dist/, where this file is bundled to. */
const PACKAGE = new URL("../package.json", import.meta.url);

const HELP = `npx sentc-light-dev [options]

A sentc light API for development and tests, on this machine. Not for production.

  --port N              port to listen on; 0 takes a free one (3002)
  --host ADDRESS        address or name to listen on (127.0.0.1)
  --db FILE             where the data is kept; without it, it is gone when the program ends
  --jwt-seconds N       seconds until a JWT expires (300)
  --jwt-leeway N        seconds that an expired JWT is still accepted (60)
  --public-token T      public token of the first app, base64 (the one in the documentation)
  --secret-token T      secret token of the first app, base64 (random); better in SENTC_SECRET_TOKEN
  --public-token2 T     the same for the second app, which has the default options
  --secret-token2 T
  --app-options FILE    JSON with the options of the apps: {"1": "lax", "2": {"POST /register_light": "public"}}
  --www FOLDER          served at /, your app for instance
  --version, --help

Every option can be in the environment instead: SENTC_PORT, SENTC_DB and so on.`;

const TEXT = { type: "string" };
const OPTIONS = {
  port: TEXT, host: TEXT, db: TEXT, "jwt-seconds": TEXT, "jwt-leeway": TEXT, "public-token": TEXT, "secret-token": TEXT,
  "public-token2": TEXT, "secret-token2": TEXT, "app-options": TEXT, www: TEXT, help: { type: "boolean" }, version: { type: "boolean" },
};

main().catch((error) => {
  console.error(`sentc-light-dev: ${error.message}`);
  process.exit(1);
});

async function main() {
  const given = parseArgs({ options: OPTIONS, allowPositionals: false }).values;
  if (given.help) return console.log(HELP);
  if (given.version) return console.log(JSON.parse(readFileSync(PACKAGE, "utf8")).version);
  const option = (name) => given[name] ?? process.env[`SENTC_${name.toUpperCase().replaceAll("-", "_")}`];
  const number = (name, fallback, most) => whole(name, option(name), fallback, most);

  const file = option("db") === undefined || option("db") === ":memory:" ? undefined : new DataFile(option("db"));
  const config = {
    jwt_seconds: number("jwt-seconds", 300, 2 ** 31),
    jwt_leeway: number("jwt-leeway", 60, 2 ** 31),
    public_token: option("public-token"),
    secret_token: option("secret-token"),
    public_token2: option("public-token2"),
    secret_token2: option("secret-token2"),
  };
  const host = option("host") ?? "127.0.0.1";
  const server = new HttpService({ config, file, host, www: option("www") });
  const changes = option("app-options") === undefined ? {} : readJson(option("app-options"));
  for (const [app, change] of Object.entries(changes)) server.setOptions(app, change);
  await server.save();

  const address = await server.listen(host, number("port", 3002, 65535));
  announce(server, file, address);
  const stop = () => server.close().then(() => process.exit(0));
  process.once("SIGINT", stop).once("SIGTERM", stop);
}

/** The last line is what scripts wait for. */
function announce(server, file, address) {
  console.log("sentc-light-dev: a development and test server. Not for production, which is a real sentc API.");
  console.log(file ? `Data: ${file.path}` : "Data: in memory, gone when this program ends (--db FILE keeps it)");
  for (const [at, app] of server.apps().entries()) {
    console.log(`\nApp ${at + 1} (${app.name})\n  public token: ${app.public_token}\n  secret token: ${app.secret_token}\n  JWT key ${app.jwt_kid}:\n${app.jwt_public_key.trim()}`);
  }
  console.log(`\nlistening on ${address}`);
}

function whole(name, text, fallback, most) {
  if (text === undefined) return fallback;
  const value = Number(text);
  if (!(Number.isInteger(value) && value >= 0 && value <= most && /^\d+$/.test(text))) throw new Error(`--${name} takes a whole number from 0 to ${most}, not "${text}"`);
  return value;
}

function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    throw new Error(`${path}: ${error.message}`);
  }
}
