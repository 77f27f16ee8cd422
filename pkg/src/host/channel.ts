/** To the other tabs: texts, never a secret. Undefined where there is none, and in Node, where an open one would keep the process alive. */
export function openChannel(name: string): BroadcastChannel | undefined {
  const { process } = globalThis as { process?: { versions?: { node?: string } } };
  if (process?.versions?.node) return undefined;
  try {
    return new BroadcastChannel(name);
  } catch {
    // None here, or none for a page of this kind: nothing is ever heard.
    return undefined;
  }
}

/** Passes on what comes, instead of to an earlier listener. */
export function listenTo(channel: BroadcastChannel | undefined, hear: (message: string) => void): void {
  if (channel) channel.onmessage = ({ data }) => typeof data === "string" && hear(data);
}
