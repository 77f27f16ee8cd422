// What a member of groups does, be it a user or a group: answer invites, ask to join.

import { el, time } from "../ui/dom.js";
import { textField } from "../ui/fields.js";
import { form, requestButtons } from "../ui/form.js";
import { notify } from "../ui/messages.js";
import { pagedList } from "../ui/paged-list.js";

/** options: member (a User or a Group), joined(): called after an invite was accepted, title */
export function invitesCard({ member, joined, title = "Invites" }) {
  const list = pagedList({
    label: title,
    empty: "No invites.",
    load: (last) => member.getGroupInvites(last),
    row: ({ group_id, time: sent }) =>
      el(
        "li",
        {},
        el("div", { class: "what" }, el("code", {}, group_id), el("span", { class: "small muted" }, "Invited ", time(sent))),
        requestButtons(
          ["Accept", "Accepting…", () => answer(group_id, true), "small"],
          ["Reject", "Rejecting…", () => answer(group_id, false)],
        ),
      ),
  });
  async function answer(id, yes) {
    if (yes) await member.acceptGroupInvite(id);
    else await member.rejectGroupInvite(id);
    notify(yes ? "The invite is accepted." : "The invite is rejected.");
    await Promise.all([list.reload(), yes && joined()]);
  }
  return section(title, list.element);
}

/** options: member (a User or a Group), title, words */
export function joinCard({ member, title = "Ask to join a group", words = "Its members decide." }) {
  const sent = pagedList({
    label: "Requests you sent",
    empty: "No request is waiting.",
    load: (last) => member.sentJoinReq(last),
    row: ({ group_id, time: asked }) =>
      el(
        "li",
        {},
        el("div", { class: "what" }, el("code", {}, group_id), el("span", { class: "small muted" }, "Asked ", time(asked))),
        requestButtons(["Take back", "Taking back…", () => takeBack(group_id)]),
      ),
  });
  const group = textField({ name: "group", label: "Group id", autocomplete: "off" });
  const asked = form({
    label: title,
    fields: [group],
    submit: "Ask to join",
    busy: "Asking…",
    async run({ group: id }) {
      await member.groupJoinRequest(id.trim());
      group.input.value = "";
      notify("The request is sent.");
      await sent.reload();
    },
  });
  async function takeBack(id) {
    await member.deleteJoinReq(id);
    notify("The request is taken back.");
    await sent.reload();
  }
  // Its form has that name already.
  return el("div", { class: "card" }, el("h2", {}, title), el("p", { class: "muted small" }, words), asked.element, el("h3", {}, "Waiting for an answer"), sent.element);
}

function section(title, ...content) {
  return el("section", { class: "card", "aria-label": title }, el("h2", {}, title), content);
}
