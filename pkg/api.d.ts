/// <reference lib="esnext.disposable" preserve="true" />

/**
 * A child, first level (GET /group/{id}/children/…).
 */
interface GroupChildrenListItem {
    group_id: string;
    time: number;
    parent?: string;
}
/**
 * A group as the user sees it: the group's ids, the own rank in it, and where the access comes from.
 */
interface GroupData {
    group_id: string;
    parent_group_id?: string;
    /**
     * The access comes from a membership in a group above this one.
     */
    from_parent: boolean;
    /**
     * 0 creator, 1 administrator, 2 manages members, 3 and 4 plain members.
     */
    rank: number;
    /**
     * Unix milliseconds as text.
     */
    create_time: string;
    /**
     * Unix milliseconds as text; of the membership that the access comes from.
     */
    joined_time: string;
    /**
     * The group above this one in which the membership is.
     */
    access_by_parent_group?: string;
    /**
     * The group that is the member here, and that the user acts as.
     */
    access_by_group_as_member?: string;
    is_connected_group: boolean;
    /**
     * When the service was last asked for the rank, Unix milliseconds on this machine's clock.
     */
    last_check_time: number;
}
/**
 * A member (GET /group/{id}/member/…).
 */
interface GroupUserListItem {
    user_id: string;
    rank: number;
    joined_time: number;
    /**
     * 0: a user; 1 or 2: a group.
     */
    user_type: number;
}
/**
 * A received join request (GET /group/{id}/join_req/…).
 */
interface GroupJoinReqListItem {
    user_id: string;
    time: number;
    user_type: number;
}
/**
 * An invite to, or a join request sent to, this group.
 */
interface GroupInviteListItem {
    group_id: string;
    time: number;
}
/**
 * One device of the user (GET /user/device/{time}/{id}).
 */
interface UserDeviceList {
    device_id: string;
    /**
     * When it was registered, Unix milliseconds.
     */
    time: number;
    /**
     * The service stores identifiers hashed: base64 of the identifier's SHA-256.
     */
    device_identifier: string;
}
/**
 * One of the groups of a user, or of a group (GET /group/all/…, GET /group/{id}/all/…).
 */
interface GroupList {
    group_id: string;
    /**
     * When the group was created, Unix milliseconds; the list is ordered by it.
     */
    time: number;
    joined_time: number;
    rank: number;
    parent?: string;
}
/**
 * One request, after it ended. The path holds ids; never a token, key or password.
 */
interface LogEntry {
    /**
     * Unix milliseconds when it was sent.
     */
    time: number;
    method: string;
    /**
     * The path below the base URL, or the origin and path of an own back end.
     */
    path: string;
    /**
     * 1 for the first try.
     */
    attempt: number;
    duration_ms: number;
    http_status?: number;
    /**
     * Status of the error, where there was one.
     */
    error?: string;
}
/**
 * What a new TOTP secret comes with (PATCH /user/register_otp, PATCH /user/reset_otp).
 */
interface OtpRegister {
    /**
     * The TOTP secret: 32 bytes, base32 without padding.
     */
    secret: string;
    /**
     * `totp_sha256`: SHA-256, 6 digits, 30 seconds.
     */
    alg: string;
    /**
     * Six recovery keys, each good once.
     */
    recover: string[];
}
type SignOutReason = "log_out" | "user_deleted" | "device_deleted" | "session_expired" | "storage_lost";

