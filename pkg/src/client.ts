// The published types need these two symbols, whatever the app's own `lib` says.
/// <reference lib="esnext.disposable" preserve="true" />

import { flag, mfaLogin, nonEmpty, signalOf, text, totpCode } from "./arguments.js";
import { ClientCore } from "./core.js";
import { SentcError, toSentcError } from "./error.js";
import { Events } from "./events.js";
import { bindMethods, hide } from "./objects.js";
import { type CheckedOptions, type SentcOptions, checkOptions, sameOptions } from "./options.js";
import * as runtime from "./runtime.js";
import { type Session, withRefreshToken } from "./session.js";
import { openStorage } from "./storage.js";
import type { CallOptions, LoginUser, SentcEvents, UserMfaLogin } from "./types.js";
import { User } from "./user.js";
import { type LoggedIn, wasm } from "./wasm.js";

/** One run of `init`. */
interface Start {
  options: CheckedOptions;
  promise: Promise<User | undefined>;
  /** There once the wasm is loaded and the options are accepted, even when the network failed afterwards. */
  core?: ClientCore;
  state: "running" | "done" | "failed";
  /** The core's `changes` when it was done: the user may be another one after them. */
  changes?: number;
}

/** A client of one app. `Sentc` is the default one; `createClient` makes others. */
export class SentcClient {
  /** @internal */
  declare readonly preset: SentcOptions | undefined;
  /** @internal */
  declare readonly events: Events;
  /** Records that can't be stored, kept over new starts. @internal */
  declare readonly memory: Map<string, string>;
  /** @internal */
  declare core: ClientCore | undefined;
  /** @internal */
  declare lastStart: Start | undefined;
  /** Done when every core that was asked for is open, or has failed. @internal */
  declare opening: Promise<void>;
  /** @internal */
  declare disposal: Promise<void> | undefined;

  /** @internal */
  constructor(preset?: SentcOptions) {
    if (preset !== undefined) checkOptions(preset);
    hide(this, "preset", preset);
    hide(this, "events", new Events());
    hide(this, "memory", new Map());
    hide(this, "core", undefined);
    hide(this, "lastStart", undefined);
    hide(this, "opening", Promise.resolve());
    hide(this, "disposal", undefined);
    bindMethods(this);
  }

  /**
   * Loads the wasm, and gives the stored user with a valid JWT and the first page of invites, or undefined.
   *
   * With the same options again (data by value, functions by identity): the same promise, unless it was rejected or
   * somebody signed in or out since. With others the client starts anew: users of before reject with SIGNED_OUT, but
   * stay stored. When only the network failed, the client is usable all the same and `init` can be called again.
   *
   * A client of `createClient` has its options already.
   */
  init(options?: SentcOptions, call?: CallOptions): Promise<User | undefined> {
    try {
      const signal = signalOf(call);
      if (this.disposal) throw new SentcError("DISPOSED");
      if (signal?.aborted) throw new SentcError("ABORTED", { cause: signal.reason });
      const promise = this.started(checkOptions(options ?? this.preset));
      return signal ? unlessAborted(promise, signal) : promise;
    } catch (error) {
      return Promise.reject(toSentcError(error));
    }
  }

  async checkUserIdentifierAvailable(identifier: string, options?: CallOptions): Promise<boolean> {
    const checked = nonEmpty("identifier", identifier);
    const signal = signalOf(options);
    return this.ready().call((core) => core.checkUserIdentifierAvailable(checked, signal), signal);
  }

  /** For a request by an own back end: the body. */
  prepareCheckUserIdentifierAvailable(identifier: string): string {
    const checked = nonEmpty("identifier", identifier);
    return this.ready().sync(() => wasm.prepareCheckUserIdentifierAvailable(checked));
  }

  doneCheckUserIdentifierAvailable(server_output: string): boolean {
    const output = text("server_output", server_output);
    return this.ready().sync(() => wasm.doneCheckUserIdentifierAvailable(output));
  }

  /** A random identifier (16 bytes) and password (32 bytes), base64url without padding. */
  generateRegisterData(): [identifier: string, password: string] {
    return this.ready().sync(() => wasm.generateRegisterData());
  }

  /** Registers a user, and gives the user id. Does not log in. */
  async register(identifier: string, password: string, options?: CallOptions): Promise<string> {
    const [id, secret, signal] = credentials(identifier, password, options);
    return this.ready().deriving((core) => core.register(id, secret, signal), signal);
  }

  /** For a registration by an own back end: the body. Blocks the thread while the keys are derived. */
  prepareRegister(identifier: string, password: string): string {
    const [id, secret] = credentials(identifier, password);
    const core = this.ready();
    return core.sync(() => wasm.prepareRegister(id, secret, core.options.kdf ?? "compatible"));
  }

