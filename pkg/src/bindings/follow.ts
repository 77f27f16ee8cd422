// What the bindings for React, Vue and Svelte share: a client's snapshot, with the fault that its start ended in.

import type { SentcClient } from "../public/client.js";
import type { SentcError } from "../public/error.js";
import type { SentcOptions } from "../public/options.js";
import type { SentcSnapshot } from "../public/types.js";

/** The signed-in user, or why the client could not start. The same object until something changes. */
export interface SentcState extends SentcSnapshot {
  /** `init` failed with it. Gone once the client's state changes, or `retry` had better luck. */
  readonly error?: SentcError;
  /** Tries `init` once more. There with `error`. */
  readonly retry?: () => void;
}

/** Also what a server renders: nobody is known there, and what a page shows first must be the same. @internal */
export const LOADING: SentcState = { status: "loading" };

const all = new WeakMap<SentcClient, Followed>();

/** One for each client, however many components follow it. @internal */
export class Followed {
  private options: SentcOptions | undefined;
  private started = false;
  private fault: { at: SentcSnapshot; state: SentcState } | undefined;
  private readonly listeners = new Set<{ callback: () => void }>();

  private constructor(private readonly client: SentcClient) {}

  static of(client: SentcClient): Followed {
    let followed = all.get(client);
    if (!followed) all.set(client, (followed = new Followed(client)));
    return followed;
  }

  /** Once: a component that is mounted twice, or replaced while its code is edited, brings other functions each time. */
  start(options: SentcOptions | undefined): void {
    if (this.started) return;
    this.started = true;
    this.options = options;
    this.init();
  }

  readonly state = (): SentcState => {
    const snapshot = this.client.getSnapshot();
    return this.fault?.at === snapshot ? this.fault.state : snapshot;
  };

  readonly subscribe = (callback: () => void): (() => void) => {
    const entry = { callback };
    this.listeners.add(entry);
    const stop = this.client.subscribe(callback);
    return () => {
      this.listeners.delete(entry);
      stop();
    };
  };

  private readonly init = (): void => {
    this.client.init(this.options).then(
      () => this.tell(undefined),
      (error: SentcError) => this.tell(error),
    );
  };

  private tell(error: SentcError | undefined): void {
    if (!error && !this.fault) return;
    const at = this.client.getSnapshot();
    this.fault = error && { at, state: { ...at, error, retry: this.init } };
    for (const { callback } of [...this.listeners]) callback();
  }
}