/** Where a new JWT comes from. */
declare enum REFRESH_ENDPOINT {
    /** `GET endpoint_url` with cookies: an own back end keeps the refresh token in an HTTP-only cookie. */
    cookie = 0,
    /** A function of the app, `endpoint_fn`. */
    cookie_fn = 1,
    /** The service itself; the refresh token is stored on the client. The default. */
    api = 2
}
interface SentcOptions {
    /** The app's public token. */
    app_token: string;
    /** Default: https://api.sentc.com */
    base_url?: string | undefined;
    /** Where the wasm is, or what is in it. Default: `sentc-light.wasm` beside the script. Only the first load in a page counts. */
    wasm_path?: WasmPath | undefined;
    refresh?: RefreshOptions | undefined;
    storage?: StorageOptions | undefined;
    /** How long a request may take, with its body. Default: 15000 */
    timeout_ms?: number | undefined;
    /** How often a request that may be repeated is repeated. Default: 2 */
    retries?: number | undefined;
    /** Used instead of the global one. */
    fetch?: typeof fetch | undefined;
    /** Origins besides the page's own and the API's that `user.fetch` may send the JWT to. */
    fetch_origins?: readonly string[] | undefined;
    /** Which parameters passwords are derived with. Default: compatible */
    kdf?: KdfProfile | undefined;
    /**
     * Passwords are derived in a Web Worker where there is one: its script is `sentc-light.worker.js` beside this one, or
     * where the URL says (same origin). Default: auto
     */
    worker?: "auto" | "off" | URL | undefined;
    /** Whether records in the browser's own storage are encrypted where it can. Default: auto */
    encrypt_storage?: "auto" | "off" | undefined;
    /** Keeps several accounts of one app apart. */
    name?: string | undefined;
    /** Hears of every request, after it ended. Never of a token, key or password. */
    log?: ((entry: LogEntry) => void) | undefined;
}
interface RefreshOptions {
    endpoint: REFRESH_ENDPOINT | 0 | 1 | 2;
    /** For `cookie`. */
    endpoint_url?: string | undefined;
    /** For `cookie_fn`. A rejection whose `status` is 401 or 403 ends the session. */
    endpoint_fn?: ((old_jwt: string) => Promise<string>) | undefined;
}
interface StorageOptions {
    /** A storage of the app's own. It gets plain records. */
    getStorage?: (() => Promise<StorageInterface>) | undefined;
    /** For the SDK's own storage: hears when sessions can't be kept. */
    default_storage?: {
        errCallBack: (message: {
            err?: string;
            warn?: string;
        }) => void;
    } | undefined;
}
/** Further members are ignored. */
interface StorageInterface {
    init(): Promise<{
        status: boolean;
        err?: string;
        warn?: string;
    }>;
    getItem<T>(key: string): Promise<T | undefined>;
    set<T>(key: string, value: T): Promise<unknown>;
    delete(key: string): Promise<void>;
    cleanStorage(): Promise<void>;
}
type KdfProfile = "compatible" | "migrate" | "legacy" | "strict";
type WasmSource = string | URL | Request | Response | BufferSource | WebAssembly.Module;
type WasmPath = WasmSource | Promise<WasmSource>;
/** The options of one init, with their types checked. Values are checked in Rust. */
interface CheckedOptions {
    app_token: string;
    base_url: string | undefined;
    wasm_path: WasmPath | undefined;
    endpoint: number | undefined;
    endpoint_url: string | undefined;
    endpoint_fn: ((old_jwt: string) => Promise<string>) | undefined;
    getStorage: (() => Promise<StorageInterface>) | undefined;
    errCallBack: ((message: {
        err?: string;
        warn?: string;
    }) => void) | undefined;
    timeout_ms: number | undefined;
    retries: number | undefined;
    fetch: typeof fetch | undefined;
    fetch_origins: readonly string[] | undefined;
    kdf: KdfProfile | undefined;
    /** `off`, or the address of its script. */
    worker: string | undefined;
    encrypt_storage: "auto" | "off" | undefined;
    name: string | undefined;
    log: ((entry: LogEntry) => void) | undefined;
}
declare function checkOptions(given: unknown): CheckedOptions;
/**
 * Data by value, functions by identity. The wasm is loaded once for all clients, so where from makes no difference
 * after the first time (and a `fetch(…)` in wasm_path is another promise on every call).
 */
declare function sameOptions(a: CheckedOptions, b: CheckedOptions): boolean;

