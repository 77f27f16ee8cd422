// The sentences that an app can show to users. Never a text of the service: it may be technical, in another language, or hostile.

import type { SentcErrorCode } from "../generated/errors.js";

/** The sentences of `error.user_message`, by error code. `OTHER` is for codes that have no sentence here. */
export interface UserMessages {
  /** At a login: a wrong password or an unknown identifier. The words are the same, so that strangers can't find out who has an account. */
  WRONG_PASSWORD: string;
  /** A signed-in user confirmed a change with a wrong password. */
  WRONG_OWN_PASSWORD: string;
  IDENTIFIER_TAKEN: string;
  MFA_REQUIRED: string;
  WRONG_TOTP: string;
  /** A recovery key that is wrong or used up. */
  NO_TOTP: string;
  /** A code was entered, but multi-factor authentication is off. */
  MFA_OFF: string;
  LAST_DEVICE: string;
  DEVICE_NOT_FOUND: string;
  /** The pasted text is not the text of a new device, or only a part of it. */
  DEVICE_TEXT: string;
  PASSKEY_UNSUPPORTED: string;
  /** The user canceled, or had no passkey to choose: browsers do not tell the difference. */
  PASSKEY_CANCELLED: string;
  PASSKEY_UNKNOWN: string;
  PASSKEY_EXISTS: string;
  /** `{group}` is replaced by the number of the group that is mistyped, 1 to 8. */
  RECOVERY_CODE: string;
  RECOVERY_KIT_UNKNOWN: string;
  /** The user to invite, accept, change or remove does not exist. */
  USER_NOT_FOUND: string;
  NOT_A_MEMBER: string;
  ALREADY_MEMBER: string;
  ONLY_ADMIN: string;
  NO_GROUP_ACCESS: string;
  /** The person's rank is too low for this. */
  NO_PERMISSION: string;
  RANK_CHANGE: string;
  KICK_CREATOR: string;
  NO_INVITE: string;
  NO_JOIN_REQUEST: string;
  INVITES_STOPPED: string;
  NOT_CONNECTED_GROUP: string;
  ID_FORMAT: string;
  TOKEN_NOT_ALLOWED: string;
  /** The input can't be used; mostly a field is empty. */
  INVALID_ARGUMENT: string;
  BODY_TOO_BIG: string;
  NETWORK: string;
  TIMEOUT: string;
  ABORTED: string;
  /** Nobody has signed in yet. */
  NO_USER: string;
  /** The session has ended, for whatever reason. */
  SIGNED_OUT: string;
  OUT_OF_MEMORY: string;
  NO_WEBASSEMBLY: string;
  /** All other errors after which trying later can help. If you set only `OTHER`, the SDK uses it for these too. */
  OTHER_LATER: string;
  OTHER: string;
}

const OTHER_LATER = "Something went wrong. Please try again later.";
const OTHER = "Something went wrong.";

/** One table, which all clients of a page share. */
export const messages: UserMessages = {
  WRONG_PASSWORD: "Wrong identifier or password.",
  WRONG_OWN_PASSWORD: "Wrong password.",
  IDENTIFIER_TAKEN: "This identifier is taken. Please choose another one.",
  MFA_REQUIRED: "Please enter the code from your authenticator.",
  WRONG_TOTP: "This code is wrong or too old. Please enter the one shown now.",
  NO_TOTP: "This recovery key is wrong or was used before.",
  MFA_OFF: "This account does not use codes.",
  LAST_DEVICE: "Your last device can't be removed.",
  DEVICE_NOT_FOUND: "This device was not found. It may have been removed already.",
  DEVICE_TEXT: "This is not the whole text of the new device. Please copy all of it.",
  PASSKEY_UNSUPPORTED: "Passkeys don't work here. Please use your password.",
  PASSKEY_CANCELLED: "No passkey was used. Please try again, or use your password.",
  PASSKEY_UNKNOWN: "This passkey no longer works. Please use another one or your password.",
  PASSKEY_EXISTS: "There is a passkey for your account here already.",
  RECOVERY_CODE: "Please check group {group} of the recovery code.",
  RECOVERY_KIT_UNKNOWN: "This recovery kit no longer works. Please use another one or your password.",
  USER_NOT_FOUND: "This user was not found.",
  NOT_A_MEMBER: "This user is not a member of the group.",
  ALREADY_MEMBER: "Already a member of the group, or invited already.",
  ONLY_ADMIN: "You are the only administrator. Please make another member an administrator first.",
  NO_GROUP_ACCESS: "You have no access to this group.",
  NO_PERMISSION: "Your rank in this group does not allow this.",
  RANK_CHANGE: "This rank can't be given here.",
  KICK_CREATOR: "Whoever created the group can't be removed.",
  NO_INVITE: "This invitation is no longer there.",
  NO_JOIN_REQUEST: "This request is no longer there.",
  INVITES_STOPPED: "This group takes no invitations and no requests.",
  NOT_CONNECTED_GROUP: "This group takes no other groups as members.",
  ID_FORMAT: "This ID is not valid. Please check what you entered.",
  TOKEN_NOT_ALLOWED: "This app does not allow this.",
  INVALID_ARGUMENT: "Please check what you entered.",
  BODY_TOO_BIG: "What you entered is too long.",
  NETWORK: "No connection. Please try again.",
  TIMEOUT: "This took too long. Please try again.",
  ABORTED: "Canceled.",
  NO_USER: "Please sign in first.",
  SIGNED_OUT: "You were signed out. Please sign in again.",
  OUT_OF_MEMORY: "There is not enough memory. Please close other tabs and try again.",
  NO_WEBASSEMBLY: "This browser is not supported. Please use another one.",
  OTHER_LATER,
  OTHER,
};

