// The groups of a user, invites received, and requests to join.

import { go } from "../router.js";
import { session } from "../session.js";
import { button, el, time } from "../ui/dom.js";
import { copyButton, requestButton } from "../ui/form.js";
import { notify } from "../ui/messages.js";
import { pagedList } from "../ui/paged-list.js";
import { joinCard, invitesCard } from "./as-member.js";
import { groupAddress, groupLink, rankBadge } from "./words.js";

export function showOverview(place) {
  const { user } = session;
  const userId = user.data.user_id;
  const mine = groupsCard(user);
  place.append(
    el(
      "header",
      { class: "page-head" },
      el("div", { class: "card-head" }, el("h1", { tabindex: "-1" }, "Groups"), button("Refresh", () => go("groups"), "quiet small")),
      el("p", {}, "Try it with two browser windows: one invites, the other accepts. To be invited, hand over your user id:"),
      el("div", { class: "copyable narrow" }, el("code", {}, userId), copyButton(() => userId, "Copy user id")),
    ),
    el("div", { class: "cards two" }, mine.element, el("div", { class: "cards" }, invitesCard({ member: user, joined: mine.reload }), joinCard({ member: user }))),
  );
}

function groupsCard(user) {
  const create = requestButton("New group", "Creating…", async () => {
    const id = await user.createGroup();
    notify("The group is there.");
    location.hash = groupAddress(id);
  }, "small");
  const list = pagedList({
    label: "Your groups",
    empty: "You are in no group yet.",
    load: (last) => user.getGroups(last),
    row: ({ group_id, rank, joined_time, parent }) =>
      el(
        "li",
        {},
        el("div", { class: "what" }, groupLink(group_id), el("span", { class: "small muted" }, "Joined ", time(joined_time), parent ? " · child of another group" : "")),
        rankBadge(rank),
      ),
  });
  const element = el(
    "section",
    { class: "card", "aria-labelledby": "mine" },
    el("div", { class: "card-head" }, el("h2", { id: "mine" }, "Your groups"), create.element),
    create.error,
    list.element,
  );
  return { element, reload: list.reload };
}
