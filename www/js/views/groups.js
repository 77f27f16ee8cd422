// Groups: all of them, or the one of the address, `#/groups/<id>`; `#/groups/<id>/<id of a group that is a member there>`.

import { signedInUser } from "../session.js";
import { code, el, pageHead } from "../ui/dom.js";
import { copyButton } from "../ui/form.js";

export const groups = { path: "groups", title: "Groups", audience: "user", show };

function show(place, [id, as]) {
  const { user_id } = signedInUser().data;
  const mine = el("span", { class: "sentc-actions" }, code(user_id), copyButton(() => user_id, "Copy user ID"));
  const selected = (event) => {
    event.preventDefault();
    location.hash = ["#/groups", event.detail.groupId, event.detail.asGroup].filter(Boolean).join("/");
  };
  const group = el("sentc-group", { "group-id": id, "as-group": as, on: { "group-selected": selected } });
  place.append(pageHead("Groups and their members", "Try it with two browsers: one invites, the other accepts. To be invited, hand over your user ID: ", mine), group);
}
