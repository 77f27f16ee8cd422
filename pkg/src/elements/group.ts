// <sentc-group group-id="…">: members, ranks, invites, requests, groups below it and connected ones. Without `group-id`: the
// user's groups and invites, from which one is opened.

import { RANK } from "../generated/constants.js";
import type { GroupChildrenListItem, GroupInviteListItem, GroupJoinReqListItem, GroupList, GroupUserListItem } from "../generated/types.js";
import type { Group } from "../public/group.js";
import type { SentcSnapshot } from "../public/types.js";
import type { User } from "../public/user.js";
import words from "sentc-words/group";
import { type Child, fill, h } from "./dom.js";
import { SentcElement, define, section } from "./element.js";
import { action, link, textOf } from "./form.js";
import { idForm, part, rankChoice, sure } from "./group-parts.js";
import { pagedList } from "./list.js";

type Rank = 0 | 1 | 2 | 3 | 4;

export class SentcGroup extends SentcElement {
  protected override readonly wordSets = [words];
  static override readonly observedAttributes = [...SentcElement.observedAttributes, "group-id"];

  /** The groups on the way to the one that is shown; the last one is shown. */
  private way: { open(): Promise<Group>; id: string }[] = [];

  /** The group to show. Attribute `group-id` */
  get groupId(): string | null {
    return this.getAttribute("group-id");
  }

  set groupId(id: string | null) {
    if (id === null) this.removeAttribute("group-id");
    else this.setAttribute("group-id", id);
  }

  protected draw({ user }: SentcSnapshot, again: boolean): void {
    if (again) return;
    this.way = [];
    if (!user) return fill(this.body);
    const id = this.groupId;
    if (id === null) this.overview(user, false);
    else void this.go({ id, open: () => user.getGroup(id) }, false);
  }

  private show(title: string, children: Child[], focus = true): void {
    const { element, heading } = section(title, ...children);
    fill(this.body, element);
    if (focus) heading.focus();
  }

  private short(id: string): HTMLElement {
    return h("code", { dir: "ltr", title: id }, id.slice(0, 8));
  }

  private async go(step: { open(): Promise<Group>; id: string }, focus = true): Promise<void> {
    const { user, say } = this;
    if (!user) return;
    this.way.push(step);
    // What is shown belongs to another group: nothing more is done there while this one loads.
    for (const child of this.body.children) (child as HTMLElement).inert = true;
    try {
      this.group(user, await step.open(), focus);
    } catch (error) {
      this.show(say("group", { id: step.id.slice(0, 8) }), [h("p.sentc-error", { role: "alert" }, textOf(error)), this.back(user)], focus);
    }
  }

  private back(user: User): Child {
    const { say } = this;
    if (this.way.length <= 1 && this.groupId !== null) return false;
    return link(say("back"), () => this.leaveStep(user));
  }

  /** To the group before, or the overview. */
  private leaveStep(user: User): void {
    this.way.pop();
    const before = this.way.pop();
    if (before) void this.go(before);
    else if (this.groupId === null) this.overview(user);
    else this.show(this.say("groups"), [h("p.sentc-text", {}, this.say("groupsNone"))]);
  }

  private overview(user: User, focus = true): void {
    const { say, speaker } = this;
    const again = () => this.overview(user);
    const open = (id: string) => action(say("open"), () => this.go({ id, open: () => user.getGroup(id) }), "", `${say("open")} ${id.slice(0, 8)}`);
    const groups = pagedList<GroupList>({ speaker, label: say("groups"), load: (last) => user.getGroups(last), row: ({ group_id, rank }) => h("li.sentc-row", {}, h("span", {}, this.short(group_id), " ", say(`rank${rank as Rank}`)), open(group_id)) });
    const create = action(say("createGroup"), async () => {
      const id = await user.createGroup();
      await this.go({ id, open: () => user.getGroup(id) });
    });
    const invites = pagedList<GroupInviteListItem>({
      speaker,
      label: say("invites"),
      load: (last) => user.getGroupInvites(last),
      row: ({ group_id: id }) =>
        h("li.sentc-row", {}, this.short(id), action(say("accept"), () => user.acceptGroupInvite(id).then(again), ".sentc-primary", `${say("accept")} ${id.slice(0, 8)}`), action(say("decline"), () => user.rejectGroupInvite(id).then(again), "", `${say("decline")} ${id.slice(0, 8)}`)),
    });
    const sent = pagedList<GroupInviteListItem>({
      speaker,
      label: say("requestsSent"),
      load: (last) => user.sentJoinReq(last),
      row: ({ group_id: id }) => h("li.sentc-row", {}, this.short(id), action(say("withdraw"), () => user.deleteJoinReq(id).then(again), "", `${say("withdraw")} ${id.slice(0, 8)}`)),
    });
    const join = idForm({ speaker, label: say("groupId"), submit: say("join"), run: (id) => user.groupJoinRequest(id).then(again) });
    this.show(say("groups"), [groups, create, part(say("invites"), invites), part(say("requestsSent"), sent, join)], focus);
  }

