// The exports of the wasm, as this package uses them. Internal: nothing of this is part of the published types.
// wasm-bindgen's own declarations are too loose to be checked against (`any`), so the shapes stand here.

import init, * as glue from "sentc-light-wasm-glue";
import type { GroupInviteListItem, LogEntry, OtpRegister, UserDeviceList } from "./generated/types.js";
import type { StorageInterface } from "./options.js";
import type { UserMfaLogin } from "./types.js";
import type { GroupCore, GroupFunctions } from "./wasm-groups.js";

type Signal = AbortSignal | undefined;
type Token = string | undefined;

/** A session as the core keeps it, and enough to go on with it in another instance of the wasm. */
export interface SessionRecord {
  identifier: string;
  user_id: string;
  device_id: string;
  user_group_id: string;
  keys: {
    private_key: string;
    public_key: string;
    sign_key: string;
    verify_key: string;
    exported_public_key: string;
    exported_verify_key: string;
  };
  jwt: string;
  /** `""` in the cookie modes. */
  refresh_token: string;
  mfa: boolean;
  skew_ms: number;
}

export interface CoreOptions {
  app_token: string;
  base_url?: string | undefined;
  refresh?: { endpoint: number; endpoint_url?: string | undefined } | undefined;
  timeout_ms?: number | undefined;
  retries?: number | undefined;
  kdf?: string | undefined;
  name?: string | undefined;
  encrypt_storage?: string | undefined;
}

/** What the core calls. None of these throws. */
export interface CoreHost {
  onEvent(event: { name: string; payload: object }): void;
  onLog(entry: LogEntry): void;
  /** Called whenever a session's state changes; undefined: it ended. */
  onSession(session: number, record: SessionRecord | undefined): void;
  fetch?: typeof fetch;
  /** The 64 bytes of a derivation, from elsewhere; a rejection makes the core derive on the spot. */
  deriveKeys?: (password: string, salt: Uint8Array, profile: string) => Promise<Uint8Array>;
  endpointFn?: (old_jwt: string) => Promise<string>;
  storage?: StorageInterface;
  /** Records that could not be stored. Outlives the instance. */
  memory: Map<string, string>;
}

export interface LoggedIn {
  session: number;
  refresh_token: string;
}

/** A client within the wasm. Sessions are numbers within one core. */
export interface SentcCore extends GroupCore {
  init(signal: Signal): Promise<{ session: number; invites: GroupInviteListItem[] } | undefined>;
  checkUserIdentifierAvailable(identifier: string, signal: Signal): Promise<boolean>;
  register(identifier: string, password: string, signal: Signal): Promise<string>;
  prepareRegisterAsync(identifier: string, password: string, signal: Signal): Promise<string>;
  registerDeviceStart(identifier: string, password: string, signal: Signal): Promise<string>;
  login(identifier: string, password: string, signal: Signal): Promise<({ kind: "user" } & LoggedIn) | { kind: "mfa"; u: UserMfaLogin }>;
  mfaLogin(
    token: string,
    recovery: boolean,
    deviceIdentifier: string,
    mfa_master_key: string,
    mfa_auth_key: string,
    signal: Signal,
  ): Promise<LoggedIn>;
  refreshJwt(old_jwt: string, refresh_token: string, signal: Signal): Promise<string>;
  currentUser(signal: Signal): Promise<number>;
  storedUser(identifier: string, signal: Signal): Promise<number | undefined>;
  restoreSession(record: SessionRecord): number;

  getJwt(session: number, signal: Signal): Promise<string>;
  renewJwt(session: number, stale_jwt: string, signal: Signal): Promise<string>;
  logOut(session: number): Promise<void>;
  updateUser(session: number, new_identifier: string, signal: Signal): Promise<void>;
  changePassword(session: number, old: string, next: string, token: Token, recovery: boolean, signal: Signal): Promise<void>;
  deleteUser(session: number, password: string, token: Token, recovery: boolean, signal: Signal): Promise<void>;
  deleteDevice(session: number, password: string, device_id: string, token: Token, recovery: boolean, signal: Signal): Promise<void>;
  registerDevice(session: number, server_output: string, signal: Signal): Promise<void>;
  getDevices(session: number, last_time: number | undefined, last_id: string | undefined, signal: Signal): Promise<UserDeviceList[]>;
  registerOtp(session: number, password: string, token: Token, recovery: boolean, signal: Signal): Promise<OtpRegister>;
  resetOtp(session: number, password: string, token: Token, recovery: boolean, signal: Signal): Promise<OtpRegister>;
  disableOtp(session: number, password: string, token: Token, recovery: boolean, signal: Signal): Promise<void>;
  getOtpRecoverKeys(session: number, password: string, token: Token, recovery: boolean, signal: Signal): Promise<string[]>;

  /** Calls that run go on; then the core is gone, with its channel to the other tabs. */
  free(): void;
}

export interface Wasm extends GroupFunctions {
  init(source: { module_or_path: WebAssembly.Module }): Promise<unknown>;
  /** A new instance of the same module. Objects of the old one can't be used any more. */
  reset(): void;
  SentcCore: new (options: CoreOptions, host: CoreHost) => SentcCore;

  generateRegisterData(): [string, string];
  prepareCheckUserIdentifierAvailable(identifier: string): string;
  doneCheckUserIdentifierAvailable(server_output: string): boolean;
  prepareRegister(identifier: string, password: string, kdf: string): string;
  doneRegister(server_output: string): string;
  doneRegisterDeviceStart(server_output: string): void;
  parseDeviceOutput(server_output: string): { device_identifier: string };
  otpUrl(issuer: string, audience: string, secret: string): string;
  qrSvg(text: string): string;
  otpQrSvg(url: string): string;
  checkOtp(url: string, token: string): boolean;
}

const exports: unknown = { ...glue, init, reset: glue.__wbg_reset_state };

export const wasm = exports as Wasm;
