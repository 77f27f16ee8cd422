// What a value is, whatever realm it was made in. `instanceof` compares with this realm's classes only, and test environments
// (jsdom), frames and an app's polyfills hand over objects of other ones.

/** The class by which a platform object names itself: `CryptoKey`, `Request`, `URL`, `ReadableStream`. */
export function brandOf(value: unknown): string {
  return Object.prototype.toString.call(value).slice(8, -1);
}

/** Errors of any realm. An object that only looks like one may hold a secret as its `name`. */
export function isError(thrown: unknown): thrown is Error {
  return ["Error", "DOMException"].includes(brandOf(thrown));
}

/** `name` and `message` of something that was thrown, where they are texts. */
export function namesOf(thrown: unknown): { name: string; message: string } {
  const { name, message } = (thrown ?? {}) as { name?: unknown; message?: unknown };
  const text = (value: unknown) => (typeof value === "string" ? value : "");
  return { name: text(name), message: text(message) };
}
