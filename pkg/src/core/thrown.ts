// What is thrown on the way through a client: the SDK's errors at their end, the app's at their beginning.

import type { SentcError } from "../public/error.js";

/**
 * The stack that V8 knows after an `await`: of the calls that wait, without those of the SDK. Where the error was made there is only
 * a callback of the wasm.
 */
export function fromCaller(error: SentcError): SentcError {
  const { captureStackTrace } = Error as { captureStackTrace?: (error: Error) => void };
  if (typeof captureStackTrace !== "function" || Object.isFrozen(error)) return error;
  captureStackTrace(error);
  error.stack = error.stack?.replace(/\n +at (?:fromCaller|(?:async )?(?:every\w+|(?:ClientCore|Session|SentcClient|Logins|User|Group)\.\w+) ).*/g, "");
  return error;
}

/** `{ status: 401 }`, `{ status: "server_114" }`, or the same as JSON text, as older clients threw it. */
export function statusOf(reason: unknown): unknown {
  if (typeof reason === "object" && reason !== null) return (reason as { status?: unknown }).status;
  if (typeof reason !== "string") return undefined;
  try {
    return (JSON.parse(reason) as { status?: unknown } | null)?.status;
  } catch {
    return undefined;
  }
}
