// What apps see, besides the classes. The data types of the service come from Rust (generated/types.ts).

import type { SignOutReason, UserDeviceList, UserMfaLogin } from "../generated/types.js";
import type { SentcError } from "./error.js";
import type { Remember } from "./options.js";
import type { Signal } from "./platform.js";
import type { User } from "./user.js";

/** The last argument of every asynchronous method. */
export interface CallOptions {
  /** Ends the call with ABORTED. A write to the storage that has begun is completed. */
  signal?: Signal | undefined;
}

/** The last argument of the methods that log in. */
export interface LoginOptions extends CallOptions {
  /**
   * How long the login lasts. A login that asks for a code keeps what was given first. Where there are no tabs (workers, Node), `tab`
   * is the same as `memory`. Default: the option `remember` of the client
   */
  remember?: Remember | undefined;
}

/** Somebody who is signed in on this device: `Sentc.storedUsers`. */
export interface SignedInUser {
  identifier: string;
  user_id: string;
  /** When the user logged in, in Unix milliseconds. 0: not known. */
  signed_in_at: number;
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

/** Which kind of authenticator browsers offer first: this device, a phone by QR code, or a security key. They may ignore it. */
export type PasskeyHint = "client-device" | "hybrid" | "security-key";

/** What a new passkey needs: `user.addPasskey`. */
export interface PasskeyOptions {
  /** The account's name, as the browser shows it beside the passkey. Authenticators may cut it after 64 bytes. */
  name: string;
  /** Default: `name` */
  display_name?: string | undefined;
  /** The domain that the passkey is for: the page's (the default), or one above it. For good: it works nowhere else. */
  rp_id?: string | undefined;
  /** The app's name, as the browser shows it. Default: the domain */
  rp_name?: string | undefined;
  /** In order of preference. Default: none */
  hints?: readonly PasskeyHint[] | undefined;
}

/** A passkey that was added: one more device of the account. */
export interface Passkey {
  /** For `user.deleteDevice`. */
  device_id: string;
  /** What the browser calls it, base64url without padding. No secret. */
  credential_id: string;
}

/** How to ask for a passkey: `Sentc.loginWithPasskey`. */
export interface PasskeyLoginOptions {
  /** As it was given to `addPasskey`. */
  rp_id?: string | undefined;
  /**
   * `conditional`: among the browser's suggestions for a field with `autocomplete="username webauthn"`, and waiting until
   * one is picked. `immediate`: a dialog if this device has a passkey, else PASSKEY_CANCELLED at once, without showing anything;
   * PASSKEY_UNSUPPORTED where the browser has no such mode. Default: `optional`, a dialog of the browser
   */
  mediation?: "optional" | "required" | "conditional" | "immediate" | undefined;
  /** In order of preference. Default: none */
  hints?: readonly PasskeyHint[] | undefined;
}

/** A device of the account: `user.getDevices`. */
export interface AccountDevice extends UserDeviceList {
  /** Whether it is the one that this session is signed in with. */
  current: boolean;
  /** `device`: no passkey and no recovery kit that was made or used in this browser. One of another browser is listed so too. */
  kind: "device" | "passkey" | "recovery_kit";
  /** What the person calls it (`user.nameDevice`; for kits, as it was made), in this browser. */
  name?: string;
  /**
   * Of a passkey that was made in this browser: which kind of authenticator has it, if that says so.
   * `authenticatorName` of `sentc-light-wasm/authenticators` has names for it.
   */
  aaguid?: string;
}

/** That it is still the same person: `user.confirm`. */
export interface ConfirmOptions {
  /** Of this device. */
  password: string;
  /** While multi-factor authentication is on: a TOTP code, or a recovery key. */
  mfa_token?: string | number | null | undefined;
  /** Whether `mfa_token` is a recovery key. */
  mfa_recovery?: boolean | null | undefined;
}

/** What a new recovery kit needs: `user.createRecoveryKit`. */
export interface RecoveryKitOptions extends ConfirmOptions {
  /** What the person calls it, such as the place where it is kept: for lists in this browser, and on the sheet. */
  name?: string | undefined;
  /** The app's name, for the sheet. */
  app?: string | undefined;
  /** Recovery keys of multi-factor authentication that are to stand on the sheet too. Then the sheet alone opens the account. */
  mfa_recovery_keys?: readonly string[] | undefined;
}

/** A recovery kit that was just made. All but `device_id` is as good as a password: show it, and store it nowhere. */
export interface RecoveryKit {
  /** For `user.revokeRecoveryKit`. */
  readonly device_id: string;
  /** Eight groups of five letters and digits, with dashes between. */
  readonly code: string;
  /** The code as a QR code, SVG. */
  readonly qr_svg: string;
  /** One page to print, in English: what it is, the code, and what to do with it. HTML without scripts and styles. */
  readonly sheet_html: string;
}

/** A recovery kit that this browser knows: `user.recoveryKits`. */
export interface StoredRecoveryKit {
  device_id: string;
  name?: string;
  /** When it was made, Unix milliseconds. */
  time: number;
}

/** What a new authenticator needs: `user.setUpOtp`. */
export interface OtpOptions {
  /** The app's name, as the authenticator shows it. */
  issuer: string;
  /** The account's name, as the authenticator shows it. */
  account: string;
  /** Of this device. */
  password: string;
  /** While multi-factor authentication is on: a TOTP code, or a recovery key. */
  mfa_token?: string | number | null | undefined;
  /** Whether `mfa_token` is a recovery key. */
  mfa_recovery?: boolean | null | undefined;
}

/** Multi-factor authentication that was just turned on, and waits for the person to have set up the authenticator. */
export interface OtpSetUp {
  /** The otpauth URL. */
  readonly url: string;
  /** The same as a QR code. */
  readonly qr_svg: string;
  /** The same for typing, base32. The authenticator must be told the algorithm too: many take SHA-1 unless asked. */
  readonly secret: string;
  readonly algorithm: "SHA256";
  /** Six; each is good for one login without the authenticator. To be saved before anything else: only they help then. */
  readonly recovery_keys: readonly string[];
  /** Checks the code against the current time of this device. Sends no request. */
  confirm(code: string | number): boolean;
  /** Turns multi-factor authentication off again, with one of the recovery keys. Not after `confirm` said yes. */
  cancel(): Promise<void>;
}

/** What `Sentc.on` can listen to. `remote`: another tab did it. */
export interface SentcEvents {
  signedIn: { user_id: string; remote: boolean };
  signedOut: { user_id: string; remote: boolean; reason: SignOutReason | "idle" };
  /** A new JWT; `exp` in Unix seconds. */
  refreshed: { user_id: string; exp: number };
  /** The service ended the session. */
  sessionExpired: { user_id: string; error: SentcError };
  /** Sessions are kept in memory only, or could not be read. */
  storageUnavailable: { reason: string };
  /** The service sent another salt for an identifier that it sent one for before, and this client changed no password. */
  saltChanged: { user_id?: string; identifier_hash: string };
}
