import { errorRows, type SentcErrorCode } from "../generated/errors.js";
import { type FailedCall, userMessage } from "./messages.js";

export interface SentcErrorDetails {
  /** `server_<number>` if the service sent a code. Default: the code's status in the table of errors */
  status?: string | undefined;
  message?: string | undefined;
  retryable?: boolean | undefined;
  hint?: string | undefined;
  http_status?: number | undefined;
  cause?: unknown;
}

/** Not a property of the error, because consoles and JSON show all properties. */
const calls = new WeakMap<SentcError, FailedCall>();

/** Notes the call that an error came from, for `user_message`. */
export function cameFrom(error: SentcError, call: FailedCall): SentcError {
  calls.set(error, call);
  return error;
}

/**
 * The error that every method of this SDK throws or rejects with.
 *
 * `toString()` returns `{"status":"server_112","error_message":"…"}`, because apps for older clients call `JSON.parse(e).status`.
 */
export class SentcError extends Error {
  declare readonly name: "SentcError";
  /** `server_112` (the service's number) or `client_1000` (the SDK's). */
  readonly status: string;
  /** The kind of error, as a readable constant. Several codes can share a status: NETWORK, TIMEOUT and ABORTED are all client_1000. */
  readonly code: SentcErrorCode;
  /** Whether the same call may succeed later without any change. */
  readonly retryable: boolean;
  /** What the developer can do about it. */
  readonly hint: string;
  /** The HTTP status of the answer, if one arrived. */
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
   * A sentence to show to users. It fits the call that failed, and is in English or in the words of `Sentc.messages`. Do not show
   * `message` to users: it is for developers.
   */
  get user_message(): string {
    return userMessage(this.code, this.retryable, calls.get(this)).replace("{group}", /\d/.exec(this.message)?.[0] ?? "?");
  }

  override toString(): string {
    return JSON.stringify({ status: this.status, error_message: this.message });
  }

  /** Returns the fields without `cause`, which comes from outside the SDK and may contain secrets. */
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

/** Returns a SentcError unchanged; wraps anything else that was thrown into one with the code INTERNAL. */
export function toSentcError(thrown: unknown): SentcError {
  return thrown instanceof SentcError ? thrown : new SentcError("INTERNAL", { cause: thrown });
}
