// Requests by `fetch`, with bodies read up to a limit. What they hold, and what an answer means, is decided in Rust.
//
// Answers are read by their properties and not by their class: an app's own `fetch` may come from another realm.

import { namesOf } from "../boundary/brand.js";
import type { Answer, Cancellable } from "../boundary/wasm.js";
import { SentcError } from "../public/error.js";
import { type Fetch, fetchUnderPolicy } from "../boundary/policy.js";
import { cancellable } from "./cancellable.js";

interface Outgoing {
  fetch: Fetch | undefined;
  /** How it went: blocked by the page's policy, or otherwise. */
  fetched(failure: SentcError | undefined): void;
  method: string;
  url: string;
  headers: string[];
  body: string | undefined;
  with_cookies: boolean;
  max_body: number;
}

export function send(request: Outgoing): Cancellable<Answer> {
  const controller = new AbortController();
  return cancellable(answerTo(request, controller.signal), () => controller.abort());
}

async function answerTo({ fetch, fetched, method, url, headers, body, with_cookies, max_body }: Outgoing, signal: AbortSignal): Promise<Answer> {
  const init: RequestInit = {
    method,
    headers: Object.fromEntries(headers.flatMap((name, at) => (at % 2 ? [] : [[name, headers[at + 1]]]))) as Record<string, string>,
    signal,
    // No browser stores the answer to anything but a GET. Chromium forgets its preflights for requests that pass by the
    // cache: each would be two round trips.
    ...(method === "GET" && { cache: "no-store" }),
    referrerPolicy: "no-referrer",
    credentials: with_cookies ? "include" : "omit",
    // A redirected request would carry JWT and body elsewhere; a sentc API does not redirect.
    redirect: with_cookies ? "error" : "manual",
    ...(body !== undefined && { body }),
  };
  let response: Partial<Response>;
  try {
    response = await fetchUnderPolicy(fetch, url, init);
    fetched(undefined);
  } catch (fault) {
    const refused = fault instanceof SentcError ? fault : undefined;
    fetched(refused);
    return { fault: refused ? "blocked" : "network", reason: wordsOf(fault) };
  }
  const { status, type } = response ?? {};
  if (type === "opaqueredirect") return { fault: "redirect" };
  if (typeof status !== "number" || !(status >= 0 && status < 1000)) return { fault: "network", reason: "fetch gave no response" };
  try {
    const bytes = await read(response, max_body, signal);
    if (!bytes) return { fault: "size", status };
    return { status, body: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch (fault) {
    return { fault: "body", status, reason: wordsOf(fault) };
  }
}

/**
 * Undefined when there is more than asked for. Counted in a copy: where Chromium's `fetch` is read to its end by a reader, it often
 * calls the request cancelled (`Network.loadingFailed` after a 200), and test suites that look for such requests fail.
 */
async function read(response: Partial<Response>, max: number, signal: AbortSignal): Promise<Uint8Array | undefined> {
  const copy = response.body?.locked === false && typeof response.clone === "function" ? response.clone().body : undefined;
  if (copy && !(await fits(copy, max, signal))) {
    void response.body?.cancel().catch(() => undefined);
    if (signal.aborted) throw signal.reason;
    return undefined;
  }
  const bytes = new Uint8Array(await (response as Response).arrayBuffer());
  return bytes.length > max ? undefined : bytes;
}

/** Whether the body ends after so many bytes. */
async function fits(body: ReadableStream<Uint8Array>, max: number, signal: AbortSignal): Promise<boolean> {
  const reader = body.getReader();
  // The rest is not wanted; whether the cancelling works does not matter.
  const stop = () => void reader.cancel().catch(() => undefined);
  // An app's own fetch may not heed the signal, and its body may never end.
  signal.addEventListener("abort", stop, { once: true });
  if (signal.aborted) stop();
  for (let length = 0; length <= max; ) {
    const { done, value } = await reader.read();
    if (done) return !signal.aborted;
    length += value.length;
  }
  stop();
  return false;
}

/** What somebody threw says of itself; never its stack. */
function wordsOf(fault: unknown): string {
  if (typeof fault === "string") return fault;
  const { name, message } = namesOf(fault);
  return [name, message].filter((text) => text !== "").join(": ") || "unknown reason";
}
