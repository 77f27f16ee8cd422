// The published types need these two symbols, whatever the app's own `lib` says.
/// <reference lib="esnext.disposable" preserve="true" />

import {
  checkOtp,
  deviceText,
  doneCheckIdentifier,
  doneRegister,
  doneRegisterDeviceStart,
  generateRegisterData,
  otpProblem,
  otpQrSvg,
  parseDeviceOutput,
  prepareCheckIdentifier,
  prepareRegister,
  qrSvg,
} from "sentc-light-wasm-glue";
import { flag, identifierOf, invalid, nonEmpty, passwordOf, fieldsOf, recoveryKey, signalOf, text, totpCode } from "./arguments.js";
import { secretBytes } from "../boundary/wasm.js";
import { Life, unlessAborted } from "../core/life.js";
import { logOutAll, storedUsers, switchTo } from "../core/people.js";
import type { CallExtras, Run } from "../core/session.js";
import { SentcError, toSentcError } from "./error.js";
import type { OtpProblem, UserMfaLogin } from "../generated/types.js";
import { Logins } from "./logins.js";
import { type UserMessages, messages } from "./messages.js";
import { bindMethods, hide } from "./objects.js";
import { type CheckedOptions, type SentcOptions, type StorageInterface, checkOptions } from "./options.js";
import { unixSeconds } from "./otp.js";
import { passkeyOffer } from "../passkeys/passkeys.js";
import { passkeySupport } from "../passkeys/webauthn.js";
import type { LoginUser, SentcSnapshot, SignedInUser } from "./signed-in.js";
import type { CallOptions, LoginOptions, PasskeyLoginOptions, SentcEvents } from "./types.js";
import { User } from "./user.js";

/**
 * A client of one app. `Sentc` is the default client; `createClient` makes others.
 *
 * Every method fails with a SentcError: it rejects, or throws if it returns no promise. All can fail with INVALID_ARGUMENT,
 * NOT_INITIALIZED or DISPOSED. Methods that send a request can also fail with NETWORK, TIMEOUT, ABORTED or an error of the
 * service. Each method names its further codes.
 *
 * Outside browsers a client has no current user, unless the app sets a storage (`storage.getStorage`): one process serves
 * many people.
 */
export class SentcClient {
  /** @internal */
  declare readonly life: Life;
  /** @internal */
  declare readonly logins: Logins;
  /** @internal */
  declare readonly preset: CheckedOptions | undefined;

  /** @internal */
  constructor(preset?: SentcOptions) {
    hide(this, "preset", preset === undefined ? undefined : checkOptions(preset));
    hide(this, "life", new Life());
    hide(this, "logins", new Logins(this.life));
    bindMethods(this);
  }

  /**
   * Loads the wasm and resolves to the stored user with a valid JWT and the first page of invites, or to undefined if no user
   * is stored. If the network or the service (5xx) fails, it resolves to the stored user without invites, and `status` is
   * `offline`. The client then retries until the service answers.
   *
   * A second call with the same options returns the same promise, unless it was rejected, its user is offline, or somebody has
   * signed in or out since. Data is compared by value, functions by identity. With other options the client restarts: `User`
   * objects from before reject with SIGNED_OUT, but their sessions stay stored.
   *
   * Clients of `createClient` have their options already. Rejects with INVALID_OPTIONS, the WASM_… codes and STORAGE.
   */
  init(options?: SentcOptions, call?: CallOptions): Promise<User | undefined> {
    try {
      const signal = signalOf(call);
      this.life.alive();
      if (signal?.aborted) throw new SentcError("ABORTED", { cause: signal.reason });
      const given = options ?? this.preset;
      const promise = this.life.init(this.preset && given === this.preset ? this.preset : checkOptions(given));
      return signal ? unlessAborted(promise, signal) : promise;
    } catch (error) {
      return Promise.reject(toSentcError(error));
    }
  }

  /** The same as `getSnapshot().status`. */
  get status(): SentcSnapshot["status"] {
    return this.life.state.snapshot.status;
  }