declare const ERRORS: {
    readonly ID_FORMAT: {
        readonly status: "server_1";
        readonly retryable: false;
        readonly message: "an id is malformed";
        readonly hint: "Pass ids as the service gave them.";
    };
    readonly UNREADABLE_JSON: {
        readonly status: "server_11";
        readonly retryable: false;
        readonly message: "the service could not read the request";
        readonly hint: "Check that base_url points to a light sentc API of a matching version.";
    };
    readonly BODY_TOO_BIG: {
        readonly status: "server_12";
        readonly retryable: false;
        readonly message: "the request is over 256 KiB";
        readonly hint: "Use a shorter identifier.";
    };
    readonly TIME_FORMAT: {
        readonly status: "server_13";
        readonly retryable: false;
        readonly message: "a time in a list cursor is no number";
        readonly hint: "Pass the last list item as you received it.";
    };
    readonly JWT_EXPIRED: {
        readonly status: "server_30";
        readonly retryable: false;
        readonly message: "the JWT has expired";
        readonly hint: "Call getJwt(), or log in again.";
    };
    readonly JWT_MISSING: {
        readonly status: "server_31";
        readonly retryable: false;
        readonly message: "the session is no longer accepted";
        readonly hint: "Log in again.";
    };
    readonly JWT_UNDECODABLE: {
        readonly status: "server_32";
        readonly retryable: false;
        readonly message: "the JWT can't be read by the service";
        readonly hint: "Log in again.";
    };
    readonly JWT_KEY_UNKNOWN: {
        readonly status: "server_35";
        readonly retryable: false;
        readonly message: "the JWT was signed with a key that the app no longer has";
        readonly hint: "Log in again.";
    };
    readonly USER_NOT_FOUND: {
        readonly status: "server_100";
        readonly retryable: false;
        readonly message: "there is no such user or device";
        readonly hint: "Check the identifier, or register first.";
    };
    readonly IDENTIFIER_TAKEN: {
        readonly status: "server_101";
        readonly retryable: false;
        readonly message: "this identifier is taken";
        readonly hint: "Choose another identifier.";
    };
    readonly SALT: {
        readonly status: "server_110";
        readonly retryable: false;
        readonly message: "the account's stored salt is unusable";
        readonly hint: "Reset the password through your back end.";
    };
    readonly AUTH_KEY_FORMAT: {
        readonly status: "server_111";
        readonly retryable: false;
        readonly message: "the authentication key has a wrong format";
        readonly hint: "Check that base_url points to a light sentc API.";
    };
    readonly WRONG_PASSWORD: {
        readonly status: "server_112";
        readonly retryable: false;
        readonly message: "wrong password";
        readonly hint: "Ask for the password again.";
    };
    readonly JWT_NOT_FRESH: {
        readonly status: "server_113";
        readonly retryable: false;
        readonly message: "this needs a fresh login";
        readonly hint: "Ask for the password again.";
    };
    readonly REFRESH_TOKEN: {
        readonly status: "server_114";
        readonly retryable: false;
        readonly message: "the session was ended";
        readonly hint: "Log in again.";
    };
    readonly LAST_DEVICE: {
        readonly status: "server_115";
        readonly retryable: false;
        readonly message: "the last device can't be deleted";
        readonly hint: "Delete the account instead, or add another device first.";
    };
    readonly DEVICE_NOT_FOUND: {
        readonly status: "server_116";
        readonly retryable: false;
        readonly message: "there is no such device";
        readonly hint: "Load the device list again.";
    };
    readonly APP_TOKEN_UNKNOWN: {
        readonly status: "server_200";
        readonly retryable: false;
        readonly message: "the app token is missing or unknown";
        readonly hint: "Check app_token and base_url in the options of init.";
    };
    readonly APP_TOKEN_FORMAT: {
        readonly status: "server_201";
        readonly retryable: false;
        readonly message: "the app token is malformed, or the account's stored key is unusable";
        readonly hint: "Check app_token in the options of init.";
    };
    readonly TOKEN_NOT_ALLOWED: {
        readonly status: "server_203";
        readonly retryable: false;
        readonly message: "the app's options do not allow this with this token";
        readonly hint: "Send this request from your own back end with the secret token, or change the app's options.";
    };
    readonly NOT_A_MEMBER: {
        readonly status: "server_300";
        readonly retryable: false;
        readonly message: "this user is no member of the group";
        readonly hint: "Load the member list again.";
    };
    readonly RANK_TOO_LOW: {
        readonly status: "server_301";
        readonly retryable: false;
        readonly message: "the rank is too low or wrong";
        readonly hint: "Ask an administrator of the group.";
    };
    readonly ALREADY_MEMBER: {
        readonly status: "server_302";
        readonly retryable: false;
        readonly message: "a member already, or invited already";
        readonly hint: "Nothing to do.";
    };
    readonly NO_INVITE: {
        readonly status: "server_307";
        readonly retryable: false;
        readonly message: "there is no such invite";
        readonly hint: "Load the invites again.";
    };
    readonly ONLY_ADMIN: {
        readonly status: "server_308";
        readonly retryable: false;
        readonly message: "the only administrator can't leave";
        readonly hint: "Make someone else an administrator first, or delete the group.";
    };
    readonly NO_JOIN_REQUEST: {
        readonly status: "server_309";
        readonly retryable: false;
        readonly message: "there is no such join request";
        readonly hint: "Load the join requests again.";
    };
    readonly NO_GROUP_ACCESS: {
        readonly status: "server_310";
        readonly retryable: false;
        readonly message: "no access to this group";
        readonly hint: "Load the list of groups again.";
    };
    readonly RANK_CHANGE: {
        readonly status: "server_314";
        readonly retryable: false;
        readonly message: "this rank can't be given";
        readonly hint: "Use 1 to 4; the creator's rank is fixed.";
    };
    readonly KICK_CREATOR: {
        readonly status: "server_315";
        readonly retryable: false;
        readonly message: "the creator can't be removed";
        readonly hint: "Delete the group instead.";
    };
    readonly KICK_HIGHER_RANK: {
        readonly status: "server_316";
        readonly retryable: false;
        readonly message: "someone of a higher rank can't be removed";
        readonly hint: "Ask an administrator of the group.";
    };
    readonly INVITES_STOPPED: {
        readonly status: "server_317";
        readonly retryable: false;
        readonly message: "the group takes no invites or join requests";
        readonly hint: "An administrator can allow them again with stopInvites().";
    };
    readonly CONNECTED_FROM_CONNECTED: {
        readonly status: "server_318";
        readonly retryable: false;
        readonly message: "a connected group can't be made from a connected group";
        readonly hint: "Create it from an ordinary group.";
    };
    readonly NOT_CONNECTED_GROUP: {
        readonly status: "server_319";
        readonly retryable: false;
        readonly message: "groups can only be members of a connected group";
        readonly hint: "Use a group made by createConnectedGroup().";
    };
    readonly NO_SUCH_ROUTE: {
        readonly status: "server_404";
        readonly retryable: false;
        readonly message: "the service has no such route";
        readonly hint: "Check base_url: the SDK adds /api/v1 itself.";
    };
    readonly TOTP_SECRET: {
        readonly status: "server_900";
        readonly retryable: false;
        readonly message: "the stored TOTP secret is unusable";
        readonly hint: "Reset MFA through your back end.";
    };
    readonly NO_TOTP: {
        readonly status: "server_901";
        readonly retryable: false;
        readonly message: "MFA is off, or this recovery key is unknown or used";
        readonly hint: "Use another recovery key, or log in without a code.";
    };
    readonly WRONG_TOTP: {
        readonly status: "server_902";
        readonly retryable: false;
        readonly message: "wrong or outdated code";
        readonly hint: "Enter the code that the authenticator shows now; check the clocks.";
    };
    readonly SERVER_ERROR: {
        readonly status: "client_2100";
        readonly retryable: false;
        readonly message: "the service refused the request";
        readonly hint: "See the message and the HTTP status.";
    };
    readonly NETWORK: {
        readonly status: "client_1000";
        readonly retryable: true;
        readonly message: "the request failed";
        readonly hint: "Check the connection and try again.";
    };
    readonly TIMEOUT: {
        readonly status: "client_1000";
        readonly retryable: true;
        readonly message: "no answer in time";
        readonly hint: "Try again, or raise timeout_ms.";
    };
    readonly ABORTED: {
        readonly status: "client_1000";
        readonly retryable: false;
        readonly message: "the call was aborted";
        readonly hint: "Call again when it is wanted.";
    };
    readonly UNREADABLE_BODY: {
        readonly status: "client_1002";
        readonly retryable: true;
        readonly message: "the answer's body could not be read";
        readonly hint: "Try again.";
    };
    readonly UNEXPECTED_ANSWER: {
        readonly status: "client_101";
        readonly retryable: false;
        readonly message: "the answer is not what a sentc API says";
        readonly hint: "Check base_url, and what stands between the page and the service.";
    };
    readonly RANK_OUT_OF_RANGE: {
        readonly status: "client_200";
        readonly retryable: false;
        readonly message: "a rank is a whole number from 1 to 4";
        readonly hint: "Use 1 to 4.";
    };
    readonly NO_PERMISSION: {
        readonly status: "client_201";
        readonly retryable: false;
        readonly message: "the own rank in this group does not allow this";
        readonly hint: "Ask an administrator of the group.";
    };
    readonly JWT_MALFORMED: {
        readonly status: "client_1100";
        readonly retryable: false;
        readonly message: "the JWT is malformed";
        readonly hint: "Check what answers at base_url or at the refresh endpoint.";
    };
    readonly JWT_CLAIMS: {
        readonly status: "client_1101";
        readonly retryable: false;
        readonly message: "the JWT is not for this user and device, or lacks its claims";
        readonly hint: "Check that the refresh endpoint answers for the signed-in user.";
    };
    readonly LOGIN_NOT_VERIFIED: {
        readonly status: "client_1102";
        readonly retryable: false;
        readonly message: "the server could not prove that these are this device's keys";
        readonly hint: "Do not go on: check base_url, and what stands between the page and the service.";
    };
    readonly MFA_REQUIRED: {
        readonly status: "client_10000";
        readonly retryable: false;
        readonly message: "multi-factor authentication is on: a code or a recovery key is needed";
        readonly hint: "Ask for the code and call again with it; after a login use mfaLogin.";
    };
    readonly INVALID_ARGUMENT: {
        readonly status: "client_2000";
        readonly retryable: false;
        readonly message: "an argument has a wrong type or value";
        readonly hint: "See the message.";
    };
    readonly INVALID_OPTIONS: {
        readonly status: "client_2001";
        readonly retryable: false;
        readonly message: "the options are unusable";
        readonly hint: "See the message.";
    };
    readonly NOT_INITIALIZED: {
        readonly status: "client_2002";
        readonly retryable: false;
        readonly message: "the SDK is not initialized";
        readonly hint: "Call and await init(…) first.";
    };
    readonly NO_USER: {
        readonly status: "client_2003";
        readonly retryable: false;
        readonly message: "nobody is signed in";
        readonly hint: "Log in first.";
    };
    readonly SIGNED_OUT: {
        readonly status: "client_2004";
        readonly retryable: false;
        readonly message: "this user was signed out";
        readonly hint: "Log in again and use the user that login returns.";
    };
    readonly DISPOSED: {
        readonly status: "client_2005";
        readonly retryable: false;
        readonly message: "this client was disposed of";
        readonly hint: "Create another client.";
    };
    readonly REFRESH_REFUSED: {
        readonly status: "client_2006";
        readonly retryable: false;
        readonly message: "the refresh endpoint refused";
        readonly hint: "Log in again.";
    };
    readonly REFRESH_ANSWER: {
        readonly status: "client_2007";
        readonly retryable: false;
        readonly message: "the refresh endpoint's answer is not a JWT";
        readonly hint: "Answer with the new JWT as text, or in the service's JSON envelope.";
    };
    readonly REFRESH_ENDPOINT: {
        readonly status: "client_2008";
        readonly retryable: true;
        readonly message: "the refresh endpoint could not answer";
        readonly hint: "Try again; see the cause.";
    };
    readonly STORAGE: {
        readonly status: "client_2010";
        readonly retryable: true;
        readonly message: "the storage could not be read or written";
        readonly hint: "Check the storage given to init, or the browser's settings.";
    };
    readonly OUT_OF_MEMORY: {
        readonly status: "client_2011";
        readonly retryable: true;
        readonly message: "there is not enough memory to derive the keys (19 MiB)";
        readonly hint: "Close other tabs and try again.";
    };
    readonly NO_RANDOM: {
        readonly status: "client_2012";
        readonly retryable: false;
        readonly message: "there is no source of secure random numbers";
        readonly hint: "Use an environment with crypto.getRandomValues.";
    };
    readonly BAD_KEY_MATERIAL: {
        readonly status: "client_2013";
        readonly retryable: false;
        readonly message: "keys or encrypted data are malformed";
        readonly hint: "If this lasts, reset the password through your back end.";
    };
    readonly UNSUPPORTED_ALGORITHM: {
        readonly status: "client_2014";
        readonly retryable: false;
        readonly message: "this account uses an algorithm that this SDK does not know";
        readonly hint: "Update the SDK.";
    };
    readonly INTERNAL: {
        readonly status: "client_2020";
        readonly retryable: true;
        readonly message: "an internal fault; the SDK has started anew";
        readonly hint: "Call again, and please report it.";
    };
    readonly NO_WEBASSEMBLY: {
        readonly status: "client_2021";
        readonly retryable: false;
        readonly message: "WebAssembly is not available here";
        readonly hint: "Use a current browser, or leave its lockdown mode.";
    };
    readonly WASM_BLOCKED_BY_CSP: {
        readonly status: "client_2022";
        readonly retryable: false;
        readonly message: "the page's Content-Security-Policy blocks WebAssembly";
        readonly hint: "Add 'wasm-unsafe-eval' to script-src.";
    };
    readonly WASM_NOT_FOUND: {
        readonly status: "client_2023";
        readonly retryable: true;
        readonly message: "the wasm file could not be loaded";
        readonly hint: "Serve sentc-light.wasm beside the script, or set wasm_path.";
    };
    readonly WASM_INVALID: {
        readonly status: "client_2024";
        readonly retryable: false;
        readonly message: "the wasm file is not the one of this version";
        readonly hint: "Serve the sentc-light.wasm of this package.";
    };
};
/** A readable constant for what went wrong. */
type SentcErrorCode = keyof typeof ERRORS;

