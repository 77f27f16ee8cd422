import Sentc, { type SentcClient, SentcError, type User } from "sentc-light-wasm";
import { SentcProvider, type SentcState, useSentc, useUser } from "sentc-light-wasm/react";
import { sentcStore } from "sentc-light-wasm/svelte";
import { SentcPlugin, useUser as useVueUser } from "sentc-light-wasm/vue";
import { createElement } from "react";
import { type App } from "vue";
import { exactly } from "./exactly.js";

export function react() {
  exactly<SentcClient>()(useSentc());
  const state = useUser();
  exactly<SentcState>()(state);
  exactly<"loading" | "signedIn" | "signedOut" | "offline">()(state.status);
  exactly<User | undefined>()(state.user);
  exactly<SentcError | undefined>()(state.error);
  // @ts-expect-error — nobody may be signed in
  state.user.id;
  // @ts-expect-error — it follows, it does not set
  state.status = "signedIn";
  // @ts-expect-error — whose state?
  createElement(SentcProvider, {});
  return createElement(SentcProvider, { client: Sentc, options: { app_token: "token" } }, state.identifier);
}

export function vue(app: App) {
  app.use(SentcPlugin, { client: Sentc, options: { app_token: "token" } });
  // @ts-expect-error — whose state?
  app.use(SentcPlugin, { options: { app_token: "token" } });
  exactly<string | undefined>()(useVueUser().value.identifier);
}

export function svelte() {
  // What Svelte's Readable asks for.
  const store: { subscribe(this: void, run: (value: SentcState) => void, invalidate?: () => void): () => void } = sentcStore(Sentc, { app_token: "token" });
  // @ts-expect-error — the token is missing
  sentcStore(Sentc, {});
  return store;
}