  /** Returns the current state: the same object until something changes, as React's `useSyncExternalStore` needs it. */
  getSnapshot(): SentcSnapshot {
    return this.life.state.snapshot;
  }

  /**
   * Calls `callback` soon after the snapshot has changed: a user signed in or out here or in another tab, changed the
   * identifier, or turned multi-factor authentication on or off. Returns a function that removes the listener.
   */
  subscribe(callback: () => void): () => void {
    return this.life.state.subscribe(callback);
  }

  /** Asks the service whether this identifier is free. */
  async checkUserIdentifierAvailable(identifier: string, options?: CallOptions): Promise<boolean> {
    const user_identifier = this.identifier(identifier);
    return (await this.life.ready().row(0, "Exists", { user_identifier }, { signal: signalOf(options) })).available;
  }

  /** Registers a user and resolves to the user id. Does not sign the user in. IDENTIFIER_TAKEN: another account has the identifier. */
  async register(identifier: string, password: string, options?: CallOptions): Promise<string> {
    const [id, secret] = this.credentials(identifier, password);
    return this.call((core, _, signal) => core.register(id, secretBytes(secret), signal), options, { needs: "keys" });
  }

  /** Does the same as `prepareRegister`, in a Web Worker where the platform has them. */
  async prepareRegisterAsync(identifier: string, password: string, options?: CallOptions): Promise<string> {
    const [id, secret] = this.credentials(identifier, password);
    return this.call((core, _, signal) => core.prepareRegister(id, secretBytes(secret), signal), options, { needs: "keys" });
  }

  /**
   * Starts to add this device to an account. The device gets its own `identifier` and `password`. Resolves to a text that the
   * user brings to a device that is signed in; there you pass it to `user.registerDevice`. IDENTIFIER_TAKEN: another device has
   * the identifier.
   */
  async registerDeviceStart(identifier: string, password: string, options?: CallOptions): Promise<string> {
    const [id, secret] = this.credentials(identifier, password);
    return this.call((core, _, signal) => core.registerDeviceStart(id, secretBytes(secret), signal), options, { needs: "keys" });
  }

  /**
   * Logs in and resolves to `{ kind: "user", u }`. If the account has multi-factor authentication, it resolves to
   * `{ kind: "mfa", u }`: pass `u` to `mfaLogin` to complete the login. With `force` it resolves to the user itself, or rejects
   * with MFA_REQUIRED (client_10000). WRONG_PASSWORD; USER_NOT_FOUND: no account has the identifier.
   */
  login(identifier: string, password: string, force: true, options?: LoginOptions): Promise<User>;
  login(identifier: string, password: string, force?: false | undefined, options?: LoginOptions): Promise<LoginUser>;
  login(identifier: string, password: string, force?: boolean, options?: LoginOptions): Promise<LoginUser | User>;
  async login(identifier: string, password: string, force?: boolean, options?: LoginOptions): Promise<LoginUser | User> {
    const [id, secret] = this.credentials(identifier, password);
    const forced = flag("force", force);
    const result = await this.logins.withPassword(id, secret, options);
    if (!forced) return result;
    if (result.kind === "mfa") throw new SentcError("MFA_REQUIRED");
    return result.u;
  }

  /**
   * Tells whether passkeys can be made and used here. `yes`: this device can hold them. `unknown`: a phone or a security key
   * may work, or the browser doesn't tell; you can offer a try. Does not need `init`.
   */
  passkeySupport(): Promise<"yes" | "no" | "unknown"> {
    return passkeySupport();
  }

  /**
   * Resolves to true if you can offer a passkey to the signed-in user, for example after a login by password: this device can
   * hold one, and no passkey of the account was made or used in this browser. False if nobody is signed in. Sends no request.
   * The SDK does not store that a user has declined: your app must.
   */
  async passkeyOffer(): Promise<boolean> {
    const user_id = this.getSnapshot().user?.data.user_id;
    return user_id !== undefined && passkeyOffer(this.life.ready(), user_id);
  }

