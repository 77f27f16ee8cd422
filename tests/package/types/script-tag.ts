// How an app that uses the script-tag build types its global: the package's own types are the types of it.
import type * as SentcModule from "sentc-light-wasm";
import type { User } from "sentc-light-wasm";
import { exactly } from "./exactly.js";

declare global {
  interface Window {
    Sentc: typeof SentcModule;
  }
}

export async function start(): Promise<void> {
  const sentc = window.Sentc.default;
  const user = await sentc.init({ app_token: "token", refresh: { endpoint: window.Sentc.REFRESH_ENDPOINT.api } });
  exactly<User | undefined>()(user);
  exactly<string>()(await window.Sentc.createClient({ app_token: "token" }).register("id", "password"));
}
