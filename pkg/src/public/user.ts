import { type Rows, otpUrl } from "sentc-light-wasm-glue";
import { after, identifierOf, mfa, nonEmpty, passwordOf, record, signalOf, text } from "./arguments.js";
import { secretBytes } from "../boundary/wasm.js";
import { describeDevices, forgetDevices, nameDevice } from "../core/device-list.js";
import type { GroupInviteListItem, OtpRegister, UserDeviceList } from "../generated/types.js";
import type { CheckedOptions } from "./options.js";
import { setUpOtp } from "./otp.js";
import { everyItem } from "./paging.js";
import { freshFor } from "./fresh.js";
import { addPasskey, passkeyPassword, refuseMade, renamePasskeys } from "../passkeys/passkeys.js";
import type { FetchInit, FetchInput, HttpResponse } from "./platform.js";
import { createRecoveryKit, recoveryKits } from "../recovery/kit.js";
import { type Session, withRefreshToken } from "../core/session.js";
import type {
  AccountDevice,
  CallOptions,
  ConfirmOptions,
  OtpOptions,
  OtpSetUp,
  Passkey,
  PasskeyLoginOptions,
  PasskeyOptions,
  RecoveryKit,
  RecoveryKitOptions,
  StoredRecoveryKit,
  UserData,
} from "./types.js";
import { GroupUser } from "./user-groups.js";

/** The calls that need the password, and the code or recovery key while multi-factor authentication is on. */
type Confirmed = "RegisterOtp" | "ResetOtp" | "DisableOtp" | "OtpRecoveryKeys" | "DeleteUser" | "DeleteDevice";

/**
 * A signed-in user on this device. Any number of calls may run at once. Once the session ended, every method rejects
 * with SIGNED_OUT.
 *
 * `password` is always that of this device; a wrong one rejects with WRONG_PASSWORD. `mfa_token` is needed while
 * multi-factor authentication is on (else MFA_REQUIRED): a TOTP code, or with `mfa_recovery` a recovery key, which is
 * used up. Spaces in it do no harm, and a code may be a number, which gets its leading zeros back. A wrong code rejects
 * with WRONG_TOTP, a wrong recovery key with NO_TOTP.
 */
export class User extends GroupUser {
  private constructor(session: Session, options: CheckedOptions, group_invites: GroupInviteListItem[], data: UserData) {
    super(session, options, group_invites, data);
  }

  /** @internal */
  static of(session: Session, options: CheckedOptions, group_invites: GroupInviteListItem[] = [], data: UserData = session.data): User {
    return new this(session, options, group_invites, data);
  }

  /** Returns whether multi-factor authentication was on at the last answer of the service. */
  enabledMfa(): boolean {
    return this.data.mfa;
  }

  /** Returns a valid JWT for your back end. Refreshes it first if needed. */
  async getJwt(options?: CallOptions): Promise<string> {
    const signal = signalOf(options);
    // A request of `endpoint_fn` itself may ask for it.
    return this.session.asking ? this.session.view.jwt : this.session.jwt(signal);
  }

  /**
   * Asks the service whether this is the password of this device, and gives a fresh JWT for the app's own back end: one that says
   * `"fresh": true` and is valid for five minutes (the back end checks it by `authenticate` with `fresh: true`). The session and its JWT stay as
   * they are. The errors are those of every call that takes a password: WRONG_PASSWORD, MFA_REQUIRED, WRONG_TOTP, NO_TOTP.
   */
  async confirm(given: ConfirmOptions, options?: CallOptions): Promise<string> {
    const { password, mfa_token, mfa_recovery } = record("the confirmation", given);
    const secret = passwordOf("password", password, this.options);
    const { code, recovery } = mfa(mfa_token, mfa_recovery);
    return this.session.call(
      (core, session, signal) => core.confirm(session, secretBytes(secret), code === undefined ? undefined : secretBytes(code), recovery, signal),
      { signal: signalOf(options), needs: "keys", recovery },
    );
  }

  /**
   * As `confirm`, on a device that is a passkey: asks for the passkey in place of the password. To be called on a click. The errors
   * are those of `passkeyPassword` and `confirm`.
   */
  async confirmWithPasskey(given: Pick<PasskeyLoginOptions, "rp_id"> & Omit<ConfirmOptions, "password"> = {}, options?: CallOptions): Promise<string> {
    return this.confirm({ ...given, password: await passkeyPassword(this.session, given, signalOf(options)) }, options);
  }