  /**
   * Logs in with a passkey that `user.addPasskey` made. Resolves to the same as `login`. PASSKEY_UNSUPPORTED, PASSKEY_CANCELLED;
   * PASSKEY_UNKNOWN: the device of this passkey was deleted, and the SDK asked the browser to forget the passkey.
   *
   * A browser asks for one passkey at a time: a new call ends one that still waits (for example a `conditional` one), which
   * rejects with ABORTED.
   */
  async loginWithPasskey(given?: PasskeyLoginOptions, options?: LoginOptions): Promise<LoginUser> {
    return this.logins.withPasskey(given, options);
  }

  /**
   * Logs in with the code of a recovery kit (`user.createRecoveryKit`). Resolves to the same as `login`: with multi-factor
   * authentication the result asks for a code. Case, spaces and dashes in the code do not matter; O is read as 0, I and L as 1.
   * After the login, call `user.replaceDevice` to give the user a device with a new password.
   *
   * RECOVERY_CODE: a letter is wrong or missing, or two are swapped; the message says in which group, and no request was sent.
   * USER_NOT_FOUND: the kit was revoked.
   */
  async loginWithRecoveryKit(code: string, options?: LoginOptions): Promise<LoginUser> {
    return this.logins.withRecoveryKit(code, options);
  }

  /** Completes a login with a TOTP code. Spaces and dashes in it are ignored. After WRONG_TOTP, `data` can be used again. */
  async mfaLogin(token: string | number, data: UserMfaLogin, options?: LoginOptions): Promise<User> {
    return this.logins.complete("mfaLogin", totpCode("token", token), data, options);
  }

  /** Completes a login with a recovery key. Each key works once. NO_TOTP: this key is wrong or was used. */
  async mfaRecoveryLogin(recovery_key: string, data: UserMfaLogin, options?: LoginOptions): Promise<User> {
    return this.logins.complete("mfaRecoveryLogin", recoveryKey("recovery_key", recovery_key), data, options);
  }

  /** Gets a new JWT from the service, for apps that keep the refresh token themselves. `old_jwt` may be expired. */
  async refreshJwt(old_jwt: string, refresh_token: string, options?: CallOptions): Promise<string> {
    const [old, token] = [nonEmpty("old_jwt", old_jwt), nonEmpty("refresh_token", refresh_token)];
    return this.call((core, _, signal) => core.refreshJwt(old, secretBytes(token), signal), options, { name: "RefreshJwt" });
  }

  /**
   * Resolves to the current user. With `jwt`, it first refreshes the JWT if needed. With `username`, it resolves to
   * `[user, identifier]`. NO_USER: nobody is signed in.
   */
  getActualUser(jwt?: boolean, username?: false | undefined, options?: CallOptions): Promise<User>;
  getActualUser(jwt: boolean | undefined, username: true, options?: CallOptions): Promise<[user: User, identifier: string]>;
  async getActualUser(jwt?: boolean, username?: boolean, options?: CallOptions): Promise<User | [User, string]> {
    const [withJwt, withName] = [flag("jwt", jwt), flag("username", username)];
    const signal = signalOf(options);
    const core = this.life.ready();
    const session = await core.currentUser(signal);
    if (withJwt) await session.jwt(signal);
    const user = User.of(session);
    return withName ? [user, user.identifier] : user;
  }

  /** Returns the stored user with this identifier, or false. Sends no request. */
  async getUser(identifier: string, options?: CallOptions): Promise<User | false> {
    const id = this.identifier(identifier);
    const core = this.life.ready();
    const session = await core.storedUser(id, signalOf(options));
    return session !== undefined && User.of(session);
  }

  /**
   * Lists all users who are signed in with this client, the last login first. Several can be signed in; one of them is the
   * current user. Sends no request. Outside browsers the list is empty, unless the app sets a storage.
   */
  async storedUsers(): Promise<SignedInUser[]> {
    return storedUsers(this.life.ready());
  }

