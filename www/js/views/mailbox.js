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
      el("p", {}, "Everybody's, for everybody to read: a development server has no secrets. Started with ", el("code", {}, "--smtp-url"), ", it sends real mail and this is empty."),
    ),
    el("section", { class: "card", "aria-label": "Mails of the back end" }, element),
  );
  return stop;
}
