import { RANK } from "../generated/constants.js";
import type { Admin } from "./admin.js";
import { JwtError, type VerifiedJwt, type VerifyOptions, invalidOption, verifyJwt } from "./jwt.js";
import { refuse } from "./refuse.js";

/** A web-standard `Request`, or one of Node, Express or Fastify. Only the headers are read. */
export interface RequestLike {
  headers: { get(name: string): string | null } | { [name: string]: string | string[] | undefined };
}

/** The app's public key, PEM. Pass several while the app changes from one key to another. */
export type PublicKeys = { public_key: string; public_keys?: undefined } | { public_keys: readonly string[]; public_key?: undefined };

export type AuthenticateOptions = PublicKeys & {
  /** True: accepts only a JWT from a login of the last five minutes. Use it where you would ask for the password again. Default: false */
  fresh?: boolean;
};

/** Asks the service for the rank of the caller in a group. */
export interface GroupQuestion {
  /** The group's id. You can pass an id from a request without checking it. */
  id: string;
  /** The client that asks the service: `createAdmin(…)`. */
  admin: Pick<Admin, "groups">;
  /** The highest rank number that passes, from 0 (only the creator) to 4 (every member). Default: 4 */
  rank?: number;
}

/** The user and the device that sent a request. */
export type Authenticated = VerifiedJwt;
/** The user and the device that sent a request, and the user's rank in the group. */
export type GroupMember = VerifiedJwt & { rank: number };

/**
 * Checks the JWT that `user.fetch` puts into the `Authorization` header, and resolves to the user who sent the request. If the check
 * fails, it resolves to the response to send: 401 with `WWW-Authenticate`, or 403 if the user does not pass the check of `group`.
 *
 * With `group`, the call gets the user's rank from the service and keeps it for a minute. So a user who was removed from the group can
 * pass for up to a minute.
 *
 * ```ts
 * const who = await authenticate(request, { public_key });
 * if (who instanceof Response) return who;
 * ```
 *
 * @throws {JwtError} INVALID_ARGUMENT: the key or an option can't be used
 * @throws {AdminError} the service could not say who is in the group
 */
export async function authenticate(request: RequestLike, options: AuthenticateOptions & { group: GroupQuestion }): Promise<GroupMember | Response>;
export async function authenticate(request: RequestLike, options: AuthenticateOptions): Promise<Authenticated | Response>;
export async function authenticate(request: RequestLike, options: AuthenticateOptions & { group?: GroupQuestion }): Promise<Authenticated | GroupMember | Response> {
  check(request, options);
  const jwt = bearer(request);
  if (jwt === undefined) return refuse(401, "JWT_MISSING", "this needs the header Authorization: Bearer <JWT>", { "WWW-Authenticate": "Bearer" });
  let who: VerifiedJwt;
  try {
    who = await verifyByAny(jwt, options);
  } catch (error) {
    if (!(error instanceof JwtError) || error.code === "INVALID_ARGUMENT") throw error;
    // RFC 6750, section 3.1.
    return refuse(401, error.code, error.message, { "WWW-Authenticate": 'Bearer error="invalid_token"' });
  }
  if (options.fresh === true && !who.fresh) {
    // RFC 9470, section 3.
    return refuse(401, "JWT_NOT_FRESH", "this needs a login of the last minutes", { "WWW-Authenticate": 'Bearer error="insufficient_user_authentication", max_age="300"' });
  }
  if (!options.group) return who;
  const rank = await rankOf(who, jwt, options.group);
  return rank === undefined || rank > (options.group.rank ?? RANK.plain) ? refuse(403, "NO_GROUP_ACCESS", "this user is not in the group, or of too low a rank") : { ...who, rank };
}

/** An option of a wrong type must not turn a check off: `fresh: "true"` is not true, and no rank is above NaN. */
function check(request: RequestLike, options: AuthenticateOptions & { group?: GroupQuestion }): void {
  if (typeof request?.headers !== "object" || request.headers === null) throw invalidOption("request must have headers");
  if (typeof options !== "object" || options === null) throw invalidOption("options must be an object with public_key");
  const { fresh = false, group } = options;
  if (typeof fresh !== "boolean") throw invalidOption("fresh must be a boolean");
  if (!("group" in options)) return;
  if (typeof group?.admin?.groups?.access !== "function") throw invalidOption("group must be { id, admin }, with admin of createAdmin");
  const { rank = RANK.plain } = group;
  if (!Number.isInteger(rank) || rank < 0 || rank > RANK.plain) throw invalidOption("group.rank must be a whole number from 0 to 4");
}

/** Returns what follows `Bearer `. The name of the scheme ignores case (RFC 9110, section 11.1). */
export function bearer({ headers }: RequestLike): string | undefined {
  const value = typeof headers.get === "function" ? headers.get("authorization") : (headers as Record<string, string | string[] | undefined>)["authorization"];
  return typeof value === "string" ? /^Bearer +(\S+)$/i.exec(value)?.[1] : undefined;
}

export async function verifyByAny(jwt: string, { public_key, public_keys }: PublicKeys, options?: VerifyOptions): Promise<VerifiedJwt> {
  const keys = public_keys ?? [public_key];
  for (const key of keys.slice(0, -1)) {
    try {
      return await verifyJwt(jwt, key, options);
    } catch (error) {
      if (!(error instanceof JwtError) || error.code !== "JWT_FORGED") throw error;
    }
  }
  return verifyJwt(jwt, keys.at(-1)!, options);
}

const MINUTE = 60_000;
const KEPT = 1000;
/** Ranks by group and user, kept for a minute. Only of users with access, so that a new member does not have to wait. */
const ranks = new WeakMap<object, Map<string, { rank: number; until: number }>>();

async function rankOf({ user_id }: VerifiedJwt, jwt: string, { id, admin }: GroupQuestion): Promise<number | undefined> {
  const kept = ranks.get(admin) ?? new Map<string, { rank: number; until: number }>();
  ranks.set(admin, kept);
  const key = `${id} ${user_id}`;
  const known = kept.get(key);
  if (known && Date.now() < known.until) return known.rank;
  kept.delete(key);
  const access = await admin.groups.access(jwt, id);
  if (!access) return undefined;
  // The oldest are first.
  if (kept.size >= KEPT) kept.delete(kept.keys().next().value!);
  kept.set(key, { rank: access.rank, until: Date.now() + MINUTE });
  return access.rank;
}
