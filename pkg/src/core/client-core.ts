// One client within the wasm, from one init to the next: made again after a trap, when its sessions are read from the
// storage again.

import { type Ahead, lookAhead } from "./ahead.js";
import { listenTo } from "../host/channel.js";
import { allowedOrigins } from "./back-end-fetch.js";
import type { Rows, Started } from "sentc-light-wasm-glue";
import { SentcCore, type SessionView } from "../boundary/wasm.js";
import { defaultWorkerUrl } from "../boundary/wasm-url.js";
import { SentcError, cameFrom, toSentcError } from "../public/error.js";
import { type Events, later } from "./events.js";
import type { LogEntry } from "../generated/types.js";
import { appRecords } from "../host/app-records.js";
import { type OpenHost, openHost } from "../host/host.js";
import { type KdfWorker, kdfWorker } from "../host/kdf-worker.js";
import { type KnownPasskeys, knownPasskeys } from "../passkeys/known-passkeys.js";
import { type KnownKits, knownKits } from "../recovery/known-kits.js";
import { indexedDb } from "../host/indexed-db.js";
import { type KnownNames, knownNames, passingNames } from "../host/known-names.js";
import { type PlacedRecords, placedRecords } from "../host/places.js";
import { openRecords } from "../host/records.js";
import { type Sealer, tabRecords } from "../host/tab-records.js";
import { type Store, messageOf } from "../host/store.js";
import { whenIdle } from "../host/turn.js";
import type { CheckedOptions, StorageInterface } from "../public/options.js";
import type { Fetch } from "../boundary/policy.js";
import * as runtime from "../boundary/runtime.js";
import { fromCaller, statusOf } from "./thrown.js";
import { LiveSessions } from "./live-sessions.js";
import { type CallExtras, type Proof, type Run, Session, secretsOf } from "./session.js";

/** Records that are in memory alone, kept over new starts. */
export interface Memory {
  /** Those that could not be stored. */
  failed: Map<string, string>;
  /** Of logins that nothing is to stay of. */
  unsaved: Map<string, string>;
}

/** In place of a proof. */
const NO_SECRETS: [password: Uint8Array | undefined, code: Uint8Array | undefined, recovery: boolean | undefined] = [undefined, undefined, undefined];

export class ClientCore {
  /** For `user.fetch`. */
  readonly fetching: { origins: Set<string>; fetch: Fetch | undefined };
  /** The JWT that the app's `endpoint_fn` is being called with, until that call returns its promise. */
  asking: string | undefined;
  /** Those that the instance of the wasm at hand knows. */
  private readonly sessions: LiveSessions;
  /** Those of an instance that trapped, by their identifiers, until they are asked for again. */
  private readonly before = new Map<string, Session>();
  private core: SentcCore | undefined;
  private host: OpenHost | undefined;
  /** Of the instance that `core` was made in. */
  private generation = -1;
  /** Why no more calls are taken. */
  private closed: SentcError | undefined;
  private running = 0;
  private whenIdle: (() => void)[] = [];
  readonly records: PlacedRecords;
  readonly passkeys: KnownPasskeys;
  readonly kits: KnownKits;
  private readonly names: KnownNames;
  private readonly passingNames: KnownNames = passingNames();
  private sealer: Sealer | undefined;
  private appStore: StorageInterface | undefined;
  /** Where keys are derived; undefined: on the spot. */
  private readonly kdf: KdfWorker | undefined;
  /** Called whenever a call fails because the network does. */
  unreachable: (() => void) | undefined;
  /** Called when another tab has made somebody the current user. */
  switched: (() => void) | undefined;
  /** Called when a call of a user has signed in as another device of the same account. */
  signedIn: ((session: Session) => void) | undefined;
  /** Why the sessions end that end now, where the wasm can't tell. */
  ending: "idle" | undefined;
  /** False outside browsers without a storage of the app's own: a process that serves many has no current user. */
  readonly remembers: boolean;
  /** What the page's policy has blocked, by the words that the error of such a call ends with. */
  private readonly policyFailures = new Map<string, SentcError>();

  /** What was found before the wasm was there; undefined when the wasm has to look. */
  private ahead: Ahead | undefined;
  /** The channel to the other tabs, and what came, while there is no host to listen to it. */
  private early: BroadcastChannel | undefined;
  private readonly heard: string[] = [];
  private loaded = false;

