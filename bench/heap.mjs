// What V8 holds. All sizes are bytes.

/** After a collection. What a finaliser lets go of is free only after the next one. */
export async function heapInUse(devtools) {
  let least = Number.POSITIVE_INFINITY;
  for (;;) {
    await devtools.send("HeapProfiler.collectGarbage");
    // The finalisers' turn.
    await devtools.send("Runtime.evaluate", { expression: "new Promise((next) => setTimeout(next))", awaitPromise: true });
    const { usedSize } = await devtools.send("Runtime.getHeapUsage");
    if (usedSize > least - 1_000) return Math.min(usedSize, least);
    least = usedSize;
  }
}

/** The most that was in use at a moment while `work` ran, garbage too: asked for as often as the page can answer. */
export async function heapPeak(devtools, work) {
  let [peak, running] = [0, true];
  const watched = (async () => {
    while (running) peak = Math.max(peak, (await devtools.send("Runtime.getHeapUsage")).usedSize);
  })();
  try {
    await work();
  } finally {
    running = false;
  }
  await watched;
  return peak;
}

export const kilobytes = (bytes) => Math.round(bytes / 1_000).toLocaleString("en");
