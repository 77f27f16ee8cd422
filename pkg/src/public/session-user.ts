import type { GroupInviteListItem } from "../generated/types.js";
import { GroupMember } from "./group-member.js";
import { bindMethods, hide } from "./objects.js";
import type { CheckedOptions } from "./options.js";
import type { Session } from "../core/session.js";
import type { UserData } from "./types.js";

/** The data of a signed-in user. Several objects of one session see each other's changes. */
export abstract class SessionUser extends GroupMember {
  /** The user's id. */
  readonly id: string;
  readonly device_id: string;
  /** The first page of invites to groups, on the user that `init` returned. Empty on other users. */
  readonly group_invites: GroupInviteListItem[];
  /** @internal */
  declare readonly ownData: UserData;
  /** @internal */
  declare readonly options: CheckedOptions;

  /** @internal */
  protected constructor(session: Session, options: CheckedOptions, group_invites: GroupInviteListItem[], data: UserData) {
    super();
    this.id = data.user_id;
    this.device_id = data.device_id;
    this.group_invites = group_invites;
    hide(this, "session", session);
    hide(this, "ownData", data);
    hide(this, "options", options);
    bindMethods(this);
  }

  /** The current identifier of this device. */
  get identifier(): string {
    return this.session.view.identifier;
  }

  /** The current keys and tokens of this device. Holds secrets. */
  get data(): UserData {
    return this.ownData;
  }

  /** The same as `data`. */
  get user_data(): UserData {
    return this.ownData;
  }

  /** Called by `JSON.stringify(user)`. The result contains no secrets, because it may end up in logs and error reports. */
  toJSON(): { user_id: string; device_id: string; mfa: boolean } {
    const { user_id, device_id, mfa } = this.ownData;
    return { user_id, device_id, mfa };
  }
}
