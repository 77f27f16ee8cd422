// Requests to this app's own back end, in the log at the foot of the page like those of the SDK.

import { logged } from "../requests.js";

/** A refusal of the back end: `code` is its word, `message` its sentence. */
class BackEndError extends Error {
  name = "BackEndError";

  constructor({ error, message }, http_status) {
    super(message);
    Object.assign(this, { code: error, status: `HTTP ${http_status}`, http_status, retryable: http_status >= 500 });
  }
}

/**
 * The answer as `{ text, json }`. `jwt` goes along where there is one; the cookies do by themselves. `for_sdk`: refusals of the service are
 * no errors here, since the SDK is to read them.
 */
export async function ask(method, path, body, { jwt, for_sdk = false } = {}) {
  const started = performance.now();
  const entry = { method, path: `/backend${path}` };
  try {
    const headers = { ...(body && { "Content-Type": "application/json" }), ...(jwt && { Authorization: `Bearer ${jwt}` }) };
    const response = await fetch(`/backend${path}`, { method, headers, body: body && JSON.stringify(body), cache: "no-store" });
    entry.http_status = response.status;
    const text = await response.text();
    const json = parsed(text);
    if (!response.ok && !(for_sdk && json?.status === false)) throw new BackEndError(words(json), response.status);
    return { text, json };
  } catch (thrown) {
    if (thrown instanceof BackEndError) throw thrown;
    throw new BackEndError({ error: "offline", message: "the back end can't be reached" }, 503);
  } finally {
    logged({ ...entry, duration_ms: performance.now() - started });
  }
}

function words(json) {
  if (json?.error) return json;
  return json?.status === false ? { error: `server_${json.err_code}`, message: json.err_msg } : { error: "no_answer", message: "the back end gave no answer" };
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
