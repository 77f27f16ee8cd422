// The mails of the back end, as long as no mail server is set up for it. What no app in production has.

import { button, el, newId, time } from "../ui/dom.js";
import { copyButton } from "../ui/form.js";
import { errorPlace } from "../ui/messages.js";

const EVERY_MS = 1500;

/** The list, which looks for new mail until `stop` is called. `to`: only that address. `use(code)`: offered beside a mail with a code. */
export function mailList({ to, use } = {}) {
  const list = el("ul", { class: "rows mails", "aria-label": "Mails" });
  const count = el("p", { class: "muted small", role: "status" }, "Looking…");
  const error = errorPlace();
  let shown;

  async function load() {
    try {
      const response = await fetch("/backend/mailbox", { cache: "no-store" });
      const answer = await response.json();
      if (!response.ok) throw new Error(answer.message);
      const mails = to ? answer.filter((mail) => mail.to === to) : answer;
      const now = JSON.stringify(mails);
      if (now === shown) return;
      shown = now;
      error.clear();
      count.textContent = mails.length === 0 ? "No mail yet." : mails.length === 1 ? "One mail." : `${mails.length} mails, the newest first.`;
      list.replaceChildren(...mails.map((mail) => row(mail, use)));
    } catch (thrown) {
      shown = undefined;
      count.textContent = "";
      error.show(thrown);
    }
  }

  const timer = setInterval(load, EVERY_MS);
  load();
  return { element: el("div", { class: "stack" }, count, list, error.element), stop: () => clearInterval(timer) };
}

function row({ to, subject, text, time: at }, use) {
  const code = /^Your code: (\S+)$/m.exec(text)?.[1];
  const id = newId("mail");
  return el(
    "li",
    { "aria-labelledby": id },
    el("div", { class: "what" }, el("strong", { id }, subject), el("span", { class: "small muted" }, `To ${to}, `, time(at)), el("p", { class: "mail-text" }, text.trim())),
    code && (use ? button("Use this code", () => use(code), "quiet small") : copyButton(() => code, "Copy the code")),
  );
}
