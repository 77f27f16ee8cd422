import { backEndFetch } from "./back-end-fetch.js";
import type { ClientCore } from "./core.js";
import { SentcError } from "./error.js";
import { GroupDataMap } from "./group-data.js";
import type { UserData } from "./types.js";
import type { SentcCore, SessionRecord } from "./wasm.js";

/** A signed-in device: shared by all `User` objects of it, and kept when the wasm has to start anew. */
export class Session {
  /** The same object for the session's whole life: apps and their frameworks hold on to it. */
  readonly data: UserData;
  /** Apart from `data`, which an app can write to. */
  record: SessionRecord;
  ended = false;
  readonly groups: GroupDataMap = new GroupDataMap();

  constructor(
    private readonly owner: ClientCore,
    /** Within the core; another one after a restart. */
    public number: number,
    record: SessionRecord,
  ) {
    this.record = record;
    this.data = dataOf(record);
  }

  update(record: SessionRecord): void {
    this.record = record;
    const { device, ...fields } = dataOf(record);
    Object.assign(this.data.device, device);
    Object.assign(this.data, fields);
  }

  /** Runs a call for this session. */
  call<T>(run: (core: SentcCore, session: number) => Promise<T>, signal?: AbortSignal): Promise<T> {
    return this.owner.call((core) => {
      if (this.ended) throw new SentcError("SIGNED_OUT");
      return run(core, this.number);
    }, signal);
  }

  /** `user.fetch`. */
  fetch(input: unknown, init: RequestInit): Promise<Response> {
    return backEndFetch(this, this.owner.options, input, init);
  }

  /** Runs a call that will derive keys. */
  deriving<T>(run: (core: SentcCore, session: number) => Promise<T>, signal?: AbortSignal): Promise<T> {
    return this.owner.deriving((core) => {
      if (this.ended) throw new SentcError("SIGNED_OUT");
      return run(core, this.number);
    }, signal);
  }

  /** Runs a call that needs no waiting. */
  sync<T>(run: () => T): T {
    return this.owner.sync(run);
  }
}

function dataOf(record: SessionRecord): UserData {
  const { keys, jwt, refresh_token, user_id, device_id, mfa } = record;
  return { device: { ...keys }, jwt, refresh_token, user_id, device_id, mfa };
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
