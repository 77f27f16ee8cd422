import { PAGE_SIZE } from "../generated/constants.js";
import { AdminError, type ServiceAnswer } from "./admin-error.js";
import { type GroupCalls, groupCalls } from "./admin-groups.js";
import { type AdminOptions, type Answered, type OnUnknown, checkedId, deeds, isId, isOf, lacks, nothing, parsed, service, strings } from "./service.js";

/** The result of a registration. */
export interface Registered {
  user_id: string;
  device_id: string;
  device_identifier: string;
  /** The service's whole answer. Send `answer.text` to the page, which passes it to `doneRegister`. */
  answer: ServiceAnswer;
}

/** A session that the secret token opened, without a password. */
export interface ForcedLogin {
  user_id: string;
  device_id: string;
  /** A fresh JWT: the service accepts it for changes that otherwise need the password. */
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
 * The calls that need the secret token. The service checks only that token, so your back end must authorize the caller.
 *
 * All calls reject with an {@link AdminError}. Calls that change something have a last argument `unknown`: see {@link OnUnknown}.
 */
export interface Admin {
  /**
   * Registers a user. Send `answer.text` to the page. If the call rejects with an error that has an `answer`, send its `text`.
   *
   * @param register the text of `prepareRegister`, unchanged. Use {@link identifierIn} to check the identifier in it.
   */
  register<R>(register: string, unknown: OnUnknown<R>): Promise<Registered | R>;
  /**
   * Replaces all keys of one device, so that its password is the one in `register`. MFA, ids and refresh tokens do not change: call
   * `endSessions` afterwards. The service reports success for an unknown identifier too; `endSessions` then rejects with
   * USER_NOT_FOUND.
   *
   * @param identifier the identifier that this request may change. INVALID_ARGUMENT: `register` is for another identifier. Without
   *   this check, an attacker with a code for their own address could reset anybody's password.
   * @param register the text of `prepareRegister` with the new password, unchanged
   */
  resetPassword<R>(identifier: string, register: string, unknown: OnUnknown<R>): Promise<void | R>;
  /** Turns MFA off for all devices of the user. */
  disableOtp<R>(identifier: string, unknown: OnUnknown<R>): Promise<void | R>;
  /** Makes all refresh tokens of the user invalid. JWTs stay valid until they expire, at most five minutes. */
  endSessions<R>(identifier: string, unknown: OnUnknown<R>): Promise<void | R>;
  /** Deletes an account by an identifier. Prefer `deleteUserById`, because an identifier can pass to another user. */
  deleteUser<R>(identifier: string, unknown: OnUnknown<R>): Promise<void | R>;
  /** Deletes an account by its user id, but not the user's groups. USER_NOT_FOUND: it does not exist any more. */
  deleteUserById<R>(user_id: string, unknown: OnUnknown<R>): Promise<void | R>;
  /** Logs in as a user without password and MFA. The refresh token never expires: call `endSessions` when you are done. */
  login<R>(identifier: string, unknown: OnUnknown<R>): Promise<ForcedLogin | R>;
  /** Asks the service whose JWT this is. Unlike `verifyJwt`, it rejects JWTs of deleted accounts and devices. */
  ownerOf(jwt: string): Promise<{ user_id: string; device_id: string }>;
  /** Gets a new JWT. `jwt` is the old one and may be expired. Safe to repeat: the refresh token stays the same. */
  refresh(jwt: string, refresh_token: string): Promise<{ user_id: string; device_id: string; jwt: string }>;
  /**
   * Checks that the caller knows the password. `auth_key` is `mfa_auth_key` of the result of `login` on the page. Resolves to false if
   * it is wrong, otherwise to `{ mfa }`: whether MFA is on. If a recent password reset must block the request, check for one *after*
   * this call, because a reset can run at the same time.
   */
  checkPassword(identifier: string, auth_key: string): Promise<false | { mfa: boolean }>;
  /** Lists all devices of the JWT's user, oldest first. */
  devices(jwt: string): Promise<AdminDevice[]>;
  /** Deletes a device of the JWT's user. The JWT must be fresh. */
  deleteDevice<R>(jwt: string, device_id: string, unknown: OnUnknown<R>): Promise<void | R>;
  /**
   * Lists the unused recovery keys of the JWT's user. The JWT must be fresh. New keys mean a new TOTP secret: to notice one, keep
   * hashes of the keys and compare.
   */
  recoveryKeys(jwt: string): Promise<string[]>;
  /**
   * Ends all sessions of a user, deletes every device except the one of `identifier`, and turns MFA off: for users whose device was
   * stolen. A thief with a stolen JWT can add a device and replace the TOTP secret, and both survive a password reset. Ask for the
   * password first. Repeat the call if it fails half-way. JWTs stay valid for some minutes.
   *
   * @param options.keep_mfa true: does not turn MFA off. Use it if the password was reset by mail recently.
   */
  shutOutDevices<R>(identifier: string, options: { keep_mfa: boolean }, unknown: OnUnknown<R>): Promise<void | R>;
  readonly groups: GroupCalls;
}

/**
 * Creates a client for your back end, with the app's secret token. It sends requests with `fetch` and stores nothing.
 *
 * @throws {AdminError} INVALID_ARGUMENT for unusable options
 */
export function createAdmin(options: AdminOptions): Admin {
  const ask = service(options);
  const deed = deeds(ask);
  const forced = <R>(method: string, what: string, user_identifier: string, unknown: OnUnknown<R>): Promise<void | R> =>
    deed(method, `/user/forced/${what}`, nothing, unknown, { body: { user_identifier: checkedText(user_identifier, "identifier") } });
  const devices = async (jwt: string): Promise<AdminDevice[]> => {
    const all: AdminDevice[] = [];
    for (let cursor = "0/none"; ; ) {
      const answer = await ask("GET", `/user/device/${cursor}`, { jwt });
      const page = devicesIn(answer);
      const last = page.at(-1);
      // A page that comes again would come for ever.
      if (last && all.some(({ device_id }) => device_id === last.device_id)) throw lacks("the next page", answer.http_status);
      all.push(...page);
      if (page.length < PAGE_SIZE || !last) return all;
      cursor = `${last.time}/${last.device_id}`;
    }
  };
  const login = async <R>(identifier: string, unknown: OnUnknown<R>): Promise<ForcedLogin | R> =>
    deed("POST", "/user/forced/login_light", forcedLogin, unknown, { body: { user_identifier: checkedText(identifier, "identifier") } });
  const deleteDevice = async <R>(jwt: string, device_id: string, unknown: OnUnknown<R>): Promise<void | R> =>
    deed("DELETE", `/user/device/${checkedId(device_id, "device_id")}`, nothing, unknown, { jwt });
  return {
    register: async (register, unknown) => {
      if (identifierIn(register) === undefined) throw notPrepared();
      return deed("POST", "/register_light", registered, unknown, { body: single(register) });
    },
    resetPassword: async (identifier, register, unknown) => {
      if (identifierIn(register) !== checkedText(identifier, "identifier")) throw notPrepared(" for this identifier");
      return deed("PUT", "/user/reset_pw_light", nothing, unknown, { body: single(register) });
    },
    disableOtp: async (identifier, unknown) => forced("PUT", "disable_otp", identifier, unknown),
    endSessions: async (identifier, unknown) => forced("DELETE", "sessions", identifier, unknown),
    deleteUser: async (identifier, unknown) => forced("PUT", "delete", identifier, unknown),
    deleteUserById: async (user_id, unknown) => deed("DELETE", `/user/forced/delete/${checkedId(user_id, "user_id")}`, nothing, unknown),
    login,
    ownerOf: async (jwt) => {
      const answer = await ask("GET", "/user/jwt", { jwt });
      const { id, device_id } = strings(answer, "id", "device_id");
      if (!isOf(jwt, id, device_id)) throw lacks("the user of this JWT", answer.http_status);
      return { user_id: id, device_id };
    },
    refresh: async (jwt, refresh_token) => {
      const answer = await ask("PUT", "/refresh", { jwt, body: { refresh_token: checkedText(refresh_token, "refresh_token") } });
      const session = strings(answer, "user_id", "device_id", "jwt");
      if (!isOf(session.jwt, session.user_id, session.device_id)) throw lacks("a JWT of this user", answer.http_status);
      return session;
    },
    checkPassword: async (identifier, auth_key) => {
      const body = { device_identifier: checkedText(identifier, "identifier"), auth_key };
      try {
        const answer = await ask("POST", "/done_login", { body });
        const { result } = answer;
        if (result !== "Otp" && !(result as { Direct?: unknown } | null)?.Direct) throw lacks("Direct or Otp", answer.http_status);
        return { mfa: result === "Otp" };
      } catch (error) {
        if (error instanceof AdminError && (error.code === "WRONG_PASSWORD" || error.code === "AUTH_KEY_FORMAT")) return false;
        throw error;
      }
    },
    devices,
    deleteDevice,
    recoveryKeys: async (jwt) => {
      const { result, http_status } = await ask("GET", "/user/otp_recovery_keys", { jwt });
      const keys = (result as { keys?: unknown } | null)?.keys;
      if (!Array.isArray(keys) || !keys.every((key) => typeof key === "string")) throw lacks("keys", http_status);
      return keys;
    },
    shutOutDevices: async (identifier, options, unknown) => {
      const keep_mfa = options?.keep_mfa;
      if (typeof keep_mfa !== "boolean") throw new AdminError("INVALID_ARGUMENT", "keep_mfa is not a boolean");
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
 * Returns the identifier in a text of `prepareRegister`; undefined if it is not such a text. Before you store anything, compare it
 * with the identifier that this request is about.
 */
export function identifierIn(register: string): string | undefined {
  const identifier = typeof register === "string" ? parsed(register)["device_identifier"] : undefined;
  return typeof identifier === "string" && identifier !== "" ? identifier : undefined;
}

/** With one value for each name: of two identifiers the service could read the one that {@link identifierIn} does not. */
const single = (register: string) => JSON.stringify(parsed(register));

const rethrow = (error: AdminError): never => {
  throw error;
};

/** Not read as an empty list when it is something else: `shutOutDevices` would report success with a thief's device still there. */
function devicesIn({ result, http_status }: Answered): AdminDevice[] {
  const is_list = Array.isArray(result) && result.every((one) => isId(one?.device_id) && Number.isSafeInteger(one.time) && typeof one.device_identifier === "string");
  if (!is_list) throw lacks("devices", http_status);
  return result as AdminDevice[];
}

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
