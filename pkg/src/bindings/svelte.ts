// `sentc-light-wasm/svelte`: who is signed in, as a store. Needs nothing of Svelte but its contract for stores.

import type { SentcClient } from "../public/client.js";
import { Followed, LOADING, type SentcState } from "./follow.js";
import type { SentcOptions } from "../public/options.js";

export type { SentcState } from "./follow.js";

/** A store that you can use as `$session` in components and as Svelte's `Readable`. */
export interface SentcStore {
  subscribe(this: void, run: (state: SentcState) => void, invalidate?: () => void): () => void;
}

/**
 * Creates a store of the client's state, in a separate module: `export const session = sentcStore(Sentc, { app_token })`. The first
 * subscription in a browser initializes the client once, with these options or those of `createClient`. On a server, `status` is
 * always `loading`.
 */
export function sentcStore(client: SentcClient, options?: SentcOptions): SentcStore {
  return {
    subscribe(run) {
      if (typeof document === "undefined") {
        run(LOADING);
        return () => undefined;
      }
      const followed = Followed.of(client);
      run(followed.state());
      const stop = followed.subscribe(() => run(followed.state()));
      followed.start(options);
      return stop;
    },
  };
}
