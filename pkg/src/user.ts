import { cursor, mfa, nonEmpty, signalOf, text } from "./arguments.js";
import { SentcError } from "./error.js";
import type { OtpRegister, UserDeviceList } from "./generated/types.js";
import { everyItem } from "./paging.js";
import type { UserParts } from "./session-user.js";
import type { CallOptions } from "./types.js";
import { GroupUser } from "./user-groups.js";
import { wasm } from "./wasm.js";

/**
 * A signed-in user on this device. Any number of calls may run at once. Once the session ended, every method rejects
 * with SIGNED_OUT.
 *
 * `password` is always that of this device. `mfa_token` is needed while multi-factor authentication is on: a TOTP code
 * (a number gets its leading zeros back) or, with `mfa_recovery`, a recovery key.
 */
export class User extends GroupUser {
  private constructor(parts: UserParts) {
    super(parts);
  }

  /** @internal */
  static of(parts: UserParts): User {
    return new this(parts);
  }

  /** Whether multi-factor authentication was on when this client last saw. */
  enabledMfa(): boolean {
    return this.data.mfa;
  }

  /** A JWT that is valid now, refreshed when needed. For requests to an own back end. */
  async getJwt(options?: CallOptions): Promise<string> {
    const signal = signalOf(options);
    return this.session.call((core, session) => core.getJwt(session, signal), signal);
  }

  /**
   * `fetch` for the app's own back end, with the JWT as bearer token: to the page's own origin, `base_url` and
   * `fetch_origins` only. Redirects are errors unless `init.redirect` says otherwise. A 401 is answered by a new JWT and
   * one more try, unless the body is a stream.
   */
  async fetch(input: RequestInfo | URL, init: RequestInit = {}): Promise<Response> {
    if (typeof init !== "object" || init === null) throw new SentcError("INVALID_ARGUMENT", { message: "init must be an object" });
    return this.session.fetch(input, init);
  }

  /** Changes the identifier of this device; those of other devices stay. */
  async updateUser(new_identifier: string, options?: CallOptions): Promise<void> {
    const identifier = nonEmpty("new_identifier", new_identifier);
    const signal = signalOf(options);
    await this.session.call((core, session) => core.updateUser(session, identifier, signal), signal);
  }

  /** Changes the password of this device. */
  async changePassword(
    old_password: string,
    new_password: string,
    mfa_token?: string | number | null,
    mfa_recovery?: boolean | null,
    options?: CallOptions,
  ): Promise<void> {
    const [old, next] = [nonEmpty("old_password", old_password), nonEmpty("new_password", new_password)];
    const { token, recovery } = mfa(mfa_token, mfa_recovery);
    const signal = signalOf(options);
    await this.session.deriving((core, session) => core.changePassword(session, old, next, token, recovery, signal), signal);
  }

  /** Forgets the session, here and in the other tabs. The service has nothing to revoke it with. */
  async logOut(): Promise<void> {
    await this.session.call((core, session) => core.logOut(session));
  }

  /** Deletes the account with all its devices. */
  async deleteUser(
    password: string,
    mfa_token?: string | number | null,
    mfa_recovery?: boolean | null,
    options?: CallOptions,
  ): Promise<void> {
    const [checked, { token, recovery }, signal] = withPassword(password, mfa_token, mfa_recovery, options);
    await this.session.deriving((core, session) => core.deleteUser(session, checked, token, recovery, signal), signal);
  }

  /** Deletes a device; deleting this one signs out. The last one can't be deleted. */
  async deleteDevice(
    password: string,
    device_id: string,
    mfa_token?: string | number | null,
    mfa_recovery?: boolean | null,
    options?: CallOptions,
  ): Promise<void> {
    const device = nonEmpty("device_id", device_id);
    const [checked, { token, recovery }, signal] = withPassword(password, mfa_token, mfa_recovery, options);
    await this.session.deriving((core, session) => core.deleteDevice(session, checked, device, token, recovery, signal), signal);
  }

  /** Confirms another device, given what `registerDeviceStart` gave there. `Sentc.parseDeviceOutput` tells whose it is. */
  async registerDevice(server_output: string, options?: CallOptions): Promise<void> {
    const output = nonEmpty("server_output", server_output);
    const signal = signalOf(options);
    await this.session.call((core, session) => core.registerDevice(session, output, signal), signal);
  }

