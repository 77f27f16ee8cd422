import { cursor, nonEmpty, signalOf } from "./arguments.js";
import type { GroupInviteListItem, GroupList } from "./generated/types.js";
import { everyItem } from "./paging.js";
import type { Session } from "./session.js";
import type { CallOptions } from "./types.js";
import type { At } from "./wasm-groups.js";

/**
 * What can be a member of groups: a user, or a group. What a group does as a member needs rank 1 in it (else
 * NO_PERMISSION); only `getGroups` is open to all its members.
 */
export abstract class GroupMember {
  /** @internal */
  declare readonly session: Session;

  /** Whose calls these are. @internal */
  abstract at(session: number): At;

  /** Up to 50 groups, by the time they were created: the first ones, or those after `last`. */
  async getGroups(last?: GroupList | null, options?: CallOptions): Promise<GroupList[]> {
    const { time, id } = cursor(last, "time", "group_id");
    const signal = signalOf(options);
    return this.session.call((core, session) => core.getGroups(this.at(session), time, id, signal), signal);
  }

  /** All groups, by the time they were created. */
  groups(options?: CallOptions): AsyncGenerator<GroupList, void, undefined> {
    return everyItem((last) => this.getGroups(last, options));
  }

  /** Up to 50 invites, newest first: the first ones, or those after `last`. */
  async getGroupInvites(last?: GroupInviteListItem | null, options?: CallOptions): Promise<GroupInviteListItem[]> {
    const { time, id } = cursor(last, "time", "group_id");
    const signal = signalOf(options);
    return this.session.call((core, session) => core.getGroupInvites(this.at(session), time, id, signal), signal);
  }

  /** All invites, newest first. */
  groupInvites(options?: CallOptions): AsyncGenerator<GroupInviteListItem, void, undefined> {
    return everyItem((last) => this.getGroupInvites(last, options));
  }

  async acceptGroupInvite(group_id: string, options?: CallOptions): Promise<void> {
    const id = nonEmpty("group_id", group_id);
    const signal = signalOf(options);
    await this.session.call((core, session) => core.acceptGroupInvite(this.at(session), id, signal), signal);
  }

  async rejectGroupInvite(group_id: string, options?: CallOptions): Promise<void> {
    const id = nonEmpty("group_id", group_id);
    const signal = signalOf(options);
    await this.session.call((core, session) => core.rejectGroupInvite(this.at(session), id, signal), signal);
  }

  /** Asks to join a group; a group can ask a connected group. */
  async groupJoinRequest(group_id: string, options?: CallOptions): Promise<void> {
    const id = nonEmpty("group_id", group_id);
    const signal = signalOf(options);
    await this.session.call((core, session) => core.groupJoinRequest(this.at(session), id, signal), signal);
  }

  /** Up to 50 join requests that were sent and not answered, newest first: the first ones, or those after `last`. */
  async sentJoinReq(last?: GroupInviteListItem | null, options?: CallOptions): Promise<GroupInviteListItem[]> {
    const { time, id } = cursor(last, "time", "group_id");
    const signal = signalOf(options);
    return this.session.call((core, session) => core.sentJoinReq(this.at(session), time, id, signal), signal);
  }

  /** All join requests that were sent and not answered, newest first. */
  sentJoinRequests(options?: CallOptions): AsyncGenerator<GroupInviteListItem, void, undefined> {
    return everyItem((last) => this.sentJoinReq(last, options));
  }

  /** Takes a join request back. */
  async deleteJoinReq(group_id: string, options?: CallOptions): Promise<void> {
    const id = nonEmpty("group_id", group_id);
    const signal = signalOf(options);
    await this.session.call((core, session) => core.deleteJoinReq(this.at(session), id, signal), signal);
  }
}
