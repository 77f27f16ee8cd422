// What the back end has mailed.

import { mailList } from "../back-end/mailbox.js";
import { el } from "../ui/dom.js";

export const mailbox = { path: "mailbox", title: "Mailbox", audience: "all", show };

function show(place) {
  const { element, stop } = mailList();
  place.append(
    el(
      "header",
      { class: "page-head" },
      el("h1", { tabindex: "-1" }, "Mailbox"),
      el("p", {}, "Everybody's, for everybody to read: a development server has no secrets. With --smtp-url the back end sends real mail, and this stays empty."),
    ),
    el("section", { class: "card", "aria-label": "Mails of the back end" }, element),
  );
  return stop;
}
