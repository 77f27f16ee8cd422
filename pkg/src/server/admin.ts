import { AdminError, type ServiceAnswer } from "./admin-error.js";
import { type GroupCalls, groupCalls } from "./admin-groups.js";
import { type AdminOptions, type Answered, type Question, checkedId, nothing, parsed, service, strings } from "./service.js";

/**
 * Called when the service did not answer a change: it may have been made. Return what the call then resolves to, or throw. The type
 * makes you decide; `(error) => { throw error; }` passes the AdminError `MAY_HAVE_HAPPENED` on.
 */
export type OnUnknown<R> = (error: AdminError) => R | Promise<R>;

/** Somebody was registered. */
export interface Registered {
  user_id: string;
  device_id: string;
  device_identifier: string;
  /** The whole answer. Send `answer.text` to the page: `doneRegister` takes it. */
  answer: ServiceAnswer;
}

/** A session that the secret token opened, without a password. */
export interface ForcedLogin {
  user_id: string;
  device_id: string;
  /** Fresh: it may change what needs the password elsewhere. */
  jwt: string;
  refresh_token: string;
}

/** One device of a user. */
export interface AdminDevice {
  device_id: string;
  /** Unix milliseconds. */
  time: number;
  /** Base64 of the SHA-256 of the identifier. */
  device_identifier: string;
}

/**
 * The calls that need the secret token. The service checks that token and nothing else: authorize the caller yourself.
 *
 * All calls reject with an {@link AdminError}. Calls that change something take a last argument for the case that no answer came.
 */
export interface Admin {
  /**
   * Registers a user. Send `answer.text` to the page; when the call rejects with an `answer`, send that.
   *
   * @param register the text of `prepareRegister`, unchanged. Check with {@link identifierIn} whom it is for.
   */
  register<R>(register: string, unknown: OnUnknown<R>): Promise<Registered | R>;
  /**
   * Replaces all keys of one device: the password is then the one in the text. MFA, ids and refresh tokens stay, so end the sessions
   * afterwards. The service says “Success” for an unknown identifier too; `endSessions` tells (USER_NOT_FOUND).
   *
   * @param identifier of the account that this request is allowed to change. A text for another identifier is refused
   *   (INVALID_ARGUMENT): otherwise a code for one's own address resets anybody's password.
   * @param register the text of `prepareRegister` with the new password, unchanged
   */
  resetPassword<R>(identifier: string, register: string, unknown: OnUnknown<R>): Promise<void | R>;
  /** Turns MFA off for all devices of the user. */
  disableOtp<R>(identifier: string, unknown: OnUnknown<R>): Promise<void | R>;
  /** Voids all refresh tokens of the user. JWTs stay valid until they expire, at most five minutes. */
  endSessions<R>(identifier: string, unknown: OnUnknown<R>): Promise<void | R>;
  /** Deletes an account by an identifier. Identifiers can change hands: prefer `deleteUserById`. */
  deleteUser<R>(identifier: string, unknown: OnUnknown<R>): Promise<void | R>;
  /** Deletes an account. USER_NOT_FOUND: it is gone already. The user's groups stay. */
  deleteUserById<R>(user_id: string, unknown: OnUnknown<R>): Promise<void | R>;
  /** Logs in as a user without password and MFA. The refresh token never expires: call `endSessions` when you are done. */
  login<R>(identifier: string, unknown: OnUnknown<R>): Promise<ForcedLogin | R>;
  /** Asks the service whose JWT this is. Unlike `verifyJwt` it notices deleted accounts and devices. */
  ownerOf(jwt: string): Promise<{ user_id: string; device_id: string }>;
  /** Gets a new JWT. `jwt` is the old one and may be expired. Repeating does no harm: refresh tokens are not rotated. */
  refresh(jwt: string, refresh_token: string): Promise<{ user_id: string; device_id: string; jwt: string }>;
  /**
   * Checks that somebody knows the password: `auth_key` is `mfa_auth_key` of what `login` resolves to on the page. False if it is wrong;
   * else whether MFA is on. Where a password reset counts against the request, look for one *after* this call: one may run beside it.
   */
  checkPassword(identifier: string, auth_key: string): Promise<false | { mfa: boolean }>;
  /** All devices of the user of this JWT, oldest first. */
  devices(jwt: string): Promise<AdminDevice[]>;
  /** Deletes a device of the user of this JWT, which must be fresh. */
  deleteDevice<R>(jwt: string, device_id: string, unknown: OnUnknown<R>): Promise<void | R>;
  /** The unused recovery keys of the user of this JWT, which must be fresh. New ones mean a new TOTP secret: keep hashes, and compare. */
  recoveryKeys(jwt: string): Promise<string[]>;
  /**
   * For somebody whose device was stolen: ends all sessions, deletes every device but the one of `identifier`, and turns MFA off. With a
   * stolen JWT a thief can add a device and replace the TOTP secret; both outlive a password reset. Ask for the password first, and
   * repeat the call if it fails half-way. JWTs stay valid for some minutes.
   *
   * @param options.keep_mfa leaves MFA as it is: for when the password was reset by mail lately
   */
  shutOutDevices<R>(identifier: string, options: { keep_mfa: boolean }, unknown: OnUnknown<R>): Promise<void | R>;
  readonly groups: GroupCalls;
}

