// Shared by the bindings for React, Vue and Svelte: a client's snapshot, with the error if `init` failed.

import type { SentcClient } from "../public/client.js";
import type { SentcError } from "../public/error.js";
import type { SentcOptions } from "../public/options.js";
import type { SentcSnapshot } from "../public/signed-in.js";

/** The state of a client: the signed-in user, or the error if `init` failed. The same object until something changes. */
export interface SentcState extends SentcSnapshot {
  /** The error with which `init` failed. Removed when the client's state changes or `retry` succeeds. */
  readonly error?: SentcError;
  /** Calls `init` again. Set together with `error`. */
  readonly retry?: () => void;
}

/** The first state. A server renders it too, because it knows no user, and the page's first rendering must match. @internal */
export const LOADING: SentcState = { status: "loading" };

const all = new WeakMap<SentcClient, Followed>();

/** Shared by all components that follow the same client. @internal */
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

  /** Only the first call counts: a component that is mounted twice, or replaced by hot reload, passes other functions each time. */
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
      () => this.notify(undefined),
      (error: SentcError) => this.notify(error),
    );
  };

  private notify(error: SentcError | undefined): void {
    if (!error && !this.fault) return;
    const at = this.client.getSnapshot();
    this.fault = error && { at, state: { ...at, error, retry: this.init } };
    for (const { callback } of [...this.listeners]) callback();
  }
}
