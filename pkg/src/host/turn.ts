/** Makes tasks take turns, in the order of the calls. */
export function inTurn(): <T>(task: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (task) => {
    const done = last.then(task);
    last = done.catch(() => undefined);
    return done;
  };
}

/** Does something once the page has nothing else to do. */
export function whenIdle(task: () => void): void {
  // Safari has no idle callbacks, nor have workers.
  if ("requestIdleCallback" in globalThis) requestIdleCallback(task);
  else setTimeout(task, 1_000);
}

/** Rejects when something takes longer. What it started goes on. */
export function inTime<T>(ms: number, task: Promise<T>, late: () => Error): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(late()), ms);
    task.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
