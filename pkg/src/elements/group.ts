// <sentc-group group-id="…">: members, ranks, invites, requests, groups below it and connected ones. Without `group-id`: the
// user's groups and invites, from which one is opened.

import { RANK } from "../generated/constants.js";
import type { GroupChildrenListItem, GroupInviteListItem, GroupJoinReqListItem, GroupList, GroupUserListItem } from "../generated/types.js";
import type { Group } from "../public/group.js";
import type { SentcSnapshot } from "../public/signed-in.js";
import type { User } from "../public/user.js";
import words from "sentc-words/group";
import { type Child, fill, h } from "./dom.js";
import { SentcElement, define, section } from "./element.js";
import { action, link, textOf } from "./form.js";
import { idForm, part, rankChoice, sure } from "./group-parts.js";
import { pagedList } from "./list.js";

type Rank = 0 | 1 | 2 | 3 | 4;

/** A group on the way to the one that is shown. */
interface Step {
  id: string;
  as: string | null;
  open(): Promise<Group>;
}

export class SentcGroup extends SentcElement {
  protected override readonly wordSets = [words];
  static override readonly observedAttributes = [...SentcElement.observedAttributes, "group-id", "as-group"];

  /** The groups on the way to the one that is shown; the last one is shown. */
  private way: Step[] = [];

  /** The group to show. Attribute `group-id` */
  get groupId(): string | null {
    return this.getAttribute("group-id");
  }

  set groupId(id: string | null) {
    this.reflect("group-id", id);
  }

  /** The group that is the member of it, if the user is none. Attribute `as-group` */
  get asGroup(): string | null {
    return this.getAttribute("as-group");
  }

  set asGroup(id: string | null) {
    this.reflect("as-group", id);
  }

  protected draw({ user }: SentcSnapshot, again: boolean): void {
    if (again) return;
    this.way = [];
    if (!user) return fill(this.body);
    const id = this.groupId;
    if (id === null) this.overview(user, false);
    else void this.go(this.stepTo(user, id, this.asGroup), false);
  }

  private show(title: string, children: Child[], focus = true): void {
    const { element, heading } = section(title, ...children);
    fill(this.body, element);
    if (focus) heading.focus();
  }

  private short(id: string): HTMLElement {
    return h("code", { dir: "ltr", title: id }, id.slice(0, 8));
  }

  private stepTo(user: User, id: string, as: string | null = null): Step {
    return { id, as, open: () => user.getGroup(id, as) };
  }

  /** The app may show another group, or the list, in its own way: at an address, for example. */
  private left(to: Step | undefined): boolean {
    return !this.emit("group-selected", { groupId: to?.id ?? null, asGroup: to?.as ?? null }, true);
  }

  private async select(step: Step): Promise<void> {
    if (!this.left(step)) await this.go(step);
  }

  private async go(step: Step, focus = true): Promise<void> {
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
    if (this.left(this.way.at(-2))) return;
    this.way.pop();
    const before = this.way.pop();
    if (before) void this.go(before);
    else if (this.groupId === null) this.overview(user);
    else this.show(this.say("groups"), [h("p.sentc-text", {}, this.say("groupsNone"))]);
  }

  private overview(user: User, focus = true): void {
    const { say, speaker } = this;
    const again = () => this.overview(user);
    const open = (id: string) => action(say("open"), () => this.select(this.stepTo(user, id)), "", `${say("open")} ${id.slice(0, 8)}`);
    const groups = pagedList<GroupList>({ speaker, label: say("groups"), load: (last) => user.getGroups(last), row: ({ group_id, rank }) => h("li.sentc-row", {}, h("span", {}, this.short(group_id), " ", say(`rank${rank as Rank}`)), open(group_id)) });
    const create = action(say("createGroup"), async () => {
      const id = await user.createGroup();
      await this.select(this.stepTo(user, id));
    });
    this.show(say("groups"), [groups, create, part(say("invites"), this.invites(user, say("invites"), again)), part(say("requestsSent"), ...this.sent(user, say("requestsSent"), say("join"), again))], focus);
  }

  /** What a user, or a group that is to be a member, was invited to. */
  private invites(member: User | Group, label: string, again: () => unknown): HTMLElement {
    const { say, speaker } = this;
    return pagedList<GroupInviteListItem>({
      speaker,
      label,
      load: (last) => member.getGroupInvites(last),
      row: ({ group_id: id }) =>
        h("li.sentc-row", {}, this.short(id), action(say("accept"), () => member.acceptGroupInvite(id).then(again), ".sentc-primary", `${say("accept")} ${id.slice(0, 8)}`), action(say("decline"), () => member.rejectGroupInvite(id).then(again), "", `${say("decline")} ${id.slice(0, 8)}`)),
    });
  }

  /** What they asked to join, and the field to ask. */
  private sent(member: User | Group, label: string, submit: string, again: () => unknown): HTMLElement[] {
    const { say, speaker } = this;
    const list = pagedList<GroupInviteListItem>({
      speaker,
      label,
      load: (last) => member.sentJoinReq(last),
      row: ({ group_id: id }) => h("li.sentc-row", {}, this.short(id), action(say("withdraw"), () => member.deleteJoinReq(id).then(again), "", `${say("withdraw")} ${id.slice(0, 8)}`)),
    });
    return [list, idForm({ speaker, label: say("groupId"), submit, run: (id) => member.groupJoinRequest(id).then(again) })];
  }

