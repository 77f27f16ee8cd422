import { prepareRank } from "sentc-light-wasm-glue";
import { after, nonEmpty, optionalRank, rankOf, signalOf } from "./arguments.js";
import type { GroupChildrenListItem, GroupData, GroupJoinReqListItem, GroupUserListItem } from "../generated/types.js";
import { type At, GroupMember } from "./group-member.js";
import { hide } from "./objects.js";
import { everyItem } from "./paging.js";
import type { Session } from "../core/session.js";
import type { CallOptions } from "./types.js";

/**
 * A group that the user has access to: as a member, through a group above it, or through a group that is a member.
 *
 * Ranks: 0 creator, 1 administrator, 2 manages members, 3 and 4 plain members. The client checks your last known rank before it
 * sends a request: NO_PERMISSION (client_201) if that rank does not allow the call. RANK_OUT_OF_RANGE (client_200): a rank argument
 * is not 1 to 4. NO_GROUP_ACCESS: you no longer have access.
 */
export class Group extends GroupMember {
  /** @internal */
  declare readonly ownData: GroupData;
  /** @internal */
  declare readonly at: At;

  private constructor(session: Session, data: GroupData, acting_as: string | undefined) {
    super(session, "Group", { group: data.group_id, acting_as });
    hide(this, "ownData", session.groups.take(data, acting_as));
  }

  /** @internal */
  static of(session: Session, data: GroupData, acting_as: string | undefined): Group {
    return new this(session, data, acting_as);
  }

  /** The group's data: the same object for all `Group`s of it. Its fields follow changes. */
  get data(): GroupData {
    return this.ownData;
  }

  toJSON(): GroupData {
    return { ...this.ownData };
  }

  /** Gets your rank from the service and updates `data.rank` and `data.last_check_time`. */
  async groupUpdateCheck(options?: CallOptions): Promise<void> {
    const { group, acting_as } = this.at;
    const signal = signalOf(options);
    this.take(await this.session.call((core, session) => core.checkGroup(session, group, acting_as, signal), { signal }));
  }

  /** Creates a group below this one and resolves to its id. Members of this group have access to it with the same rank. Needs rank 1. */
  async createChildGroup(options?: CallOptions): Promise<string> {
    return (await this.row("CreateChildGroup", {}, options)).group_id;
  }

  /** Creates a connected group (groups can be its members) and resolves to its id. This group is its creator. Needs rank 1. */
  async createConnectedGroup(options?: CallOptions): Promise<string> {
    return (await this.row("CreateConnectedGroup", {}, options)).group_id;
  }

  /** Returns a group below this one, reached in the same way as this one. */
  async getChildGroup(group_id: string, options?: CallOptions): Promise<Group> {
    return openGroup(this, group_id, this.at.acting_as, options);
  }

  /** Returns a group that this one is a member of, or a group below such a group. */
  async getConnectedGroup(group_id: string, options?: CallOptions): Promise<Group> {
    return openGroup(this, group_id, this.at.group, options);
  }

  /** Returns up to 50 groups directly below this one, oldest first: the first ones, or those after `last`. */
  async getChildren(last?: GroupChildrenListItem | null, options?: CallOptions): Promise<GroupChildrenListItem[]> {
    return this.row("Children", after(last, "time", "group_id"), options);
  }

  /** Iterates over all groups directly below this one, oldest first. */
  children(options?: CallOptions): AsyncGenerator<GroupChildrenListItem, void, undefined> {
    return everyItem((last) => this.getChildren(last, options));
  }

  /** Returns up to 50 other members, in the order in which they joined: the first ones, or those after `last`. */
  async getMember(last?: GroupUserListItem | null, options?: CallOptions): Promise<GroupUserListItem[]> {
    return this.row("Members", after(last, "joined_time", "user_id"), options);
  }

  /** Iterates over all other members, in the order in which they joined. */
  members(options?: CallOptions): AsyncGenerator<GroupUserListItem, void, undefined> {
    return everyItem((last) => this.getMember(last, options));
  }

  /** Invites a user. Needs rank 2. `rank`: default 4. */
  async invite(user_id: string, rank?: number | null, options?: CallOptions): Promise<void> {
    await this.row("InviteUser", { user: nonEmpty("user_id", user_id), rank: optionalRank(rank) }, options);
  }

