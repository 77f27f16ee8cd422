import Sentc, { createClient, User } from "sentc-light-wasm";
import { createRequire } from "node:module";
import { logIn } from "./log-in.js";

// An app may well have parts of both kinds.
if (createRequire(import.meta.url)("sentc-light-wasm").User !== User) throw new Error("two copies of the package");
console.log(await logIn(Sentc, process.env));
const other = createClient({ app_token: process.env.token, base_url: process.env.api });
await other.init();
await other.dispose();
