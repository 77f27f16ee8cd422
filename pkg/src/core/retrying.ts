// Asks again while the service can't be reached, and somebody may be looking.

/** The pause before the first try, in milliseconds; it doubles each time, give or take a half. */
const FIRST_PAUSE = 1000;
const LONGEST_PAUSE = 60_000;

export class Retrying {
  private on = false;
  private tries = 0;
  private timer: unknown;

  /** `ask` tries once. It calls `stop` where that helped. */
  constructor(private readonly ask: () => Promise<void>) {}

  /** Does nothing where it has begun. */
  start(): void {
    if (this.on) return;
    this.on = true;
    page.document?.addEventListener("visibilitychange", this.now);
    page.addEventListener?.("online", this.now);
    this.wait();
  }

  stop(): void {
    this.on = false;
    this.tries = 0;
    clearTimeout(this.timer as never);
    page.document?.removeEventListener("visibilitychange", this.now);
    page.removeEventListener?.("online", this.now);
  }

  /** The browser is online, or somebody looks at the page again: no reason to wait for the end of a long pause. */
  private readonly now = (): void => {
    this.tries = 0;
    void this.once();
  };

  private async once(): Promise<void> {
    clearTimeout(this.timer as never);
    // A page that nobody sees sends nothing: it tries as soon as it is seen.
    if (page.document?.visibilityState === "hidden") return;
    await this.ask();
    if (this.on) this.wait();
  }

  private wait(): void {
    clearTimeout(this.timer as never);
    const pause = Math.min(FIRST_PAUSE * 2 ** this.tries++, LONGEST_PAUSE) * (0.5 + Math.random());
    this.timer = setTimeout(() => void this.once(), pause);
    // In Node it would keep the process alive.
    (this.timer as { unref?: () => void }).unref?.();
  }
}

interface Target {
  addEventListener(type: string, listener: () => void): void;
  removeEventListener(type: string, listener: () => void): void;
}

/** A page has both, a worker no document, Node none of it. */
const page = globalThis as Partial<Target> & { document?: Target & { visibilityState: string } };
