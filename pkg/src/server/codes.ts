import { AdminError } from "./admin-error.js";
import { toBase64url } from "./base64url.js";
import type { CodeStore } from "./code-stores.js";

/** A mail to send. Put no text into it that a user typed: an attacker could use it to send advertisements to other people. */
export interface CodeMail {
  to: string;
  purpose: string;
  /**
   * `code`: somebody asked for this code. `done`: somebody used the code, and the deed was done. `maybe`: somebody used the code, and it
   * is unknown whether the deed was done. The last two warn owners whose code somebody else used.
   */
  kind: "code" | "done" | "maybe";
  /** Such as `7K3QX-0V9MB`; only with `kind: "code"`. */
  code?: string;
}

export interface CodeOptions {
  store: CodeStore;
  /** Sends one mail. If it fails for a notice, `resume` sends the notice after the next start. */
  mail(mail: CodeMail): Promise<void> | void;
  /**
   * Returns true if this address may get a code for this purpose. The queue calls it after the response, so that the response time does
   * not show who has an account.
   */
  known(address: string, purpose: string): Promise<boolean> | boolean;
  /** Milliseconds for which a code is valid. Default: 900000 (15 minutes) */
  lifetime_ms?: number;
  /** How many tries a code allows; after that, the right code fails too. Default: 5 */
  tries?: number;
  /** How many codes an address can get in an hour. Default: 5 */
  per_hour?: number;
  /** How many mails can wait in the queue. Default: 1000 */
  waiting?: number;
  /** Called with each error of the queue, for example a mail that could not be sent. Default: `console.error` */
  onError?(error: unknown): void;
  /** Keeps a runtime at the edge alive for work after the response: `waitUntil` of `cloudflare:workers`. */
  waitUntil?(work: Promise<unknown>): void;
}

export interface Codes {
  /**
   * Mails a code to an address, if the address is known and has not had too many codes. Returns at once, with the same result for
   * every address. False: too many mails are waiting; answer with 503.
   */
  send(address: string, purpose: string): boolean;
  /**
   * Runs `deed` once if the code is right, and resolves to its result. First it reserves the code and records a notice to the owner of
   * the address. So the owner gets the notice even after a crash or a lost answer.
   *
   * If `check` throws, `deed` does not run: the code can be used again, and the try counts. If `deed` throws, the code can be used again
   * too, and the owner gets a `maybe` notice, unless the error went through {@link nothingDone}.
   *
   * @throws {CodeError} the code is wrong, used, voided or expired, or the address is unknown
   */
  redeem<T>(address: string, purpose: string, code: string, deed: () => Promise<T>, check?: () => Promise<void>): Promise<T>;
  /**
   * Makes all codes of an address invalid, also codes that are being redeemed. Call it after a password reset, and when an account is
   * deleted: otherwise an older code opens the account of whoever registers the address next.
   */
  voidAll(address: string): Promise<void>;
  /** Sends the notices that were recorded but not sent. Call it when the back end starts. */
  resume(): Promise<void>;
  /** Puts any other mail into the same queue. */
  later(work: () => Promise<void> | void): boolean;
}

/** The code is wrong, used, voided or expired, or the address is unknown. Answer with the same 403 in all these cases. */
export class CodeError extends Error {
  override readonly name = "CodeError";
  readonly code = "WRONG_CODE";

  constructor() {
    super("the code is wrong, used or too old");
  }
}

const HOUR = 3_600_000;
const LENGTH = 10;

/** Errors of deeds that changed nothing. */
const harmless = new WeakSet<object>();

/**
 * Marks an error of a deed's first step: `await admin.resetPassword(…).catch(nothingDone)`. Always throws the error again. If the service
 * refused the step, nothing was done, so `redeem` sends the owner no notice. Other errors are not marked.
 */
export function nothingDone(error: unknown): never {
  if (error instanceof AdminError && error.code !== "MAY_HAVE_HAPPENED") harmless.add(error);
  throw error;
}

/**
 * Creates codes by mail: a user who can read the mailbox can do one thing, once, within `lifetime_ms`. A code has 50 random bits, is
 * stored as a hash, and is valid for one purpose and one address. A new code makes the previous one invalid.
 *
 * @throws {TypeError} a number in `options` can't be used
 */
