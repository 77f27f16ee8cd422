import type { Session } from "./session.js";

/**
 * The sessions that the wasm knows, by their numbers. A client that finds nobody again (a server's) holds them weakly: a
 * session that no `User` has any more is collected, and `gone` is called.
 */
export class LiveSessions {
  private readonly held = new Map<number, Session>();
  private readonly weak = new Map<number, WeakRef<Session>>();
  private readonly registry: FinalizationRegistry<number> | undefined;

  constructor(weakly: boolean, gone: (number: number) => void) {
    // Some edge runtimes have neither.
    if (!weakly || typeof FinalizationRegistry !== "function" || typeof WeakRef !== "function") return;
    this.registry = new FinalizationRegistry((number) => {
      // Another login of the device may have taken its place.
      if (this.get(number) || !this.weak.delete(number)) return;
      gone(number);
    });
  }

  get(number: number): Session | undefined {
    return this.held.get(number) ?? this.weak.get(number)?.deref();
  }

  /** Held until it is picked up. */
  set(number: number, session: Session): void {
    if (this.get(number) === session) return;
    this.held.set(number, session);
  }

  /** For who logged in, and holds it from now on. */
  pickUp(number: number): Session | undefined {
    const session = this.get(number);
    if (session && this.registry && this.held.delete(number)) {
      this.weak.set(number, new WeakRef(session));
      this.registry.register(session, number);
    }
    return session;
  }

  delete(number: number): void {
    this.held.delete(number);
    this.weak.delete(number);
  }

  clear(): void {
    this.held.clear();
    this.weak.clear();
  }

  /** The oldest first. */
  values(): Session[] {
    const weak = [...this.weak.values()].map((ref) => ref.deref()).filter((session) => session !== undefined);
    return [...weak, ...this.held.values()];
  }
}
