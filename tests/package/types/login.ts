import Sentc, { type LoginUser, User, type UserMfaLogin } from "sentc-light-wasm";
import { exactly } from "./exactly.js";

export async function login(): Promise<User> {
  const result = await Sentc.login("id", "password");
  exactly<LoginUser>()(result);

  // @ts-expect-error — a user or the question for a code: nobody knows yet
  await result.u.getJwt();
  if (result.kind === "mfa") {
    exactly<UserMfaLogin>()(result.u);
    // @ts-expect-error — there is no user before the code
    result.u.getJwt;
    return Sentc.mfaLogin("123456", result.u);
  }
  exactly<User>()(result.u);
  exactly<string>()(await result.u.getJwt());
  return result.u;
}

export async function forced(wanted: boolean): Promise<void> {
  exactly<User>()(await Sentc.login("id", "password", true));
  exactly<LoginUser>()(await Sentc.login("id", "password", false));
  exactly<LoginUser | User>()(await Sentc.login("id", "password", wanted));
  const { signal } = new AbortController();
  exactly<LoginUser>()(await Sentc.login("id", "password", undefined, { signal }));
  exactly<User>()(await Sentc.login("id", "password", true, { remember: "tab" }));
  exactly<User>()(await Sentc.mfaLogin("123456", { deviceIdentifier: "id", mfa_master_key: "", mfa_auth_key: "" }, { remember: "memory" }));
  // @ts-expect-error — browser, tab or memory
  await Sentc.login("id", "password", true, { remember: "forever" });
  // @ts-expect-error — the signal has a place of its own
  await Sentc.login("id", "password", { signal });
  // @ts-expect-error — numbers are no passwords
  await Sentc.login("id", 5);
}

export async function people(): Promise<void> {
  const [first] = await Sentc.storedUsers();
  exactly<{ identifier: string; user_id: string; signed_in_at: number } | undefined>()(first && { ...first });
  exactly<User>()(await Sentc.switchTo("ada"));
  exactly<void>()(await Sentc.logOutAll());
  exactly<() => void>()(Sentc.endAfter({ idle_ms: 60_000 }));
  // @ts-expect-error — a number of milliseconds
  Sentc.endAfter({ idle_ms: "60000" });
}

export async function actualUser(): Promise<void> {
  exactly<User>()(await Sentc.getActualUser());
  exactly<User>()(await Sentc.getActualUser(true));
  exactly<User>()(await Sentc.getActualUser(true, false));
  const [user, identifier] = await Sentc.getActualUser(false, true);
  exactly<User>()(user);
  exactly<string>()(identifier);
  exactly<User | false>()(await Sentc.getUser("id"));
  exactly<User | undefined>()(await Sentc.init({ app_token: "token" }));
}

// @ts-expect-error — users come from Sentc
export const made = new User();