/** A login with a passkey: the user typed no identifier and no password. */
export const PASSKEY_LOGIN = "PasskeyLogin";

/** A login by the code of a recovery kit. */
export const RECOVERY_KIT_LOGIN = "RecoveryKitLogin";

/** The call that an error came from. */
export interface FailedCall {
  /** A row of the service's table, another call that changes the sentence, `PASSKEY_LOGIN` or `RECOVERY_KIT_LOGIN`. */
  name: string;
  /** Somebody was signed in. */
  of_user?: boolean;
  /** A recovery key was given in place of a code. */
  recovery?: boolean | undefined;
}

type Words = { readonly [code in SentcErrorCode]?: keyof UserMessages };

/** Codes with the sentence of another code, whichever call they come from. */
const ALIKE: Words = {
  RANK_TOO_LOW: "NO_PERMISSION",
  KICK_HIGHER_RANK: "NO_PERMISSION",
  RANK_OUT_OF_RANGE: "RANK_CHANGE",
  REFRESH_TOKEN: "SIGNED_OUT",
  REFRESH_REFUSED: "SIGNED_OUT",
  JWT_EXPIRED: "SIGNED_OUT",
  JWT_UNDECODABLE: "SIGNED_OUT",
  JWT_KEY_UNKNOWN: "SIGNED_OUT",
};

export function userMessage(code: SentcErrorCode, retryable: boolean, call?: FailedCall): string {
  const key = byCall(code, call) ?? ALIKE[code] ?? (code as keyof UserMessages);
  // If retrying can't help, the network is blocked, and "no connection" would be wrong.
  const words: unknown = key === "NETWORK" && !retryable ? undefined : messages[key];
  if (typeof words === "string") return words;
  return retryable && (messages.OTHER_LATER !== OTHER_LATER || messages.OTHER === OTHER) ? messages.OTHER_LATER : messages.OTHER;
}

/** Returns the key of the sentence if it depends on the call. */
function byCall(code: SentcErrorCode, call: FailedCall | undefined): keyof UserMessages | undefined {
  const { name = "", of_user, recovery } = call ?? {};
  if (name === RECOVERY_KIT_LOGIN && (code === "WRONG_PASSWORD" || code === "USER_NOT_FOUND")) return "RECOVERY_KIT_UNKNOWN";
  switch (code) {
    case "WRONG_PASSWORD":
      if (name === PASSKEY_LOGIN) return "PASSKEY_UNKNOWN";
      return of_user ? "WRONG_OWN_PASSWORD" : "WRONG_PASSWORD";
    case "USER_NOT_FOUND":
      if (/Device$/.test(name)) return "DEVICE_NOT_FOUND";
      if (/^(Invite(User|Group)|Kick|ChangeRank|(Accept|Reject)JoinRequest$)/.test(name)) return "USER_NOT_FOUND";
      return of_user || /^(Init|RefreshJwt)$/.test(name) ? "SIGNED_OUT" : "WRONG_PASSWORD";
    case "NO_TOTP":
      return recovery || !call ? "NO_TOTP" : "MFA_OFF";
    case "INVALID_ARGUMENT":
      return /DeviceOutput|^RegisterDevice$/.test(name) ? "DEVICE_TEXT" : code;
    default:
      return undefined;
  }
}
