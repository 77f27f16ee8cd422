// The wasm's exports, and what the wasm calls. Types of exports are those that wasm-bindgen writes from the Rust code
// (src/web/exports.rs): nothing of them is repeated here.

import init, { SentcCore, __wbg_reset_state } from "sentc-light-wasm-glue";
import { SentcError } from "../public/error.js";
import { errorRows } from "../generated/errors.js";
import type { DeviceKeys } from "../public/types.js";

/** Rust calls `cancel` when nobody waits any more. The promise settles then, or what waited for it in the wasm is never freed. */
export type Cancellable<T> = Promise<T> & { cancel?: () => void };

/** What came of a request: a whole answer, or why there is none. */
export type Answer =
  | { status: number; body: string; session_ended?: boolean }
  | { fault: "network" | "blocked"; reason: string }
  | { fault: "redirect" }
  | { fault: "size"; status: number }
  | { fault: "body"; status: number; reason: string };

/** What the wasm calls. */
export interface Host {
  /** Unix milliseconds. */
  now(): number;
  /** Milliseconds since any moment, never set back. */
  steady(): number;
  sleep(ms: number): Cancellable<void>;
  /** Resolves to what releases it. */
  lock(name: string): Cancellable<() => void>;
  /** `headers`: names and values in turn. Never rejects. */
  send(method: string, url: string, headers: string[], body: string | undefined, with_cookies: boolean, max_body: number): Cancellable<Answer>;
  /** The 64 bytes. Undefined or a rejection: Rust derives on the spot. */
  derive(password: Uint8Array, salt: Uint8Array, profile: string): Cancellable<Uint8Array> | undefined;
  /** The app's `endpoint_fn`; of a rejection, Rust reads `status`. */
  ask(old_jwt: string): Promise<string>;
  /** Undefined: nothing there. Null: a record was there, but what it was sealed with is gone. */
  read(key: string): Promise<string | null | undefined>;
  /**
   * Sets (text) and deletes (undefined) at once. With `guard`, one of the keys: nothing is written, and the answer is
   * false, when the record under it is not the one that was last read or written here.
   */
  write(keys: string[], values: (string | undefined)[], guard: string | undefined): Promise<boolean>;
  /** Whether other tabs see the same records. */
  shared(): boolean;
  event(json: string): void;
  log(json: string): void;
  /** To the other tabs. */
  broadcast(message: string): void;
  /** A session is now like this (JSON of `SessionView`), or over. */
  session(number: number, view: string | undefined): void;
}

export interface SessionView {
  identifier: string;
  user_id: string;
  device_id: string;
  jwt: string;
  /** `""` in the cookie modes. */
  refresh_token: string;
  mfa: boolean;
  device: DeviceKeys;
}

/** Makes a new instance of the same module. Objects of the old one can't be used any more. */
export const reset: () => void = __wbg_reset_state;

export { init, SentcCore };

/** A secret, as the wasm takes it: it wipes the bytes when it has copied them. */
export function secretBytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** An error as the wasm has it: `code` is its place in the table. */
export interface WasmError {
  code: number;
  status?: string;
  retryable?: boolean;
  message?: string;
  http_status?: number;
}

/** What the wasm threw: errors are JSON texts. Undefined for anything else, which is a trap. */
export function errorFrom(thrown: unknown): SentcError | undefined {
  if (typeof thrown !== "string") return undefined;
  try {
    return errorOf(JSON.parse(thrown) as WasmError);
  } catch {
    return undefined;
  }
}

export function errorOf({ code, ...details }: WasmError): SentcError | undefined {
  const row = errorRows()[code];
  return row && new SentcError(row.name, details);
}
