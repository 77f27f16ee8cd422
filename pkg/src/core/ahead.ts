// Reads who is stored while the wasm loads, without the wasm. Where nobody is, `init` is done without entering it: the
// first entry compiles some 300 of its functions, which takes a phone longer than everything else that `init` does then.

import { openChannel } from "../host/channel.js";
import type { Records } from "../host/records.js";
import { DEFAULT_BASE_URL } from "../generated/constants.js";
import type { CheckedOptions } from "../public/options.js";

/** What was found before the wasm was there. */
export interface Ahead {
  /** True: nobody is stored. False: the wasm has to look. Never rejects. */
  nobody: Promise<boolean>;
  /** Open from the beginning, so that nothing that another tab says is missed. It needs a listener. */
  channel: Promise<BroadcastChannel | undefined>;
}

/** Undefined where only the wasm can tell: options that it may refuse, a storage of the app's own, no WebCrypto. */
export function lookAhead(options: CheckedOptions, records: Records): Ahead | undefined {
  // What Rust may refuse is more than this; it goes the other way and gets Rust's error.
  const known = options.base_url === undefined || /^https?:\/\/[!-.0-~][!-~]*$/.test(options.base_url);
  if (!known || options.getStorage || !globalThis.crypto?.subtle || !("indexedDB" in globalThis)) return undefined;
  const prefix = recordsPrefix(options);
  return {
    nobody: find(prefix, records).catch(() => false),
    channel: prefix.then((prefix) => openChannel(`sentc-light/${prefix}`)).catch(() => undefined),
  };
}

async function find(prefix: Promise<string>, records: Records): Promise<boolean> {
  const current = await records.ahead(`${await prefix}/current`);
  if (typeof current !== "string") return current === undefined;
  const identifier: unknown = JSON.parse(current);
  if (typeof identifier === "string") void records.ahead(`${await prefix}/user/${identifier}`).catch(() => undefined);
  return false;
}

/** As `Records::new` in src/client/records.rs, which has the same test vector. */
export async function recordsPrefix({ base_url = DEFAULT_BASE_URL, app_token, name = "" }: Pick<CheckedOptions, "base_url" | "app_token" | "name">): Promise<string> {
  const text = [base_url.replace(/\/+$/, ""), app_token, name].map((part) => `${part}\0`).join("");
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
  return [...digest.subarray(0, 8)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
