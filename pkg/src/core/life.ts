// A client's life: from one `init` to the next, and to `dispose`.

import { ClientCore, type Memory } from "./client-core.js";
import { SentcError, toSentcError } from "../public/error.js";
import { Events } from "./events.js";
import { Idle } from "./idle.js";
import type { LogEntry } from "../generated/types.js";
import { type CheckedOptions, sameOptions } from "../public/options.js";
import * as runtime from "../boundary/runtime.js";
import { Retrying } from "./retrying.js";
import type { Session } from "./session.js";
import { State } from "./state.js";
import { openStore } from "./storage.js";
import type { Signal } from "../public/platform.js";
import type { User } from "../public/user.js";

/** One run of `init`. */
interface Start {
  options: CheckedOptions;
  promise: Promise<User | undefined>;
  /** There once the wasm is loaded and the options are accepted, even when it failed afterwards. */
  core?: ClientCore;
  state: "running" | "done" | "failed";
  /** Who was signed in when it was done. */
  session?: Session | undefined;
}

export class Life {
  readonly events = new Events();
  readonly state = new State();
  core: ClientCore | undefined;
  private last: Start | undefined;
  /** Done when every core that was asked for is open, or has failed. */
  private opening: Promise<void> = Promise.resolve();
  private disposal: Promise<void> | undefined;
  private resuming = false;
  private readonly retrying = new Retrying(() => this.resume());
  readonly idle = new Idle(() => this.core, () => this.state.session !== undefined);
  private readonly memory: Memory = { failed: new Map(), unsaved: new Map() };

  constructor() {
    // The first listener of all: the others find the new state.
    this.events.on("signedIn", ({ user_id }) => {
      // One user can be signed in by two devices.
      const session = this.state.session?.view.user_id === user_id && !this.state.session.ended ? this.state.session : this.core?.sessionOf(user_id);
      if (this.core && session) this.signedIn(this.core, session);
    });
    this.events.on("signedIn", () => this.idle.used());
    this.state.onStatus = (status) => (status === "offline" ? this.retrying.start() : this.retrying.stop());
  }

  alive(): void {
    if (this.disposal) throw new SentcError("DISPOSED");
  }

  ready(): ClientCore {
    this.alive();
    if (!this.core) throw new SentcError("NOT_INITIALIZED");
    return this.core;
  }

  init(options: CheckedOptions): Promise<User | undefined> {
    const { last, state } = this;
    const same = last !== undefined && sameOptions(last.options, options);
    const stands = last?.state === "running" || (last?.state === "done" && last.session === state.session && state.snapshot.status !== "offline");
    if (same && stands) return last.promise;

    if (!same) state.nobody("loading");
    const start: Start = { options, promise: Promise.resolve(undefined), state: "running" };
    if (same && last.core) start.core = last.core;
    this.last = start;
    start.promise = this.run(start);
    return start.promise;
  }

  /** A login here. */
  signedIn(core: ClientCore, session: Session): void {
    if (core === this.core && core.remembers) this.state.signedIn(session);
  }

  dispose(): Promise<void> {
    this.disposal ??= this.end();
    return this.disposal;
  }

  private async end(): Promise<void> {
    // At once, so that no call slips in while this waits.
    const closed = this.core?.close(new SentcError("DISPOSED"));
    await this.opening;
    await closed;
    this.core = undefined;
    this.events.clear();
    this.idle.stop();
    this.state.clear();
    this.retrying.stop();
  }

  private async run(start: Start): Promise<User | undefined> {
    try {
      const core = (start.core ??= await this.opened(start.options));
      const user = await this.ask(core);
      Object.assign(start, { state: "done", session: this.state.session });
      return user;
    } catch (error) {
      start.state = "failed";
      if (this.last === start && this.state.snapshot.status === "loading") this.state.nobody("signedOut");
      throw toSentcError(error);
    }
  }

  /** Reads the stored user, with a valid JWT where the network allows. */
  private async ask(core: ClientCore): Promise<User | undefined> {
    const { state } = this;
    const before = state.session;
    await this.idle.endIfIdle(core);
    const found = await core.start();
    const session = found ? core.session(found.session) : undefined;
    // Somebody may have signed in or out meanwhile, or another `init` begun.
    if (core !== this.core || state.session !== before) return session && state.userOf(session);
    if (session && found) {
      const user = state.signedIn(session, found.offline, found.invites);
      void this.idle.look();
      return user;
    }
    state.nobody("signedOut");
    return undefined;
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
    const log = (entry: LogEntry) => {
      if ((entry.http_status ?? 500) < 500) void this.resume();
      return options.log?.(entry);
    };
    // First: what follows runs while the wasm is on its way.
    const loading = runtime.load(options.wasm_path);
    const opening = openStore(options, this.events).then((store) => new ClientCore({ ...options, log }, this.events, store, this.memory));
    let core: ClientCore;
    try {
      [core] = await Promise.all([opening, loading]);
      await core.enter();
      this.alive();
    } catch (error) {
      opening.then((core) => core.close(toSentcError(error))).catch(() => undefined);
      throw error;
    }
    core.switched = () => void this.findCurrent(core);
    core.signedIn = (session) => this.signedIn(core, session);
    core.unreachable = () => core === this.core && this.state.unreachable();
    // Its calls that run go on, so there is nothing to wait for.
    void this.core?.close(new SentcError("SIGNED_OUT", { message: "the client was initialized again with other options" }));
    this.core = core;
    return core;
  }

  /** The current user may be another one now: what counts is what is stored. */
  private async findCurrent(core: ClientCore): Promise<void> {
    const session = await core.currentUser().catch(() => undefined);
    if (session && core === this.core && session !== this.state.session) this.switchedTo(core, session, true);
  }

  /** Somebody is the current user now. */
  switchedTo(core: ClientCore, session: Session, remote: boolean): void {
    this.signedIn(core, session);
    this.events.emit("signedIn", { user_id: session.view.user_id, remote });
  }

  /** Does what `init` does, once something was answered again: a request of the app's, or one that `retrying` sent. */
  private readonly resume = async (): Promise<void> => {
    if (this.resuming || !this.core || this.state.snapshot.status !== "offline") return;
    this.resuming = true;
    // A definite refusal has ended the session by then; everything else stays as it is until the next time.
    await this.ask(this.core).catch(() => undefined);
    this.resuming = false;
  };
}

/** Rejects when the signal aborts. The work continues, because other callers wait for the same promise. */
export function unlessAborted<T>(promise: Promise<T>, signal: Signal): Promise<T> {
  return new Promise((resolve, reject) => {
    const aborted = () => reject(new SentcError("ABORTED", { cause: signal.reason }));
    signal.addEventListener("abort", aborted);
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", aborted));
  });
}
