// What apps see, besides the classes and signed-in.ts. The data types of the service come from Rust (generated/types.ts).

import type { SignOutReason, UserDeviceList } from "../generated/types.js";
import type { SentcError } from "./error.js";
import type { Remember } from "./options.js";
import type { Signal } from "./platform.js";

/** The last argument of every asynchronous method. */
export interface CallOptions {
  /** Ends the call with ABORTED. A write to the storage that has begun is completed. */
  signal?: Signal | undefined;
}

/** The last argument of the methods that log in. */
export interface LoginOptions extends CallOptions {
  /**
   * How long the login lasts. If the login asks for a code, `mfaLogin` uses the value that `login` got, unless it gets its own.
   * Without tabs (workers, Node), `tab` is the same as `memory`. Default: the option `remember` of the client
   */
  remember?: Remember | undefined;
}

/** The current data of a signed-in device. The object stays the same; the SDK updates its fields. Contains secrets. */
export interface UserData {
  device: DeviceKeys;
  jwt: string;
  /** With the refresh strategies `cookie` and `cookie_fn`: set only on the user that a login returned, `""` on others. */
  refresh_token: string;
  user_id: string;
  device_id: string;
  /** Whether multi-factor authentication was on when the service last answered. */
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

/** Which kind of authenticator browsers offer first: this device, a phone by QR code, or a security key. They may ignore it. */
export type PasskeyHint = "client-device" | "hybrid" | "security-key";

/** Options of `user.addPasskey`. */
export interface PasskeyOptions {
  /** The account's name, as the browser shows it beside the passkey. Authenticators may cut it after 64 bytes. */
  name: string;
  /** Default: `name` */
  display_name?: string | undefined;
  /** The domain of the passkey: the page's domain (default) or a parent domain. It can't be changed later. */
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
  /** The browser's id of the passkey, base64url without padding. Not a secret. */
  credential_id: string;
}

/** How to ask for a passkey: `Sentc.loginWithPasskey`. */
export interface PasskeyLoginOptions {
  /** The same value as in `addPasskey`. */
  rp_id?: string | undefined;
  /**
   * How the browser asks. `optional` (default) and `required`: with a dialog. `conditional`: it lists passkeys among its suggestions
   * for a field with `autocomplete="username webauthn"`, and the call waits until the user picks one. `immediate`: with a dialog if
   * this device has a passkey; otherwise the call rejects with PASSKEY_CANCELLED at once and shows nothing. Browsers without this
   * mode: PASSKEY_UNSUPPORTED.
   */
  mediation?: "optional" | "required" | "conditional" | "immediate" | undefined;
  /** In order of preference. Default: none */
  hints?: readonly PasskeyHint[] | undefined;
}

/** A device of the account: `user.getDevices`. */
export interface AccountDevice extends UserDeviceList {
  /** Whether this session is signed in with this device. */
  current: boolean;
  /** `passkey` and `recovery_kit` only if it was made or used in this browser; the SDK lists those of other browsers as `device`. */
  kind: "device" | "passkey" | "recovery_kit";
  /** The name that the user gave it in this browser: with `user.nameDevice`, or for kits when the kit was made. */
  name?: string;
  /**
   * For a passkey that was made in this browser: the model of its authenticator, if the authenticator reports it.
   * `authenticatorName` of `sentc-light-wasm/authenticators` turns it into a name.
   */
  aaguid?: string;
}

/** The password, and if needed the code, with which a user confirms a call: see `user.confirm`. */
export interface ConfirmOptions {
  /** Of this device. */
  password: string;
  /** While multi-factor authentication is on: a TOTP code, or a recovery key. */
  mfa_token?: string | number | null | undefined;
  /** Whether `mfa_token` is a recovery key. */
  mfa_recovery?: boolean | null | undefined;
}

/** Options of `user.createRecoveryKit`. */
export interface RecoveryKitOptions extends ConfirmOptions {
  /** A name for the kit, for example the place where the user keeps it. Shown in lists in this browser and on the sheet. */
  name?: string | undefined;
  /** The app's name, for the sheet. */
  app?: string | undefined;
  /** Recovery keys of multi-factor authentication to print on the sheet. With them, the sheet alone opens the account. */
  mfa_recovery_keys?: readonly string[] | undefined;
}

/** A new recovery kit. Treat all fields except `device_id` like a password: show them, and do not store them. */
export interface RecoveryKit {
  /** For `user.revokeRecoveryKit`. */
  readonly device_id: string;
  /** Eight groups of five letters and digits, with dashes between. */
  readonly code: string;
  /** The code as a QR code, SVG. */
  readonly qr_svg: string;
  /** A page to print, in English: says what the kit is, shows the code, and says how to use it. HTML without scripts and styles. */
  readonly sheet_html: string;
}

/** A recovery kit that this browser knows: `user.recoveryKits`. */
export interface StoredRecoveryKit {
  device_id: string;
  name?: string;
  /** When it was made, Unix milliseconds. */
  time: number;
}

/** Options of `user.setUpOtp`. */
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

/** The result of `user.setUpOtp`: what the user needs to set up the authenticator. Multi-factor authentication is already on. */
export interface OtpSetUp {
  /** The otpauth URL. */
  readonly url: string;
  /** The otpauth URL as a QR code, SVG. */
  readonly qr_svg: string;
  /** The secret to type, base32. The user must also set the algorithm: many authenticators use SHA-1 by default. */
  readonly secret: string;
  readonly algorithm: "SHA256";
  /** Six keys, each for one login without the authenticator. Ask the user to save them first: nothing else helps if it is lost. */
  readonly recovery_keys: readonly string[];
  /** Checks the code against the current time of this device. Sends no request. */
  confirm(code: string | number): boolean;
  /** Turns multi-factor authentication off again with one of the recovery keys. INVALID_ARGUMENT after `confirm` returned true. */
  cancel(): Promise<void>;
}

/** The events of `Sentc.on`. `remote`: the change was made in another tab. */
export interface SentcEvents {
  signedIn: { user_id: string; remote: boolean };
  signedOut: { user_id: string; remote: boolean; reason: SignOutReason | "idle" };
  /** The client got a new JWT. `exp`: when it expires, in Unix seconds. */
  refreshed: { user_id: string; exp: number };
  /** The service ended the session. */
  sessionExpired: { user_id: string; error: SentcError };
  /** The client keeps sessions in memory only, or could not read them. */
  storageUnavailable: { reason: string };
  /** The service sent another salt for an identifier than before, although this client did not change the password. */
  saltChanged: { user_id?: string; identifier_hash: string };
}