/** Sends a question that changes something, and reads the result. */
export type Deed = <T, R>(method: string, path: string, read: (answer: Answered) => T, unknown: OnUnknown<R>, question?: Question) => Promise<T | R>;

/**
 * A client for your back end, with the app's secret token. It sends plain requests and keeps nothing.
 *
 * @throws {AdminError} INVALID_ARGUMENT for unusable options
 */
export function createAdmin(options: AdminOptions): Admin {
  const ask = service(options);
  const deed: Deed = async (method, path, read, unknown, question) => {
    try {
      const answer = await ask(method, path, { ...question, deed: true });
      try {
        return read(answer);
      } catch (cause) {
        throw new AdminError("MAY_HAVE_HAPPENED", `the change was made, but ${(cause as Error).message}`, { cause });
      }
    } catch (error) {
      if (!(error instanceof AdminError) || error.code !== "MAY_HAVE_HAPPENED" || typeof unknown !== "function") throw error;
      return unknown(error);
    }
  };
  const forced = <R>(method: string, what: string, user_identifier: string, unknown: OnUnknown<R>): Promise<void | R> =>
    deed(method, `/user/forced/${what}`, nothing, unknown, { body: { user_identifier: checkedText(user_identifier, "identifier") } });
  const devices = async (jwt: string): Promise<AdminDevice[]> => {
    const all: AdminDevice[] = [];
    for (let cursor = "0/none"; ; ) {
      const { result } = await ask("GET", `/user/device/${cursor}`, { jwt });
      const page = Array.isArray(result) ? (result as AdminDevice[]) : [];
      all.push(...page);
      const last = page.at(-1);
      if (page.length < 50 || !last) return all;
      cursor = `${Number(last.time)}/${checkedId(last.device_id, "device_id")}`;
    }
  };
  const login = async <R>(identifier: string, unknown: OnUnknown<R>): Promise<ForcedLogin | R> =>
    deed("POST", "/user/forced/login_light", forcedLogin, unknown, { body: { user_identifier: checkedText(identifier, "identifier") } });
  const deleteDevice = async <R>(jwt: string, device_id: string, unknown: OnUnknown<R>): Promise<void | R> =>
    deed("DELETE", `/user/device/${checkedId(device_id, "device_id")}`, nothing, unknown, { jwt });
  return {
    register: async (register, unknown) => {
      if (identifierIn(register) === undefined) throw notPrepared();
      return deed("POST", "/register_light", registered, unknown, { body: register });
    },
    resetPassword: async (identifier, register, unknown) => {
      if (identifierIn(register) !== checkedText(identifier, "identifier")) throw notPrepared(" for this identifier");
      return deed("PUT", "/user/reset_pw_light", nothing, unknown, { body: register });
    },
    disableOtp: async (identifier, unknown) => forced("PUT", "disable_otp", identifier, unknown),
    endSessions: async (identifier, unknown) => forced("DELETE", "sessions", identifier, unknown),
    deleteUser: async (identifier, unknown) => forced("PUT", "delete", identifier, unknown),
    deleteUserById: async (user_id, unknown) => deed("DELETE", `/user/forced/delete/${checkedId(user_id, "user_id")}`, nothing, unknown),
    login,
    ownerOf: async (jwt) => {
      const { id, device_id } = strings(await ask("GET", "/user/jwt", { jwt }), "id", "device_id");
      return { user_id: id, device_id };
    },
    refresh: async (jwt, refresh_token) =>
      strings(await ask("PUT", "/refresh", { jwt, body: { refresh_token: checkedText(refresh_token, "refresh_token") } }), "user_id", "device_id", "jwt"),
    checkPassword: async (identifier, auth_key) => {
      const body = { device_identifier: checkedText(identifier, "identifier"), auth_key };
      try {
        const { result } = await ask("POST", "/done_login", { body });
        return { mfa: result === "Otp" };
      } catch (error) {
        if (error instanceof AdminError && (error.code === "WRONG_PASSWORD" || error.code === "AUTH_KEY_FORMAT")) return false;
        throw error;
      }
    },
    devices,
    deleteDevice,
    recoveryKeys: async (jwt) => {
      const { result } = await ask("GET", "/user/otp_recovery_keys", { jwt });
      return (result as { keys?: string[] } | null)?.keys ?? [];
    },
    shutOutDevices: async (identifier, { keep_mfa }, unknown) => {
      let is_changed = false;
      try {
        await forced("DELETE", "sessions", identifier, rethrow);
        is_changed = true;
        const own = await login(identifier, rethrow);
        for (const { device_id } of await devices(own.jwt)) if (device_id !== own.device_id) await deleteDevice(own.jwt, device_id, rethrow);
        if (!keep_mfa) await forced("PUT", "disable_otp", identifier, rethrow);
        // The login above left a refresh token that never expires.
        await forced("DELETE", "sessions", identifier, rethrow);
      } catch (error) {
        if (!is_changed && (error as AdminError).code !== "MAY_HAVE_HAPPENED") throw error;
        const half_way = new AdminError("MAY_HAVE_HAPPENED", "the devices were shut out half-way", { cause: error });
        if (typeof unknown !== "function") throw half_way;
        return unknown(half_way);
      }
    },
    groups: groupCalls(ask, deed),
  };
}

