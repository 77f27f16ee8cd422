import type { Signal } from "../public/platform.js";

/** Why `breached` has no answer. That says nothing about the password. */
export class BreachError extends Error {
  override readonly name = "BreachError";

  constructor(
    /**
     * - `NETWORK`: no answer, or the page's policy does not allow the request (`connect-src`)
     * - `ABORTED`: by `signal`
     * - `UNEXPECTED_ANSWER`: an HTTP status other than 200
     * - `UNSUPPORTED`: no WebCrypto, as on pages of plain http
     */
    readonly code: "NETWORK" | "ABORTED" | "UNEXPECTED_ANSWER" | "UNSUPPORTED",
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message);
    // Not by the constructor: older browsers ignore its second argument.
    if (options?.cause !== undefined) Object.defineProperty(this, "cause", { value: options.cause, configurable: true, writable: true });
  }
}

/** How to ask. */
export interface BreachOptions {
  /** Default: the global one */
  fetch?: ((url: string, init: BreachRequest) => Promise<{ readonly status: number; text(): Promise<string> }>) | undefined;
  /** The address that five characters of the hash are put behind. Default: `https://api.pwnedpasswords.com/range/` */
  url?: string | undefined;
  /** Ends the request. */
  signal?: Signal | undefined;
}

/** What `fetch` is called with. */
export interface BreachRequest {
  headers: Record<string, string>;
  credentials: "omit";
  referrerPolicy: "no-referrer";
  signal?: Signal;
}

const DEFAULT_URL = "https://api.pwnedpasswords.com/range/";

/**
 * Asks Pwned Passwords, or a copy of it, how often a password is in known data breaches: 0 for never. Sends the first five
 * of 40 hexadecimal digits of the password's SHA-1 and nothing else. Some 1,000 known passwords share them, and the answer
 * is filled up with random lines (`Add-Padding`), so its length tells nothing either. The service sees the user's IP
 * address: ask your users first, or run a copy.
 *
 * Rejects with a BreachError where there is no answer: let the user go on then.
 */
export async function breached(password: string, { fetch = globalThis.fetch, url = DEFAULT_URL, signal }: BreachOptions = {}): Promise<number> {
  if (typeof password !== "string") throw new TypeError("password must be a string");
  const subtle: SubtleCrypto | undefined = globalThis.crypto?.subtle;
  if (!subtle) throw new BreachError("UNSUPPORTED", "there is no WebCrypto here: the page must be served by https or from localhost");
  const bytes = new TextEncoder().encode(password);
  const digest = new Uint8Array(await subtle.digest("SHA-1", bytes));
  bytes.fill(0);
  const hash = [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("").toUpperCase();

  let status: number;
  let text: string;
  try {
    const response = await fetch(url + hash.slice(0, 5), {
      headers: { "Add-Padding": "true" },
      credentials: "omit",
      referrerPolicy: "no-referrer",
      ...(signal ? { signal } : {}),
    });
    status = response.status;
    text = await response.text();
  } catch (cause) {
    if (signal?.aborted) throw new BreachError("ABORTED", "the request was aborted", { cause });
    throw new BreachError("NETWORK", "the list of breached passwords could not be asked", { cause });
  }
  if (status !== 200) throw new BreachError("UNEXPECTED_ANSWER", `the list of breached passwords answered with status ${status}`);
  const own = hash.slice(5);
  const line = text.split(/\r?\n/).find((line) => line.slice(0, 36).toUpperCase() === `${own}:`);
  // Padding has the count 0.
  return line === undefined ? 0 : Number.parseInt(line.slice(36), 10) || 0;
}
