import type { Admin } from "./admin.js";
import { JwtError, type VerifiedJwt, type VerifyOptions, verifyJwt } from "./jwt.js";
import { refuse } from "./refuse.js";

/** A web-standard `Request`, or one of Node, Express or Fastify. Only the headers are read. */
export interface RequestLike {
  headers: { get(name: string): string | null } | { [name: string]: string | string[] | undefined };
}

/** The app's public key, PEM; several while the app changes to another. */
export type PublicKeys = { public_key: string; public_keys?: undefined } | { public_keys: readonly string[]; public_key?: undefined };

export type AuthenticateOptions = PublicKeys & {
  /** True: only a JWT from a login, at most five minutes ago, passes. For what is worth asking for the password again. */
  fresh?: boolean;
};

/** Asks the service for the rank of the caller in a group. */
export interface GroupQuestion {
  /** The group's id. It may come from the request as it is. */
  id: string;
  /** Who asks the service: `createAdmin(…)`. */
  admin: Pick<Admin, "groups">;
  /** The weakest rank that passes: 0 the creator only … 4 every member; default: 4. */
  rank?: number;
}

/** Who sent a request. */
export type Authenticated = VerifiedJwt;
/** Who sent a request, and their rank in the group. */
export type GroupMember = VerifiedJwt & { rank: number };

/**
 * Says who sent a request, by the JWT that `user.fetch` puts into the `Authorization` header. Otherwise resolves to the response to
 * send: 401 with `WWW-Authenticate`, or 403 where a group was asked for.
 *
 * With `group` the service is asked for the caller's rank, and the answer is kept for a minute: so long somebody who was removed from
 * the group still passes.
 *
 * ```ts
 * const who = await authenticate(request, { public_key });
 * if (who instanceof Response) return who;
 * ```
 *
 * @throws {JwtError} INVALID_ARGUMENT: the key can't be used
 * @throws {AdminError} the service could not say who is in the group
 */
export async function authenticate(request: RequestLike, options: AuthenticateOptions & { group: GroupQuestion }): Promise<GroupMember | Response>;
export async function authenticate(request: RequestLike, options: AuthenticateOptions): Promise<Authenticated | Response>;
export async function authenticate(request: RequestLike, options: AuthenticateOptions & { group?: GroupQuestion }): Promise<Authenticated | GroupMember | Response> {
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
  return rank === undefined || rank > (options.group.rank ?? 4) ? refuse(403, "NO_GROUP_ACCESS", "this user is not in the group, or of too low a rank") : { ...who, rank };
}

/** What follows `Bearer `; the name of the scheme ignores case (RFC 9110, section 11.1). */
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
/** Ranks, for a minute, by group and user. Only of those with access: somebody who was just invited does not wait. */
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
