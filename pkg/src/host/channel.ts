/** To the other tabs: texts, never a secret. Undefined where there is none, and in Node, where an open one would keep the process alive. */
export function openChannel(name: string, hear: (message: string) => void): BroadcastChannel | undefined {
  const { process } = globalThis as { process?: { versions?: { node?: string } } };
  if (process?.versions?.node) return undefined;
  try {
    const channel = new BroadcastChannel(name);
    channel.onmessage = ({ data }) => typeof data === "string" && hear(data);
    return channel;
  } catch {
    // None here, or none for a page of this kind: nothing is ever heard.
    return undefined;
  }
}