  /** Begins to read who is stored; `enter` once the wasm is loaded. */
  constructor(
    readonly options: CheckedOptions,
    private readonly events: Events,
    store: Store,
    memory: Memory,
  ) {
    this.fetching = { origins: allowedOrigins(options.base_url, options.fetch_origins), fetch: options.fetch };
    this.kdf = options.worker === "off" ? undefined : kdfWorker(options.worker ?? defaultWorkerUrl()?.href);
    this.remembers = options.getStorage !== undefined || "document" in globalThis || "indexedDB" in globalThis;
    this.sessions = new LiveSessions(!this.remembers, (number) => this.release(number));
    const unavailable = (reason: string) => this.hear("storageUnavailable", { reason });
    this.records = placedRecords(openRecords(store, memory.failed, unavailable), {
      tab: tabRecords(() => this.sealerOf(store)),
      unsaved: memory.unsaved,
      usual: options.remember ?? "browser",
      unavailable,
      broadcast: (message) => this.broadcast(message),
    });
    const place = (name: string) => () => `${this.entered((core) => core.channelName())}/${name}`;
    this.passkeys = knownPasskeys(this.records, place("passkeys"));
    this.kits = knownKits(this.records, place("kits"));
    this.names = knownNames(this.records, place("names"));
    this.ahead = this.remembers ? lookAhead(options, this.records) : undefined;
    void this.ahead?.channel.then((channel) => {
      // Too late: the host has one of its own, or nobody listens any more.
      if (this.host || this.closed) return channel?.close();
      this.early = channel;
      listenTo(channel, (message) => {
        this.heard.push(message);
        this.records.forgetAhead();
        try {
          if (this.loaded) this.entered(() => undefined);
        } catch {
          // Closed, or a trap, of which the calls that run have heard.
        }
      });
    });
  }

  /** To be called once the wasm is loaded, before anything else. Throws INVALID_OPTIONS where a value can't be used. */
  async enter(): Promise<void> {
    const nobody = await this.ahead?.nobody;
    this.loaded = true;
    if (nobody) this.records.forgetAhead();
    if (!nobody || this.heard.length > 0) this.entered(() => undefined);
  }

  /** Which parameters new passwords are derived with. */
  get kdfPolicy(): string {
    return this.options.kdf ?? "compatible";
  }

  /** A call of a session, or (0) of nobody's. Rejects with SentcErrors only. */
  async call<T>(of: Session | 0, run: Run<T>, { signal, needs, name = "", recovery = false }: CallExtras = {}): Promise<T> {
    this.running++;
    try {
      if (this.closed) throw this.closed;
      if (signal?.aborted) throw new SentcError("ABORTED");
      if (needs) this.records.prepare();
      if (needs === "keys") this.warmUp();
      const number = of && (this.numberOf(of) ?? (await this.foundAgain(of)));
      return await runtime.follow(() => run(this.current(), number, signal));
    } catch (error) {
      const explained = fromCaller(this.explained(toSentcError(error), of, signal));
      // What the page's policy blocks, or the service's CORS headers, will not pass: not retryable.
      if (explained.code === "NETWORK" && explained.retryable) this.unreachable?.();
      throw cameFrom(explained, { name, of_user: of !== 0, recovery });
    } finally {
      this.ran();
    }
  }

  /** Until the returned function is called, `close` waits, beside the calls that it waits for. */
  hold(): () => void {
    this.running++;
    return () => this.ran();
  }

  private ran(): void {
    this.running--;
    if (this.running === 0) for (const idle of this.whenIdle.splice(0)) idle();
  }

  /** A row of the service's table. */
  row<N extends keyof Rows>(of: Session | 0, name: N, args: Rows[N]["args"], extras?: CallExtras, proof?: Proof): Promise<Rows[N]["answer"]> {
    return this.call(
      of,
      (core, session, signal) => core.row(session, name, args, ...(proof ? secretsOf(proof) : NO_SECRETS), signal),
      { ...extras, name, recovery: proof?.recovery },
    );
  }

  /** Calls an export of the wasm that answers at once. */
  compute<T>(run: () => T, name = ""): T {
    try {
      return this.entered(run);
    } catch (error) {
      throw cameFrom(toSentcError(error), { name });
    }
  }

  /** What was read ahead says so, and nothing has happened since. Counts once. */
  private async nobodyIsStored(): Promise<boolean> {
    const nobody = await this.ahead?.nobody;
    this.ahead = undefined;
    if (this.closed) throw this.closed;
    return nobody === true && this.core === undefined;
  }

