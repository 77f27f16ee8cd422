import { invalid } from "../public/arguments.js";
import { later } from "./events.js";
import type { GroupInviteListItem } from "../generated/types.js";
import type { Session } from "./session.js";
import type { SentcSnapshot } from "../public/signed-in.js";
import { User } from "../public/user.js";

/** The state of a client, for views: a snapshot, which is a new object after each change. */
export class State {
  snapshot: SentcSnapshot = { status: "loading" };
  /** Whose the snapshot is. */
  session: Session | undefined;
  /** Called with each new status, before the listeners. */
  onStatus: ((status: SentcSnapshot["status"]) => void) | undefined;
  /** Not part of the snapshot, but a change still creates a new one. */
  private mfa: boolean | undefined;
  private readonly listeners = new Set<{ callback: () => void }>();

  subscribe(callback: () => void): () => void {
    if (typeof callback !== "function") throw invalid("callback must be a function");
    // An object of its own, so that the same function can listen twice and each can stop on its own.
    const entry = { callback };
    this.listeners.add(entry);
    return () => void this.listeners.delete(entry);
  }

  /** One object for as long as somebody is signed in, without a login's refresh token. */
  userOf(session: Session): User {
    return (session === this.session && this.snapshot.user) || User.of(session);
  }

  /** Somebody is signed in. */
  signedIn(session: Session, offline = false, invites?: GroupInviteListItem[]): User {
    const user = this.userOf(session);
    if (invites) user.group_invites.splice(0, user.group_invites.length, ...invites);
    this.watch(session);
    this.set(offline ? "offline" : "signedIn", user);
    return user;
  }

  /** The service can't be reached. Whoever is signed in stays so. */
  unreachable(): void {
    if (this.snapshot.status === "signedIn") this.set("offline", this.snapshot.user);
  }

  /** Nobody is signed in, or nobody knows yet. */
  nobody(status: "loading" | "signedOut"): void {
    this.watch(undefined);
    this.set(status);
  }

  clear(): void {
    this.watch(undefined);
    this.listeners.clear();
  }

  private watch(session: Session | undefined): void {
    if (this.session) this.session.onChange = undefined;
    this.session = session;
    if (session) session.onChange = () => (session.ended ? this.nobody("signedOut") : this.set(this.snapshot.status, this.snapshot.user));
  }

  private set(status: SentcSnapshot["status"], user?: User): void {
    const { snapshot } = this;
    const identifier = user?.identifier;
    const mfa = this.session?.view.mfa;
    if (status === snapshot.status && user === snapshot.user && identifier === snapshot.identifier && mfa === this.mfa) return;
    this.mfa = mfa;
    this.snapshot = user && identifier !== undefined ? { status, user, identifier } : { status };
    this.onStatus?.(status);
    for (const entry of this.listeners) later(() => this.listeners.has(entry) && entry.callback());
  }
}