  private group(user: User, group: Group, focus: boolean): void {
    const { say } = this;
    const { group_id, rank } = group.data;
    const here = this.way.at(-1);
    // An action that began here may end when another group is shown.
    const again = () => here === this.way.at(-1) && this.group(user, group, true);
    // The service decides; this only hides what it would refuse.
    const manages = rank <= RANK.manages;
    const administrates = rank <= RANK.administrates;
    const gone = (run: () => Promise<void>) => () => run().then(() => this.leaveStep(user));
    this.show(
      say("group", { id: group_id.slice(0, 8) }),
      [
        h("p.sentc-text", {}, h("code", { dir: "ltr" }, group_id)),
        part(say("members"), this.members(group, again), manages && this.invite(group)),
        manages && part(say("requests"), this.requests(group, again)),
        part(say("subgroups"), this.children_(group), administrates && action(say("subgroupCreate"), () => group.createChildGroup().then(again))),
        !group.data.is_connected_group && part(say("connected"), this.connected(group), administrates && action(say("connectedCreate"), () => group.createConnectedGroup().then(again))),
        h(
          "div.sentc-actions",
          {},
          administrates && action(say("invitesToggle"), () => group.stopInvites().then(again)),
          !group.data.from_parent && sure(this.speaker, say("leave"), gone(() => group.leave())),
          administrates && sure(this.speaker, say("deleteGroup"), gone(() => group.deleteGroup()), say("deleteGroupText")),
        ),
        this.back(user),
      ],
      focus,
    );
  }

  private members(group: Group, again: () => void): HTMLElement {
    const { say, speaker } = this;
    const { rank: own } = group.data;
    const row = ({ user_id, rank }: GroupUserListItem) => {
      const name = user_id.slice(0, 8);
      const words = say(`rank${rank as Rank}`);
      const notice = h("p.sentc-error", { role: "alert" });
      const change = (next: number, select: HTMLSelectElement) =>
        group.updateRank(user_id, next).then(
          () => (notice.textContent = ""),
          (error: unknown) => {
            select.value = String(rank);
            notice.textContent = textOf(error);
          },
        );
      const may = rank > 0 && own <= RANK.administrates;
      return h(
        "li.sentc-row",
        {},
        this.short(user_id),
        may ? rankChoice(speaker, `${say("rank")} ${name}`, rank, change) : h("span", {}, words),
        own <= RANK.manages && rank > 0 && rank >= own && sure(speaker, say("remove"), () => group.kickUser(user_id).then(again), undefined, `${say("remove")} ${name}`),
        notice,
      );
    };
    const first = group.data.from_parent ? undefined : h("li.sentc-row", {}, h("strong", {}, say("you")), h("span", {}, say(`rank${own as Rank}`)));
    return pagedList<GroupUserListItem>({ speaker, label: say("members"), load: (last) => group.getMember(last), row, first });
  }

  private invite(group: Group): HTMLElement {
    const { say, speaker } = this;
    const rank = rankChoice(speaker, say("rank"), RANK.plain);
    const said = h("p.sentc-good", { role: "status" });
    const connected = group.data.is_connected_group;
    const ask = idForm({
      speaker,
      label: say(connected ? "groupId" : "userId"),
      submit: say("invite"),
      extra: [rank],
      run: async (id) => {
        said.textContent = "";
        await (connected ? group.inviteGroup(id, Number(rank.value)) : group.invite(id, Number(rank.value)));
        said.textContent = say("done");
      },
    });
    return h("div.sentc-list", {}, ask, said);
  }

  private requests(group: Group, again: () => void): HTMLElement {
    const { say, speaker } = this;
    const row = ({ user_id: id }: GroupJoinReqListItem) => {
      const name = id.slice(0, 8);
      return h("li.sentc-row", {}, this.short(id), action(say("accept"), () => group.acceptJoinRequest(id).then(again), ".sentc-primary", `${say("accept")} ${name}`), action(say("decline"), () => group.rejectJoinRequest(id).then(again), "", `${say("decline")} ${name}`));
    };
    return pagedList<GroupJoinReqListItem>({ speaker, label: say("requests"), load: (last) => group.getJoinRequests(last), row });
  }

  private children_(group: Group): HTMLElement {
    const { say, speaker } = this;
    const row = ({ group_id: id }: GroupChildrenListItem) => this.below(id, () => group.getChildGroup(id));
    return pagedList<GroupChildrenListItem>({ speaker, label: say("subgroups"), load: (last) => group.getChildren(last), row });
  }

  /** The groups that this one is a member of. */
  private connected(group: Group): HTMLElement {
    const { say, speaker } = this;
    const row = ({ group_id: id }: GroupList) => this.below(id, () => group.getConnectedGroup(id));
    return pagedList<GroupList>({ speaker, label: say("connected"), load: (last) => group.getGroups(last), row });
  }

  private below(id: string, open: () => Promise<Group>): HTMLElement {
    const { say } = this;
    return h("li.sentc-row", {}, this.short(id), action(say("open"), () => this.go({ id, open }), "", `${say("open")} ${id.slice(0, 8)}`));
  }
}

define("sentc-group", SentcGroup);
