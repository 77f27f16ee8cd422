// `npm run build`: the pages and the files of the SDK that they load, in the folder dist.

import { cpSync, readdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const sdk = dirname(fileURLToPath(import.meta.resolve("sentc-light-wasm/sentc-light.min.js")));

rmSync("dist", { recursive: true, force: true });
cpSync("public", "dist", { recursive: true });
// The packs of words import files beside them; the list of common passwords and the names of authenticators are loaded when needed.
const loaded = /^(sentc-light(-elements)?\.(min\.js|css|wasm|worker\.js)|elements-.+\.js|password\.js|authenticators\.js)$/;
for (const name of readdirSync(sdk).filter((name) => loaded.test(name))) cpSync(join(sdk, name), join("dist/dist", name));
