// What the wasm calls. One for each client in each instance of the wasm; closed when the instance is gone.

import type { Host, SentcCore, SessionView } from "../boundary/wasm.js";
import type { SentcError } from "../public/error.js";
import type { Fetch } from "../boundary/policy.js";
import * as runtime from "../boundary/runtime.js";
import { cancellable } from "./cancellable.js";
import { listenTo, openChannel } from "./channel.js";
import type { KdfWorker } from "./kdf-worker.js";
import { queueUp } from "./locks.js";
import type { Records } from "./records.js";
import { send } from "./send.js";

/** What a client gives its host. */
export interface Parts {
  records: Records;
  /** Undefined: keys are derived on the spot. */
  kdf: KdfWorker | undefined;
  /** The app's own, instead of the global one. */
  fetch: Fetch | undefined;
  /** How the last request went: blocked by the page's policy, or otherwise. */
  fetched(failure: SentcError | undefined): void;
  ask(old_jwt: string): Promise<string>;
  hear(event: string, payload: object): void;
  log: ((entry: unknown) => void) | undefined;
  /** Another tab has made somebody the current user. */
  switched(): void;
  tellSession(number: number, view: SessionView | undefined): void;
}

export interface OpenHost extends Host {
  /** Passes on what the other tabs say. `early`: the channel, where it is open already. */
  listen(core: SentcCore, early: BroadcastChannel | undefined): void;
  /** Lets go of all that is held: locks, timers, the channel, the database. */
  close(): void;
}

export function openHost({ records, kdf, fetch, fetched, ask, hear, log, switched, tellSession }: Parts): OpenHost {
  /** Called when the instance is gone. */
  const held = new Set<() => void>();
  let channel: BroadcastChannel | undefined;

  const hold = (letGo: () => void) => {
    const once = () => {
      if (held.delete(once)) letGo();
    };
    held.add(once);
    return once;
  };

  function close(): void {
    for (const letGo of held) letGo();
    records.close();
    forget();
  }
  const forget = runtime.atEnd(close);

  return {
    listen(core, early) {
      channel = early ?? openChannel(core.channelName());
      listenTo(channel, (message) => {
        if (message === '{"type":"switched"}') return switched();
        try {
          runtime.enter(() => core.hear(message));
        } catch {
          // A trap, of which the calls that run have heard.
        }
      });
      hold(() => channel?.close());
    },
    close,

    now: () => Date.now(),
    steady: () => performance.now(),
    sleep(ms) {
      let cancel!: () => void;
      const promise = new Promise<void>((resolve) => {
        const timer = setTimeout(() => cancel(), Math.min(ms, 2 ** 31 - 1));
        cancel = hold(() => (clearTimeout(timer), resolve()));
      });
      return cancellable(promise, cancel);
    },
    lock(name) {
      const { granted, leave } = queueUp(name);
      const release = hold(leave);
      return cancellable(granted.then(() => release), release);
    },
    send: (method, url, headers, body, with_cookies, max_body) => send({ fetch, fetched, method, url, headers, body, with_cookies, max_body }),
    derive(password, salt, profile) {
      if (kdf) return kdf.derive(password, salt, profile);
      password.fill(0);
      return undefined;
    },
    ask,
    read: records.read,
    write: records.write,
    shared: records.shared,
    event(json) {
      const { name, payload } = JSON.parse(json) as { name: string; payload: object };
      hear(name, payload);
    },
    log: (json) => log?.(JSON.parse(json)),
    tell(message) {
      try {
        channel?.postMessage(message);
      } catch {
        // Closed: there is nobody to tell any more.
      }
    },
    session: (number, view) => tellSession(number, view === undefined ? undefined : (JSON.parse(view) as SessionView)),
  };
}
