// Passkeys belong to a domain. On an address without a name: the same page by its name.

import { el, text } from "./dom.js";

export function noPasskeysHere() {
  if (location.hostname !== "127.0.0.1") return [];
  const named = Object.assign(new URL(location.href), { hostname: "localhost" }).href;
  return [text("Passkeys belong to a domain, and this address has none: ", el("a", { href: named }, "open this page at localhost"), ".")];
}
