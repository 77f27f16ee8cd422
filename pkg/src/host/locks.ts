// Locks between all tabs of an origin, and where there are none (pages of plain http, older Node) within this process.

/** A place in the queue. */
interface Place {
  granted: Promise<unknown>;
  /** Gives the lock back, or the place in the queue. */
  leave(): void;
}

/** Ends of queues, by name, for all clients. */
const queues = new Map<string, Promise<unknown>>();

export function queueUp(name: string): Place {
  return globalThis.navigator?.locks ? betweenTabs(name) : within(name);
}

function betweenTabs(name: string): Place {
  const [held, release] = latch();
  const waiting = new AbortController();
  let fallback: Place | undefined;
  const granted = new Promise<void>((resolve, reject) => {
    navigator.locks
      .request(name, { signal: waiting.signal }, () => {
        resolve();
        return held;
      })
      .catch((fault: unknown) => {
        if (waiting.signal.aborted) return reject(fault as Error);
        // Refused, as in sandboxed pages.
        fallback = within(name);
        resolve(fallback.granted as Promise<void>);
      });
  });
  const leave = () => {
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
