import { prepareGroupCreate } from "sentc-light-wasm-glue";
import { after, identifierOf, nonEmpty, optionalId, passwordOf, fieldsOf, signalOf, text } from "./arguments.js";
import { secretBytes } from "../boundary/wasm.js";
import { describeDevices, forgetDevices, nameDevice } from "../core/device-list.js";
import type { GroupInviteListItem, OtpRegister, UserDeviceList } from "../generated/types.js";
import { type Group, openGroup } from "./group.js";
import { GroupMember } from "./group-member.js";
import { hide } from "./objects.js";
import { urlAndKeys, setUpOtp } from "./otp.js";
import { everyItem } from "./paging.js";
import { addPasskey, passkeyPassword, refuseMade, renamePasskeys } from "../passkeys/passkeys.js";
import type { FetchInit, FetchInput, HttpResponse } from "./platform.js";
import { confirm, proofOf, provenRow } from "./proof.js";
import { createRecoveryKit, recoveryKits } from "../recovery/kit.js";
import { type Session, secretsOf, withRefreshToken } from "../core/session.js";
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

/**
 * A signed-in user on this device. Any number of calls may run at once. Several objects of one session see each other's changes.
 * After the session has ended, every method rejects with SIGNED_OUT.
 *
 * `password` is always the password of this device; a wrong one rejects with WRONG_PASSWORD. `mfa_token` is needed while
 * multi-factor authentication is on; without it the call rejects with MFA_REQUIRED. It is a TOTP code, or with `mfa_recovery`
 * a recovery key, which works once. The SDK ignores spaces in it. You may pass a code as a number: the SDK restores leading
 * zeros. A wrong code rejects with WRONG_TOTP, a wrong recovery key with NO_TOTP.
 */
export class User extends GroupMember {
  /** The user's id. */
  readonly id: string;
  readonly device_id: string;
  /** The first page of invites to groups, on the user that `init` returned. Empty on other users. */
  readonly group_invites: GroupInviteListItem[] = [];
  /** @internal */
  declare readonly ownData: UserData;

  private constructor(session: Session, data: UserData) {
    super(session, "User");
    this.id = data.user_id;
    this.device_id = data.device_id;
    hide(this, "ownData", data);
  }

  /** @internal */
  static of(session: Session, data: UserData = session.data): User {
    return new this(session, data);
  }

  /** The current identifier of this device. */
  get identifier(): string {
    return this.session.view.identifier;
  }

  /** The current keys and tokens of this device. Holds secrets. */
  get data(): UserData {
    return this.ownData;
  }

  /** The same as `data`. */
  get user_data(): UserData {
    return this.ownData;
  }

  /** Called by `JSON.stringify(user)`. The result contains no secrets, because it may end up in logs and error reports. */
  toJSON(): { user_id: string; device_id: string; mfa: boolean } {
    const { user_id, device_id, mfa } = this.ownData;
    return { user_id, device_id, mfa };
  }

  /** Returns whether multi-factor authentication was on when the service last answered. Sends no request. */
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
   * Checks the password of this device at the service and resolves to a fresh JWT for your back end. A fresh JWT says
   * `"fresh": true` and is valid for five minutes; the back end checks it with `authenticate` and `fresh: true`. The session and
   * its JWT do not change. WRONG_PASSWORD, MFA_REQUIRED, WRONG_TOTP, NO_TOTP.
   */
  async confirm(given: ConfirmOptions, options?: CallOptions): Promise<string> {
    return confirm(this.session, given, options);
  }

  /**
   * Does the same as `confirm` on a device that is a passkey: asks for the passkey instead of the password. Call it in a click
   * handler, because browsers may refuse otherwise. Rejects with the codes of `passkeyPassword` and `confirm`.
   */
  async confirmWithPasskey(given: Pick<PasskeyLoginOptions, "rp_id"> & Omit<ConfirmOptions, "password"> = {}, options?: CallOptions): Promise<string> {
    const { mfa_token, mfa_recovery } = fieldsOf("the confirmation", given) as Partial<ConfirmOptions>;
    return this.confirm({ mfa_token, mfa_recovery, password: await passkeyPassword(this.session, given, signalOf(options)) }, options);
  }

  /**
   * Returns for how many seconds the session's JWT stays fresh. A JWT from a login is fresh; after a refresh the result is 0. Sends
   * no request. If it is 0 and your back end needs a fresh JWT, ask for the password and call `confirm`.
   */
  freshFor(): number {
    return this.session.freshFor();
  }

