// The signed-in user in the state of a client, in the result of a login and in lists. `User` needs types.ts, and these need `User`.

import type { UserMfaLogin } from "../generated/types.js";
import type { User } from "./user.js";

/** The result of a login: `user`, or `mfa` if the login needs a code. Pass `u` of the latter to `mfaLogin`. */
export type LoginUser = { kind: "user"; u: User } | { kind: "mfa"; u: UserMfaLogin };

/** The state of a client (`Sentc.getSnapshot()`): the same object until something changes. */
export interface SentcSnapshot {
  /**
   * `loading` until `init` has ended. `offline`: signed in, but the last call failed by the network (NETWORK), or `init` could not reach
   * the service. The client retries with growing pauses, from 1 second to 1 minute, while the page is visible, and at once when the
   * browser is online again. It returns to `signedIn` as soon as the service answers.
   */
  readonly status: "loading" | "signedIn" | "signedOut" | "offline";
  /** The same object for as long as the session lasts. */
  readonly user?: User;
  readonly identifier?: string;
}

/** A user who is signed in on this device: see `Sentc.storedUsers`. */
export interface SignedInUser {
  identifier: string;
  user_id: string;
  /** When the user logged in, in Unix milliseconds. 0: not known. */
  signed_in_at: number;
}
