// The mails of the back end, as long as no mail server is set up for it. What no app in production has.

import { button, el, newId, status, text, time } from "../ui/dom.js";
import { copyButton } from "../ui/form.js";
import { errorPlace } from "../ui/messages.js";

const EVERY_MS = 1500;

/** The list, which looks for new mail while it is shown. `to`: only that address. `use(code)`: offered beside a mail with a code. */
export function mailList({ to, use } = {}) {
  const list = el("ul", { class: "sentc-list", "aria-label": "Mails" });
  const count = status();
  const error = errorPlace();
  const element = el("div", { class: "sentc-list" }, count, list, error.element);
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

  const timer = setInterval(() => (element.isConnected ? void load() : clearInterval(timer)), EVERY_MS);
  void load();
  return element;
}

function row({ to, subject, text: words, time: at }, use) {
  const code = /^Your code: (\S+)$/m.exec(words)?.[1];
  const id = newId("mail");
  return el(
    "li",
    { class: "sentc-row", "aria-labelledby": id },
    el("div", {}, el("strong", { id }, subject), text(`To ${to}, `, time(at)), el("p", { class: "mail" }, words.trim())),
    code && (use ? button("Use this code", () => use(code)) : copyButton(() => code, "Copy the code")),
  );
}
