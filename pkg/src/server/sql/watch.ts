import type { Accounts } from "./accounts.js";
import type { Seen } from "./seen.js";

export interface WatchOptions {
  /** `createAdmin(…)` */
  admin: { devices(jwt: string): Promise<{ device_id: string; device_identifier: string }[]>; recoveryKeys(jwt: string): Promise<string[]> };
  /** `sqlStores(…)` */
  stores: { accounts: Accounts; seen: Seen };
  /**
   * Tells the owner of an account that it has a new device, or a new second factor. Call `remember` after the mail was sent: otherwise the
   * next login tells again.
   */
  tell(identifier: string, what: "device" | "secret", remember: () => Promise<void>): unknown;
}

export interface Watch {
  /** Call it at each login and refresh, as `onSession` of `sessionHandler`. It completes a registration whose answer was lost, too. */
  session(session: { jwt: string; user_id: string }): Promise<void>;
  /** Call it with the JWT of a login, while it is valid: each new TOTP secret brings new recovery keys. */
  login(session: { jwt: string; user_id: string }): Promise<void>;
}

/**
 * Looks for what is new in an account. With a stolen JWT a thief can add a device and replace the TOTP secret, and both outlive a new
 * password. When the service does not answer, no mail is sent and nobody is kept out.
 */
export function watch({ admin, stores: { accounts, seen }, tell }: WatchOptions): Watch {
  const look = async (what: "device" | "secret", user_id: string, list: Promise<string[]>) => {
    const news = await seen.news(user_id, await list.catch(() => []));
    const owner = news.length > 0 ? await accounts.byUser(user_id) : undefined;
    if (owner) tell(owner.identifier, what, () => seen.remember(user_id, news));
  };
  return {
    async session({ jwt, user_id }) {
      await accounts.complete({ devices: (own) => admin.devices(own).catch(() => []) }, jwt, user_id);
      await look("device", user_id, admin.devices(jwt).then((all) => all.map(({ device_id }) => device_id)));
    },
    login: ({ jwt, user_id }) => look("secret", user_id, admin.recoveryKeys(jwt)),
  };
}