interface SentcErrorDetails {
    /** `server_<number>` of a code the service sent; else the status of the table. */
    status?: string | undefined;
    message?: string | undefined;
    retryable?: boolean | undefined;
    hint?: string | undefined;
    http_status?: number | undefined;
    cause?: unknown;
}
/**
 * Every failure of this SDK.
 *
 * Apps written for older clients do `JSON.parse(e).status` on what they catch: `toString()` gives
 * `{"status":"server_112","error_message":"…"}`, so that keeps working.
 */
declare class SentcError extends Error {
    readonly name = "SentcError";
    /** `server_112` (the service's number) or `client_1000` (the SDK's). */
    readonly status: string;
    /** The same as a readable constant. Status numbers may be shared (NETWORK, TIMEOUT and ABORTED are client_1000); codes are not. */
    readonly code: SentcErrorCode;
    /** Whether the same call may work later without anything being changed. */
    readonly retryable: boolean;
    /** What to do about it. */
    readonly hint: string;
    /** The HTTP status of the answer, where there was one. */
    readonly http_status?: number;
    constructor(code: SentcErrorCode, details?: SentcErrorDetails);
    toString(): string;
    /** Without the cause: it is somebody else's object, and nobody knows what it holds. */
    toJSON(): SentcErrorJson;
}
interface SentcErrorJson {
    name: "SentcError";
    status: string;
    code: SentcErrorCode;
    message: string;
    retryable: boolean;
    hint: string;
    http_status?: number;
}
/** An error as the wasm throws it: a plain object with the fields of the table. */
interface PlainError extends SentcErrorDetails {
    code: SentcErrorCode;
}
declare function isPlainError(thrown: unknown): thrown is PlainError;
/** Whatever was thrown, as a SentcError. What nobody foresaw is INTERNAL. */
declare function toSentcError(thrown: unknown, cause?: unknown): SentcError;

