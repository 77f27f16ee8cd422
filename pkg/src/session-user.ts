import type { GroupInviteListItem } from "./generated/types.js";
import { GroupMember } from "./group-member.js";
import { bindMethods, hide } from "./objects.js";
import type { Session } from "./session.js";
import type { UserData } from "./types.js";

/** What a user object is made of; the methods are in user.ts. @internal */
export interface UserParts {
  session: Session;
  data: UserData;
  group_invites: GroupInviteListItem[];
}

/** A signed-in user, without anything to call. Several objects of one session see each other's changes. */
export abstract class SessionUser extends GroupMember {
  /** Invites to groups: the first page, on the user that `init` returned; empty on others. */
  readonly group_invites: GroupInviteListItem[];
  /** @internal */
  declare readonly ownData: UserData;

  /** @internal */
  protected constructor({ session, data, group_invites }: UserParts) {
    super();
    hide(this, "session", session);
    hide(this, "ownData", data);
    this.group_invites = group_invites;
    bindMethods(this);
  }

  /** The keys and tokens of this device, as they are now. */
  get data(): UserData {
    return this.ownData;
  }

  /** The same as `data`. */
  get user_data(): UserData {
    return this.ownData;
  }

  /** No secrets: `JSON.stringify(user)` ends up in logs and error reports. */
  toJSON(): { user_id: string; device_id: string; mfa: boolean } {
    const { user_id, device_id, mfa } = this.ownData;
    return { user_id, device_id, mfa };
  }
}