  /** A group can be a member of connected groups, as a user can. */
  private asMember(group: Group, again: () => unknown): HTMLElement[] {
    const { say } = this;
    return [this.invites(group, say("groupInvites"), again), part(say("groupRequestsSent"), ...this.sent(group, say("groupRequestsSent"), say("groupJoin"), again))];
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
        h("p.sentc-text", {}, say(`may${Math.min(rank, 3) as 0 | 1 | 2 | 3}`), " ", this.through(group)),
        part(say("members"), this.members(group, again), manages && this.invite(group, false), manages && group.data.is_connected_group && this.invite(group, true)),
        manages && part(say("requests"), this.requests(group, again)),
        part(say("subgroups"), this.children_(group), administrates && action(say("subgroupCreate"), () => group.createChildGroup().then(again))),
        !group.data.is_connected_group && part(say("connected"), this.connected(group), administrates && action(say("connectedCreate"), () => group.createConnectedGroup().then(again))),
        administrates && !group.data.is_connected_group && part(say("groupInvites"), ...this.asMember(group, again)),
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

  /** Where the access comes from, if it is not the user's own membership. */
  private through({ data }: Group): Child {
    const { access_by_group_as_member: as, from_parent } = data;
    return as === undefined ? from_parent && this.say("throughParent") : this.say("throughGroup", { id: as.slice(0, 8) });
  }

  private members(group: Group, again: () => void): HTMLElement {
    const { say, speaker } = this;
    const { rank: own } = group.data;
    const row = ({ user_id, rank, user_type }: GroupUserListItem) => {
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
        h("span", {}, this.short(user_id), user_type > 0 && ` ${say("aGroup")}`),
        may ? rankChoice(speaker, `${say("rank")} ${name}`, rank, change) : h("span", {}, words),
        own <= RANK.manages && rank > 0 && rank >= own && sure(speaker, say("remove"), () => group.kickUser(user_id).then(again), undefined, `${say("remove")} ${name}`),
        notice,
      );
    };
    const first = group.data.from_parent ? undefined : h("li.sentc-row", {}, h("strong", {}, say("you")), h("span", {}, say(`rank${own as Rank}`)));
    return pagedList<GroupUserListItem>({ speaker, label: say("members"), load: (last) => group.getMember(last), row, first });
  }

  /** `groups`: groups can be members of a connected group, beside users. */
  private invite(group: Group, groups: boolean): HTMLElement {
    const { say, speaker } = this;
    const rank = rankChoice(speaker, say("rank"), RANK.plain);
    const said = h("p.sentc-good", { role: "status" });
    const ask = idForm({
      speaker,
      label: say(groups ? "groupId" : "userId"),
      submit: say(groups ? "inviteGroup" : "invite"),
      extra: [rank],
      run: async (id) => {
        said.textContent = "";
        await (groups ? group.inviteGroup(id, Number(rank.value)) : group.invite(id, Number(rank.value)));
        said.textContent = say("done");
      },
    });
    return h("div.sentc-list", {}, ask, said);
  }

  private requests(group: Group, again: () => void): HTMLElement {
    const { say, speaker } = this;
    const row = ({ user_id: id, user_type }: GroupJoinReqListItem) => {
      const name = id.slice(0, 8);
      return h("li.sentc-row", {}, h("span", {}, this.short(id), user_type > 0 && ` ${say("aGroup")}`), action(say("accept"), () => group.acceptJoinRequest(id).then(again), ".sentc-primary", `${say("accept")} ${name}`), action(say("decline"), () => group.rejectJoinRequest(id).then(again), "", `${say("decline")} ${name}`));
    };
    return pagedList<GroupJoinReqListItem>({ speaker, label: say("requests"), load: (last) => group.getJoinRequests(last), row });
  }

  private children_(group: Group): HTMLElement {
    const { say, speaker } = this;
    const row = ({ group_id: id }: GroupChildrenListItem) => this.below({ id, as: group.data.access_by_group_as_member ?? null, open: () => group.getChildGroup(id) });
    return pagedList<GroupChildrenListItem>({ speaker, label: say("subgroups"), load: (last) => group.getChildren(last), row });
  }

  /** The groups that this one is a member of. */
  private connected(group: Group): HTMLElement {
    const { say, speaker } = this;
    const row = ({ group_id: id }: GroupList) => this.below({ id, as: group.data.group_id, open: () => group.getConnectedGroup(id) });
    return pagedList<GroupList>({ speaker, label: say("connected"), load: (last) => group.getGroups(last), row });
  }

  private below(step: Step): HTMLElement {
    const { say } = this;
    const { id } = step;
    return h("li.sentc-row", {}, this.short(id), action(say("open"), () => this.select(step), "", `${say("open")} ${id.slice(0, 8)}`));
  }
}

define("sentc-group", SentcGroup);