/**
 * What can be a member of groups: a user, or a group. What a group does as a member needs rank 1 in it (else
 * NO_PERMISSION); only `getGroups` is open to all its members.
 */
declare abstract class GroupMember {
    /** Up to 50 groups, by the time they were created: the first ones, or those after `last`. */
    getGroups(last?: GroupList | null, options?: CallOptions): Promise<GroupList[]>;
    /** All groups, by the time they were created. */
    groups(options?: CallOptions): AsyncGenerator<GroupList, void, undefined>;
    /** Up to 50 invites, newest first: the first ones, or those after `last`. */
    getGroupInvites(last?: GroupInviteListItem | null, options?: CallOptions): Promise<GroupInviteListItem[]>;
    /** All invites, newest first. */
    groupInvites(options?: CallOptions): AsyncGenerator<GroupInviteListItem, void, undefined>;
    acceptGroupInvite(group_id: string, options?: CallOptions): Promise<void>;
    rejectGroupInvite(group_id: string, options?: CallOptions): Promise<void>;
    /** Asks to join a group; a group can ask a connected group. */
    groupJoinRequest(group_id: string, options?: CallOptions): Promise<void>;
    /** Up to 50 join requests that were sent and not answered, newest first: the first ones, or those after `last`. */
    sentJoinReq(last?: GroupInviteListItem | null, options?: CallOptions): Promise<GroupInviteListItem[]>;
    /** All join requests that were sent and not answered, newest first. */
    sentJoinRequests(options?: CallOptions): AsyncGenerator<GroupInviteListItem, void, undefined>;
    /** Takes a join request back. */
    deleteJoinReq(group_id: string, options?: CallOptions): Promise<void>;
}

/**
 * A group as the user reaches it: as a member, through a group above it, or acting as a group that is a member.
 *
 * Ranks: 0 creator, 1 administrator, 2 manages members, 3 and 4 plain members. What the own rank, as far as it is
 * known, does not allow is refused with NO_PERMISSION (client_201) before any request; a rank other than 1 to 4 that is
 * to be given with RANK_OUT_OF_RANGE (client_200). NO_GROUP_ACCESS: the access is gone.
 */
