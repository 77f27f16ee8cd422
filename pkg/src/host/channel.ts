/**
 * To the other tabs: texts, never a secret. Undefined where there is no channel, and in a process that has no records to share
 * with another one (Node, Deno, Bun).
 */
export function openChannel(name: string, hear: (message: string) => void): BroadcastChannel | undefined {
  if (!("indexedDB" in globalThis || "document" in globalThis)) return undefined;
  try {
    const channel: BroadcastChannel & { unref?(): void } = new BroadcastChannel(name);
    // Node's, in tests with jsdom, would keep the process alive.
    channel.unref?.();
    channel.onmessage = ({ data }) => typeof data === "string" && hear(data);
    return channel;
  } catch {
    // None here, or none for a page of this kind: nothing is ever heard.
    return undefined;
  }
}
