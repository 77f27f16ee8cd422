// Dialogs on the browser's own <dialog>: it keeps the focus inside, closes by Escape and gives the focus back.

import { button, el, newId } from "./dom.js";
import { form } from "./form.js";

/**
 * Opens a dialog. `content(close)` gives what is in it. `closable: false` for steps that must not be left half-way
 * by accident. Resolves with what `close` was called with.
 */
export function openDialog({ title, kind = "", closable = true, content }) {
  return new Promise((resolve) => {
    const id = newId("dialog");
    let result;
    const dialog = el("dialog", { class: kind, "aria-labelledby": id });
    const close = (value) => {
      result = value;
      dialog.close();
    };
    const heading = el("h2", { id, tabindex: "-1" }, title);
    dialog.append(el("div", { class: "dialog-head" }, heading, closable && button("Close", () => close(undefined), "link")), ...[content(close)].flat());
    if (!closable) dialog.addEventListener("cancel", (event) => event.preventDefault());
    dialog.addEventListener("close", () => {
      // With its secrets.
      dialog.remove();
      resolve(result);
    });
    document.body.append(dialog);
    dialog.showModal();
    (dialog.querySelector("[autofocus]") ?? dialog.querySelector("form input:not([hidden]), form textarea") ?? heading).focus();
  });
}

/** Asks before something that can't be undone. Resolves with true once it is done. */
export function confirmDialog({ title, text, submit, busy, run }) {
  return openDialog({
    title,
    content: (close) => {
      const confirmed = form({
        label: title,
        fields: [],
        submit,
        busy,
        danger: true,
        actions: [button("Cancel", () => close(undefined), "quiet")],
        async run() {
          await run();
          close(true);
        },
      });
      return [el("p", { class: "muted" }, text), confirmed.element];
    },
  });
}

/** Closes what is open, for when the page under it is gone. */
export function closeDialogs() {
  for (const dialog of document.querySelectorAll("dialog[open]")) dialog.close();
}