declare class Group extends GroupMember {
    private constructor();
    /** What is known of the group: the same object for all `Group`s of it, whose fields follow. */
    get data(): GroupData;
    toJSON(): GroupData;
    /** Asks for the own rank now, and sets `data.rank` and `data.last_check_time`. */
    groupUpdateCheck(options?: CallOptions): Promise<void>;
    /** Creates a group below this one, to which this one's members have access with their rank here. Rank 1; gives the id. */
    createChildGroup(options?: CallOptions): Promise<string>;
    /** Creates a group that groups can be members of; this one is its creator. Rank 1; gives the id. */
    createConnectedGroup(options?: CallOptions): Promise<string>;
    /** A group below this one, accessed in the same way. */
    getChildGroup(group_id: string, options?: CallOptions): Promise<Group>;
    /** A group that this one is a member of, or one below such a group. */
    getConnectedGroup(group_id: string, options?: CallOptions): Promise<Group>;
    /** Up to 50 groups directly below this one, oldest first: the first ones, or those after `last`. */
    getChildren(last?: GroupChildrenListItem | null, options?: CallOptions): Promise<GroupChildrenListItem[]>;
    /** All groups directly below this one, oldest first. */
    children(options?: CallOptions): AsyncGenerator<GroupChildrenListItem, void, undefined>;
    /** Up to 50 other members, by the time they joined: the first ones, or those after `last`. */
    getMember(last?: GroupUserListItem | null, options?: CallOptions): Promise<GroupUserListItem[]>;
    /** All other members, by the time they joined. */
    members(options?: CallOptions): AsyncGenerator<GroupUserListItem, void, undefined>;
    /** Invites a user. Rank 2; `rank` is 4 unless given. */
    invite(user_id: string, rank?: number | null, options?: CallOptions): Promise<void>;
    /** Adds a user without asking. Rank 2; `rank` is 4 unless given. */
    inviteAuto(user_id: string, rank?: number | null, options?: CallOptions): Promise<void>;
    /** Invites a group; this one must be a connected group. Rank 2; `rank` is 4 unless given. */
    inviteGroup(group_id: string, rank?: number | null, options?: CallOptions): Promise<void>;
    /** Adds a group without asking; this one must be a connected group. Rank 2; `rank` is 4 unless given. */
    inviteGroupAuto(group_id: string, rank?: number | null, options?: CallOptions): Promise<void>;
    private inviteWith;
    /** Stops invites and join requests; called again, allows them. Invites that were sent stay good. Rank 1. */
    stopInvites(options?: CallOptions): Promise<void>;
    /** Up to 50 received join requests, oldest first: the first ones, or those after `last`. Rank 2. */
    getJoinRequests(last?: GroupJoinReqListItem | null, options?: CallOptions): Promise<GroupJoinReqListItem[]>;
    /** All received join requests, oldest first. Rank 2. */
    joinRequests(options?: CallOptions): AsyncGenerator<GroupJoinReqListItem, void, undefined>;
    /** Lets a user, or a group, in. Rank 2; `rank` is 4 unless given. */
    acceptJoinRequest(user_id: string, rank?: number | null, options?: CallOptions): Promise<void>;
    /** Rejects a join request; they may ask again. Rank 2. */
    rejectJoinRequest(user_id: string, options?: CallOptions): Promise<void>;
    /** Gives a member, or oneself, another rank: 1 to 4. Rank 1; the creator's is fixed. */
    updateRank(user_id: string, rank: number, options?: CallOptions): Promise<void>;
    /** For a request by an own back end: the body. Checked as in `updateRank`. */
    prepareUpdateRank(user_id: string, rank: number): string;
    /** Removes a member: not the creator, nor someone of a higher rank. Rank 2. */
    kickUser(user_id: string, options?: CallOptions): Promise<void>;
    /** Leaves; accessed by a group that is the member, that group leaves. The only administrator can't (ONLY_ADMIN). */
    leave(options?: CallOptions): Promise<void>;
    /** Deletes the group with all groups below it. Rank 1. */
    deleteGroup(options?: CallOptions): Promise<void>;
    private take;
}

/** A signed-in user, without anything to call. Several objects of one session see each other's changes. */
declare abstract class SessionUser extends GroupMember {
    /** Invites to groups: the first page, on the user that `init` returned; empty on others. */
    readonly group_invites: GroupInviteListItem[];
    /** The keys and tokens of this device, as they are now. */
    get data(): UserData;
    /** The same as `data`. */
    get user_data(): UserData;
    /** No secrets: `JSON.stringify(user)` ends up in logs and error reports. */
    toJSON(): {
        user_id: string;
        device_id: string;
        mfa: boolean;
    };
}

/** A signed-in user and groups. What a user does as a member of groups is in group-member.ts. */
declare abstract class GroupUser extends SessionUser {
    /** Creates a group, whose creator (rank 0) the user is, and gives its id. */
    createGroup(options?: CallOptions): Promise<string>;
    /** For a request by an own back end: the body. */
    prepareGroupCreate(): string;
    /**
     * A group that the user has access to; NO_GROUP_ACCESS where there is none. What was known in the last five minutes
     * costs no request, later there is a small one.
     *
     * `group_as_member`: the id of one of the user's groups that is a member of the wanted one (or of one above it).
     */
    getGroup(group_id: string, group_as_member?: string | null, options?: CallOptions): Promise<Group>;
}

/**
 * A signed-in user on this device. Any number of calls may run at once. Once the session ended, every method rejects
 * with SIGNED_OUT.
 *
 * `password` is always that of this device. `mfa_token` is needed while multi-factor authentication is on: a TOTP code
 * (a number gets its leading zeros back) or, with `mfa_recovery`, a recovery key.
 */
