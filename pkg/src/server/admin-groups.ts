import type { Deed, OnUnknown } from "./admin.js";
import { AdminError } from "./admin-error.js";
import { type Answered, type Service, checkedId, isId, lacks, nothing, strings } from "./service.js";

/** A direct member of a group. */
export interface DirectMember {
  /** The user, or the group that is the member. */
  user_id: string;
  /** 0 the creator, 1 an administrator, 2 may manage members, 3 and 4 plain. */
  rank: number;
  /** Unix milliseconds. */
  joined_time: number;
  /** 0 a user, 1 or 2 a group. */
  user_type: number;
}

/** What somebody may do in a group. */
export interface GroupAccess {
  group_id: string;
  /** 0 the creator, 1 an administrator, 2 may manage members, 3 and 4 plain. */
  rank: number;
}

/**
 * Groups, with the secret token alone. `user_id` is the user in whose name it happens: that user's access and rank decide, as if the
 * user had called.
 */
export interface GroupCalls {
  /** Resolves to the new group's id. */
  create<R>(user_id: string, unknown: OnUnknown<R>): Promise<string | R>;
  /** Resolves to the new group's id. The user needs rank 1 or better. */
  createChild<R>(user_id: string, group_id: string, unknown: OnUnknown<R>): Promise<string | R>;
  /** Resolves to the new group's id. The user needs rank 1 or better. */
  createConnected<R>(user_id: string, group_id: string, unknown: OnUnknown<R>): Promise<string | R>;
  /** Deletes a group and its children. In nobody's name: check first who asks. */
  delete<R>(group_id: string, unknown: OnUnknown<R>): Promise<void | R>;
  /** A direct member, a user or a group; undefined for anybody else, also for those with access by a parent. */
  member(group_id: string, id: string): Promise<DirectMember | undefined>;
  /** Makes `new_user_id` a member, without asking that user. `rank`: 1 to 4; default: 4. */
  add<R>(user_id: string, group_id: string, new_user_id: string, rank: number | undefined, unknown: OnUnknown<R>): Promise<void | R>;
  /** Makes the group `new_group_id` a member. `rank`: 1 to 4; default: 4. */
  addGroup<R>(user_id: string, group_id: string, new_group_id: string, rank: number | undefined, unknown: OnUnknown<R>): Promise<void | R>;
  /** Removes a direct member. */
  kick<R>(user_id: string, group_id: string, id: string, unknown: OnUnknown<R>): Promise<void | R>;
  /**
   * What the user of this JWT may do in a group, also by a parent; undefined without access. Safe for ids from a request.
   *
   * @param options.as_group reach the group as a member of this other group
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
    access: async (jwt, group_id, { as_group } = {}) => {
      if (!isId(group_id) || (as_group !== undefined && !isId(as_group))) return undefined;
      return unless("NO_GROUP_ACCESS", async () => {
        const { rank } = read<GroupAccess>(await ask("GET", `/group/${group_id}/light`, { jwt, ...(as_group !== undefined && { as_group }) }));
        return { group_id, rank };
      });
    },
  };
}

/** The service refuses ids that are no UUIDs with ID_FORMAT: no group has them. */
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
  if (!Number.isSafeInteger(found?.rank)) throw lacks("rank", http_status);
  return found as T;
}

const newGroup = (answer: Answered): string => strings(answer, "group_id").group_id;
