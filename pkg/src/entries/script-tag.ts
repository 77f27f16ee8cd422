// The script-tag build: `<script src="…/sentc-light.min.js">` makes `window.Sentc`, with the default client in
// `Sentc.default` and the other exports beside it. The wasm and the worker are beside the script.

import { SentcClient } from "../public/client.js";
import { SentcError } from "../public/error.js";
import { Group } from "../public/group.js";
import { User } from "../public/user.js";
import { findAssets } from "../boundary/wasm-url.js";

export * from "./sdk.js";
export { default } from "./sdk.js";

// Only while it loads can a classic script know its own address. In a worker (importScripts) there is no document, and
// wasm_path must be set.
const { document } = globalThis as { document?: { currentScript?: { src?: string } | null } };
const src = document?.currentScript?.src;
const beside = (name: string) => (src ? new URL(name, src) : undefined);
findAssets({ wasm: () => beside("sentc-light.wasm"), worker: () => beside(`sentc-light.worker.js#sha384-${SENTC_WORKER_SHA384}`) });

// Identifiers are shortened in this build; what people see in the console is not.
for (const [name, value] of Object.entries({ Group, SentcClient, SentcError, User })) Object.defineProperty(value, "name", { value: name });
