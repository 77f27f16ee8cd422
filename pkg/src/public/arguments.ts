// Checks the arguments of apps, so that the wasm gets the types that it expects. Error messages never contain a value: it may be secret.

import { SentcError } from "./error.js";
import { type CheckedOptions, REMEMBER, type Remember } from "./options.js";
import type { Signal } from "./platform.js";
import type { UserMfaLogin } from "../generated/types.js";
import type { CallOptions, LoginOptions } from "./types.js";

/** Checks that a value is a string that UTF-8 can encode. Half of a surrogate pair would silently become another character. */
export function text(name: string, value: unknown): string {
  if (typeof value !== "string") throw invalid(`${name} must be a string`);
  if (/\p{Surrogate}/u.test(value)) throw invalid(`${name} contains half of a surrogate pair`);
  return value;
}

export function nonEmpty(name: string, value: unknown): string {
  if (text(name, value) === "") throw invalid(`${name} must not be empty`);
  return value as string;
}

/** Checks an identifier and normalizes it as the options say. `options` is undefined before `init`; the caller then rejects later. */
export function identifierOf(name: string, value: unknown, options: CheckedOptions | undefined): string {
  const given = nonEmpty(name, value);
  const how = options?.normalize_identifier;
  if (!how) return given;
  const trimmed = given.replace(AROUND, "");
  return nonEmpty(name, how === "trim" ? trimmed : trimmed.toLowerCase().normalize("NFC"));
}

/**
 * White space around an identifier, and the characters without a shape that come along when one is copied: soft hyphens, zero-width
 * spaces and joiners, direction marks and isolates. Not all of \p{Cf}: tag characters are the end of some flags.
 */
const AROUND = /^[\s\xad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f]+|[\s\xad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f]+$/g;

/** Checks a password and normalizes it as the options say. */
export function passwordOf(name: string, value: unknown, options: CheckedOptions | undefined): string {
  const given = nonEmpty(name, value);
  return options?.normalize_password ? given.normalize("NFC") : given;
}

/**
 * A TOTP code in ASCII digits, without the spaces, dashes and invisible characters that authenticators, messengers and people put
 * between. Apps with a number input may pass the number: its leading zeros are put back.
 */
export function totpCode(name: string, value: unknown): string {
  if (typeof value !== "number") return nonEmpty(name, typed(name, value).replace(/\p{Dash}/gu, ""));
  if (!Number.isInteger(value) || value < 0 || value > 999_999) throw invalid(`${name} must have six digits`);
  return String(value).padStart(6, "0");
}

/** A recovery key, without white space and invisible characters. Its dashes are letters of base64url. */
export function recoveryKey(name: string, value: unknown): string {
  return nonEmpty(name, typed(name, value));
}

/** Removes white space and format characters (Cf), and replaces the digits of every script (Nd) with ASCII digits. */
function typed(name: string, value: unknown): string {
  return text(name, value)
    .replace(/[\s\p{Cf}]/gu, "")
    .replace(/\P{ASCII}/gu, (letter) => (/\p{Nd}/u.test(letter) ? String(digitOf(letter)) : letter));
}

/** Unicode encodes decimal digits in runs of ten from 0 to 9; where runs touch, they do so at multiples of ten. */
function digitOf(letter: string): number {
  const code = letter.codePointAt(0)!;
  let start = code;
  while (/\p{Nd}/u.test(String.fromCodePoint(start - 1))) start--;
  return (code - start) % 10;
}

/** An id or a name that may be missing. */
export function optionalId(name: string, value: unknown): string | undefined {
  return value === undefined || value === null ? undefined : nonEmpty(name, value);
}

/** Checks that a rank is a number. The wasm checks which numbers are ranks (client_200). */
export function rankOf(value: unknown): number {
  if (typeof value !== "number") throw invalid("rank must be a number");
  // JSON would turn it into null on the way to the wasm.
  if (!Number.isFinite(value)) throw new SentcError("RANK_OUT_OF_RANGE");
  return value;
}

export function optionalRank(value: unknown): number | undefined {
  return value === undefined || value === null ? undefined : rankOf(value);
}

/** A boolean; missing means false. */
export function flag(name: string, value: unknown): boolean {
  if (value === undefined || value === null) return false;
  if (typeof value !== "boolean") throw invalid(`${name} must be a boolean`);
  return value;
}

/** An object with named fields. Reading one can run code of the app, in a getter or a proxy: what that throws is INVALID_ARGUMENT. */
export function fieldsOf(name: string, value: unknown): Record<string, unknown> {
  if (typeof value !== "object" || value === null) throw invalid(`${name} must be an object`);
  return new Proxy(value as Record<string, unknown>, {
    get(fields, field) {
      try {
        return Reflect.get(fields, field) as unknown;
      } catch (cause) {
        throw new SentcError("INVALID_ARGUMENT", { message: `${name} has a field that can't be read`, cause });
      }
    },
  });
}

export function mfaLogin(value: unknown): UserMfaLogin {
  const data = fieldsOf("data", value);
  const field = (name: keyof UserMfaLogin) => nonEmpty(`data.${name}`, data[name]);
  return { deviceIdentifier: field("deviceIdentifier"), mfa_master_key: field("mfa_master_key"), mfa_auth_key: field("mfa_auth_key") };
}

/** Returns where a list continues: the time and the id of the last item that was received. Empty for the first page. */
export function after(last: unknown, timeField: string, idField: string): { time?: number; last?: string } {
  if (last === undefined || last === null) return {};
  const item = fieldsOf("last", last);
  const time = item[timeField];
  if (typeof time !== "number" || !Number.isSafeInteger(time) || time < 0) {
    throw invalid(`last.${timeField} must be a time in milliseconds`);
  }
  return { time, last: nonEmpty(`last.${idField}`, item[idField]) };
}

/** The signal of a call's options. */
export function signalOf(options: CallOptions | null | undefined): Signal | undefined {
  if (options === undefined || options === null) return undefined;
  const signal = fieldsOf("the options of a call", options)["signal"] ?? undefined;
  if (signal !== undefined && !isAbortSignal(signal)) throw invalid("signal must be an AbortSignal");
  return signal;
}

/** Returns how long a login lasts, if its options say so. */
export function rememberOf(options: LoginOptions | null | undefined): Remember | undefined {
  if (options === undefined || options === null) return undefined;
  const remember = fieldsOf("the options of a call", options)["remember"] ?? undefined;
  if (remember !== undefined && !REMEMBER.includes(remember as Remember)) throw invalid('remember must be "browser", "tab" or "memory"');
  return remember as Remember | undefined;
}

// By shape: an app's AbortController may come from another realm or a library.
function isAbortSignal(value: unknown): value is Signal {
  if (typeof value !== "object" || value === null) return false;
  const { aborted, addEventListener, removeEventListener } = fieldsOf("signal", value);
  return typeof aborted === "boolean" && typeof addEventListener === "function" && typeof removeEventListener === "function";
}

export function invalid(message: string): SentcError {
  return new SentcError("INVALID_ARGUMENT", { message });
}
