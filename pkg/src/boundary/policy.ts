// What the page's Content-Security-Policy refuses looks like a broken connection to `fetch`. The event beside it tells.

import { SentcError } from "../public/error.js";

export type Fetch = typeof fetch;

/** The app's or the global fetch. One that the page's policy refuses rejects with NETWORK that names the directive. */
export async function fetchUnderPolicy(fetch: Fetch | undefined, input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  const request = fetch ?? (globalThis.fetch as Fetch | undefined);
  if (!request) {
    const hint = "Set the option fetch. In tests with Jest and jsdom, use the environment jest-fixed-jsdom.";
    throw new SentcError("NETWORK", { message: "this runtime has no fetch", hint, retryable: false });
  }
  const policy = watchPolicy("connect-src");
  try {
    return await request(input, init);
  } catch (cause) {
    const refused = await policy.refused();
    if (refused) throw refusedBy("NETWORK", refused, cause);
    throw cause;
  } finally {
    policy.end();
  }
}

export function refusedBy(code: "NETWORK" | "WASM_BLOCKED_BY_CSP", { directive, address }: Refusal, cause?: unknown): SentcError {
  return new SentcError(code, {
    message: `the page's Content-Security-Policy (${directive}) blocks ${address}`,
    hint: `Add ${address} to ${directive}.`,
    retryable: false,
    cause,
  });
}

export interface Refusal {
  directive: string;
  /** The origin that was refused, or what else the browser names. */
  address: string;
}

/** Listens, while something is tried, for the page's policy refusing it. */
export function watchPolicy(directive: string): { refused(): Promise<Refusal | undefined>; end(): void } {
  let refused: Refusal | undefined;
  const hear = (event: Event) => {
    const { blockedURI, disposition, effectiveDirective } = event as SecurityPolicyViolationEvent;
    // A violation that is only reported blocks nothing.
    if (disposition === "enforce" && effectiveDirective === directive) refused ??= { directive, address: originOf(blockedURI) };
  };
  // Not in Node, nor in jsdom, whose timers are often fake ones: waiting for one would never end.
  if (!("SecurityPolicyViolationEvent" in globalThis)) return { refused: async () => undefined, end: () => undefined };
  // In workers it comes to the global object.
  const target: EventTarget = globalThis.document ?? globalThis;
  target.addEventListener("securitypolicyviolation", hear);
  return {
    // It may come after the refusal itself.
    refused: () => new Promise((resolve) => setTimeout(() => resolve(refused))),
    end: () => target.removeEventListener("securitypolicyviolation", hear),
  };
}

function originOf(address: string): string {
  try {
    const { origin } = new URL(address);
    return origin === "null" ? address : origin;
  } catch {
    return address;
  }
}