  /**
   * Makes a stored user the current user, here and in the other tabs, which get the event `signedIn`. The previous user stays
   * signed in. Sends no request. NO_USER: no user with this identifier is signed in here.
   */
  async switchTo(identifier: string): Promise<User> {
    const id = this.identifier(identifier);
    const core = this.life.ready();
    const session = await switchTo(core, id);
    this.life.switchedTo(core, session, false);
    return User.of(session);
  }

  /**
   * Ends all sessions of this client, here and in the other tabs, and removes their records: for computers that several people
   * share. STORAGE: the sessions have ended, but some records could not be removed; call again to remove them.
   */
  async logOutAll(): Promise<void> {
    await logOutAll(this.life.ready());
  }

  /**
   * Ends all sessions of this client, as `logOutAll` does, when nobody has used the app in any tab for `idle_ms` milliseconds
   * (at least 1000). The event `signedOut` then has the reason `idle`. Pointer, keyboard, touch, scrolling and a return to the tab
   * count as use; requests do not. Call it before `init`, so that `init` does not restore a session that is too old. Returns a
   * function that turns this off.
   */
  endAfter(limit: { idle_ms: number }): () => void {
    const { idle_ms } = fieldsOf("limit", limit);
    if (typeof idle_ms !== "number" || !(idle_ms >= 1000)) throw invalid("idle_ms must be a number of milliseconds, 1000 or more");
    this.life.alive();
    return this.life.idle.start(idle_ms);
  }

  /**
   * Resolves to a store for your app's own records. They are in the same place as the SDK's records and encrypted in the same
   * way: with a key that scripts cannot read, but that a copy of the browser's profile contains. The app and the SDK cannot reach
   * each other's records. `cleanStorage` deletes only the app's records.
   */
  async getStore(): Promise<StorageInterface> {
    return this.life.ready().store();
  }

  /** The texts of `error.user_message`. Set some to use your own words or language; the others do not change. All clients share them. */
  get messages(): UserMessages {
    return messages;
  }

  set messages(words: Partial<UserMessages>) {
    for (const [code, sentence] of Object.entries({ ...fieldsOf("messages", words) })) if (sentence !== undefined) text(`messages.${code}`, sentence);
    Object.assign(messages, words);
  }

  /** Loads the key derivation before it is needed. Call it when a password field gets the focus. Optional; never throws. */
  warmUp(): void {
    this.life.core?.warmUp();
  }

  /** Calls `callback` on each event with this name. Returns a function that removes the listener. */
  on<K extends keyof SentcEvents>(name: K, callback: (payload: SentcEvents[K]) => void): () => void {
    return this.life.events.on(name, callback);
  }

  /** Waits for running calls, then frees the client's memory. Does not sign users out. Later calls reject with DISPOSED. */
  dispose(): Promise<void> {
    return this.life.dispose();
  }

  /** Returns the body of the request that asks whether an identifier is free, for your back end to send. */
  prepareCheckUserIdentifierAvailable(identifier: string): string {
    const id = this.identifier(identifier);
    return this.compute(() => prepareCheckIdentifier(id));
  }

  /** Reads the service's answer to that request: returns whether the identifier is free. */
  doneCheckUserIdentifierAvailable(server_output: string): boolean {
    return this.passedOn(doneCheckIdentifier, server_output);
  }

  /** Returns a random identifier (16 bytes) and password (32 bytes), base64url without padding. */
  generateRegisterData(): [identifier: string, password: string] {
    return this.compute(generateRegisterData);
  }

  /** Returns the body of a registration, for your back end to send. Blocks the thread during the key derivation. */
  prepareRegister(identifier: string, password: string): string {
    const [id, secret] = this.credentials(identifier, password);
    const core = this.life.ready();
    return core.compute(() => prepareRegister(id, secretBytes(secret), core.kdfPolicy));
  }