  /** As `prepareRegister`, without blocking where there are workers. */
  async prepareRegisterAsync(identifier: string, password: string, options?: CallOptions): Promise<string> {
    const [id, secret, signal] = credentials(identifier, password, options);
    return this.ready().deriving((core) => core.prepareRegisterAsync(id, secret, signal), signal);
  }

  /** The user id in the answer to a registration. */
  doneRegister(server_output: string): string {
    const output = text("server_output", server_output);
    return this.ready().sync(() => wasm.doneRegister(output));
  }

  /** Registers this device for a user who confirms it on another one: with `registerDevice`, given what this returns. */
  async registerDeviceStart(identifier: string, password: string, options?: CallOptions): Promise<string> {
    const [id, secret, signal] = credentials(identifier, password, options);
    return this.ready().deriving((core) => core.registerDeviceStart(id, secret, signal), signal);
  }

  /** For a device registration by an own back end: the body. */
  prepareRegisterDeviceStart(identifier: string, password: string): string {
    return this.prepareRegister(identifier, password);
  }

  /** Throws when the answer to a device registration is a refusal. */
  doneRegisterDeviceStart(server_output: string): void {
    const output = text("server_output", server_output);
    this.ready().sync(() => wasm.doneRegisterDeviceStart(output));
  }

  /** Which device a server output is about: to ask "is this your device?" before `registerDevice`. */
  parseDeviceOutput(server_output: string): { device_identifier: string } {
    const output = text("server_output", server_output);
    return this.ready().sync(() => wasm.parseDeviceOutput(output));
  }

  /** Logs in. With `force`, an account with multi-factor authentication rejects with MFA_REQUIRED (client_10000). */
  login(identifier: string, password: string, force: true, options?: CallOptions): Promise<User>;
  login(identifier: string, password: string, force?: false | undefined, options?: CallOptions): Promise<LoginUser>;
  login(identifier: string, password: string, force?: boolean, options?: CallOptions): Promise<LoginUser | User>;
  async login(identifier: string, password: string, force?: boolean, options?: CallOptions): Promise<LoginUser | User> {
    const [id, secret, signal] = credentials(identifier, password, options);
    const forced = flag("force", force);
    const core = this.ready();
    const result = await core.deriving((wasm) => wasm.login(id, secret, signal), signal);
    if (result.kind === "mfa") {
      if (forced) throw new SentcError("MFA_REQUIRED");
      return { kind: "mfa", u: result.u };
    }
    const user = signedIn(core, result);
    return forced ? user : { kind: "user", u: user };
  }

  /** Goes on with a login by a TOTP code. */
  async mfaLogin(token: string | number, data: UserMfaLogin, options?: CallOptions): Promise<User> {
    return this.finishLogin(totpCode("token", token), false, data, options);
  }

  /** Goes on with a login by a recovery key, which is used up. */
  async mfaRecoveryLogin(recovery_key: string, data: UserMfaLogin, options?: CallOptions): Promise<User> {
    return this.finishLogin(nonEmpty("recovery_key", recovery_key), true, data, options);
  }

  /** A new JWT for a refresh token that the app keeps itself. */
  async refreshJwt(old_jwt: string, refresh_token: string, options?: CallOptions): Promise<string> {
    const [jwt, token] = [nonEmpty("old_jwt", old_jwt), nonEmpty("refresh_token", refresh_token)];
    const signal = signalOf(options);
    return this.ready().call((core) => core.refreshJwt(jwt, token, signal), signal);
  }

  /** The user who signed in last; with `jwt`, once the JWT is valid; with `username`, with the identifier. NO_USER if nobody is. */
  getActualUser(jwt?: boolean, username?: false | undefined, options?: CallOptions): Promise<User>;
  getActualUser(jwt: boolean | undefined, username: true, options?: CallOptions): Promise<[user: User, identifier: string]>;
  async getActualUser(jwt?: boolean, username?: boolean, options?: CallOptions): Promise<User | [User, string]> {
    const [withJwt, withName] = [flag("jwt", jwt), flag("username", username)];
    const signal = signalOf(options);
    const core = this.ready();
    const session = core.session(await core.call((wasm) => wasm.currentUser(signal), signal));
    if (withJwt) await session.call((wasm, number) => wasm.getJwt(number, signal), signal);
    const user = userOf(session);
    return withName ? [user, session.record.identifier] : user;
  }

  /** A stored user by identifier; false when there is none. */
  async getUser(identifier: string, options?: CallOptions): Promise<User | false> {
    const checked = nonEmpty("identifier", identifier);
    const signal = signalOf(options);
    const core = this.ready();
    const number = await core.call((wasm) => wasm.storedUser(checked, signal), signal);
    return number === undefined ? false : userOf(core.session(number));
  }

  /** A QR code as SVG. */
  qrSvg(content: string): string {
    const checked = text("text", content);
    return this.ready().sync(() => wasm.qrSvg(checked));
  }

  /** The QR code of an otpauth URL, for an authenticator to scan. */
  otpQrSvg(url: string): string {
    const checked = text("url", url);
    return this.ready().sync(() => wasm.otpQrSvg(checked));
  }

