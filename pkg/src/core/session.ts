import { type Credentials, backEndFetch } from "./back-end-fetch.js";
import type { Rows, SentcCore } from "sentc-light-wasm-glue";
import { type SessionView, secretBytes } from "../boundary/wasm.js";
import { GroupDataMap } from "./group-data.js";
import type { KnownPasskeys } from "../passkeys/known-passkeys.js";
import type { KnownKits } from "../recovery/known-kits.js";
import type { KnownNames } from "../host/known-names.js";
import type { CheckedOptions } from "../public/options.js";
import type { UserData } from "../public/types.js";

/** Calls the wasm: `session` is the number that the session has there now. */
export type Run<T> = (core: SentcCore, session: number, signal: AbortSignal | undefined) => Promise<T>;

/** What goes with a call besides its arguments. */
export interface CallExtras {
  signal?: AbortSignal | undefined;
  /** What the call needs after its first request, and gets ready meanwhile. */
  needs?: "keys" | "records" | undefined;
  /** For `user_message`, where a code means something else in this call. */
  name?: string;
  /** A recovery key is given in place of a code. */
  recovery?: boolean | undefined;
}

/** With a row that asks for it. */
export interface Proof {
  password: string;
  /** A TOTP code, or a recovery key. */
  code: string | undefined;
  recovery: boolean;
}

/** A proof as the wasm takes it. */
export function secretsOf({ password, code, recovery }: Proof): [password: Uint8Array, code: Uint8Array | undefined, recovery: boolean] {
  return [secretBytes(password), code === undefined ? undefined : secretBytes(code), recovery];
}

/** The client that a session belongs to. */
export interface Owner {
  readonly options: CheckedOptions;
  call<T>(of: Session | 0, run: Run<T>, extras?: CallExtras): Promise<T>;
  row<N extends keyof Rows>(of: Session | 0, name: N, args: Rows[N]["args"], extras?: CallExtras, proof?: Proof): Promise<Rows[N]["answer"]>;
  /** Until the returned function is called, `dispose` waits, beside the calls that it waits for. */
  hold(): () => void;
  compute<T>(run: () => T, name?: string): T;
  /** The session of a login that the wasm told of. */
  session(number: number): Session;
  /** Called when a call of a user has signed in as another device of the same account. */
  readonly signedIn: ((session: Session) => void) | undefined;
  readonly passkeys: KnownPasskeys;
  readonly kits: KnownKits;
  /** The names of this person's devices. */
  namesFor(session: Session): KnownNames;
  fetching: Parameters<typeof backEndFetch>[1];
  asking: string | undefined;
}

/** A signed-in device: shared by all `User` objects of it, and kept when the wasm has to start again. */
export class Session {
  /** The same object for the session's whole life: apps and their frameworks hold on to it. */
  readonly data: UserData;
  /** Apart from `data`, which an app can write to. */
  view: SessionView;
  ended = false;
  /** Called whenever the view changed, and when the session ended. */
  onChange: (() => void) | undefined;
  /** Under way while it is read from the storage again, for an instance of the wasm that does not know it. */
  search: Promise<unknown> | undefined;
  /** Why the app's `endpoint_fn` failed last for this session: the cause of the errors that follow from it. */
  refreshFailure: unknown;
  readonly groups: GroupDataMap = new GroupDataMap();

  constructor(
    readonly owner: Owner,
    /** Within the instance of the wasm that told of it last. */
    public number: number,
    view: SessionView,
  ) {
    this.view = view;
    this.data = dataOf(view);
  }

  /** Takes in what the wasm knows now. */
  update(number: number, view: SessionView): void {
    this.number = number;
    this.view = view;
    const { device, ...fields } = dataOf(view);
    Object.assign(this.data.device, device);
    Object.assign(this.data, fields);
    this.onChange?.();
  }

  end(): void {
    this.ended = true;
    this.onChange?.();
  }

  /** True in the synchronous part of the app's `endpoint_fn`, called for this session: what it asks for then is `view.jwt`. */
  get asking(): boolean {
    return this.owner.asking === this.view.jwt;
  }

  /** A call of this session. SIGNED_OUT once it ended. */
  call<T>(run: Run<T>, extras?: CallExtras): Promise<T> {
    return this.owner.call(this, run, extras);
  }

  /** A row of the service's table. */
  row<N extends keyof Rows>(name: N, args: Rows[N]["args"], extras?: CallExtras, proof?: Proof): Promise<Rows[N]["answer"]> {
    return this.owner.row(this, name, args, extras, proof);
  }

  /** Calls an export of the wasm that answers at once. */
  compute<T>(run: () => T): T {
    return this.owner.compute(run);
  }

  /** A JWT that is valid now. */
  jwt(signal: AbortSignal | undefined): Promise<string> {
    return this.call((core, session) => core.jwt(session, signal), { signal });
  }

  /** For how many seconds the JWT is still a fresh one; 0 if it came from a refresh. */
  freshFor(): number {
    if (this.ended) return 0;
    try {
      const claims = this.view.jwt.split(".")[1]!.replace(/-/g, "+").replace(/_/g, "/");
      const { fresh, iat, exp } = JSON.parse(atob(claims)) as { fresh?: unknown; iat: number; exp: number };
      // This device's clock may be behind.
      return fresh === true ? Math.max(0, Math.min(Math.floor(exp - Date.now() / 1000), exp - iat)) : 0;
    } catch {
      // A stored one that was damaged.
      return 0;
    }
  }

  /** `user.fetch`. */
  fetch(input: unknown, init: RequestInit): Promise<Response> {
    const credentials: Credentials = {
      jwt: (signal) => this.jwt(signal),
      renewed: (stale, signal) => this.call((core, session) => core.renewJwt(session, stale, signal), { signal }),
    };
    return backEndFetch(credentials, this.owner.fetching, input, init);
  }
}

function dataOf({ jwt, refresh_token, user_id, device_id, mfa, device }: SessionView): UserData {
  return { device: { ...device }, jwt, refresh_token, user_id, device_id, mfa };
}

/**
 * The data of the user that a login returned in a cookie mode: the session's, and the refresh token beside it. The
 * session itself never has the token, so it lives exactly as long as that one user.
 */
export function withRefreshToken(data: UserData, refresh_token: string): UserData {
  const own = {};
  for (const name of Object.keys(data) as (keyof UserData)[]) {
    Object.defineProperty(own, name, { enumerable: true, configurable: true, get: () => data[name] });
  }
  Object.defineProperty(own, "refresh_token", { value: refresh_token, enumerable: true, configurable: true, writable: true });
  return own as UserData;
}
