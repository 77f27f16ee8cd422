import { cursor, nonEmpty, optionalRank, rankOf, signalOf } from "./arguments.js";
import type { GroupChildrenListItem, GroupData, GroupJoinReqListItem, GroupUserListItem } from "./generated/types.js";
import { GroupMember } from "./group-member.js";
import { bindMethods, hide } from "./objects.js";
import { everyItem } from "./paging.js";
import type { Session } from "./session.js";
import type { CallOptions } from "./types.js";
import type { At } from "./wasm-groups.js";
import { wasm } from "./wasm.js";

/**
 * A group as the user reaches it: as a member, through a group above it, or acting as a group that is a member.
 *
 * Ranks: 0 creator, 1 administrator, 2 manages members, 3 and 4 plain members. What the own rank, as far as it is
 * known, does not allow is refused with NO_PERMISSION (client_201) before any request; a rank other than 1 to 4 that is
 * to be given with RANK_OUT_OF_RANGE (client_200). NO_GROUP_ACCESS: the access is gone.
 */
export class Group extends GroupMember {
  /** @internal */
  declare readonly ownData: GroupData;
  /** @internal */
  declare readonly acting_as: string | undefined;

  private constructor(session: Session, data: GroupData, acting_as: string | undefined) {
    super();
    hide(this, "session", session);
    hide(this, "ownData", data);
    hide(this, "acting_as", acting_as);
    bindMethods(this);
  }

  /** @internal */
  static async open(session: Session, id: string, acting_as: string | undefined, signal: AbortSignal | undefined): Promise<Group> {
    const data = await session.call((core, number) => core.loadGroup({ session: number, group: id, acting_as }, signal), signal);
    return new this(session, session.groups.take(data, acting_as), acting_as);
  }

  /** @internal */
  override at(session: number): At {
    return { session, group: this.ownData.group_id, acting_as: this.acting_as };
  }

  /** What is known of the group: the same object for all `Group`s of it, whose fields follow. */
  get data(): GroupData {
    return this.ownData;
  }

  toJSON(): GroupData {
    return { ...this.ownData };
  }

  /** Asks for the own rank now, and sets `data.rank` and `data.last_check_time`. */
  async groupUpdateCheck(options?: CallOptions): Promise<void> {
    const signal = signalOf(options);
    this.take(await this.session.call((core, session) => core.groupUpdateCheck(this.at(session), signal), signal));
  }

  /** Creates a group below this one, to which this one's members have access with their rank here. Rank 1; gives the id. */
  async createChildGroup(options?: CallOptions): Promise<string> {
    const signal = signalOf(options);
    return this.session.call((core, session) => core.createChildGroup(this.at(session), signal), signal);
  }

  /** Creates a group that groups can be members of; this one is its creator. Rank 1; gives the id. */
  async createConnectedGroup(options?: CallOptions): Promise<string> {
    const signal = signalOf(options);
    return this.session.call((core, session) => core.createConnectedGroup(this.at(session), signal), signal);
  }

  /** A group below this one, accessed in the same way. */
  async getChildGroup(group_id: string, options?: CallOptions): Promise<Group> {
    return Group.open(this.session, nonEmpty("group_id", group_id), this.acting_as, signalOf(options));
  }

  /** A group that this one is a member of, or one below such a group. */
  async getConnectedGroup(group_id: string, options?: CallOptions): Promise<Group> {
    return Group.open(this.session, nonEmpty("group_id", group_id), this.ownData.group_id, signalOf(options));
  }

  /** Up to 50 groups directly below this one, oldest first: the first ones, or those after `last`. */
  async getChildren(last?: GroupChildrenListItem | null, options?: CallOptions): Promise<GroupChildrenListItem[]> {
    const { time, id } = cursor(last, "time", "group_id");
    const signal = signalOf(options);
    return this.session.call((core, session) => core.getChildren(this.at(session), time, id, signal), signal);
  }

  /** All groups directly below this one, oldest first. */
  children(options?: CallOptions): AsyncGenerator<GroupChildrenListItem, void, undefined> {
    return everyItem((last) => this.getChildren(last, options));
  }

  /** Up to 50 other members, by the time they joined: the first ones, or those after `last`. */
  async getMember(last?: GroupUserListItem | null, options?: CallOptions): Promise<GroupUserListItem[]> {
    const { time, id } = cursor(last, "joined_time", "user_id");
    const signal = signalOf(options);
    return this.session.call((core, session) => core.getMember(this.at(session), time, id, signal), signal);
  }

  /** All other members, by the time they joined. */
  members(options?: CallOptions): AsyncGenerator<GroupUserListItem, void, undefined> {
    return everyItem((last) => this.getMember(last, options));
  }

  /** Invites a user. Rank 2; `rank` is 4 unless given. */
  async invite(user_id: string, rank?: number | null, options?: CallOptions): Promise<void> {
    await this.inviteWith(false, false, nonEmpty("user_id", user_id), rank, options);
  }