  /**
   * Calls `fetch` for your back end, with the JWT as bearer token. Sends the JWT only to the page's origin, `base_url` and
   * `fetch_origins`; other origins reject with INVALID_ARGUMENT. Redirects are errors, unless you set `init.redirect`. After a 401
   * the SDK gets a new JWT and sends the request once more, unless the body is a stream.
   */
  async fetch(input: FetchInput, init: FetchInit = {}): Promise<HttpResponse> {
    return this.session.fetch(input, fieldsOf("init", init));
  }

  /** Changes the identifier of this device. Other devices keep theirs. IDENTIFIER_TAKEN: another device has this identifier. */
  async updateUser(new_identifier: string, options?: CallOptions): Promise<void> {
    const user_identifier = identifierOf("new_identifier", new_identifier, this.session.owner.options);
    await refuseMade(this.session, "identifier");
    await this.row("UpdateUser", { user_identifier }, options);
  }

  /** Changes the password of this device. The session does not end. */
  async changePassword(
    old_password: string,
    new_password: string,
    mfa_token?: string | number | null,
    mfa_recovery?: boolean | null,
    options?: CallOptions,
  ): Promise<void> {
    const proof = proofOf(this.session, [old_password, mfa_token, mfa_recovery], "old_password");
    const wanted = passwordOf("new_password", new_password, this.session.owner.options);
    await refuseMade(this.session, "password");
    await this.session.call(
      (core, session, signal) => {
        const [old, ...code] = secretsOf(proof);
        return core.changePassword(session, old, secretBytes(wanted), ...code, signal);
      },
      { signal: signalOf(options), needs: "keys", recovery: proof.recovery },
    );
  }

