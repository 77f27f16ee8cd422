// Recovery keys: shown, copied, saved as a file, printed. They go nowhere else.

import { button, byId, el } from "../ui/dom.js";
import { copyButton } from "../ui/form.js";

export function keyList(keys) {
  return el("ol", { class: "keys", "aria-label": "Recovery keys" }, keys.map((key) => el("li", {}, el("code", {}, key))));
}

export function keyTools(keys, identifier) {
  if (keys.length === 0) return el("span");
  return el(
    "div",
    { class: "actions" },
    copyButton(() => keys.join("\n"), "Copy all"),
    button("Download", () => download(keys, identifier), "quiet small"),
    button("Print", () => print(keys, identifier), "quiet small"),
  );
}

function download(keys, identifier) {
  const text = `Recovery keys for ${identifier} at ${location.host}\nEach can be used once.\n\n${keys.join("\n")}\n`;
  const url = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
  el("a", { href: url, download: "recovery-keys.txt" }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

function print(keys, identifier) {
  const sheet = byId("print");
  sheet.replaceChildren(
    el("h1", {}, "Recovery keys"),
    el("ol", {}, keys.map((key) => el("li", {}, key))),
    el("p", {}, `For ${identifier} at ${location.host}. Each can be used once.`),
  );
  addEventListener("afterprint", () => sheet.replaceChildren(), { once: true });
  window.print();
}