  /**
   * Returns for how many seconds the session's JWT is still a fresh one, as a login gives it: 0 once it was refreshed. Sends no request.
   * Where it is 0 and the back end wants a fresh JWT, ask for the password and call `confirm`.
   */
  freshFor(): number {
    return this.session.ended ? 0 : freshFor(this.session.view.jwt);
  }

  /**
   * `fetch` for the app's own back end, with the JWT as bearer token: to the page's own origin, `base_url` and
   * `fetch_origins` only (else INVALID_ARGUMENT). Redirects are errors unless `init.redirect` says otherwise. A 401 is
   * answered by a new JWT and one more try, unless the body is a stream.
   */
  async fetch(input: FetchInput, init: FetchInit = {}): Promise<HttpResponse> {
    return this.session.fetch(input, record("init", init));
  }

  /** Changes the identifier of this device. Those of other devices stay. IDENTIFIER_TAKEN: another device has it. */
  async updateUser(new_identifier: string, options?: CallOptions): Promise<void> {
    const user_identifier = identifierOf("new_identifier", new_identifier, this.options);
    await refuseMade(this.session, "identifier");
    await this.row("UpdateUser", { user_identifier }, options);
  }

  /** Changes the password of this device. The session stays. */
  async changePassword(
    old_password: string,
    new_password: string,
    mfa_token?: string | number | null,
    mfa_recovery?: boolean | null,
    options?: CallOptions,
  ): Promise<void> {
    const [old, wanted] = [passwordOf("old_password", old_password, this.options), passwordOf("new_password", new_password, this.options)];
    const { code, recovery } = mfa(mfa_token, mfa_recovery);
    await refuseMade(this.session, "password");
    await this.session.call(
      (core, session, signal) =>
        core.changePassword(session, secretBytes(old), secretBytes(wanted), code === undefined ? undefined : secretBytes(code), recovery, signal),
      { signal: signalOf(options), needs: "keys", recovery },
    );
  }

  /** Forgets the session, here and in the other tabs. The service has no endpoint to revoke a session. */
  async logOut(): Promise<void> {
    await this.session.call((core, session) => core.logOut(session));
  }

  /** Deletes the account with all its devices, and signs out. */
  async deleteUser(
    password: string,
    mfa_token?: string | number | null,
    mfa_recovery?: boolean | null,
    options?: CallOptions,
  ): Promise<void> {
    const { user_id } = this.session.view;
    await this.confirmed("DeleteUser", password, mfa_token, mfa_recovery, options);
    await forgetDevices(this.session, (known) => known.user_id === user_id);
  }

  /**
   * Deletes a device; deleting this one signs out. LAST_DEVICE: that one can't be deleted. If the device
   * is a passkey that was made or used in this browser, the SDK asks the browser to forget it.
   */
  async deleteDevice(
    password: string,
    device_id: string,
    mfa_token?: string | number | null,
    mfa_recovery?: boolean | null,
    options?: CallOptions,
  ): Promise<void> {
    const device = nonEmpty("device_id", device_id);
    await this.confirmed("DeleteDevice", password, mfa_token, mfa_recovery, options, { device });
    await forgetDevices(this.session, (known) => known.device_id === device);
  }

  /**
   * Deletes a device of the account that was lost, or whose password was forgotten, and puts a new one with this identifier and this
   * password in its place. Resolves to the user as signed in with the new device; this user stays signed in too. The account can be
   * reached wherever this is broken off (a closed page, a lost connection), and the same call from another login continues it.
   *
   * INVALID_ARGUMENT: `old_device_id` is this device; USER_NOT_FOUND: it is none of the account; IDENTIFIER_TAKEN: another device has
   * the identifier. Nothing was changed then. With multi-factor authentication one code is needed.
   */
  async replaceDevice(
    old_device_id: string,
    identifier: string,
    password: string,
    mfa_token?: string | number | null,
    mfa_recovery?: boolean | null,
    options?: CallOptions,
  ): Promise<User> {
    const device = nonEmpty("old_device_id", old_device_id);
    const id = identifierOf("identifier", identifier, this.options);
    const secret = passwordOf("password", password, this.options);
    const { code, recovery } = mfa(mfa_token, mfa_recovery);
    const { owner } = this.session;
    const { session, refresh_token } = await this.session.call(
      (core, number, signal) => core.replaceDevice(number, device, id, secretBytes(secret), code === undefined ? undefined : secretBytes(code), recovery, signal),
      { signal: signalOf(options), needs: "keys", name: "ReplaceDevice", recovery },
    );
    await forgetDevices(this.session, (known) => known.device_id === device);
    return userOfLogin(owner.session(session), this.options, refresh_token);
  }