  /** Whether a code is the right one now: lets an app confirm the authenticator before it says done. */
  checkOtp(url: string, token: string | number): boolean {
    const [checked, code] = [text("url", url), totpCode("token", token)];
    return this.ready().sync(() => wasm.checkOtp(checked, code));
  }

  /** Listens to an event; the returned function stops. */
  on<K extends keyof SentcEvents>(name: K, callback: (payload: SentcEvents[K]) => void): () => void {
    return this.events.on(name, callback);
  }

  /** Waits for the calls that run, then frees what the client holds. Signs nobody out. Every later call gives DISPOSED. */
  dispose(): Promise<void> {
    this.disposal ??= this.disposed();
    return this.disposal;
  }

  private async disposed(): Promise<void> {
    // At once, so that no call slips in while this waits.
    const closed = this.core?.close(new SentcError("DISPOSED"));
    await this.opening;
    await closed;
    this.core = undefined;
    this.events.clear();
  }

  private ready(): ClientCore {
    if (this.disposal) throw new SentcError("DISPOSED");
    if (!this.core) throw new SentcError("NOT_INITIALIZED");
    return this.core;
  }

  private started(options: CheckedOptions): Promise<User | undefined> {
    const last = this.lastStart;
    const same = last !== undefined && sameOptions(last.options, options);
    if (same && (last.state === "running" || (last.state === "done" && last.changes === last.core?.changes))) return last.promise;

    const start: Start = { options, promise: Promise.resolve(undefined), state: "running" };
    if (same && last.core) start.core = last.core;
    start.promise = this.start(start);
    this.lastStart = start;
    start.promise.then(
      () => Object.assign(start, { state: "done", changes: start.core?.changes }),
      () => (start.state = "failed"),
    );
    return start.promise;
  }

  private async start(start: Start): Promise<User | undefined> {
    try {
      const core = (start.core ??= await this.opened(start.options));
      const found = await core.call((wasm) => wasm.init(undefined));
      return found && userOf(core.session(found.session), found.invites);
    } catch (error) {
      throw toSentcError(error);
    }
  }

  /** A core with these options, which takes the place of the one before. One after the other: the last one stays. */
  private opened(options: CheckedOptions): Promise<ClientCore> {
    const opened = this.opening.then(() => this.open(options));
    this.opening = opened.then(
      () => undefined,
      () => undefined,
    );
    return opened;
  }

  private async open(options: CheckedOptions): Promise<ClientCore> {
    const [storage] = await Promise.all([openStorage(options, this.events), runtime.load(options.wasm_path)]);
    if (this.disposal) throw new SentcError("DISPOSED");
    const core = new ClientCore(options, this.events, storage, this.memory);
    // Its calls that run go on, so there is nothing to wait for.
    void this.core?.close(new SentcError("SIGNED_OUT", { message: "the client was initialized anew with other options" }));
    this.core = core;
    return core;
  }

  private async finishLogin(token: string, recovery: boolean, data: unknown, options: CallOptions | undefined): Promise<User> {
    const { deviceIdentifier, mfa_master_key, mfa_auth_key } = mfaLogin(data);
    const signal = signalOf(options);
    const core = this.ready();
    const login = core.call(
      (wasm) => wasm.mfaLogin(token, recovery, deviceIdentifier, mfa_master_key, mfa_auth_key, signal),
      signal,
    );
    return signedIn(core, await login);
  }
}

/** `using client = createClient(…)` starts the disposal; `await using` waits for it. */
export interface SentcClient extends Disposable, AsyncDisposable {}

// Where the runtime is too old for these symbols, nobody can ask for them.
for (const symbol of [Symbol.dispose, Symbol.asyncDispose] as (symbol | undefined)[]) {
  if (symbol) Object.defineProperty(SentcClient.prototype, symbol, { value: disposeOf, configurable: true, writable: true });
}

function disposeOf(this: SentcClient): Promise<void> {
  return this.dispose();
}

function credentials(identifier: unknown, password: unknown, options?: CallOptions) {
  return [nonEmpty("identifier", identifier), nonEmpty("password", password), signalOf(options)] as const;
}

function signedIn(core: ClientCore, { session: number, refresh_token }: LoggedIn): User {
  core.changes++;
  const session = core.session(number);
  const { data } = session;
  const kept = data.refresh_token === refresh_token;
  return User.of({ session, data: kept ? data : withRefreshToken(data, refresh_token), group_invites: [] });
}

function userOf(session: Session, group_invites: User["group_invites"] = []): User {
  return User.of({ session, data: session.data, group_invites });
}

/** Stops waiting, not the work: others wait for the same. */
function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const aborted = () => reject(new SentcError("ABORTED", { cause: signal.reason }));
    if (signal.aborted) aborted();
    signal.addEventListener("abort", aborted, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", aborted));
  });
}
