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

/**
 * What scripts hold, after a collection: the heap without compiled code, which grows for as long as V8 compiles. Without the
 * browser's own objects too: they include a record of every request for the driver.
 */
export async function objectsInUse(devtools) {
  await heapInUse(devtools);
  const chunks = [];
  const add = ({ chunk }) => chunks.push(chunk);
  devtools.on("HeapProfiler.addHeapSnapshotChunk", add);
  await devtools.send("HeapProfiler.takeHeapSnapshot", { reportProgress: false });
  devtools.off("HeapProfiler.addHeapSnapshotChunk", add);
  const { snapshot, nodes } = JSON.parse(chunks.join(""));
  const { node_fields, node_types } = snapshot.meta;
  const [type, size] = ["type", "self_size"].map((field) => node_fields.indexOf(field));
  const names = node_types[type];
  let bytes = 0;
  for (let at = 0; at < nodes.length; at += node_fields.length) {
    if (!["code", "native"].includes(names[nodes[at + type]])) bytes += nodes[at + size];
  }
  return bytes;
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
