// Takes a text to another place: by the clipboard, or as a file.

import { h } from "./dom.js";
import { action } from "./form.js";
import type { Speaker } from "./words.js";

/** The button says that it worked, for as long as it is there. */
export function copyButton({ say }: Speaker, text: string): HTMLElement {
  const element = action(say("copy"), async () => {
    await navigator.clipboard.writeText(text);
    element.querySelector("button")!.textContent = say("copied");
  });
  return element;
}

export function downloadButton({ say }: Speaker, name: string, text: string): HTMLElement {
  return action(say("download"), () => {
    const href = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
    h("a", { href, download: name }).click();
    URL.revokeObjectURL(href);
  });
}
