// What an app can show to people. Never a text of the service: nobody knows what it says, and to whom.

import type { SentcErrorCode } from "../generated/errors.js";

/** The app's words for what a person can cause or meet; `OTHER` for everything else. */
export interface UserMessages {
  /** Also where there is no such user: whether somebody has an account is nobody's business. */
  WRONG_PASSWORD: string;
  IDENTIFIER_TAKEN: string;
  MFA_REQUIRED: string;
  WRONG_TOTP: string;
  /** A recovery key that is wrong or used up. */
  NO_TOTP: string;
  LAST_DEVICE: string;
  PASSKEY_UNSUPPORTED: string;
  /** Also where there was none to choose: browsers don't tell. */
  PASSKEY_CANCELLED: string;
  PASSKEY_UNKNOWN: string;
  PASSKEY_EXISTS: string;
  /** What was typed can't be used: mostly an empty field. */
  INVALID_ARGUMENT: string;
  /** Also where there was no answer in time. */
  NETWORK: string;
  /** However the session ended. */
  SIGNED_OUT: string;
  OTHER: string;
}

/** One table for all clients: apps have one voice. */
export const messages: UserMessages = {
  WRONG_PASSWORD: "Wrong name or password.",
  IDENTIFIER_TAKEN: "This name is taken. Please choose another one.",
  MFA_REQUIRED: "Please enter the code from your authenticator.",
  WRONG_TOTP: "This code is wrong or too old. Please enter the one shown now.",
  NO_TOTP: "This recovery key is wrong or was used before.",
  LAST_DEVICE: "Your last device can't be removed.",
  PASSKEY_UNSUPPORTED: "Passkeys don't work here. Please use your password.",
  PASSKEY_CANCELLED: "No passkey was used. Please try again, or use your password.",
  PASSKEY_UNKNOWN: "This passkey was removed from the account. Please use another one or your password.",
  PASSKEY_EXISTS: "There is a passkey for your account here already.",
  INVALID_ARGUMENT: "Something is missing. Please check what you entered.",
  NETWORK: "No connection. Please try again.",
  SIGNED_OUT: "You were signed out. Please sign in again.",
  OTHER: "Something went wrong. Please try again later.",
};

/** Codes that read like another one. */
const ALIKE: { readonly [code in SentcErrorCode]?: keyof UserMessages } = {
  USER_NOT_FOUND: "WRONG_PASSWORD",
  TIMEOUT: "NETWORK",
  REFRESH_ENDPOINT: "NETWORK",
  NO_USER: "SIGNED_OUT",
  REFRESH_TOKEN: "SIGNED_OUT",
  REFRESH_REFUSED: "SIGNED_OUT",
  JWT_EXPIRED: "SIGNED_OUT",
  JWT_UNDECODABLE: "SIGNED_OUT",
  JWT_KEY_UNKNOWN: "SIGNED_OUT",
};

export function userMessage(code: SentcErrorCode): string {
  return messages[ALIKE[code] ?? (code as keyof UserMessages)] ?? messages.OTHER;
}