  /**
   * Makes a recovery kit: one more device of the account, whose identifier and password come out of a random code of 160 bits. The
   * person prints or writes down the code, and signs in with it (`Sentc.loginWithRecoveryKit`) after a forgotten password or a lost
   * device. Nothing of the code is stored. The account has the kit once this resolves, so show the sheet at once, and have the person
   * confirm that it is safe.
   */
  async createRecoveryKit(given: RecoveryKitOptions, options?: CallOptions): Promise<RecoveryKit> {
    return createRecoveryKit(this, given, options);
  }

  /** The recovery kits of this account that were made or used in this browser, oldest first. (The service does not know what is a kit.) */
  async recoveryKits(options?: CallOptions): Promise<StoredRecoveryKit[]> {
    return recoveryKits(this, options);
  }

  /** Deletes the device of a recovery kit: its code opens nothing any more. As `deleteDevice`. */
  async revokeRecoveryKit(device_id: string, given: ConfirmOptions, options?: CallOptions): Promise<void> {
    const { password, mfa_token, mfa_recovery } = record("the confirmation", given) as unknown as ConfirmOptions;
    await this.deleteDevice(password, device_id, mfa_token, mfa_recovery, options);
  }

  /**
   * Makes a passkey on this device or another one, as the person chooses, and adds it to the account: from then on
   * `Sentc.loginWithPasskey` signs in with it. To be called on a click.
   *
   * PASSKEY_UNSUPPORTED, PASSKEY_CANCELLED; PASSKEY_EXISTS: the authenticator has one for this account. If it can't be
   * added, the message says so, and the SDK asks the browser to forget it.
   */
  async addPasskey(given: PasskeyOptions, options?: CallOptions): Promise<Passkey> {
    return addPasskey(this.session, given, signalOf(options));
  }

  /**
   * Tells the browser the account's new name, for the passkeys of this account that were made or used in it: what people choose by
   * when they sign in. Call it when your app has changed that name. Resolves to how many passkeys the browser was told of: 0 where it
   * has no `signalCurrentUserDetails`. Never fails, and waits for no answer: browsers give none.
   */
  async renamePasskeys(given: Pick<PasskeyOptions, "name" | "display_name">): Promise<number> {
    return renamePasskeys(this.session, given);
  }

  /**
   * The password of this device, where it is a passkey: asks for the passkey once more, for the calls that need the
   * password. To be called on a click. Hold it no longer than one that was typed. PASSKEY_UNSUPPORTED, PASSKEY_CANCELLED;
   * PASSKEY_UNKNOWN: this device is not a passkey, or another one was used.
   */
  async passkeyPassword(given?: Pick<PasskeyLoginOptions, "rp_id">, options?: CallOptions): Promise<string> {
    return passkeyPassword(this.session, given, signalOf(options));
  }

  /**
   * Confirms another device, given what `registerDeviceStart` gave there, or the text of `Sentc.deviceQr`: from then on it can log in
   * to this account.
   * Have the person compare the `code` of `Sentc.parseDeviceOutput` on both devices first.
   */
  async registerDevice(server_output: string, options?: CallOptions): Promise<void> {
    const output = nonEmpty("server_output", server_output);
    await this.session.call((core, session, signal) => core.registerDevice(session, output, signal), { signal: signalOf(options), name: "RegisterDevice" });
  }

  /**
   * Returns up to 50 devices, oldest first: the first ones, or those after `last`. The service lists ids and times; which of them is a
   * passkey or a recovery kit, and what the person calls it, is what this browser knows.
   */
  async getDevices(last?: UserDeviceList | null, options?: CallOptions): Promise<AccountDevice[]> {
    return describeDevices(this.session, await this.row("Devices", after(last, "time", "device_id"), options));
  }

  /** Iterates over all devices, oldest first. */
  devices(options?: CallOptions): AsyncGenerator<AccountDevice, void, undefined> {
    return everyItem((last) => this.getDevices(last, options));
  }

  /**
   * Names a device, a passkey or a recovery kit of this account, for the lists of this browser; `""` removes the name. The name is kept
   * beside the session's records, sealed like them: the service has no place for it, so other browsers do not show it. With
   * `remember: "tab"` or `"memory"` it lasts until the page is left. Sends no request.
   */
  async nameDevice(device_id: string, name: string): Promise<void> {
    await nameDevice(this.session, nonEmpty("device_id", device_id), text("name", name));
  }

