// The names, arguments and answers of the wasm's `call` and `compute`, as Rust declares them.

import type {
  GroupChildrenListItem,
  GroupData,
  GroupInviteListItem,
  GroupJoinReqListItem,
  GroupList,
  GroupUserListItem,
  OtpRegister,
  UserDeviceList,
} from "./types.js";

/** No arguments. */
type None = Record<string, never>;
/** Where a list goes on. */
type Page = { time?: number | undefined; last?: string | undefined };
type Mfa = { mfa_recovery: boolean };
/** A group and, where it is accessed through another one, that one. */
type At = { group: string; acting_as?: string | undefined };
type Rank = { rank?: number | undefined };
type SignedIn = { session: number; refresh_token: string };
type NewGroup = { group_id: string };

export interface Calls {
  Init: { args: None; answer: null | { session: number; invites: GroupInviteListItem[]; offline: boolean } };
  Exists: { args: { user_identifier: string }; answer: { user_identifier: string; available: boolean } };
  Register: { args: { identifier: string }; answer: string };
  PrepareRegister: { args: { identifier: string }; answer: string };
  RegisterDeviceStart: { args: { identifier: string }; answer: string };
  Login: { args: { identifier: string }; answer: SignedIn | { mfa: { deviceIdentifier: string; mfa_master_key: string; mfa_auth_key: string } } };
  MfaLogin: { args: { identifier: string; recovery: boolean }; answer: SignedIn };
  RefreshJwt: { args: { old_jwt: string }; answer: string };
  CurrentUser: { args: None; answer: number };
  StoredUser: { args: { identifier: string }; answer: number | null };

  Jwt: { args: None; answer: string };
  RenewJwt: { args: { stale: string }; answer: string };
  LogOut: { args: None; answer: null };
  UpdateUser: { args: { user_identifier: string }; answer: null };
  ChangePassword: { args: Mfa; answer: null };
  RegisterDevice: { args: { server_output: string }; answer: null };
  Devices: { args: Page; answer: UserDeviceList[] };
  RegisterOtp: { args: Mfa; answer: OtpRegister };
  ResetOtp: { args: Mfa; answer: OtpRegister };
  DisableOtp: { args: Mfa; answer: null };
  OtpRecoveryKeys: { args: Mfa; answer: { keys: string[] } };
  DeleteUser: { args: Mfa; answer: null };
  DeleteDevice: { args: { device: string } & Mfa; answer: null };

  CreateGroup: { args: None; answer: NewGroup };
  GroupsOfUser: { args: Page; answer: GroupList[] };
  InvitesOfUser: { args: Page; answer: GroupInviteListItem[] };
  JoinRequestsOfUser: { args: Page; answer: GroupInviteListItem[] };
  AcceptInvite: { args: { group: string }; answer: null };
  RejectInvite: { args: { group: string }; answer: null };
  SendJoinRequest: { args: { group: string }; answer: null };
  CancelJoinRequest: { args: { group: string }; answer: null };

  LoadGroup: { args: At; answer: GroupData };
  CheckGroup: { args: At; answer: GroupData };
  CreateChildGroup: { args: At; answer: NewGroup };
  CreateConnectedGroup: { args: At; answer: NewGroup };
  Children: { args: At & Page; answer: GroupChildrenListItem[] };
  Members: { args: At & Page; answer: GroupUserListItem[] };
  JoinRequests: { args: At & Page; answer: GroupJoinReqListItem[] };
  GroupsOfGroup: { args: At & Page; answer: GroupList[] };
  InvitesOfGroup: { args: At & Page; answer: GroupInviteListItem[] };
  JoinRequestsOfGroup: { args: At & Page; answer: GroupInviteListItem[] };
  InviteUser: { args: At & { user: string } & Rank; answer: null };
  InviteUserAuto: { args: At & { user: string } & Rank; answer: null };
  InviteGroup: { args: At & { member: string } & Rank; answer: null };
  InviteGroupAuto: { args: At & { member: string } & Rank; answer: null };
  ToggleInvites: { args: At; answer: null };
  LeaveGroup: { args: At; answer: null };
  DeleteGroup: { args: At; answer: null };
  AcceptJoinRequest: { args: At & { user: string } & Rank; answer: null };
  RejectJoinRequest: { args: At & { user: string }; answer: null };
  KickUser: { args: At & { user: string }; answer: null };
  ChangeRank: { args: At & { changed_user_id: string; new_rank: number }; answer: GroupData | null };
  AcceptInviteAsGroup: { args: At & { other: string }; answer: null };
  RejectInviteAsGroup: { args: At & { other: string }; answer: null };
  SendJoinRequestAsGroup: { args: At & { other: string }; answer: null };
  CancelJoinRequestAsGroup: { args: At & { other: string }; answer: null };
}

export interface Computes {
  GenerateRegisterData: { args: None; answer: [identifier: string, password: string] };
  PrepareCheckIdentifier: { args: { identifier: string }; answer: string };
  DoneCheckIdentifier: { args: { server_output: string }; answer: boolean };
  PrepareRegister: { args: { identifier: string; kdf: string }; answer: string };
  DoneRegister: { args: { server_output: string }; answer: string };
  DoneRegisterDeviceStart: { args: { server_output: string }; answer: null };
  ParseDeviceOutput: { args: { server_output: string }; answer: { device_identifier: string; code: string } };
  OtpUrl: { args: { issuer: string; audience: string; secret: string }; answer: string };
  QrSvg: { args: { text: string }; answer: string };
  OtpQrSvg: { args: { url: string }; answer: string };
  /** `now` in Unix seconds. */
  CheckOtp: { args: { url: string; token: string; now: number }; answer: boolean };
  OtpProblem: {
    args: { url: string; token: string; now: number };
    answer: null | { kind: "wrong" } | { kind: "sha1" } | { kind: "clock"; seconds: number };
  };
  PrepareGroupCreate: { args: None; answer: string };
  PrepareRank: { args: { own_rank: number; user_id: string; rank: number }; answer: string };
  PasskeyPassword: { args: None; answer: string };
}
