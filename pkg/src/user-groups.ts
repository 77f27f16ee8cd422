import { nonEmpty, optionalId, signalOf } from "./arguments.js";
import { Group } from "./group.js";
import { SessionUser } from "./session-user.js";
import type { CallOptions } from "./types.js";
import type { At } from "./wasm-groups.js";
import { wasm } from "./wasm.js";

/** A signed-in user and groups. What a user does as a member of groups is in group-member.ts. */
export abstract class GroupUser extends SessionUser {
  /** @internal */
  override at(session: number): At {
    return { session };
  }

  /** Creates a group, whose creator (rank 0) the user is, and gives its id. */
  async createGroup(options?: CallOptions): Promise<string> {
    const signal = signalOf(options);
    return this.session.call((core, session) => core.createGroup(session, signal), signal);
  }

  /** For a request by an own back end: the body. */
  prepareGroupCreate(): string {
    return this.session.sync(() => wasm.prepareGroupCreate());
  }

  /**
   * A group that the user has access to; NO_GROUP_ACCESS where there is none. What was known in the last five minutes
   * costs no request, later there is a small one.
   *
   * `group_as_member`: the id of one of the user's groups that is a member of the wanted one (or of one above it).
   */
  async getGroup(group_id: string, group_as_member?: string | null, options?: CallOptions): Promise<Group> {
    const id = nonEmpty("group_id", group_id);
    const acting_as = optionalId("group_as_member", group_as_member);
    return Group.open(this.session, id, acting_as, signalOf(options));
  }
}