declare class User extends GroupUser {
    private constructor();
    /** Whether multi-factor authentication was on when this client last saw. */
    enabledMfa(): boolean;
    /** A JWT that is valid now, refreshed when needed. For requests to an own back end. */
    getJwt(options?: CallOptions): Promise<string>;
    /**
     * `fetch` for the app's own back end, with the JWT as bearer token: to the page's own origin, `base_url` and
     * `fetch_origins` only. Redirects are errors unless `init.redirect` says otherwise. A 401 is answered by a new JWT and
     * one more try, unless the body is a stream.
     */
    fetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response>;
    /** Changes the identifier of this device; those of other devices stay. */
    updateUser(new_identifier: string, options?: CallOptions): Promise<void>;
    /** Changes the password of this device. */
    changePassword(old_password: string, new_password: string, mfa_token?: string | number | null, mfa_recovery?: boolean | null, options?: CallOptions): Promise<void>;
    /** Forgets the session, here and in the other tabs. The service has nothing to revoke it with. */
    logOut(): Promise<void>;
    /** Deletes the account with all its devices. */
    deleteUser(password: string, mfa_token?: string | number | null, mfa_recovery?: boolean | null, options?: CallOptions): Promise<void>;
    /** Deletes a device; deleting this one signs out. The last one can't be deleted. */
    deleteDevice(password: string, device_id: string, mfa_token?: string | number | null, mfa_recovery?: boolean | null, options?: CallOptions): Promise<void>;
    /** Confirms another device, given what `registerDeviceStart` gave there. `Sentc.parseDeviceOutput` tells whose it is. */
    registerDevice(server_output: string, options?: CallOptions): Promise<void>;
    /** Up to 50 devices, oldest first: the first ones, or those after `last`. */
    getDevices(last?: UserDeviceList | null, options?: CallOptions): Promise<UserDeviceList[]>;
    /** All devices, oldest first. */
    devices(options?: CallOptions): AsyncGenerator<UserDeviceList, void, undefined>;
    /** Turns multi-factor authentication on. Gives the URL for the authenticator (`Sentc.otpQrSvg`) and the recovery keys. */
    registerOtp(issuer: string, audience: string, password: string, mfa_token?: string | number | null, mfa_recovery?: boolean | null, options?: CallOptions): Promise<[url: string, recovery_keys: string[]]>;
    /** As `registerOtp`, with the secret as the service gives it. */
    registerRawOtp(password: string, mfa_token?: string | number | null, mfa_recovery?: boolean | null, options?: CallOptions): Promise<OtpRegister>;
    /** A new secret and new recovery keys; the old ones are void. */
    resetOtp(issuer: string, audience: string, password: string, mfa_token?: string | number | null, mfa_recovery?: boolean | null, options?: CallOptions): Promise<[url: string, recovery_keys: string[]]>;
    /** As `resetOtp`, with the secret as the service gives it. */
    resetRawOtp(password: string, mfa_token?: string | number | null, mfa_recovery?: boolean | null, options?: CallOptions): Promise<OtpRegister>;
    /** Turns multi-factor authentication off. */
    disableOtp(password: string, mfa_token?: string | number | null, mfa_recovery?: boolean | null, options?: CallOptions): Promise<void>;
    /** The recovery keys that are left. */
    getOtpRecoverKeys(password: string, mfa_token?: string | number | null, mfa_recovery?: boolean | null, options?: CallOptions): Promise<string[]>;
    /** Checks the names now, so that nothing is changed at the service when they are unusable. */
    private otpUrl;
}

/** The last argument of every asynchronous method. */
interface CallOptions {
    /** Ends the call with ABORTED. What is being written then is still written. */
    signal?: AbortSignal | undefined;
}
/** A signed-in device, as it is now: the object stays the same, its fields follow the session. Holds secrets. */
interface UserData {
    device: DeviceKeys;
    jwt: string;
    /** In the cookie modes only on the user that a login returned; `""` elsewhere. */
    refresh_token: string;
    user_id: string;
    device_id: string;
    /** Whether multi-factor authentication was on when this client last saw. */
    mfa: boolean;
}
/** The key pairs of a device. */
interface DeviceKeys {
    private_key: string;
    public_key: string;
    sign_key: string;
    verify_key: string;
    exported_public_key: string;
    exported_verify_key: string;
}
/** What a login leads to: a user, or the question for a code. */
type LoginUser = {
    kind: "user";
    u: User;
} | {
    kind: "mfa";
    u: UserMfaLogin;
};
/**
 * A login that waits for its code. The two keys (32 bytes, base64) are as good as the password: keep them in memory for
 * as long as the person types, and never in a storage. After a mistyped code they can be used again.
 */
interface UserMfaLogin {
    deviceIdentifier: string;
    mfa_master_key: string;
    mfa_auth_key: string;
}
/** What `Sentc.on` can listen to. `remote`: another tab did it. */
interface SentcEvents {
    signedIn: {
        user_id: string;
        remote: boolean;
    };
    signedOut: {
        user_id: string;
        remote: boolean;
        reason: SignOutReason;
    };
    /** A new JWT; `exp` in Unix seconds. */
    refreshed: {
        user_id: string;
        exp: number;
    };
    /** The service ended the session. */
    sessionExpired: {
        user_id: string;
        error: SentcError;
    };
    /** Sessions are kept in memory only, or could not be read. */
    storageUnavailable: {
        reason: string;
    };
}