  /** Reads the service's answer to a registration: returns the user id, or throws if the service refused. */
  doneRegister(server_output: string): string {
    return this.passedOn(doneRegister, server_output);
  }

  /** Returns the body of a device registration, for your back end to send. Blocks the thread like `prepareRegister`. */
  prepareRegisterDeviceStart(identifier: string, password: string): string {
    return this.prepareRegister(identifier, password);
  }

  /** Reads the service's answer to a device registration: throws if the service refused. */
  doneRegisterDeviceStart(server_output: string): void {
    this.passedOn(doneRegisterDeviceStart, server_output, "DoneRegisterDeviceStart");
  }

  /**
   * Reads the text of a new device (from `registerDeviceStart` or `deviceQr`), so that you can ask "is this your device?" before
   * `registerDevice`. Ask the user to compare `code`, six characters, which both devices show. Do not rely on
   * `device_identifier`: whoever sends the text chooses it.
   */
  parseDeviceOutput(server_output: string): { device_identifier: string; code: string } {
    return this.passedOn(parseDeviceOutput, server_output, "ParseDeviceOutput");
  }

  /**
   * Shortens the text of a new device (`server_output`) and returns it with its QR code as SVG, at most 45 modules a side, which
   * phones can scan. On the other device, `registerDevice` and `parseDeviceOutput` accept this text instead of `server_output`, and
   * show the same six characters. It contains a long identifier only in part. INVALID_ARGUMENT: not the text of a new device.
   */
  deviceQr(server_output: string): { text: string; svg: string } {
    const short = this.passedOn(deviceText, server_output, "DeviceOutput");
    return { text: short, svg: this.qrSvg(short) };
  }

  /** Returns a QR code as SVG. INVALID_ARGUMENT: the text is too long for one. */
  qrSvg(content: string): string {
    const shown = text("text", content);
    return this.compute(() => qrSvg(shown));
  }

  /** Returns the QR code of an otpauth URL as SVG, for an authenticator to scan. */
  otpQrSvg(url: string): string {
    const checked = text("url", url);
    return this.compute(() => otpQrSvg(checked));
  }

  /** Returns whether a TOTP code is right for the current time, ± 30 seconds. Use it to check that the authenticator is set up. */
  checkOtp(url: string, token: string | number): boolean {
    const [address, code] = [text("url", url), totpCode("token", token)];
    return this.compute(() => checkOtp(address, code, unixSeconds()));
  }

  /** Returns why a TOTP code is wrong, so that your app can say what to do; undefined if it is right. */
  otpProblem(url: string, token: string | number): OtpProblem | undefined {
    const [address, code] = [text("url", url), totpCode("token", token)];
    return this.compute(() => otpProblem(address, code, unixSeconds()));
  }

  private call<T>(run: Run<T>, options: CallOptions | undefined, extras?: CallExtras): Promise<T> {
    return this.life.ready().call(0, run, { ...extras, signal: signalOf(options) });
  }

  private compute<T>(run: () => T, name?: string): T {
    return this.life.ready().compute(run, name);
  }

  /** An answer that the app's back end passed on. */
  private passedOn<T>(read: (server_output: string) => T, given: unknown, name?: string): T {
    const server_output = text("server_output", given);
    return this.compute(() => read(server_output), name);
  }

  private identifier(given: unknown): string {
    return identifierOf("identifier", given, this.life.core?.options);
  }

  private credentials(identifier: unknown, password: unknown): [identifier: string, password: string] {
    return [this.identifier(identifier), passwordOf("password", password, this.life.core?.options)];
  }
}

/** `using client = createClient(…)` starts the disposal; `await using` waits for it. */
export interface SentcClient extends Disposable, AsyncDisposable {}

// An old runtime does not have these symbols.
for (const symbol of [Symbol.dispose, Symbol.asyncDispose] as (symbol | undefined)[]) {
  if (symbol) hide(SentcClient.prototype, symbol, disposeOf);
}

function disposeOf(this: SentcClient): Promise<void> {
  return this.dispose();
}
