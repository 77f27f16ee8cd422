import { AdminError } from "./admin-error.js";
import { type Answered, type Deed, type OnUnknown, type Service, checkedId, isId, lacks, nothing, strings } from "./service.js";

/** A direct member of a group. */
export interface DirectMember {
  /** The user, or the group that is the member. */
  user_id: string;
  /** 0 the creator, 1 an administrator, 2 may manage members, 3 and 4 plain. */
  rank: number;
  /** Unix milliseconds. */
  joined_time: number;
  /** 0: a user; 1 or 2: a group. */
  user_type: number;
}

/** A user's rank in a group. */
export interface GroupAccess {
  group_id: string;
  /** 0 the creator, 1 an administrator, 2 may manage members, 3 and 4 plain. */
  rank: number;
}

/**
 * Calls for groups that need only the secret token, no JWT of a user. Where there is a `user_id`, the service acts as this user: the
 * user's access and rank must allow the call.
 */
export interface GroupCalls {
  /** Creates a group whose creator is the user. Resolves to the new group's id. */
  create<R>(user_id: string, unknown: OnUnknown<R>): Promise<string | R>;
  /** Creates a group below `group_id` and resolves to its id. The user needs rank 1 or better. */
  createChild<R>(user_id: string, group_id: string, unknown: OnUnknown<R>): Promise<string | R>;
  /** Creates a connected group of `group_id` and resolves to its id. The user needs rank 1 or better. */
  createConnected<R>(user_id: string, group_id: string, unknown: OnUnknown<R>): Promise<string | R>;
  /** Deletes a group and its children. The service checks no user's rank: authorize the caller first. */
  delete<R>(group_id: string, unknown: OnUnknown<R>): Promise<void | R>;
  /** Resolves to a direct member, a user or a group. Undefined for all others, including those with access through a parent group. */
  member(group_id: string, id: string): Promise<DirectMember | undefined>;
  /** Makes `new_user_id` a member, without asking that user. `rank`: 1 to 4; default: 4. */
  add<R>(user_id: string, group_id: string, new_user_id: string, rank: number | undefined, unknown: OnUnknown<R>): Promise<void | R>;
  /** Makes the group `new_group_id` a member. `rank`: 1 to 4; default: 4. */
  addGroup<R>(user_id: string, group_id: string, new_group_id: string, rank: number | undefined, unknown: OnUnknown<R>): Promise<void | R>;
  /** Removes a direct member. */
  kick<R>(user_id: string, group_id: string, id: string, unknown: OnUnknown<R>): Promise<void | R>;
  /**
   * Resolves to the rank of the JWT's user in a group, including access through a parent group; undefined without access. You can pass
   * ids from a request without checking them.
   *
   * @param options.as_group the id of a group of the user that is a member of `group_id`: checks the access through it
   */
  access(jwt: string, group_id: string, options?: { as_group?: string }): Promise<GroupAccess | undefined>;
}

export function groupCalls(ask: Service, deed: Deed): GroupCalls {
  const path = (...ids: string[]) => `/group/forced/${ids.map((id) => checkedId(id, "an argument")).join("/")}`;
  return {
    create: async (user_id, unknown) => deed("POST", `${path(user_id)}/light`, newGroup, unknown),
    createChild: async (user_id, group_id, unknown) => deed("POST", `${path(user_id, group_id)}/child/light`, newGroup, unknown),
    createConnected: async (user_id, group_id, unknown) => deed("POST", `${path(user_id, group_id)}/connected/light`, newGroup, unknown),
    delete: async (group_id, unknown) => deed("DELETE", path(group_id), nothing, unknown),
    member: async (group_id, id) => {
      if (!isId(group_id) || !isId(id)) return undefined;
      return unless("NOT_A_MEMBER", async () => read<DirectMember>(await ask("GET", `${path(group_id)}/user/${id}`)));
    },
    add: async (user_id, group_id, new_user_id, rank, unknown) =>
      deed("POST", `${path(user_id, group_id, "invite_auto", new_user_id)}/light`, nothing, unknown, { body: { rank: rank ?? null } }),
    addGroup: async (user_id, group_id, new_group_id, rank, unknown) =>
      deed("POST", `${path(user_id, group_id, "invite_auto", new_group_id)}/group_light`, nothing, unknown, { body: { rank: rank ?? null } }),
    kick: async (user_id, group_id, id, unknown) => deed("DELETE", path(user_id, group_id, "kick", id), nothing, unknown),
    access: async (jwt, group_id, options) => {
      const { as_group } = options ?? {};
      if (!isId(group_id) || (as_group !== undefined && !isId(as_group))) return undefined;
      return unless("NO_GROUP_ACCESS", async () => {
        const answer = await ask("GET", `/group/${group_id}/light`, { jwt, ...(as_group !== undefined && { as_group }) });
        const access = read<GroupAccess>(answer);
        if ((access.group_id ?? group_id) !== group_id) throw lacks("this group", answer.http_status);
        return { group_id, rank: access.rank };
      });
    },
  };
}

/** Also catches ID_FORMAT, with which the service refuses ids that are not UUIDs: no group has such an id. */
async function unless<T>(code: "NOT_A_MEMBER" | "NO_GROUP_ACCESS", work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof AdminError && (error.code === code || error.code === "ID_FORMAT")) return undefined;
    throw error;
  }
}

function read<T extends { rank: number }>({ result, http_status }: Answered): T {
  const found = result as T | null;
  // The service lets administrators set negative ranks, which would be above the creator's.
  if (!Number.isSafeInteger(found?.rank) || found!.rank < 0) throw lacks("rank", http_status);
  return found as T;
}

const newGroup = (answer: Answered): string => strings(answer, "group_id").group_id;
