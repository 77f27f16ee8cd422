// Locks between all tabs of an origin, and where there are none (pages of plain http, older Node) within this process.

/** A place in the queue. */
interface Place {
  granted: Promise<unknown>;
  /** Gives the lock back, or the place in the queue. */
  leave(): void;
}

/** Whoever waited so long and gave up did so because of another tab. */
const LONG_MS = 900;

let told = false;

/** Ends of queues, by name, for all clients. */
const queues = new Map<string, Promise<unknown>>();

export function queueUp(name: string): Place {
  return globalThis.navigator?.locks ? betweenTabs(name) : within(name);
}

function betweenTabs(name: string): Place {
  const [held, release] = latch();
  const waiting = new AbortController();
  const began = performance.now();
  let fallback: Place | undefined;
  let waits = true;
  const granted = new Promise<void>((resolve, reject) => {
    navigator.locks
      .request(name, { signal: waiting.signal }, () => {
        waits = false;
        resolve();
        return held;
      })
      .catch((fault: unknown) => {
        if (waiting.signal.aborted) return reject(fault as Error);
        // Refused, as in sandboxed pages.
        waits = false;
        fallback = within(name);
        resolve(fallback.granted as Promise<void>);
      });
  });
  const leave = () => {
    if (waits && !told && performance.now() - began > LONG_MS) {
      told = true;
      console.warn("sentc: another tab of this origin holds a lock and does not release it (stopped by a debugger?); going on without");
    }
    release();
    waiting.abort();
    fallback?.leave();
  };
  return { granted, leave };
}

function within(name: string): Place {
  const granted = queues.get(name) ?? Promise.resolve();
  const [held, leave] = latch();
  const end = granted.then(() => held);
  queues.set(name, end);
  void end.then(() => queues.get(name) === end && queues.delete(name));
  return { granted, leave };
}

function latch(): [held: Promise<void>, release: () => void] {
  let release!: () => void;
  const held = new Promise<void>((resolve) => (release = resolve));
  return [held, release];
}
