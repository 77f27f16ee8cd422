import { ERRORS, type SentcErrorCode } from "../generated/errors.js";
import { userMessage } from "./messages.js";

export interface SentcErrorDetails {
  /** `server_<number>` of a code the service sent; else the status of the table. */
  status?: string | undefined;
  message?: string | undefined;
  retryable?: boolean | undefined;
  hint?: string | undefined;
  http_status?: number | undefined;
  cause?: unknown;
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
  /** The same as a readable constant. Status numbers may be shared (NETWORK, TIMEOUT and ABORTED are client_1000); codes are not. */
  readonly code: SentcErrorCode;
  /** Whether the same call may work later without anything being changed. */
  readonly retryable: boolean;
  /** What the developer can do about it. */
  readonly hint: string;
  /** The HTTP status of the answer, where there was one. */
  declare readonly http_status?: number;

  constructor(code: SentcErrorCode, details: SentcErrorDetails = {}) {
    const row = ERRORS.find(({ name }) => name === code)!;
    super(details.message ?? row.message, details.cause === undefined ? undefined : { cause: details.cause });
    // Not by assignment: it fails where the page or the process has frozen Error.prototype against tampering.
    Object.defineProperty(this, "name", { value: "SentcError", enumerable: true, configurable: true, writable: true });
    this.code = code;
    this.status = details.status ?? row.status;
    this.retryable = details.retryable ?? row.retryable;
    this.hint = details.hint ?? row.hint;
    if (details.http_status !== undefined) this.http_status = details.http_status;
  }

  /** For people, in the app's words where it set `Sentc.messages`. `message` is for developers. */
  get user_message(): string {
    return userMessage(this.code);
  }

  override toString(): string {
    return JSON.stringify({ status: this.status, error_message: this.message });
  }

  /** Without the cause: it is somebody else's object, and nobody knows what it holds. */
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

/** Whatever was thrown, as a SentcError. What nobody foresaw is INTERNAL. */
export function toSentcError(thrown: unknown): SentcError {
  return thrown instanceof SentcError ? thrown : new SentcError("INTERNAL", { cause: thrown });
}
