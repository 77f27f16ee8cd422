// Ends the sessions of a client once nobody has used the app for a time. When that was last is in a record, which the tabs
// share: a tab in the background goes by what was done in another one.

import { listIn } from "../host/shared-lists.js";
import type { ClientCore } from "./client-core.js";
import { logOutAll } from "./people.js";

/** What a person does. Moving the pointer counts too: somebody who reads is there. */
const USES = ["pointerdown", "pointermove", "keydown", "wheel", "scroll", "touchstart", "visibilitychange"] as const;
/** So long a timer can be. */
const LONGEST_MS = 2 ** 31 - 1;

export class Idle {
  /** 0: never. */
  private idle_ms = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** When somebody used this tab last. */
  private last = 0;
  /** When that was written last. */
  private written = 0;

  /** `core`: the client's at the moment. `somebody`: whether anybody is signed in. */
  constructor(
    private readonly core: () => ClientCore | undefined,
    private readonly somebody: () => boolean,
  ) {}

  start(idle_ms: number): () => void {
    this.stop();
    this.idle_ms = idle_ms;
    for (const use of USES) globalThis.document?.addEventListener(use, this.onUse, { capture: true, passive: true });
    void this.look();
    return () => {
      if (this.idle_ms === idle_ms) this.stop();
    };
  }

  stop(): void {
    this.idle_ms = 0;
    clearTimeout(this.timer);
    if ("document" in globalThis) for (const use of USES) document.removeEventListener(use, this.onUse, { capture: true });
  }

  /** Somebody is here. */
  used(): void {
    if (this.idle_ms === 0) return;
    this.last = this.written = Date.now();
    void this.write(this.last);
    this.wait(this.idle_ms);
  }

  /** Ends the sessions that nobody has used for too long, before anybody finds them. */
  async endIfIdle(core: ClientCore): Promise<void> {
    if (this.idle_ms === 0 || !core.remembers) return;
    const last = await read(core);
    if (last !== undefined && this.rest(last) <= 0) await end(core);
  }

  private readonly onUse = (): void => {
    if (!this.somebody() || globalThis.document?.visibilityState === "hidden") return;
    const now = Date.now();
    // A machine that slept has not counted: who wakes it up may be somebody else.
    if (this.last > 0 && this.rest(this.last) <= 0) return void this.look();
    this.last = now;
    if (Math.abs(now - this.written) < Math.min(this.idle_ms / 10, 10_000)) return;
    this.written = now;
    void this.write(now);
  };

  /** Ends the sessions, or waits for the rest of the time. */
  async look(): Promise<void> {
    const core = this.core();
    if (this.idle_ms === 0 || !core || !this.somebody()) return;
    const stored = await read(core);
    if (this.idle_ms === 0 || !this.somebody()) return;
    if (stored === undefined && this.last === 0) return this.used();
    // The clock was set back: it is counted from here on.
    if (stored !== undefined && stored > Date.now()) return this.used();
    this.last = Math.max(this.last, stored ?? 0);
    const rest = this.rest(this.last);
    if (rest > 0) return this.wait(rest);
    this.last = 0;
    // What could not be removed is over for this page; the next start tries again.
    await end(core).catch(() => undefined);
  }

  /** What is left of the time. */
  private rest(last: number): number {
    const now = Date.now();
    return Math.min(last, now) + this.idle_ms - now;
  }

  private async write(time: number): Promise<void> {
    const core = this.core();
    try {
      await core?.records.write([recordOf(core)], [JSON.stringify([time])], undefined);
    } catch {
      // Closed, or a storage that can't be written: this tab knows it.
    }
  }

  private wait(ms: number): void {
    clearTimeout(this.timer);
    const timer: ReturnType<typeof setTimeout> & { unref?(): void } = setTimeout(() => void this.look(), Math.min(ms, LONGEST_MS));
    // It alone keeps no process alive.
    timer.unref?.();
    this.timer = timer;
  }
}

async function end(core: ClientCore): Promise<void> {
  core.ending = "idle";
  await logOutAll(core).finally(() => (core.ending = undefined));
}

/** When somebody used the app last, in Unix milliseconds. Undefined: nobody has said. */
async function read(core: ClientCore): Promise<number | undefined> {
  try {
    const [time] = listIn(await core.records.read(recordOf(core)));
    return typeof time === "number" && Number.isFinite(time) ? time : undefined;
  } catch {
    return undefined;
  }
}

/** With the current user's records: in the tab, where they are there. */
function recordOf(core: ClientCore): string {
  return `${core.prefix}/active`;
}
