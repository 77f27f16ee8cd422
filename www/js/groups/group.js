// One group: what it is, who is in it, what hangs on it.

import { session } from "../session.js";
import { go } from "../router.js";
import { button, el, pairs, time } from "../ui/dom.js";
import { confirmDialog } from "../ui/dialog.js";
import { copyButton, requestButtons } from "../ui/form.js";
import { errorMessage, notify } from "../ui/messages.js";
import { invitesCard, joinCard } from "./as-member.js";
import { inviteCard, joinRequestsCard, membersCard } from "./members.js";
import { childrenCard, connectedCard } from "./related.js";
import { groupAddress, groupLink, rankBadge } from "./words.js";

/** `actingAs`: a group that is a member here, for who is in that one. */
export async function showGroup(place, id, actingAs) {
  const content = el("div");
  const refresh = () => go(groupAddress(id, actingAs).slice(2));
  place.append(
    el(
      "header",
      { class: "page-head" },
      el("p", {}, el("a", { href: "#/groups" }, "All groups")),
      el("div", { class: "card-head" }, el("h1", { tabindex: "-1" }, `Group ${id.slice(0, 8)}`), button("Refresh", refresh, "quiet small")),
    ),
    content,
  );
  content.append(el("p", { class: "loading" }, "Loading…"));
  try {
    const group = await session.user.getGroup(id, actingAs);
    content.replaceChildren(cards(group, refresh, actingAs));
  } catch (error) {
    content.replaceChildren(errorMessage(error, [button("Try again", refresh)]));
  }
}

function cards(group, refresh, actingAs) {
  const { rank, is_connected_group } = group.data;
  const manages = rank <= 2;
  const administers = rank <= 1;
  const members = membersCard(group, refresh);
  const connected = is_connected_group ? undefined : connectedCard(group);
  const left = [aboutCard(group, refresh, actingAs), members.element, manages && inviteCard(group, members.reload)];
  const right = [manages && joinRequestsCard(group, members.reload), childrenCard(group, actingAs), connected?.element];
  if (administers && connected) {
    right.push(
      invitesCard({ member: group, joined: connected.reload, title: "Invites to this group" }),
      joinCard({ member: group, title: "Ask to join as this group", words: "Groups can be members of connected groups." }),
    );
  }
  return el("div", { class: "cards two" }, el("div", { class: "cards" }, left), el("div", { class: "cards" }, right));
}

function aboutCard(group, refresh, actingAs) {
  const { group_id, rank, from_parent, access_by_parent_group, access_by_group_as_member, parent_group_id, is_connected_group, create_time } = group.data;
  const access = [
    access_by_group_as_member && el("span", {}, "As the group ", groupLink(access_by_group_as_member), ", which is a member here. "),
    access_by_parent_group && el("span", {}, "Through the group above, ", groupLink(access_by_parent_group, actingAs), "."),
  ].filter(Boolean);
  return el(
    "section",
    { class: "card", "aria-labelledby": "about" },
    el("div", { class: "card-head" }, el("h2", { id: "about" }, "This group"), rankBadge(rank)),
    pairs([
      ["Group id", el("span", { class: "copyable" }, el("code", {}, group_id), copyButton(() => group_id, "Copy id"))],
      ["Your access", access.length > 0 ? el("span", {}, access) : "You are a member."],
      ...(parent_group_id ? [["Child of", groupLink(parent_group_id, actingAs)]] : []),
      ...(is_connected_group ? [["Kind", "Connected group: groups can be members"]] : []),
      ["Created", time(Number(create_time))],
    ]),
    requestButtons(
      ["Check my rank", "Asking…", () => checkRank(group, refresh)],
      !from_parent && ["Leave…", "…", () => leave(group), "quiet small danger"],
      rank <= 1 && ["Delete…", "…", () => remove(group), "quiet small danger"],
    ),
  );
}

async function checkRank(group, refresh) {
  const before = group.data.rank;
  await group.groupUpdateCheck();
  if (group.data.rank !== before) refresh();
  notify(group.data.rank === before ? "Your rank is the same." : "Your rank has changed.");
}

async function leave(group) {
  const left = await confirmDialog({
    title: "Leave this group?",
    text: "To come back you need an invite, or have to ask.",
    submit: "Leave",
    busy: "Leaving…",
    run: () => group.leave(),
  });
  if (left) backToAll("You have left the group.");
}

async function remove(group) {
  const removed = await confirmDialog({
    title: "Delete this group?",
    text: "For all its members, with all groups below it. It can't be brought back.",
    submit: "Delete group",
    busy: "Deleting…",
    run: () => group.deleteGroup(),
  });
  if (removed) backToAll("The group is deleted.");
}

function backToAll(words) {
  go("groups");
  notify(words);
}
