// What the back end has mailed.

import { mailList } from "../back-end/mailbox.js";
import { card, code, pageHead } from "../ui/dom.js";

export const mailbox = { path: "mailbox", title: "Mailbox", audience: "all", show };

function show(place) {
  place.append(pageHead("Mailbox", "Everybody's, for everybody to read: a development server has no secrets. Started with ", code("--smtp-url"), ", it sends real mail and this is empty."), card("Mails of the back end", mailList()));
}