  /** Up to 50 devices, oldest first: the first ones, or those after `last`. */
  async getDevices(last?: UserDeviceList | null, options?: CallOptions): Promise<UserDeviceList[]> {
    const { time, id } = cursor(last, "time", "device_id");
    const signal = signalOf(options);
    return this.session.call((core, session) => core.getDevices(session, time, id, signal), signal);
  }

  /** All devices, oldest first. */
  devices(options?: CallOptions): AsyncGenerator<UserDeviceList, void, undefined> {
    return everyItem((last) => this.getDevices(last, options));
  }

  /** Turns multi-factor authentication on. Gives the URL for the authenticator (`Sentc.otpQrSvg`) and the recovery keys. */
  async registerOtp(
    issuer: string,
    audience: string,
    password: string,
    mfa_token?: string | number | null,
    mfa_recovery?: boolean | null,
    options?: CallOptions,
  ): Promise<[url: string, recovery_keys: string[]]> {
    const url = this.otpUrl(issuer, audience);
    const raw = await this.registerRawOtp(password, mfa_token, mfa_recovery, options);
    return [url(raw.secret), raw.recover];
  }

  /** As `registerOtp`, with the secret as the service gives it. */
  async registerRawOtp(
    password: string,
    mfa_token?: string | number | null,
    mfa_recovery?: boolean | null,
    options?: CallOptions,
  ): Promise<OtpRegister> {
    const [checked, { token, recovery }, signal] = withPassword(password, mfa_token, mfa_recovery, options);
    return this.session.deriving((core, session) => core.registerOtp(session, checked, token, recovery, signal), signal);
  }

  /** A new secret and new recovery keys; the old ones are void. */
  async resetOtp(
    issuer: string,
    audience: string,
    password: string,
    mfa_token?: string | number | null,
    mfa_recovery?: boolean | null,
    options?: CallOptions,
  ): Promise<[url: string, recovery_keys: string[]]> {
    const url = this.otpUrl(issuer, audience);
    const raw = await this.resetRawOtp(password, mfa_token, mfa_recovery, options);
    return [url(raw.secret), raw.recover];
  }

  /** As `resetOtp`, with the secret as the service gives it. */
  async resetRawOtp(
    password: string,
    mfa_token?: string | number | null,
    mfa_recovery?: boolean | null,
    options?: CallOptions,
  ): Promise<OtpRegister> {
    const [checked, { token, recovery }, signal] = withPassword(password, mfa_token, mfa_recovery, options);
    return this.session.deriving((core, session) => core.resetOtp(session, checked, token, recovery, signal), signal);
  }

  /** Turns multi-factor authentication off. */
  async disableOtp(
    password: string,
    mfa_token?: string | number | null,
    mfa_recovery?: boolean | null,
    options?: CallOptions,
  ): Promise<void> {
    const [checked, { token, recovery }, signal] = withPassword(password, mfa_token, mfa_recovery, options);
    await this.session.deriving((core, session) => core.disableOtp(session, checked, token, recovery, signal), signal);
  }

  /** The recovery keys that are left. */
  async getOtpRecoverKeys(
    password: string,
    mfa_token?: string | number | null,
    mfa_recovery?: boolean | null,
    options?: CallOptions,
  ): Promise<string[]> {
    const [checked, { token, recovery }, signal] = withPassword(password, mfa_token, mfa_recovery, options);
    return this.session.deriving((core, session) => core.getOtpRecoverKeys(session, checked, token, recovery, signal), signal);
  }

  /** Checks the names now, so that nothing is changed at the service when they are unusable. */
  private otpUrl(issuer: unknown, audience: unknown): (secret: string) => string {
    const [by, of] = [text("issuer", issuer), text("audience", audience)];
    return (secret) => this.session.sync(() => wasm.otpUrl(by, of, secret));
  }
}

function withPassword(password: unknown, mfa_token: unknown, mfa_recovery: unknown, options: CallOptions | undefined) {
  return [nonEmpty("password", password), mfa(mfa_token, mfa_recovery), signalOf(options)] as const;
}
