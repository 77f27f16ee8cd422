/**
 * To the other tabs: texts, never a secret. Undefined where there is no channel, and in a process that has no records to share
 * with another one (Node, Deno, Bun).
 */
export function openChannel(name: string): BroadcastChannel | undefined {
  if (!("indexedDB" in globalThis || "document" in globalThis)) return undefined;
  try {
    const channel: BroadcastChannel & { unref?(): void } = new BroadcastChannel(name);
    // Node's, in tests with jsdom, would keep the process alive.
    channel.unref?.();
    return channel;
  } catch {
    // None here, or none for a page of this kind: nothing is ever heard.
    return undefined;
  }
}

/** Passes on what comes, instead of to an earlier listener. */
export function listenTo(channel: BroadcastChannel | undefined, hear: (message: string) => void): void {
  if (channel) channel.onmessage = ({ data }) => typeof data === "string" && hear(data);
}