  /**
   * Turns multi-factor authentication on, and gives all that is needed to set up an authenticator. It is on from then on:
   * whoever leaves without a working authenticator and without the recovery keys is locked out. So let the person save the
   * keys, ask for a code, and call `confirm` with it, or `cancel`.
   *
   * While it is on, a code or recovery key is needed, and the old secret and keys are void.
   */
  async setUpOtp(given: OtpOptions, options?: CallOptions): Promise<OtpSetUp> {
    return setUpOtp(this, given, options);
  }

  /**
   * Turns multi-factor authentication on. Gives the URL for the authenticator (`Sentc.otpQrSvg`) and the recovery keys.
   * `issuer` and `audience` are the app's and the account's name, as the authenticator shows them.
   *
   * It is on once this resolves: whoever leaves then without a working authenticator and without the keys is locked out.
   * `setUpOtp` can take it back.
   */
  async registerOtp(
    issuer: string,
    audience: string,
    password: string,
    mfa_token?: string | number | null,
    mfa_recovery?: boolean | null,
    options?: CallOptions,
  ): Promise<[url: string, recovery_keys: string[]]> {
    return this.otp("RegisterOtp", issuer, audience, password, mfa_token, mfa_recovery, options);
  }

  /** As `registerOtp`, with the secret as the service gives it (base32). The same holds: it is on once this resolves. */
  async registerRawOtp(
    password: string,
    mfa_token?: string | number | null,
    mfa_recovery?: boolean | null,
    options?: CallOptions,
  ): Promise<OtpRegister> {
    return this.confirmed("RegisterOtp", password, mfa_token, mfa_recovery, options);
  }

  /**
   * A new secret and new recovery keys; the old ones are void once this resolves: whoever leaves then without a working
   * authenticator and without the new keys is locked out. Turns multi-factor authentication on where it was off.
   */
  async resetOtp(
    issuer: string,
    audience: string,
    password: string,
    mfa_token?: string | number | null,
    mfa_recovery?: boolean | null,
    options?: CallOptions,
  ): Promise<[url: string, recovery_keys: string[]]> {
    return this.otp("ResetOtp", issuer, audience, password, mfa_token, mfa_recovery, options);
  }

  /** As `resetOtp`, with the secret as the service gives it (base32). The same holds: the old one is void at once. */
  async resetRawOtp(
    password: string,
    mfa_token?: string | number | null,
    mfa_recovery?: boolean | null,
    options?: CallOptions,
  ): Promise<OtpRegister> {
    return this.confirmed("ResetOtp", password, mfa_token, mfa_recovery, options);
  }

  /** Turns multi-factor authentication off. */
  async disableOtp(
    password: string,
    mfa_token?: string | number | null,
    mfa_recovery?: boolean | null,
    options?: CallOptions,
  ): Promise<void> {
    await this.confirmed("DisableOtp", password, mfa_token, mfa_recovery, options);
  }

  /** Returns the recovery keys that are not used yet. */
  async getOtpRecoverKeys(
    password: string,
    mfa_token?: string | number | null,
    mfa_recovery?: boolean | null,
    options?: CallOptions,
  ): Promise<string[]> {
    return (await this.confirmed("OtpRecoveryKeys", password, mfa_token, mfa_recovery, options)).keys;
  }

  private confirmed<N extends Confirmed>(
    name: N,
    given: unknown,
    mfa_token: unknown,
    mfa_recovery: unknown,
    options: CallOptions | undefined,
    more?: { device: string },
  ): Promise<Rows[N]["answer"]> {
    const proof = { password: passwordOf("password", given, this.options), ...mfa(mfa_token, mfa_recovery) };
    return this.session.row(name, { ...more } as Rows[N]["args"], { signal: signalOf(options), needs: "keys" }, proof);
  }

  private async otp(
    name: "RegisterOtp" | "ResetOtp",
    issuer: unknown,
    audience: unknown,
    password: unknown,
    mfa_token: unknown,
    mfa_recovery: unknown,
    options: CallOptions | undefined,
  ): Promise<[url: string, recovery_keys: string[]]> {
    // Checked before anything is changed at the service.
    const names = { issuer: text("issuer", issuer), audience: text("audience", audience) };
    const { secret, recover } = await this.confirmed(name, password, mfa_token, mfa_recovery, options);
    return [this.session.compute(() => otpUrl(names.issuer, names.audience, secret)), recover];
  }
}

/**
 * The user that a login made, with its refresh token where no session keeps it.
 *
 * @internal
 */
export function userOfLogin(session: Session, options: CheckedOptions, refresh_token: string): User {
  const kept = session.data.refresh_token === refresh_token;
  return User.of(session, options, [], kept ? session.data : withRefreshToken(session.data, refresh_token));
}