  /** What `init` finds. */
  async start(): Promise<Started | undefined> {
    const nobody = await this.nobodyIsStored();
    const started = nobody ? undefined : await this.call(0, (core) => (this.remembers ? core.init() : Promise.resolve(undefined)), { name: "Init" });
    this.records.forgetAhead();
    // Whoever is signed in may never type a password again.
    if (!started && this.remembers) {
      whenIdle(() => this.warmUp());
      whenIdle(() => this.enterEarly());
    }
    return started;
  }

  /** Who signed in last. */
  async currentUser(signal?: AbortSignal): Promise<Session> {
    const nobody = () => Promise.reject<number>(new SentcError("NO_USER"));
    return this.session(await this.call(0, (core) => (this.remembers ? core.currentUser(signal) : nobody()), { signal }));
  }

  /** A stored user. */
  async storedUser(identifier: string, signal?: AbortSignal): Promise<Session | undefined> {
    const number = await this.call(0, (core) => (this.remembers ? core.storedUser(identifier, signal) : Promise.resolve(undefined)), { signal });
    return number === undefined ? undefined : this.session(number);
  }

  /** What the keys of this client's records begin with. */
  get prefix(): string {
    return this.entered((core) => core.channelName()).replace("sentc-light/", "");
  }

  namesFor({ view }: Session): KnownNames {
    return this.records.placeOf(view.identifier) === "browser" ? this.names : this.passingNames;
  }

  liveSessions(): Session[] {
    return this.sessions.values();
  }

  /** Something with the records: rejects with STORAGE. */
  async stored<T>(task: () => Promise<T>): Promise<T> {
    if (this.closed) throw this.closed;
    return task().catch((fault: unknown) => Promise.reject(new SentcError("STORAGE", { message: messageOf(fault), cause: fault })));
  }

  /** To the other tabs. */
  broadcast(message: string): void {
    this.host?.broadcast(message);
  }

  session(number: number): Session {
    const session = this.sessions.pickUp(number);
    // Another tab may have signed out while the answer was under way.
    if (!session) throw new SentcError("SIGNED_OUT");
    return session;
  }

  /** The session of a user that the wasm told of last. */
  sessionOf(user_id: string): Session | undefined {
    return this.sessions.values().reverse().find((session) => session.view.user_id === user_id && !session.ended);
  }

  /** Gets the derivation ready. Never needed, never throws. */
  warmUp(): void {
    if (!this.closed) this.kdf?.warmUp();
  }

  /** Compiles what the first call would compile before it does anything. */
  private enterEarly(): void {
    try {
      this.entered(() => undefined);
    } catch {
      // Closed, or the next call says it.
    }
  }

  /** `Sentc.getStore`. */
  store(): StorageInterface {
    return (this.appStore ??= appRecords(
      this.records,
      this.entered((core) => core.channelName()),
      () => {
        if (this.closed) throw this.closed;
      },
    ));
  }

  /** Takes no more calls, and is gone when those that run are through. Signs nobody out. */
  async close(reason: SentcError): Promise<void> {
    this.closed ??= reason;
    if (this.running > 0) await new Promise<void>((idle) => this.whenIdle.push(idle));
    const { core } = this;
    this.core = undefined;
    try {
      // One of an earlier instance is gone already, and its place in memory may be somebody else's now.
      runtime.enter(() => this.generation === runtime.generation() && core?.free());
    } catch {
      // Then the whole instance is gone, and the core with it.
    }
    if (this.host) return this.host.close();
    this.early?.close();
    this.records.close();
  }

  /** For records of the tab: with an app's storage, the database holds the key alone. */
  private sealerOf(store: Store): Sealer {
    const { seal, unseal } = store;
    return (this.sealer ??= seal && unseal ? { seal, unseal } : indexedDb(this.options.encrypt_storage !== "off"));
  }

  private entered<T>(run: (core: SentcCore) => T): T {
    if (this.closed) throw this.closed;
    return runtime.enter(() => run(this.current()));
  }

  /** A session's number in the instance at hand; undefined where it was told of by one that is gone. */
  private numberOf(session: Session): number | undefined {
    if (session.ended) throw new SentcError("SIGNED_OUT");
    runtime.enter(() => this.current());
    return this.sessions.get(session.number) === session ? session.number : undefined;
  }

