import type { Rows } from "sentc-light-wasm-glue";
import { after, nonEmpty, signalOf } from "./arguments.js";
import type { GroupInviteListItem, GroupList } from "../generated/types.js";
import { bindMethods, hide } from "./objects.js";
import { everyItem } from "./paging.js";
import type { Session } from "../core/session.js";
import type { CallOptions } from "./types.js";

/** A group, and the member group through which the user reaches it, if any. */
export interface At {
  group: string;
  acting_as: string | undefined;
}

/** The arguments of a call without those that say where it is made. */
type Rest<Args> = "acting_as" extends keyof Args ? Omit<Args, keyof At> : Args;

/**
 * A member of groups: a user or a group. If a group is the member, you need rank 1 in it for these methods, except `getGroups`
 * and `groups`: NO_PERMISSION.
 */
export abstract class GroupMember {
  /** @internal */
  declare readonly session: Session;
  /** The ending of the calls' names. @internal */
  declare readonly kind: "User" | "Group";
  /** This group; undefined for a user. @internal */
  declare readonly at: At | undefined;

  /** @internal */
  protected constructor(session: Session, kind: "User" | "Group", at?: At) {
    hide(this, "session", session);
    hide(this, "kind", kind);
    hide(this, "at", at);
    bindMethods(this);
  }

  /** A row of the service's table. @internal */
  row<N extends keyof Rows>(name: N, args: Rest<Rows[N]["args"]>, options?: CallOptions): Promise<Rows[N]["answer"]> {
    return this.session.row(name, { ...this.at, ...args } as Rows[N]["args"], { signal: signalOf(options) });
  }

  /** Returns up to 50 groups, in the order in which they were created: the first ones, or those after `last`. */
  async getGroups(last?: GroupList | null, options?: CallOptions): Promise<GroupList[]> {
    return this.row(`GroupsOf${this.kind}`, after(last, "time", "group_id"), options);
  }

  /** Iterates over all groups, in the order in which they were created. */
  groups(options?: CallOptions): AsyncGenerator<GroupList, void, undefined> {
    return everyItem((last) => this.getGroups(last, options));
  }

  /** Returns up to 50 invites, newest first: the first ones, or those after `last`. */
  async getGroupInvites(last?: GroupInviteListItem | null, options?: CallOptions): Promise<GroupInviteListItem[]> {
    return this.row(`InvitesOf${this.kind}`, after(last, "time", "group_id"), options);
  }

  /** Iterates over all invites, newest first. */
  groupInvites(options?: CallOptions): AsyncGenerator<GroupInviteListItem, void, undefined> {
    return everyItem((last) => this.getGroupInvites(last, options));
  }

  /** Accepts the invite of a group. NO_INVITE: there is none. */
  async acceptGroupInvite(group_id: string, options?: CallOptions): Promise<void> {
    await this.membership("AcceptInvite", group_id, options);
  }

  /** Rejects the invite of a group. The group may invite again. */
  async rejectGroupInvite(group_id: string, options?: CallOptions): Promise<void> {
    await this.membership("RejectInvite", group_id, options);
  }

  /** Asks to join a group. A group can only ask a connected group. */
  async groupJoinRequest(group_id: string, options?: CallOptions): Promise<void> {
    await this.membership("SendJoinRequest", group_id, options);
  }

  /** Returns up to 50 join requests that were sent and not answered, newest first: the first ones, or those after `last`. */
  async sentJoinReq(last?: GroupInviteListItem | null, options?: CallOptions): Promise<GroupInviteListItem[]> {
    return this.row(`JoinRequestsOf${this.kind}`, after(last, "time", "group_id"), options);
  }

  /** Iterates over all join requests that were sent and not answered, newest first. */
  sentJoinRequests(options?: CallOptions): AsyncGenerator<GroupInviteListItem, void, undefined> {
    return everyItem((last) => this.sentJoinReq(last, options));
  }

  /** Withdraws a join request. */
  async deleteJoinReq(group_id: string, options?: CallOptions): Promise<void> {
    await this.membership("CancelJoinRequest", group_id, options);
  }

  private membership(name: "AcceptInvite" | "RejectInvite" | "SendJoinRequest" | "CancelJoinRequest", group_id: unknown, options?: CallOptions) {
    const id = nonEmpty("group_id", group_id);
    return this.at ? this.row(`${name}AsGroup`, { other: id }, options) : this.row(name, { group: id }, options);
  }
}

// What Node, Deno and Bun print: no more than JSON.stringify.
hide(GroupMember.prototype, Symbol.for("nodejs.util.inspect.custom"), function (this: GroupMember): string {
  return `${this.kind} ${JSON.stringify(this)}`;
});
