import { errorRows, type SentcErrorCode } from "../generated/errors.js";
import { type FailedCall, userMessage } from "./messages.js";

export interface SentcErrorDetails {
  /** `server_<number>` of a code the service sent; else the status of the table. */
  status?: string | undefined;
  message?: string | undefined;
  retryable?: boolean | undefined;
  hint?: string | undefined;
  http_status?: number | undefined;
  cause?: unknown;
}

/** Not a property of the error: consoles and JSON show what is in one. */
const calls = new WeakMap<SentcError, FailedCall>();

/** Notes the call that an error came from, for `user_message`. */
export function cameFrom(error: SentcError, call: FailedCall): SentcError {
  calls.set(error, call);
  return error;
}

/**
 * Every failure of this SDK.
 *
 * Apps written for older clients do `JSON.parse(e).status` on what they catch: `toString()` gives
 * `{"status":"server_112","error_message":"…"}`, so that keeps working.
 */
export class SentcError extends Error {
  declare readonly name: "SentcError";
  /** `server_112` (the service's number) or `client_1000` (the SDK's). */
  readonly status: string;
  /** The same as a readable constant. Several codes can have one status: NETWORK, TIMEOUT and ABORTED are all client_1000. */
  readonly code: SentcErrorCode;
  /** Whether the same call may succeed later without any change. */
  readonly retryable: boolean;
  /** What the developer can do about it. */
  readonly hint: string;
  /** The HTTP status of the answer, where there was one. */
  declare readonly http_status?: number;

  constructor(code: SentcErrorCode, details: SentcErrorDetails = {}) {
    const row = errorRows().find(({ name }) => name === code)!;
    super(details.message ?? row.message, details.cause === undefined ? undefined : { cause: details.cause });
    // Not by assignment: it fails where the page or the process has frozen Error.prototype against tampering.
    Object.defineProperty(this, "name", { value: "SentcError", enumerable: true, configurable: true, writable: true });
    this.code = code;
    this.status = details.status ?? row.status;
    this.retryable = details.retryable ?? row.retryable;
    this.hint = details.hint ?? row.hint;
    if (details.http_status !== undefined) this.http_status = details.http_status;
  }

  /**
   * A sentence to show to people, true for the call that failed: in English, or in the words of `Sentc.messages`. `message` is for
   * developers.
   */
  get user_message(): string {
    return userMessage(this.code, this.retryable, calls.get(this)).replace("{group}", /\d/.exec(this.message)?.[0] ?? "?");
  }

  override toString(): string {
    return JSON.stringify({ status: this.status, error_message: this.message });
  }

  /** Without the cause: that object is not the SDK's and may hold secrets. */
  toJSON(): SentcErrorJson {
    const { name, status, code, message, retryable, hint, http_status } = this;
    return { name, status, code, message, retryable, hint, ...(http_status !== undefined && { http_status }) };
  }
}

export interface SentcErrorJson {
  name: "SentcError";
  status: string;
  code: SentcErrorCode;
  message: string;
  retryable: boolean;
  hint: string;
  http_status?: number;
}

/** Turns anything that was thrown into a SentcError: INTERNAL where it is none. */
export function toSentcError(thrown: unknown): SentcError {
  return thrown instanceof SentcError ? thrown : new SentcError("INTERNAL", { cause: thrown });
}