  /** Adds a user without asking. Rank 2; `rank` is 4 unless given. */
  async inviteAuto(user_id: string, rank?: number | null, options?: CallOptions): Promise<void> {
    await this.inviteWith(false, true, nonEmpty("user_id", user_id), rank, options);
  }

  /** Invites a group; this one must be a connected group. Rank 2; `rank` is 4 unless given. */
  async inviteGroup(group_id: string, rank?: number | null, options?: CallOptions): Promise<void> {
    await this.inviteWith(true, false, nonEmpty("group_id", group_id), rank, options);
  }

  /** Adds a group without asking; this one must be a connected group. Rank 2; `rank` is 4 unless given. */
  async inviteGroupAuto(group_id: string, rank?: number | null, options?: CallOptions): Promise<void> {
    await this.inviteWith(true, true, nonEmpty("group_id", group_id), rank, options);
  }

  private async inviteWith(is_group: boolean, auto: boolean, id: string, rank: unknown, options: CallOptions | undefined): Promise<void> {
    const checked = optionalRank("rank", rank);
    const signal = signalOf(options);
    await this.session.call((core, session) => core.invite(this.at(session), is_group, auto, id, checked, signal), signal);
  }

  /** Stops invites and join requests; called again, allows them. Invites that were sent stay good. Rank 1. */
  async stopInvites(options?: CallOptions): Promise<void> {
    const signal = signalOf(options);
    await this.session.call((core, session) => core.stopInvites(this.at(session), signal), signal);
  }

  /** Up to 50 received join requests, oldest first: the first ones, or those after `last`. Rank 2. */
  async getJoinRequests(last?: GroupJoinReqListItem | null, options?: CallOptions): Promise<GroupJoinReqListItem[]> {
    const { time, id } = cursor(last, "time", "user_id");
    const signal = signalOf(options);
    return this.session.call((core, session) => core.getJoinRequests(this.at(session), time, id, signal), signal);
  }

  /** All received join requests, oldest first. Rank 2. */
  joinRequests(options?: CallOptions): AsyncGenerator<GroupJoinReqListItem, void, undefined> {
    return everyItem((last) => this.getJoinRequests(last, options));
  }

  /** Lets a user, or a group, in. Rank 2; `rank` is 4 unless given. */
  async acceptJoinRequest(user_id: string, rank?: number | null, options?: CallOptions): Promise<void> {
    const [id, checked, signal] = [nonEmpty("user_id", user_id), optionalRank("rank", rank), signalOf(options)];
    await this.session.call((core, session) => core.acceptJoinRequest(this.at(session), id, checked, signal), signal);
  }

  /** Rejects a join request; they may ask again. Rank 2. */
  async rejectJoinRequest(user_id: string, options?: CallOptions): Promise<void> {
    const id = nonEmpty("user_id", user_id);
    const signal = signalOf(options);
    await this.session.call((core, session) => core.rejectJoinRequest(this.at(session), id, signal), signal);
  }

  /** Gives a member, or oneself, another rank: 1 to 4. Rank 1; the creator's is fixed. */
  async updateRank(user_id: string, rank: number, options?: CallOptions): Promise<void> {
    const [id, checked, signal] = [nonEmpty("user_id", user_id), rankOf("rank", rank), signalOf(options)];
    const data = await this.session.call((core, session) => core.updateRank(this.at(session), id, checked, signal), signal);
    if (data) this.take(data);
  }

  /** For a request by an own back end: the body. Checked as in `updateRank`. */
  prepareUpdateRank(user_id: string, rank: number): string {
    const [id, checked] = [nonEmpty("user_id", user_id), rankOf("rank", rank)];
    return this.session.sync(() => wasm.prepareUpdateRank(this.ownData.rank, id, checked));
  }

  /** Removes a member: not the creator, nor someone of a higher rank. Rank 2. */
  async kickUser(user_id: string, options?: CallOptions): Promise<void> {
    const id = nonEmpty("user_id", user_id);
    const signal = signalOf(options);
    await this.session.call((core, session) => core.kickUser(this.at(session), id, signal), signal);
  }

  /** Leaves; accessed by a group that is the member, that group leaves. The only administrator can't (ONLY_ADMIN). */
  async leave(options?: CallOptions): Promise<void> {
    const signal = signalOf(options);
    await this.session.call((core, session) => core.leaveGroup(this.at(session), signal), signal);
  }

  /** Deletes the group with all groups below it. Rank 1. */
  async deleteGroup(options?: CallOptions): Promise<void> {
    const signal = signalOf(options);
    await this.session.call((core, session) => core.deleteGroup(this.at(session), signal), signal);
  }

  private take(data: GroupData): void {
    this.session.groups.take(data, this.acting_as);
  }
}