/** A client of one app. `Sentc` is the default one; `createClient` makes others. */
declare class SentcClient {
    /**
     * Loads the wasm, and gives the stored user with a valid JWT and the first page of invites, or undefined.
     *
     * With the same options again (data by value, functions by identity): the same promise, unless it was rejected or
     * somebody signed in or out since. With others the client starts anew: users of before reject with SIGNED_OUT, but
     * stay stored. When only the network failed, the client is usable all the same and `init` can be called again.
     *
     * A client of `createClient` has its options already.
     */
    init(options?: SentcOptions, call?: CallOptions): Promise<User | undefined>;
    checkUserIdentifierAvailable(identifier: string, options?: CallOptions): Promise<boolean>;
    /** For a request by an own back end: the body. */
    prepareCheckUserIdentifierAvailable(identifier: string): string;
    doneCheckUserIdentifierAvailable(server_output: string): boolean;
    /** A random identifier (16 bytes) and password (32 bytes), base64url without padding. */
    generateRegisterData(): [identifier: string, password: string];
    /** Registers a user, and gives the user id. Does not log in. */
    register(identifier: string, password: string, options?: CallOptions): Promise<string>;
    /** For a registration by an own back end: the body. Blocks the thread while the keys are derived. */
    prepareRegister(identifier: string, password: string): string;
    /** As `prepareRegister`, without blocking where there are workers. */
    prepareRegisterAsync(identifier: string, password: string, options?: CallOptions): Promise<string>;
    /** The user id in the answer to a registration. */
    doneRegister(server_output: string): string;
    /** Registers this device for a user who confirms it on another one: with `registerDevice`, given what this returns. */
    registerDeviceStart(identifier: string, password: string, options?: CallOptions): Promise<string>;
    /** For a device registration by an own back end: the body. */
    prepareRegisterDeviceStart(identifier: string, password: string): string;
    /** Throws when the answer to a device registration is a refusal. */
    doneRegisterDeviceStart(server_output: string): void;
    /** Which device a server output is about: to ask "is this your device?" before `registerDevice`. */
    parseDeviceOutput(server_output: string): {
        device_identifier: string;
    };
    /** Logs in. With `force`, an account with multi-factor authentication rejects with MFA_REQUIRED (client_10000). */
    login(identifier: string, password: string, force: true, options?: CallOptions): Promise<User>;
    login(identifier: string, password: string, force?: false | undefined, options?: CallOptions): Promise<LoginUser>;
    login(identifier: string, password: string, force?: boolean, options?: CallOptions): Promise<LoginUser | User>;
    /** Goes on with a login by a TOTP code. */
    mfaLogin(token: string | number, data: UserMfaLogin, options?: CallOptions): Promise<User>;
    /** Goes on with a login by a recovery key, which is used up. */
    mfaRecoveryLogin(recovery_key: string, data: UserMfaLogin, options?: CallOptions): Promise<User>;
    /** A new JWT for a refresh token that the app keeps itself. */
    refreshJwt(old_jwt: string, refresh_token: string, options?: CallOptions): Promise<string>;
    /** The user who signed in last; with `jwt`, once the JWT is valid; with `username`, with the identifier. NO_USER if nobody is. */
    getActualUser(jwt?: boolean, username?: false | undefined, options?: CallOptions): Promise<User>;
    getActualUser(jwt: boolean | undefined, username: true, options?: CallOptions): Promise<[user: User, identifier: string]>;
    /** A stored user by identifier; false when there is none. */
    getUser(identifier: string, options?: CallOptions): Promise<User | false>;
    /** A QR code as SVG. */
    qrSvg(content: string): string;
    /** The QR code of an otpauth URL, for an authenticator to scan. */
    otpQrSvg(url: string): string;
    /** Whether a code is the right one now: lets an app confirm the authenticator before it says done. */
    checkOtp(url: string, token: string | number): boolean;
    /** Listens to an event; the returned function stops. */
    on<K extends keyof SentcEvents>(name: K, callback: (payload: SentcEvents[K]) => void): () => void;
    /** Waits for the calls that run, then frees what the client holds. Signs nobody out. Every later call gives DISPOSED. */
    dispose(): Promise<void>;
    private disposed;
    private ready;
    private started;
    private start;
    /** A core with these options, which takes the place of the one before. One after the other: the last one stays. */
    private opened;
    private open;
    private finishLogin;
}
/** `using client = createClient(…)` starts the disposal; `await using` waits for it. */
interface SentcClient extends Disposable, AsyncDisposable {
}

/** The default client. */
declare const Sentc: SentcClient;
/** Another client beside the default one: for another app, or (with `name`) another account of the same app. */
declare function createClient(options: SentcOptions): SentcClient;

export {
  Group,
  REFRESH_ENDPOINT,
  Sentc as default,
  SentcError,
  User,
  createClient,
};
export type {
  CallOptions,
  DeviceKeys,
  GroupChildrenListItem,
  GroupData,
  GroupInviteListItem,
  GroupJoinReqListItem,
  GroupList,
  GroupUserListItem,
  KdfProfile,
  LogEntry,
  LoginUser,
  OtpRegister,
  RefreshOptions,
  SentcClient,
  SentcErrorCode,
  SentcErrorJson,
  SentcEvents,
  SentcOptions,
  SignOutReason,
  StorageInterface,
  StorageOptions,
  UserData,
  UserDeviceList,
  UserMfaLogin,
  WasmPath,
  WasmSource,
};
