// The SDK in a back end. Compiled, never run.

import { type SentcOptions, SentcError, type User, createClient } from "sentc-light-wasm";
import { exactly } from "../exactly.js";

export const options: SentcOptions = {
  app_token: "token",
  wasm_path: new Uint8Array(8),
  fetch: async (url, init) => {
    exactly<string>()(url);
    exactly<string | undefined>()(init?.method);
    throw new Error("no network");
  },
  normalize: { identifier: "trim-lower-nfc", password: "nfc" },
};

export async function status(user: User, signal: { aborted: boolean; reason: unknown; addEventListener(): void; removeEventListener(): void }): Promise<number> {
  await user.getDevices(null, { signal });
  // @ts-expect-error — no signal
  await user.getDevices(null, { signal: "soon" });
  const response = await user.fetch("https://api.example.org/", { method: "POST" });
  exactly<number>()(response.status);
  exactly<unknown>()(await response.json());
  // @ts-expect-error — the fallbacks are types, not `any`
  response.statuss;
  return response.status;
}

export async function login(): Promise<string> {
  await using client = createClient(options);
  await client.init();
  try {
    const user = await client.login("ada", "password", true);
    return user.id;
  } catch (error) {
    return error instanceof SentcError ? error.user_message : "";
  }
}
