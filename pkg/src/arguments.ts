// Checks of what apps pass in. What reaches the wasm has the type it expects; a value is never part of a message.

import { SentcError } from "./error.js";
import type { CallOptions, UserMfaLogin } from "./types.js";

/** A string that UTF-8 can carry: half of a surrogate pair would silently become another character. */
export function text(name: string, value: unknown): string {
  if (typeof value !== "string") throw invalid(`${name} must be a string`);
  if (/\p{Surrogate}/u.test(value)) throw invalid(`${name} holds half of a surrogate pair`);
  return value;
}

export function nonEmpty(name: string, value: unknown): string {
  if (text(name, value) === "") throw invalid(`${name} must not be empty`);
  return value as string;
}

/** A TOTP code. Apps with a number input may pass the number: its leading zeros are put back. */
export function totpCode(name: string, value: unknown): string {
  if (typeof value !== "number") return nonEmpty(name, value);
  if (!Number.isInteger(value) || value < 0 || value > 999_999) throw invalid(`${name} must have six digits`);
  return String(value).padStart(6, "0");
}

/** The token that goes with a password, where there is one: a TOTP code or a recovery key. */
export interface Mfa {
  token: string | undefined;
  recovery: boolean;
}

export function mfa(token: unknown, recovery: unknown): Mfa {
  const isRecovery = flag("mfa_recovery", recovery);
  if (token === undefined || token === null) return { token: undefined, recovery: isRecovery };
  return { token: isRecovery ? nonEmpty("mfa_token", token) : totpCode("mfa_token", token), recovery: isRecovery };
}

/** An id that may be missing. */
export function optionalId(name: string, value: unknown): string | undefined {
  return value === undefined || value === null ? undefined : nonEmpty(name, value);
}

/** A rank that is to be given. Which numbers are ranks is decided in the wasm (client_200). */
export function rankOf(name: string, value: unknown): number {
  if (typeof value !== "number") throw invalid(`${name} must be a number`);
  return value;
}

export function optionalRank(name: string, value: unknown): number | undefined {
  return value === undefined || value === null ? undefined : rankOf(name, value);
}

/** A boolean; missing means false. */
export function flag(name: string, value: unknown): boolean {
  if (value === undefined || value === null) return false;
  if (typeof value !== "boolean") throw invalid(`${name} must be a boolean`);
  return value;
}

export function mfaLogin(value: unknown): UserMfaLogin {
  if (typeof value !== "object" || value === null) throw invalid("data must be what login returned");
  const { deviceIdentifier, mfa_master_key, mfa_auth_key } = value as Record<string, unknown>;
  return {
    deviceIdentifier: nonEmpty("data.deviceIdentifier", deviceIdentifier),
    mfa_master_key: nonEmpty("data.mfa_master_key", mfa_master_key),
    mfa_auth_key: nonEmpty("data.mfa_auth_key", mfa_auth_key),
  };
}

/** Where a list goes on. */
export interface Cursor {
  time: number | undefined;
  id: string | undefined;
}

/** The last item that was received, of which time and id matter; none for the first page. */
export function cursor(last: unknown, timeField: string, idField: string): Cursor {
  if (last === undefined || last === null) return { time: undefined, id: undefined };
  if (typeof last !== "object") throw invalid("last must be a list item");
  const time = (last as Record<string, unknown>)[timeField];
  if (typeof time !== "number" || !Number.isSafeInteger(time) || time < 0) {
    throw invalid(`last.${timeField} must be a time in milliseconds`);
  }
  return { time, id: nonEmpty(`last.${idField}`, (last as Record<string, unknown>)[idField]) };
}

/** The signal of a call's options. */
export function signalOf(options: CallOptions | null | undefined): AbortSignal | undefined {
  if (options === undefined || options === null) return undefined;
  if (typeof options !== "object") throw invalid("the options of a call must be an object");
  const signal: unknown = options.signal ?? undefined;
  if (signal === undefined) return undefined;
  if (!isAbortSignal(signal)) throw invalid("signal must be an AbortSignal");
  return signal;
}

// By shape: an app's AbortController may come from another realm or a library.
function isAbortSignal(value: unknown): value is AbortSignal {
  if (typeof value !== "object" || value === null) return false;
  const { aborted, addEventListener, removeEventListener } = value as Record<string, unknown>;
  return typeof aborted === "boolean" && typeof addEventListener === "function" && typeof removeEventListener === "function";
}

export function invalid(message: string): SentcError {
  return new SentcError("INVALID_ARGUMENT", { message });
}
