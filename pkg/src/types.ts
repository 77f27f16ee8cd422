// What apps see, besides the classes. The data types of the service come from Rust (generated/types.ts).

import type { SignOutReason } from "./generated/types.js";
import type { SentcError } from "./error.js";
import type { User } from "./user.js";

/** The last argument of every asynchronous method. */
export interface CallOptions {
  /** Ends the call with ABORTED. What is being written then is still written. */
  signal?: AbortSignal | undefined;
}

/** A signed-in device, as it is now: the object stays the same, its fields follow the session. Holds secrets. */
export interface UserData {
  device: DeviceKeys;
  jwt: string;
  /** In the cookie modes only on the user that a login returned; `""` elsewhere. */
  refresh_token: string;
  user_id: string;
  device_id: string;
  /** Whether multi-factor authentication was on when this client last saw. */
  mfa: boolean;
}

/** The key pairs of a device. */
export interface DeviceKeys {
  private_key: string;
  public_key: string;
  sign_key: string;
  verify_key: string;
  exported_public_key: string;
  exported_verify_key: string;
}

/** What a login leads to: a user, or the question for a code. */
export type LoginUser = { kind: "user"; u: User } | { kind: "mfa"; u: UserMfaLogin };

/**
 * A login that waits for its code. The two keys (32 bytes, base64) are as good as the password: keep them in memory for
 * as long as the person types, and never in a storage. After a mistyped code they can be used again.
 */
export interface UserMfaLogin {
  deviceIdentifier: string;
  mfa_master_key: string;
  mfa_auth_key: string;
}

/** What `Sentc.on` can listen to. `remote`: another tab did it. */
export interface SentcEvents {
  signedIn: { user_id: string; remote: boolean };
  signedOut: { user_id: string; remote: boolean; reason: SignOutReason };
  /** A new JWT; `exp` in Unix seconds. */
  refreshed: { user_id: string; exp: number };
  /** The service ended the session. */
  sessionExpired: { user_id: string; error: SentcError };
  /** Sessions are kept in memory only, or could not be read. */
  storageUnavailable: { reason: string };
}
