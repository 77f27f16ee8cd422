// The exports about groups, as this package uses them. Internal, like wasm.ts.

import type {
  GroupChildrenListItem,
  GroupData,
  GroupInviteListItem,
  GroupJoinReqListItem,
  GroupList,
  GroupUserListItem,
} from "./generated/types.js";

type Signal = AbortSignal | undefined;
type Time = number | undefined;
type Id = string | undefined;

/** Whose call it is: the user's, or that of a group, which may be accessed by acting as another one. */
export interface At {
  session: number;
  group?: string;
  acting_as?: string | undefined;
}

export interface GroupCore {
  getGroups(at: At, last_time: Time, last_id: Id, signal: Signal): Promise<GroupList[]>;
  getGroupInvites(at: At, last_time: Time, last_id: Id, signal: Signal): Promise<GroupInviteListItem[]>;
  acceptGroupInvite(at: At, group_id: string, signal: Signal): Promise<void>;
  rejectGroupInvite(at: At, group_id: string, signal: Signal): Promise<void>;
  groupJoinRequest(at: At, group_id: string, signal: Signal): Promise<void>;
  sentJoinReq(at: At, last_time: Time, last_id: Id, signal: Signal): Promise<GroupInviteListItem[]>;
  deleteJoinReq(at: At, group_id: string, signal: Signal): Promise<void>;

  createGroup(session: number, signal: Signal): Promise<string>;
  loadGroup(at: At, signal: Signal): Promise<GroupData>;
  groupUpdateCheck(at: At, signal: Signal): Promise<GroupData>;
  createChildGroup(at: At, signal: Signal): Promise<string>;
  createConnectedGroup(at: At, signal: Signal): Promise<string>;
  getChildren(at: At, last_time: Time, last_id: Id, signal: Signal): Promise<GroupChildrenListItem[]>;
  getMember(at: At, last_time: Time, last_id: Id, signal: Signal): Promise<GroupUserListItem[]>;
  stopInvites(at: At, signal: Signal): Promise<void>;
  invite(at: At, is_group: boolean, auto: boolean, id: string, rank: number | undefined, signal: Signal): Promise<void>;
  getJoinRequests(at: At, last_time: Time, last_id: Id, signal: Signal): Promise<GroupJoinReqListItem[]>;
  acceptJoinRequest(at: At, user_id: string, rank: number | undefined, signal: Signal): Promise<void>;
  rejectJoinRequest(at: At, user_id: string, signal: Signal): Promise<void>;
  /** The group's data afterwards, as far as it is known. */
  updateRank(at: At, user_id: string, rank: number, signal: Signal): Promise<GroupData | undefined>;
  kickUser(at: At, user_id: string, signal: Signal): Promise<void>;
  leaveGroup(at: At, signal: Signal): Promise<void>;
  deleteGroup(at: At, signal: Signal): Promise<void>;
}

export interface GroupFunctions {
  prepareGroupCreate(): string;
  prepareUpdateRank(own_rank: number, user_id: string, rank: number): string;
}