  /** Adds a user without asking. Needs rank 2. `rank`: default 4. */
  async inviteAuto(user_id: string, rank?: number | null, options?: CallOptions): Promise<void> {
    await this.row("InviteUserAuto", { user: nonEmpty("user_id", user_id), rank: optionalRank(rank) }, options);
  }

  /** Invites a group. This one must be a connected group. Needs rank 2. `rank`: default 4. */
  async inviteGroup(group_id: string, rank?: number | null, options?: CallOptions): Promise<void> {
    await this.row("InviteGroup", { member: nonEmpty("group_id", group_id), rank: optionalRank(rank) }, options);
  }

  /** Adds a group without asking. This one must be a connected group. Needs rank 2. `rank`: default 4. */
  async inviteGroupAuto(group_id: string, rank?: number | null, options?: CallOptions): Promise<void> {
    await this.row("InviteGroupAuto", { member: nonEmpty("group_id", group_id), rank: optionalRank(rank) }, options);
  }

  /** Stops invites and join requests. Called again, it allows them. Invites that were sent before stay valid. Needs rank 1. */
  async stopInvites(options?: CallOptions): Promise<void> {
    await this.row("ToggleInvites", {}, options);
  }

  /** Returns up to 50 received join requests, oldest first: the first ones, or those after `last`. Needs rank 2. */
  async getJoinRequests(last?: GroupJoinReqListItem | null, options?: CallOptions): Promise<GroupJoinReqListItem[]> {
    return this.row("JoinRequests", after(last, "time", "user_id"), options);
  }

  /** Iterates over all received join requests, oldest first. Needs rank 2. */
  joinRequests(options?: CallOptions): AsyncGenerator<GroupJoinReqListItem, void, undefined> {
    return everyItem((last) => this.getJoinRequests(last, options));
  }

  /** Accepts the join request of a user or a group. Needs rank 2. `rank`: default 4. */
  async acceptJoinRequest(user_id: string, rank?: number | null, options?: CallOptions): Promise<void> {
    await this.row("AcceptJoinRequest", { user: nonEmpty("user_id", user_id), rank: optionalRank(rank) }, options);
  }

  /** Rejects a join request. The user or group may ask again. Needs rank 2. */
  async rejectJoinRequest(user_id: string, options?: CallOptions): Promise<void> {
    await this.row("RejectJoinRequest", { user: nonEmpty("user_id", user_id) }, options);
  }

  /** Changes the rank of a member, or your own: 1 to 4. Needs rank 1. The creator's rank is fixed. */
  async updateRank(user_id: string, rank: number, options?: CallOptions): Promise<void> {
    const args = { ...this.at, changed_user_id: nonEmpty("user_id", user_id), new_rank: rankOf(rank) };
    const signal = signalOf(options);
    this.take(await this.session.call((core, session) => core.changeRank(session, args, signal), { signal, name: "ChangeRank" }));
  }

  /** Returns the body of the request that `updateRank` sends, for your back end to send. Makes the same checks. */
  prepareUpdateRank(user_id: string, rank: number): string {
    const [id, given] = [nonEmpty("user_id", user_id), rankOf(rank)];
    return this.session.compute(() => prepareRank(this.ownData.rank, id, given));
  }

  /** Removes a member. The creator and members with more rights than you can't be removed. Needs rank 2. */
  async kickUser(user_id: string, options?: CallOptions): Promise<void> {
    await this.row("KickUser", { user: nonEmpty("user_id", user_id) }, options);
  }

  /** Leaves the group. If you reach it through a member group, that group leaves. The only administrator can't leave: ONLY_ADMIN. */
  async leave(options?: CallOptions): Promise<void> {
    await this.row("LeaveGroup", {}, options);
  }

  /** Deletes the group with all groups below it. Needs rank 1. */
  async deleteGroup(options?: CallOptions): Promise<void> {
    await this.row("DeleteGroup", {}, options);
  }

  private take(data: GroupData | undefined): void {
    if (data) this.session.groups.take(data, this.at.acting_as);
  }
}

/**
 * Loads a group. It is outside of the class, because bundlers rename a class that uses its own name inside. Not `async`: its line
 * would be in the stacks of errors.
 *
 * @internal
 */
export function openGroup({ session }: GroupMember, group_id: unknown, acting_as: string | undefined, options: CallOptions | undefined): Promise<Group> {
  const group = nonEmpty("group_id", group_id);
  const signal = signalOf(options);
  return session.call((core, number) => core.loadGroup(number, group, acting_as, signal), { signal }).then((data) => Group.of(session, data, acting_as));
}
