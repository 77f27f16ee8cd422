// One client within the wasm, from one init to the next: made anew after a trap, with its sessions.

import { SentcError, toSentcError } from "./error.js";
import { type Events, later } from "./events.js";
import { type KdfWorker, kdfWorker } from "./kdf-worker.js";
import type { CheckedOptions, StorageInterface } from "./options.js";
import * as runtime from "./runtime.js";
import { Session } from "./session.js";
import { type CoreHost, type SentcCore, type SessionRecord, wasm } from "./wasm.js";

export class ClientCore {
  private sessions = new Map<number, Session>();
  private core: SentcCore | undefined;
  /** Of the instance that `core` was made in. */
  private generation = -1;
  /** The session that is being put back: its number is not known yet. */
  private returning: Session | undefined;
  /** Why no more calls are taken. */
  private closed: SentcError | undefined;
  private running = 0;
  private whenIdle: (() => void)[] = [];
  /** Where keys are derived; undefined: on the spot. */
  private readonly kdf: KdfWorker | undefined;
  /** Why the app's `endpoint_fn` failed last, to be the cause of the error that follows from it. */
  private endpointFailure: unknown;
  /** Grows when somebody signs in or out. */
  changes = 0;

  /** Throws INVALID_OPTIONS where a value can't be used. */
  constructor(
    readonly options: CheckedOptions,
    private readonly events: Events,
    private readonly storage: StorageInterface | undefined,
    private readonly memory: Map<string, string>,
  ) {
    this.kdf = options.worker === "off" ? undefined : kdfWorker(options.worker);
    this.sync(() => undefined);
  }

  /** For calls that will derive keys: their worker starts while the first request is under way. */
  deriving<T>(run: (core: SentcCore) => Promise<T>, signal?: AbortSignal): Promise<T> {
    if (!this.closed && !signal?.aborted) this.kdf?.warmUp();
    return this.call(run, signal);
  }

  /** Runs an asynchronous call. Rejects with SentcErrors only. */
  async call<T>(run: (core: SentcCore) => Promise<T>, signal?: AbortSignal): Promise<T> {
    this.running++;
    try {
      if (this.closed) throw this.closed;
      if (signal?.aborted) throw new SentcError("ABORTED");
      return await runtime.follow(() => run(this.current()));
    } catch (error) {
      throw this.explained(toSentcError(error), signal);
    } finally {
      this.running--;
      if (this.running === 0) for (const idle of this.whenIdle.splice(0)) idle();
    }
  }

  /** Runs a call that needs no waiting. */
  sync<T>(run: () => T): T {
    if (this.closed) throw this.closed;
    return runtime.enter(() => {
      this.current();
      return run();
    });
  }

  session(number: number): Session {
    const session = this.sessions.get(number);
    // Another tab may have signed out while the answer was under way.
    if (!session) throw new SentcError("SIGNED_OUT");
    return session;
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
  }

  /** The core in the wasm. Only within `runtime.enter`. */
  private current(): SentcCore {
    if (this.core && this.generation === runtime.generation()) return this.core;
    const { app_token, base_url, endpoint, endpoint_url, timeout_ms, retries, kdf, name, encrypt_storage } = this.options;
    const refresh = endpoint === undefined ? undefined : { endpoint, endpoint_url };
    this.core = undefined;
    this.generation = runtime.generation();
    const core = new wasm.SentcCore({ app_token, base_url, refresh, timeout_ms, retries, kdf, name, encrypt_storage }, this.host());
    this.putBack(core);
    this.core = core;
    return core;
  }

  private putBack(core: SentcCore): void {
    const before = this.sessions;
    this.sessions = new Map();
    try {
      for (const session of before.values()) {
        this.returning = session;
        session.number = core.restoreSession(session.record);
        this.sessions.set(session.number, session);
      }
    } catch (error) {
      // The next call tries again; until then no session is lost.
      this.sessions = before;
      throw error;
    } finally {
      this.returning = undefined;
    }
  }

  private host(): CoreHost {
    const { endpoint_fn, fetch, log } = this.options;
    const { kdf } = this;
    const made = this.generation;
    return {
      onEvent: ({ name, payload }) => this.hear(name, payload),
      onLog: (entry) => log && later(() => log(entry)),
      onSession: (number, record) => {
        if (made === this.generation) this.mirror(number, record);
      },
      memory: this.memory,
      ...(kdf && { deriveKeys: (password: string, salt: Uint8Array, profile: string) => kdf.derive(password, salt, profile) }),
      ...(fetch && { fetch: (input: RequestInfo | URL, init?: RequestInit) => fetch(input, init) }),
      ...(endpoint_fn && { endpointFn: (old_jwt: string) => this.askEndpoint(endpoint_fn, old_jwt) }),
      ...(this.storage && { storage: this.storage }),
    };
  }

  private mirror(number: number, record: SessionRecord | undefined): void {
    const session = this.sessions.get(number) ?? this.returning;
    if (record === undefined) {
      if (session) session.ended = true;
      this.sessions.delete(number);
      this.changes++;
    } else if (session) {
      session.update(record);
    } else {
      this.sessions.set(number, new Session(this, number, record));
    }
  }

  private hear(name: string, payload: object): void {
    this.events.emit(name, payload);
    const { errCallBack } = this.options;
    if (name === "storageUnavailable" && errCallBack) {
      later(() => errCallBack({ warn: (payload as { reason: string }).reason }));
    }
  }

  /** The app's `endpoint_fn`. Of a rejection only its `status` goes on to the core, which judges it. */
  private async askEndpoint(endpoint_fn: (old_jwt: string) => Promise<string>, old_jwt: string): Promise<string> {
    try {
      this.endpointFailure = undefined;
      return await endpoint_fn(old_jwt);
    } catch (reason) {
      this.endpointFailure = reason;
      throw { status: statusOf(reason) };
    }
  }

  private explained(error: SentcError, signal: AbortSignal | undefined): SentcError {
    const cause: unknown = error.code === "ABORTED" ? signal?.reason : this.endpointFailure;
    const ours = error.code === "ABORTED" || error.code === "REFRESH_ENDPOINT" || error.code === "REFRESH_REFUSED";
    if (!ours || cause === undefined || error.cause !== undefined) return error;
    const { code, status, message, retryable, hint, http_status } = error;
    return new SentcError(code, { status, message, retryable, hint, http_status, cause });
  }
}

/** `{ status: 401 }`, `{ status: "server_114" }`, or the same as JSON text, as older clients threw it. */
function statusOf(reason: unknown): unknown {
  if (typeof reason === "object" && reason !== null) return (reason as { status?: unknown }).status;
  if (typeof reason !== "string") return undefined;
  try {
    return (JSON.parse(reason) as { status?: unknown } | null)?.status;
  } catch {
    return undefined;
  }
}