/**
 * The identifier that the text of a `prepareRegister` is for; undefined if it is no such text. Compare it with the identifier that this
 * request is about, before you keep anything.
 */
export function identifierIn(register: string): string | undefined {
  const identifier = typeof register === "string" ? parsed(register)["device_identifier"] : undefined;
  return typeof identifier === "string" && identifier !== "" ? identifier : undefined;
}

const rethrow = (error: AdminError): never => {
  throw error;
};

function registered(answer: Answered): Registered {
  const { http_status, text } = answer;
  return { ...strings(answer, "user_id", "device_id", "device_identifier"), answer: { http_status, text } };
}

function forcedLogin(answer: Answered): ForcedLogin {
  const { device_keys, verify } = (answer.result ?? {}) as Record<string, unknown>;
  const ids = strings({ ...answer, result: device_keys }, "user_id", "device_id");
  return { ...ids, ...strings({ ...answer, result: verify }, "jwt", "refresh_token") };
}

function checkedText(text: string, name: string): string {
  if (typeof text !== "string" || text === "") throw new AdminError("INVALID_ARGUMENT", `${name} is not a text`);
  return text;
}

const notPrepared = (whom = ""): AdminError => new AdminError("INVALID_ARGUMENT", `register is not a text of prepareRegister${whom}`);
