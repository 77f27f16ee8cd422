// The published types need these two symbols, whatever the app's own `lib` says.
/// <reference lib="esnext.disposable" preserve="true" />

import type { Rows, SignedIn } from "sentc-light-wasm-glue";
import { flag, invalid, mfaLogin, nonEmpty, record, recoveryKey, rememberOf, signalOf, totpCode } from "./arguments.js";
import type { ClientCore } from "../core/client-core.js";
import { logOutAll, storedUsers, switchTo } from "../core/people.js";
import { ClientTools } from "./client-tools.js";
import { SentcError, cameFrom, toSentcError } from "./error.js";
import type { UserMfaLogin } from "../generated/types.js";
import { PASSKEY_LOGIN, RECOVERY_KIT_LOGIN } from "./messages.js";
import { bindMethods, hide } from "./objects.js";
import { type SentcOptions, type StorageInterface, checkOptions } from "./options.js";
import type { Signal } from "./platform.js";
import { type PasskeyCredentials, passkeyCredentials, passkeyOffer } from "../passkeys/passkeys.js";
import { secretBytes } from "../boundary/wasm.js";
import type { CallExtras, Run } from "../core/session.js";
import { keepKit, recoveryCredentials } from "../recovery/kit.js";
import type { CallOptions, LoginOptions, LoginUser, PasskeyLoginOptions, SentcEvents, SentcSnapshot, SignedInUser } from "./types.js";
import { User, userOfLogin } from "./user.js";
import { passkeySupport } from "../passkeys/webauthn.js";

/**
 * A client of one app. `Sentc` is the default client; `createClient` makes others.
 *
 * Every method fails with a SentcError. All can fail with INVALID_ARGUMENT, NOT_INITIALIZED or DISPOSED. Methods that send a
 * request can also fail with NETWORK, TIMEOUT, ABORTED or an error of the service. Each method names its further codes.
 *
 * Outside browsers a client has no current user, unless the app sets a storage (`storage.getStorage`): one process serves
 * many people.
 */
export class SentcClient extends ClientTools {
  /** @internal */
  declare readonly preset: SentcOptions | undefined;
  /** @internal What to remember of a device after its login has succeeded, by identifier. */
  declare readonly passkeys: Map<string, PasskeyCredentials["keep"]>;

  /** @internal */
  constructor(preset?: SentcOptions) {
    super();
    if (preset !== undefined) checkOptions(preset);
    hide(this, "preset", preset);
    hide(this, "passkeys", new Map());
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
      const promise = this.life.init(checkOptions(options ?? this.preset));
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
    return (await this.row("Exists", { user_identifier: this.identifier(identifier) }, options)).available;
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
    const result = await this.logIn(id, secret, options);
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
    const core = this.life.ready();
    const { identifier, password, unknown, keep, accepted } = await passkeyCredentials(core, given, signalOf(options));
    this.passkeys.set(identifier, keep);
    try {
      const login = await this.logIn(identifier, password, options);
      accepted();
      return login;
    } catch (error) {
      this.passkeys.delete(identifier);
      if (!(error instanceof SentcError)) throw error;
      throw error.code === "USER_NOT_FOUND" ? await unknown(error) : cameFrom(error, { name: PASSKEY_LOGIN, of_user: false, recovery: false });
    }
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
    const core = this.life.ready();
    const [identifier, password] = recoveryCredentials(core, code);
    this.passkeys.set(identifier, keepKit(core));
    try {
      return await this.logIn(identifier, password, options);
    } catch (error) {
      this.passkeys.delete(identifier);
      throw error instanceof SentcError ? cameFrom(error, { name: RECOVERY_KIT_LOGIN, of_user: false, recovery: false }) : error;
    }
  }

  /** Completes a login with a TOTP code. Spaces and dashes in it are ignored. After WRONG_TOTP, `data` can be used again. */
  async mfaLogin(token: string | number, data: UserMfaLogin, options?: LoginOptions): Promise<User> {
    return this.finishLogin(totpCode("token", token), false, data, options);
  }

  /** Completes a login with a recovery key. Each key works once. NO_TOTP: this key is wrong or was used. */
  async mfaRecoveryLogin(recovery_key: string, data: UserMfaLogin, options?: LoginOptions): Promise<User> {
    return this.finishLogin(recoveryKey("recovery_key", recovery_key), true, data, options);
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
    const user = User.of(session, core.options);
    return withName ? [user, user.identifier] : user;
  }

  /** Returns the stored user with this identifier, or false. Sends no request. */
  async getUser(identifier: string, options?: CallOptions): Promise<User | false> {
    const id = this.identifier(identifier);
    const core = this.life.ready();
    const session = await core.storedUser(id, signalOf(options));
    return session !== undefined && User.of(session, core.options);
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
    return User.of(session, core.options);
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
    const { idle_ms } = record("limit", limit);
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

  private call<T>(run: Run<T>, options: CallOptions | undefined, extras?: CallExtras): Promise<T> {
    return this.life.ready().call(0, run, { ...extras, signal: signalOf(options) });
  }

  private row<N extends keyof Rows>(name: N, args: Rows[N]["args"], options: CallOptions | undefined): Promise<Rows[N]["answer"]> {
    return this.life.ready().row(0, name, args, { signal: signalOf(options) });
  }

  private async logIn(identifier: string, password: string, options: LoginOptions | undefined): Promise<LoginUser> {
    const core = this.life.ready();
    core.records.place(identifier, rememberOf(options) ?? core.options.remember ?? "browser");
    const answer = await this.call((wasm, _, signal) => wasm.login(identifier, secretBytes(password), signal), options, { needs: "keys" });
    return answer.kind === "mfa" ? answer : { kind: "user", u: this.signedIn(core, answer.u) };
  }

  private async finishLogin(token: string, recovery: boolean, data: unknown, options: LoginOptions | undefined): Promise<User> {
    const login = mfaLogin(data);
    const core = this.life.ready();
    const remember = rememberOf(options);
    if (remember || !core.records.isWanted(login.deviceIdentifier)) core.records.place(login.deviceIdentifier, remember ?? core.options.remember ?? "browser");
    const go = recovery ? "mfaRecoveryLogin" : "mfaLogin";
    return this.signedIn(core, await this.call((wasm, _, signal) => wasm[go](secretBytes(token), login, signal), options, { needs: "records", recovery }));
  }

  private signedIn(core: ClientCore, answer: SignedIn): User {
    const session = core.session(answer.session);
    this.life.signedIn(core, session);
    const { identifier, user_id, device_id } = session.view;
    // Data of another login must not stay.
    if (core.records.placeOf(identifier) === "browser") void this.passkeys.get(identifier)?.(user_id, device_id);
    this.passkeys.delete(identifier);
    return userOfLogin(session, core.options, answer.refresh_token);
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

/** Rejects when the signal aborts. The work continues, because other callers wait for the same promise. */
function unlessAborted<T>(promise: Promise<T>, signal: Signal): Promise<T> {
  return new Promise((resolve, reject) => {
    const aborted = () => reject(new SentcError("ABORTED", { cause: signal.reason }));
    signal.addEventListener("abort", aborted);
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", aborted));
  });
}
