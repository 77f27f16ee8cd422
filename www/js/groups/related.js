// The groups that hang on a group: those below it, and connected ones that it is a member of.

import { el, time } from "../ui/dom.js";
import { requestButton } from "../ui/form.js";
import { notify } from "../ui/messages.js";
import { pagedList } from "../ui/paged-list.js";
import { groupLink, rankBadge } from "./words.js";

export function childrenCard(group, actingAs) {
  return card({
    title: "Child groups",
    words: "Members of this group have the same rank in the groups below it.",
    empty: "No group is below this one.",
    create: group.data.rank <= 1 && ["New child group", () => group.createChildGroup()],
    load: (last) => group.getChildren(last),
    row: ({ group_id, time: created }) => el("li", {}, el("div", { class: "what" }, groupLink(group_id, actingAs), el("span", { class: "small muted" }, "Created ", time(created)))),
  }).element;
}

export function connectedCard(group) {
  return card({
    title: "Connected groups",
    words: "Groups that this group is a member of: whoever is in here gets in there.",
    empty: "This group is in no other group.",
    create: group.data.rank <= 1 && ["New connected group", () => group.createConnectedGroup()],
    load: (last) => group.getGroups(last),
    row: ({ group_id, rank, joined_time }) =>
      el(
        "li",
        {},
        el("div", { class: "what" }, groupLink(group_id, group.data.group_id), el("span", { class: "small muted" }, "Joined ", time(joined_time))),
        rankBadge(rank),
      ),
  });
}

function card({ title, words, empty, create, load, row }) {
  const list = pagedList({ label: title, empty, load, row });
  const make = create && requestButton(create[0], "Creating…", async () => {
    await create[1]();
    notify("The group is there.");
    await list.reload();
  }, "quiet small");
  const element = el(
    "section",
    { class: "card", "aria-label": title },
    el("div", { class: "card-head" }, el("h2", {}, title), make && make.element),
    el("p", { class: "muted small" }, words),
    make && make.error,
    list.element,
  );
  return { element, reload: list.reload };
}