export function codes(options: CodeOptions): Codes {
  const { store, lifetime_ms = 15 * 60_000, tries = 5, per_hour = 5, waiting: most = 1000, onError = console.error } = options;
  // A limit that is NaN, as of a missing variable, would be none.
  for (const [name, limit] of Object.entries({ lifetime_ms, tries, per_hour, waiting: most })) {
    if (!Number.isSafeInteger(limit) || limit < 1) throw new TypeError(`${name} must be a whole number above 0`);
  }
  let queue: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  let newest = 0;

  // The answer to “send me a code” is on its way before the address is looked up.
  const later = (work: () => Promise<void> | void): boolean => {
    if (waiting >= most) return false;
    waiting++;
    queue = queue
      .then(() => new Promise((resolve) => setTimeout(resolve)))
      .then(work)
      .catch(onError)
      .finally(() => waiting--);
    options.waitUntil?.(queue);
    return true;
  };

  const tell = (id: string, to: string, purpose: string, kind: "done" | "maybe") =>
    later(async () => {
      await options.mail({ to, purpose, kind });
      await store.due(id, -1);
    });

  return {
    send: (address, purpose) =>
      later(async () => {
        // Out of a JSON body it can be anything.
        if (typeof address !== "string" || !(await options.known(address, purpose))) return;
        const code = randomCode();
        // Ids sort by the order of sending, within a process also those of one millisecond.
        const sent = Date.now();
        newest = Math.max(newest + 1, sent * 1000);
        const id = `${String(newest).padStart(17, "0")}-${toBase64url(crypto.getRandomValues(new Uint8Array(6)))}`;
        if (!(await store.add({ id, address, purpose, hash: await hashOf(address, purpose, code), sent }, sent - HOUR, per_hour))) return;
        await options.mail({ to: address, purpose, kind: "code", code });
      }),

    async redeem(address, purpose, code, deed, check) {
      if (typeof address !== "string") throw new CodeError();
      // The try counts before the code is compared, so many at once get no more than their share.
      const row = await store.attempt(address, purpose, Date.now() - lifetime_ms, tries);
      const is_right = isEqual(await hashOf(address, purpose, code), row?.hash ?? "");
      if (!row || !is_right) throw new CodeError();
      await store.due(row.id, 1);
      if (!(await store.change(row.id, "open", "reserved"))) {
        await store.due(row.id, -1);
        throw new CodeError();
      }
      let is_harmless = true;
      try {
        await check?.();
        is_harmless = false;
        const result = await deed();
        await store.change(row.id, "reserved", "used");
        tell(row.id, address, purpose, "done");
        return result;
      } catch (error) {
        // A check may ask for a password: its failures count as tries, or the code would allow any number of guesses.
        await store.change(row.id, "reserved", "open", !is_harmless);
        if (is_harmless || (typeof error === "object" && error !== null && harmless.has(error))) await store.due(row.id, -1);
        else tell(row.id, address, purpose, "maybe");
        throw error;
      }
    },

    voidAll: (address) => store.voidAll(address),

    async resume() {
      for (const { id, address, purpose } of await store.untold()) tell(id, address, purpose, "maybe");
    },

    later,
  };
}

/** Crockford's base 32: no letter that looks like a digit. 50 bits are too many to be guessed from a stolen hash within 15 minutes. */
function randomCode(): string {
  const letters = Array.from(crypto.getRandomValues(new Uint8Array(LENGTH)), (byte) => "0123456789ABCDEFGHJKMNPQRSTVWXYZ".charAt(byte & 31)).join("");
  return `${letters.slice(0, LENGTH / 2)}-${letters.slice(LENGTH / 2)}`;
}

/** Hashes a code as users type it: case, spaces and dashes do not matter. */
async function hashOf(address: string, purpose: string, code: string): Promise<string> {
  const typed = (typeof code === "string" ? code : "").replace(/[^a-z0-9]/gi, "").slice(0, LENGTH + 1).toUpperCase().replaceAll("O", "0").replace(/[IL]/g, "1");
  return toBase64url(new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(JSON.stringify([purpose, address, typed])))));
}

/** Takes as long for every pair of one length. */
function isEqual(one: string, other: string): boolean {
  let difference = one.length ^ other.length;
  for (let at = 0; at < one.length; at++) difference |= one.charCodeAt(at) ^ (other.charCodeAt(at) || 0);
  return difference === 0;
}
