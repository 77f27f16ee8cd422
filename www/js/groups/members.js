// The members of a group, how to invite more, and who asks to join.

import { session } from "../session.js";
import { button, el, time } from "../ui/dom.js";
import { confirmDialog, openDialog } from "../ui/dialog.js";
import { checkbox, selectField, textField } from "../ui/fields.js";
import { form, requestButton, requestButtons } from "../ui/form.js";
import { notify } from "../ui/messages.js";
import { pagedList } from "../ui/paged-list.js";
import { rankBadge, rankField } from "./words.js";

/** What user_type 0 is. */
const USER = 0;

export function membersCard(group, refresh) {
  const own = group.data.rank;
  const list = pagedList({
    label: "Members",
    empty: "Nobody else is in it.",
    load: (last) => group.getMember(last),
    row: (member) =>
      el(
        "li",
        {},
        el(
          "div",
          { class: "what" },
          el("span", {}, el("code", {}, member.user_id), " ", member.user_type === USER ? undefined : el("span", { class: "badge" }, "A group")),
          el("span", { class: "small muted" }, "Joined ", time(member.joined_time)),
        ),
        el("div", { class: "actions" }, rankBadge(member.rank), own <= 1 && member.rank > 0 && rankButton(member), own <= 2 && member.rank > 0 && kickButton(member)),
      ),
  });

  function rankButton(member) {
    return button("Rank…", async () => {
      if (await changeRank(group, member)) await list.reload();
    }, "quiet small", { "aria-label": `Change the rank of ${member.user_id}` });
  }

  function kickButton(member) {
    return button("Remove…", async () => {
      const removed = await confirmDialog({
        title: "Remove this member?",
        text: el("span", {}, el("code", {}, member.user_id), " loses access to this group and the groups below it."),
        submit: "Remove",
        busy: "Removing…",
        run: () => group.kickUser(member.user_id),
      });
      if (!removed) return;
      notify("The member is removed.");
      await list.reload();
    }, "quiet small danger", { "aria-label": `Remove member ${member.user_id}` });
  }

  const self = own === 1 && !group.data.from_parent && !group.data.access_by_group_as_member;
  const give = button("Change my rank…", async () => {
    if (await changeRank(group, { user_id: session.user.data.user_id, rank: own })) refresh();
  }, "quiet small");
  const element = el("section", { class: "card", "aria-label": "Members" }, el("div", { class: "card-head" }, el("h2", {}, "Other members"), self && give), list.element);
  return { element, reload: list.reload };
}

function changeRank(group, member) {
  return openDialog({
    title: "Change the rank",
    content: (close) =>
      form({
        label: "Change the rank",
        fields: [rankField({ own: 1, value: member.rank })],
        submit: "Change",
        busy: "Changing…",
        async run({ rank }) {
          await group.updateRank(member.user_id, rank);
          close(true);
          notify("The rank is changed.");
        },
      }).element,
  });
}

export function inviteCard(group, changed) {
  const { rank: own, is_connected_group } = group.data;
  const whom = selectField({ name: "whom", label: "Whom", choices: [["user", "A user"], ["group", "A group"]], value: "user" });
  const id = textField({ name: "id", label: is_connected_group ? "User id or group id" : "User id", autocomplete: "off" });
  const auto = checkbox({ name: "auto", label: "Add without asking" });
  const made = form({
    label: "Invite",
    fields: [...(is_connected_group ? [whom] : []), id, rankField({ own: Math.max(own, 1) }), auto],
    submit: "Invite",
    busy: "Inviting…",
    async run({ whom: kind, id: invited, rank, auto: unasked }) {
      const whose = invited.trim();
      if (kind === "group") await (unasked ? group.inviteGroupAuto(whose, rank) : group.inviteGroup(whose, rank));
      else await (unasked ? group.inviteAuto(whose, rank) : group.invite(whose, rank));
      id.input.value = "";
      notify(unasked ? "They are in now." : "The invite is sent.");
      await changed();
    },
  });
  return el("section", { class: "card", "aria-label": "Invite somebody" }, el("h2", {}, "Invite"), made.element);
}

export function joinRequestsCard(group, changed) {
  const list = pagedList({
    label: "Join requests",
    empty: "Nobody asks to join.",
    load: (last) => group.getJoinRequests(last),
    row: ({ user_id, user_type, time: asked }) =>
      el(
        "li",
        {},
        el("div", { class: "what" }, el("code", {}, user_id), el("span", { class: "small muted" }, user_type === USER ? "Asked " : "A group, asked ", time(asked))),
        requestButtons(
          ["Accept", "Accepting…", () => answer(user_id, true), "small"],
          ["Reject", "Rejecting…", () => answer(user_id, false)],
        ),
      ),
  });
  async function answer(id, yes) {
    if (yes) await group.acceptJoinRequest(id);
    else await group.rejectJoinRequest(id);
    notify(yes ? "They are in now." : "The request is rejected.");
    await Promise.all([list.reload(), changed()]);
  }
  const stop = requestButton("Stop or allow invites", "Changing…", async () => {
    await group.stopInvites();
    notify("Changed: what was allowed is stopped now, and the other way round.");
  }, "quiet small");
  const administers = group.data.rank <= 1;
  return el(
    "section",
    { class: "card", "aria-label": "Join requests" },
    el("div", { class: "card-head" }, el("h2", {}, "Join requests"), administers && stop.element),
    administers && stop.error,
    list.element,
  );
}