  /** Reads a session from the storage again, once for all calls that wait for it. */
  private async foundAgain(session: Session): Promise<number> {
    const { identifier } = session.view;
    await (session.search ??= runtime.follow(() => this.current().storedUser(identifier)).finally(() => (session.search = undefined)));
    const number = this.numberOf(session);
    if (number !== undefined) return number;
    this.before.delete(identifier);
    session.end();
    throw new SentcError("SIGNED_OUT");
  }

  /** The core in the wasm. Only within `runtime.enter`. */
  private current(): SentcCore {
    if (this.core && this.generation === runtime.generation()) return this.core;
    for (const session of this.sessions.values()) this.before.set(session.view.identifier, session);
    this.sessions.clear();
    this.generation = runtime.generation();
    this.host?.close();
    const { app_token, base_url, endpoint, endpoint_url, timeout_ms, retries, kdf, name } = this.options;
    const host = openHost({
      records: this.records,
      kdf: this.kdf,
      fetch: this.options.fetch,
      fetched: (failure) => failure && this.policyFailures.set(failure.message, failure),
      ask: (old_jwt) => this.askEndpoint(old_jwt),
      hear: (event, payload) => this.hear(event, payload),
      log: this.options.log && ((entry) => later(() => this.options.log?.(entry as LogEntry))),
      switched: () => this.switched?.(),
      tellSession: (number, view) => {
        if (this.host === host) this.tellSession(number, view);
      },
    });
    this.host = host;
    this.core = new SentcCore({ app_token, base_url, endpoint, endpoint_url, timeout_ms, retries, kdf, name }, host);
    host.listen(this.core, this.early);
    this.early = undefined;
    for (const message of this.heard.splice(0)) this.core.hear(message);
    return this.core;
  }

  private tellSession(number: number, view: SessionView | undefined): void {
    const session = this.sessions.get(number);
    if (!view) {
      this.sessions.delete(number);
      session?.end();
      return;
    }
    const known = session ?? this.fromBefore(view);
    known?.update(number, view);
    this.sessions.set(number, known ?? new Session(this, number, view));
  }

  /** The session of an instance that trapped which this is. */
  private fromBefore({ identifier, user_id, device_id }: SessionView): Session | undefined {
    const session = this.before.get(identifier);
    this.before.delete(identifier);
    if (session?.view.user_id === user_id && session.view.device_id === device_id) return session;
    // Another account has the identifier by now.
    session?.end();
    return undefined;
  }

  /** Nobody holds a session any more. */
  private release(number: number): void {
    if (this.closed || this.generation !== runtime.generation()) return;
    try {
      this.entered((core) => core.release(number));
    } catch {
      // Then the instance is gone, and the session with it.
    }
  }

  private hear(name: string, payload: object): void {
    const ofUs = name === "signedOut" && this.ending && !(payload as { remote: boolean }).remote;
    this.events.emit(name, ofUs ? { ...payload, reason: this.ending } : payload);
    const { errCallBack } = this.options;
    if (name === "storageUnavailable" && errCallBack) {
      later(() => errCallBack({ warn: (payload as { reason: string }).reason }));
    }
  }

  /** The app's `endpoint_fn`. Of a rejection only its `status` goes on to the wasm, which judges it. */
  private async askEndpoint(old_jwt: string): Promise<string> {
    const session = this.sessions.values().find((session) => session.view.jwt === old_jwt);
    if (session) session.refreshFailure = undefined;
    this.asking = old_jwt;
    try {
      let answer;
      try {
        answer = this.options.endpoint_fn?.(old_jwt);
      } finally {
        this.asking = undefined;
      }
      return (await answer) as string;
    } catch (reason) {
      if (session) session.refreshFailure = reason;
      throw { status: statusOf(reason) };
    }
  }

  /** The error with what only this side knows of it. Every call gets its own: others may fail at the same time. */
  private explained(error: SentcError, of: Session | 0, signal: AbortSignal | undefined): SentcError {
    const { code, status, message, retryable, hint, http_status } = error;
    if (code === "NETWORK") {
      for (const [words, failure] of this.policyFailures) if (message.endsWith(words)) return failure;
    }
    const cause: unknown = code === "ABORTED" ? signal?.reason : of && of.refreshFailure;
    const ours = code === "ABORTED" || code === "REFRESH_ENDPOINT" || code === "REFRESH_REFUSED";
    if (!ours || cause === undefined || cause === 0 || error.cause !== undefined) return error;
    return new SentcError(code, { status, message, retryable, hint, http_status, cause });
  }
}