  /** Deletes the session here and in the other tabs. The service has no endpoint to revoke a session. */
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
    await provenRow(this.session, "DeleteUser", [password, mfa_token, mfa_recovery], options);
    await forgetDevices(this.session, (known) => known.user_id === user_id);
  }

  /**
   * Deletes a device of the account; deleting this device signs out. LAST_DEVICE: an account's last device can't be deleted. If
   * the device is a passkey that was made or used in this browser, the SDK asks the browser to forget the passkey.
   */
  async deleteDevice(
    password: string,
    device_id: string,
    mfa_token?: string | number | null,
    mfa_recovery?: boolean | null,
    options?: CallOptions,
  ): Promise<void> {
    const device = nonEmpty("device_id", device_id);
    await provenRow(this.session, "DeleteDevice", [password, mfa_token, mfa_recovery], options, { device });
    await forgetDevices(this.session, (known) => known.device_id === device);
  }

  /**
   * Replaces a device that was lost, or whose password was forgotten: adds a new device with this identifier and password, and
   * deletes the old one. Resolves to the user, signed in with the new device; this session stays signed in too. If the call is
   * interrupted (a closed page, a lost connection), the account stays reachable, and the same call from another login continues.
   *
   * INVALID_ARGUMENT: `old_device_id` is this device; USER_NOT_FOUND: the account has no such device; IDENTIFIER_TAKEN: another
   * device has the identifier. After these errors nothing has changed. With multi-factor authentication, one code is enough.
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
    const id = identifierOf("identifier", identifier, this.session.owner.options);
    const proof = proofOf(this.session, [password, mfa_token, mfa_recovery]);
    const { owner } = this.session;
    const { session, refresh_token } = await this.session.call(
      (core, number, signal) => core.replaceDevice(number, device, id, ...secretsOf(proof), signal),
      { signal: signalOf(options), needs: "keys", name: "ReplaceDevice", recovery: proof.recovery },
    );
    await forgetDevices(this.session, (known) => known.device_id === device);
    const next = owner.session(session);
    owner.signedIn?.(next);
    return userOfLogin(next, refresh_token);
  }

  /**
   * Makes a recovery kit: one more device of the account, whose identifier and password are derived from a random code of 160 bits.
   * The user prints or writes down the code, and signs in with it (`Sentc.loginWithRecoveryKit`) after a forgotten password or a
   * lost device. The SDK does not store the code. The kit is valid when this resolves: show the sheet at once, and ask the user to
   * confirm that it is in a safe place.
   */
  async createRecoveryKit(given: RecoveryKitOptions, options?: CallOptions): Promise<RecoveryKit> {
    return createRecoveryKit(this.session, given, options);
  }

  /**
   * Lists the recovery kits of this account that were made or used in this browser, oldest first. The service does not know which
   * devices are kits, so kits of other browsers are missing.
   */
  async recoveryKits(options?: CallOptions): Promise<StoredRecoveryKit[]> {
    return recoveryKits(this.session, options);
  }

  /** Deletes the device of a recovery kit, as `deleteDevice` does. After that, nobody can log in with the code of the kit. */
  async revokeRecoveryKit(device_id: string, given: ConfirmOptions, options?: CallOptions): Promise<void> {
    const { password, mfa_token, mfa_recovery } = fieldsOf("the confirmation", given) as unknown as ConfirmOptions;
    await this.deleteDevice(password, device_id, mfa_token, mfa_recovery, options);
  }

  /**
   * Makes a passkey on this device or on another one, as the user chooses, and adds it to the account. Then
   * `Sentc.loginWithPasskey` signs in with it. Call it in a click handler, because browsers may refuse otherwise.
   *
   * PASSKEY_UNSUPPORTED, PASSKEY_CANCELLED; PASSKEY_EXISTS: the authenticator already has a passkey for this account. If the
   * passkey was made but can't be added to the account, the message says so, and the SDK asks the browser to forget it.
   */
  async addPasskey(given: PasskeyOptions, options?: CallOptions): Promise<Passkey> {
    return addPasskey(this.session, given, signalOf(options));
  }

  /**
   * Tells the browser the account's new name, which it shows when users choose a passkey. Call it after your app has changed that
   * name. It covers the passkeys of this account that were made or used in this browser, and resolves to their number: 0 if the
   * browser has no `signalCurrentUserDetails`. Never rejects. Browsers do not report whether they changed the name.
   */
  async renamePasskeys(given: Pick<PasskeyOptions, "name" | "display_name">): Promise<number> {
    return renamePasskeys(this.session, given);
  }

  /**
   * Asks for the passkey of this device again and resolves to the device's password, for the calls that need one. Call it in a click
   * handler, because browsers may refuse otherwise. Keep the result no longer than a typed password. PASSKEY_UNSUPPORTED,
   * PASSKEY_CANCELLED; PASSKEY_UNKNOWN: this device is not a passkey, or the user chose another passkey.
   */
  async passkeyPassword(given?: Pick<PasskeyLoginOptions, "rp_id">, options?: CallOptions): Promise<string> {
    return passkeyPassword(this.session, given, signalOf(options));
  }

  /**
   * Adds another device to this account; then that device can log in. `server_output` is the text that `registerDeviceStart`
   * returned on the other device, or the text of `Sentc.deviceQr`. First ask the user to compare the `code` of
   * `Sentc.parseDeviceOutput` on both devices: otherwise an attacker's device could be added.
   */
  async registerDevice(server_output: string, options?: CallOptions): Promise<void> {
    const output = nonEmpty("server_output", server_output);
    await this.session.call((core, session, signal) => core.registerDevice(session, output, signal), { signal: signalOf(options), name: "RegisterDevice" });
  }

  /**
   * Returns up to 50 devices, oldest first: the first ones, or those after `last`. The service sends only ids and times. The kind
   * and the name of a device come from this browser, so they can be missing for devices that were made elsewhere.
   */
  async getDevices(last?: UserDeviceList | null, options?: CallOptions): Promise<AccountDevice[]> {
    // Names are read after the answer, and `dispose` waits for them too.
    const release = this.session.owner.hold();
    try {
      return await describeDevices(this.session, await this.row("Devices", after(last, "time", "device_id"), options));
    } finally {
      release();
    }
  }

  /** Iterates over all devices, oldest first. */
  devices(options?: CallOptions): AsyncGenerator<AccountDevice, void, undefined> {
    return everyItem((last) => this.getDevices(last, options));
  }

  /**
   * Names a device, a passkey or a recovery kit of this account, for the lists in this browser; `""` removes the name. The SDK stores
   * the name with the session's records, encrypted in the same way. The service cannot store names, so other browsers do not show
   * them. With `remember: "tab"` or `"memory"` the name lasts until the page is left. Sends no request.
   */
  async nameDevice(device_id: string, name: string): Promise<void> {
    await nameDevice(this.session, nonEmpty("device_id", device_id), text("name", name));
  }

  /**
   * Turns multi-factor authentication on, and resolves to what the user needs to set up an authenticator. It is on when this
   * resolves: users who leave without a working authenticator and without the recovery keys are locked out. So let the user save
   * the keys, ask for a code, and call `confirm` with it, or `cancel`.
   *
   * If it was on before, the call needs a code or a recovery key, and the old secret and keys become invalid.
   */
  async setUpOtp(given: OtpOptions, options?: CallOptions): Promise<OtpSetUp> {
    return setUpOtp(this.session, given, options);
  }

  /**
   * Turns multi-factor authentication on. Resolves to the URL for the authenticator (see `Sentc.otpQrSvg`) and the recovery keys.
   * `issuer` is the app's name and `audience` the account's name, as the authenticator shows them.
   *
   * It is on when this resolves: users who leave without a working authenticator and without the keys are locked out.
   * `setUpOtp` does the same, but can be canceled.
   */
  async registerOtp(
    issuer: string,
    audience: string,
    password: string,
    mfa_token?: string | number | null,
    mfa_recovery?: boolean | null,
    options?: CallOptions,
  ): Promise<[url: string, recovery_keys: string[]]> {
    return urlAndKeys(this.session, "RegisterOtp", issuer, audience, [password, mfa_token, mfa_recovery], options);
  }

  /**
   * Does the same as `registerOtp`, but resolves to the secret itself (base32) instead of a URL. Multi-factor authentication is on
   * when this resolves.
   */
  async registerRawOtp(
    password: string,
    mfa_token?: string | number | null,
    mfa_recovery?: boolean | null,
    options?: CallOptions,
  ): Promise<OtpRegister> {
    return provenRow(this.session, "RegisterOtp", [password, mfa_token, mfa_recovery], options);
  }

  /**
   * Makes a new secret and new recovery keys, and resolves to the same as `registerOtp`. The old secret and keys are invalid when
   * this resolves: users who leave without a working authenticator and without the new keys are locked out. Turns multi-factor
   * authentication on if it was off.
   */
  async resetOtp(
    issuer: string,
    audience: string,
    password: string,
    mfa_token?: string | number | null,
    mfa_recovery?: boolean | null,
    options?: CallOptions,
  ): Promise<[url: string, recovery_keys: string[]]> {
    return urlAndKeys(this.session, "ResetOtp", issuer, audience, [password, mfa_token, mfa_recovery], options);
  }

  /**
   * Does the same as `resetOtp`, but resolves to the secret itself (base32) instead of a URL. The old secret and keys are invalid
   * when this resolves.
   */
  async resetRawOtp(
    password: string,
    mfa_token?: string | number | null,
    mfa_recovery?: boolean | null,
    options?: CallOptions,
  ): Promise<OtpRegister> {
    return provenRow(this.session, "ResetOtp", [password, mfa_token, mfa_recovery], options);
  }

  /** Turns multi-factor authentication off. */
  async disableOtp(
    password: string,
    mfa_token?: string | number | null,
    mfa_recovery?: boolean | null,
    options?: CallOptions,
  ): Promise<void> {
    await provenRow(this.session, "DisableOtp", [password, mfa_token, mfa_recovery], options);
  }

  /** Returns the recovery keys that are not used yet. */
  async getOtpRecoverKeys(
    password: string,
    mfa_token?: string | number | null,
    mfa_recovery?: boolean | null,
    options?: CallOptions,
  ): Promise<string[]> {
    return (await provenRow(this.session, "OtpRecoveryKeys", [password, mfa_token, mfa_recovery], options)).keys;
  }

  /** Creates a group and resolves to its id. The user is its creator (rank 0). */
  async createGroup(options?: CallOptions): Promise<string> {
    return (await this.row("CreateGroup", {}, options)).group_id;
  }

  /** Returns the body of the request that creates a group, for your back end to send. */
  prepareGroupCreate(): string {
    return this.session.compute(prepareGroupCreate);
  }

  /**
   * Resolves to a group that the user has access to. Sends no request if the client has data from the last five minutes; otherwise
   * checks its data with a small request. NO_GROUP_ACCESS: the user has no access.
   *
   * `group_as_member`: the id of one of the user's groups, if that group is the member of the group `group_id` (or of one above it).
   */
  async getGroup(group_id: string, group_as_member?: string | null, options?: CallOptions): Promise<Group> {
    return openGroup(this, group_id, optionalId("group_as_member", group_as_member), options);
  }
}

/**
 * Makes the user for a login, with the login's refresh token if the session does not keep it.
 *
 * @internal
 */
export function userOfLogin(session: Session, refresh_token: string): User {
  const kept = session.data.refresh_token === refresh_token;
  return User.of(session, kept ? session.data : withRefreshToken(session.data, refresh_token));
}
