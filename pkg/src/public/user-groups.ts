import { prepareGroupCreate } from "sentc-light-wasm-glue";
import { optionalId } from "./arguments.js";
import type { At } from "./group-member.js";
import { type Group, openGroup } from "./group.js";
import { SessionUser } from "./session-user.js";
import type { CallOptions } from "./types.js";

/** A signed-in user and groups. What a user does as a member of groups is in group-member.ts. */
export abstract class GroupUser extends SessionUser {
  /** @internal */
  get at(): At | undefined {
    return undefined;
  }

  /** @internal */
  get kind(): "User" {
    return "User";
  }

  /** Creates a group and resolves to its id. The user is its creator (rank 0). */
  async createGroup(options?: CallOptions): Promise<string> {
    return (await this.row("CreateGroup", {}, options)).group_id;
  }

  /** Returns the body of the request that creates a group, for your back end to send. */
  prepareGroupCreate(): string {
    return this.session.compute(prepareGroupCreate);
  }

  /**
   * Resolves to a group that the user has access to. Sends no request if the client has data from the last five minutes; otherwise
   * checks its data with a small request. NO_GROUP_ACCESS: the user has no access.
   *
   * `group_as_member`: the id of one of the user's groups, if that group is the member of the group `group_id` (or of one above it).
   */
  async getGroup(group_id: string, group_as_member?: string | null, options?: CallOptions): Promise<Group> {
    return openGroup(this, group_id, optionalId("group_as_member", group_as_member), options);
  }
}
