// `sentc-light-wasm/vue`: who is signed in, for components.

import { type App, type InjectionKey, type ShallowRef, getCurrentInstance, inject, onMounted, onScopeDispose, shallowRef } from "vue";
import type { SentcClient } from "../public/client.js";
import { Followed, LOADING, type SentcState } from "./follow.js";
import type { SentcOptions } from "../public/options.js";

export type { SentcState } from "./follow.js";

export interface SentcPluginOptions {
  /** The default client (`import Sentc from "sentc-light-wasm"`), or one of `createClient`. */
  client: SentcClient;
  /** The options of `client.init`, read once. Leave them out for a client of `createClient`, which has them already. */
  options?: SentcOptions | undefined;
}

// The same in every copy of this file, so that an app which gets hold of two still has one client.
const KEY: InjectionKey<SentcClient> = Symbol.for("sentc-light-wasm/vue");

/** `app.use(SentcPlugin, { client, options })` initializes the client once, in the browser, and provides it to all components. */
export const SentcPlugin = {
  install(app: App, { client, options }: SentcPluginOptions): void {
    app.provide(KEY, client);
    if (typeof document !== "undefined") Followed.of(client).start(options);
  },
};

/** Returns the client that the app passed to `SentcPlugin`. */
export function useSentc(): SentcClient {
  const client = inject(KEY, undefined);
  if (!client) throw new Error("useSentc and useUser need app.use(SentcPlugin, { client })");
  return client;
}

/**
 * Returns a ref with the client's state and the signed-in user, which follows changes, also from another tab. `status` is `loading`
 * on a server and until `init` has ended. `error` is set if `init` failed. `client`: default: the app's client.
 */
export function useUser(client: SentcClient = useSentc()): Readonly<ShallowRef<SentcState>> {
  const followed = Followed.of(client);
  // Not `ref`: Vue must not watch a user's methods. The first rendering is the server's, until mounted.
  const state = shallowRef<SentcState>(LOADING);
  const update = () => void (state.value = followed.state());
  let stop: (() => void) | undefined;
  const follow = () => {
    stop = followed.subscribe(update);
    update();
  };
  // Outside of components (a Pinia store) nothing is mounted.
  if (getCurrentInstance()) onMounted(follow);
  else if (typeof document !== "undefined") follow();
  onScopeDispose(() => stop?.());
  return state;
}
