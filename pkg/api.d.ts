/// <reference lib="esnext.disposable" preserve="true" />

/** A readable constant for what went wrong. */
type SentcErrorCode = "ID_FORMAT" | "UNREADABLE_JSON" | "BODY_TOO_BIG" | "TIME_FORMAT" | "JWT_EXPIRED" | "JWT_MISSING" | "JWT_UNDECODABLE" | "JWT_KEY_UNKNOWN" | "USER_NOT_FOUND" | "IDENTIFIER_TAKEN" | "SALT" | "AUTH_KEY_FORMAT" | "WRONG_PASSWORD" | "JWT_NOT_FRESH" | "REFRESH_TOKEN" | "LAST_DEVICE" | "DEVICE_NOT_FOUND" | "APP_TOKEN_UNKNOWN" | "APP_TOKEN_FORMAT" | "TOKEN_NOT_ALLOWED" | "NOT_A_MEMBER" | "RANK_TOO_LOW" | "ALREADY_MEMBER" | "NO_INVITE" | "ONLY_ADMIN" | "NO_JOIN_REQUEST" | "NO_GROUP_ACCESS" | "RANK_CHANGE" | "KICK_CREATOR" | "KICK_HIGHER_RANK" | "INVITES_STOPPED" | "CONNECTED_FROM_CONNECTED" | "NOT_CONNECTED_GROUP" | "NO_SUCH_ROUTE" | "TOTP_SECRET" | "NO_TOTP" | "WRONG_TOTP" | "SERVER_ERROR" | "NETWORK" | "TIMEOUT" | "ABORTED" | "UNREADABLE_BODY" | "UNEXPECTED_ANSWER" | "RANK_OUT_OF_RANGE" | "NO_PERMISSION" | "JWT_MALFORMED" | "JWT_CLAIMS" | "LOGIN_NOT_VERIFIED" | "MFA_REQUIRED" | "INVALID_ARGUMENT" | "INVALID_OPTIONS" | "NOT_INITIALIZED" | "NO_USER" | "SIGNED_OUT" | "DISPOSED" | "REFRESH_REFUSED" | "REFRESH_ANSWER" | "REFRESH_ENDPOINT" | "PASSKEY_UNSUPPORTED" | "PASSKEY_CANCELLED" | "PASSKEY_UNKNOWN" | "PASSKEY_EXISTS" | "RECOVERY_CODE" | "STORAGE" | "OUT_OF_MEMORY" | "NO_RANDOM" | "BAD_KEY_MATERIAL" | "UNSUPPORTED_ALGORITHM" | "INTERNAL" | "NO_WEBASSEMBLY" | "WASM_BLOCKED_BY_CSP" | "WASM_NOT_FOUND" | "WASM_INVALID";
interface ErrorRow {
    readonly name: SentcErrorCode;
    readonly status: string;
    readonly retryable: boolean;
    readonly message: string;
    readonly hint: string;
}
/** In the order of the table: the wasm names an error by its place in it. */
declare function errorRows(): readonly ErrorRow[];

/** The app's words for what a person can cause or meet; `OTHER` for everything else. */
interface UserMessages {
    /** At a login. The same words for an unknown identifier: strangers must not learn who has an account. */
    WRONG_PASSWORD: string;
    /** A signed-in user confirmed a change with a wrong password. */
    WRONG_OWN_PASSWORD: string;
    IDENTIFIER_TAKEN: string;
    MFA_REQUIRED: string;
    WRONG_TOTP: string;
    /** A recovery key that is wrong or used up. */
    NO_TOTP: string;
    /** A code was entered, but multi-factor authentication is off. */
    MFA_OFF: string;
    LAST_DEVICE: string;
    DEVICE_NOT_FOUND: string;
    /** Only a part of the text of a new device was pasted, or another text. */
    DEVICE_TEXT: string;
    PASSKEY_UNSUPPORTED: string;
    /** Also where no passkey was there to choose: browsers do not tell the difference. */
    PASSKEY_CANCELLED: string;
    PASSKEY_UNKNOWN: string;
    PASSKEY_EXISTS: string;
    /** `{group}` is replaced by the number of the group that is mistyped, 1 to 8. */
    RECOVERY_CODE: string;
    RECOVERY_KIT_UNKNOWN: string;
    /** Somebody who was to be invited, accepted, changed or removed. */
    USER_NOT_FOUND: string;
    NOT_A_MEMBER: string;
    ALREADY_MEMBER: string;
    ONLY_ADMIN: string;
    NO_GROUP_ACCESS: string;
    /** The person's rank is too low for this. */
    NO_PERMISSION: string;
    RANK_CHANGE: string;
    KICK_CREATOR: string;
    NO_INVITE: string;
    NO_JOIN_REQUEST: string;
    INVITES_STOPPED: string;
    NOT_CONNECTED_GROUP: string;
    ID_FORMAT: string;
    TOKEN_NOT_ALLOWED: string;
    /** What was typed can't be used: mostly an empty field. */
    INVALID_ARGUMENT: string;
    BODY_TOO_BIG: string;
    NETWORK: string;
    TIMEOUT: string;
    ABORTED: string;
    /** Nobody has signed in yet. */
    NO_USER: string;
    /** However the session ended. */
    SIGNED_OUT: string;
    OUT_OF_MEMORY: string;
    NO_WEBASSEMBLY: string;
    /** Everything else that may work later. Where an app sets only `OTHER`, that is used for both. */
    OTHER_LATER: string;
    OTHER: string;
}
/** One table for all clients: apps have one voice. */
declare const messages: UserMessages;
/** A login whose identifier and password nobody typed. */
declare const PASSKEY_LOGIN = "PasskeyLogin";
/** A login by the code of a recovery kit. */
declare const RECOVERY_KIT_LOGIN = "RecoveryKitLogin";
/** The call that an error came from. */
interface FailedCall {
    /** A row of the service's table, another call by which words differ, `PASSKEY_LOGIN` or `RECOVERY_KIT_LOGIN`. */
    name: string;
    /** Somebody was signed in. */
    of_user: boolean;
    /** A recovery key was given in place of a code. */
    recovery: boolean;
}
declare function userMessage(code: SentcErrorCode, retryable: boolean, call?: FailedCall): string;

/**
 * A child, first level (GET /group/{id}/children/…).
 */
interface GroupChildrenListItem {
    group_id: string;
    time: number;
    parent?: string;
}
/**
 * A group as the user sees it: the group's ids, the user's rank in it, and where the access comes from.
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
 * A login that waits for its code. The two keys (32 bytes, base64) are as good as the password: keep them in memory for
 * as long as the person types, and never in a storage. After a mistyped code they can be used again.
 */
interface UserMfaLogin {
    deviceIdentifier: string;
    mfa_master_key: string;
    mfa_auth_key: string;
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
    /**
     * `GET`, `POST` and so on.
     */
    method: string;
    /**
     * The path below the base URL, or the origin and path of an own back end.
     */
    path: string;
    /**
     * 1 for the first try.
     */
    attempt: number;
    /**
     * From sending to the end of the answer, in milliseconds.
     */
    duration_ms: number;
    /**
     * The answer's, where there was one.
     */
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
/**
 * Why a TOTP code is not the right one: `Sentc.otpProblem`.
 */
type OtpProblem = {
    kind: "wrong";
} | {
    kind: "sha1";
} | {
    kind: "clock";
    seconds: number;
};
/**
 * Why a session ended.
 */
type SignOutReason = "log_out" | "user_deleted" | "device_deleted" | "session_expired" | "storage_lost";

/** What a client does without asking the service. All of it throws: NOT_INITIALIZED before `init`. */
declare abstract class ClientTools {
    /** `error.user_message`, in the app's words and language. Setting some leaves the others; all clients share them. */
    get messages(): UserMessages;
    set messages(words: Partial<UserMessages>);
    /** For a request by an own back end: the body. */
    prepareCheckUserIdentifierAvailable(identifier: string): string;
    /** Whether the answer says that the identifier is free. */
    doneCheckUserIdentifierAvailable(server_output: string): boolean;
    /** A random identifier (16 bytes) and password (32 bytes), base64url without padding. */
    generateRegisterData(): [identifier: string, password: string];
    /** For a registration by an own back end: the body. Blocks the thread while the keys are derived. */
    prepareRegister(identifier: string, password: string): string;
    /** The user id in the answer to a registration. */
    doneRegister(server_output: string): string;
    /** For a device registration by an own back end: the body. Blocks as `prepareRegister` does. */
    prepareRegisterDeviceStart(identifier: string, password: string): string;
    /** Throws when the answer to a device registration is a refusal. */
    doneRegisterDeviceStart(server_output: string): void;
    /**
     * What a server output, or the text of `deviceQr`, is about: to ask "is this your device?" before `registerDevice`. The identifier proves nothing,
     * whoever forwards the output chooses it; `code`, six characters, is the same on both devices, and is what a person
     * compares.
     */
    parseDeviceOutput(server_output: string): {
        device_identifier: string;
        code: string;
    };
    /**
     * The text of a new device in short, and its QR code as SVG: at most 45 modules a side, which phones can scan. The other device's
     * `registerDevice` and `parseDeviceOutput` take this text as well as `server_output`, and its six characters are the same. A long
     * identifier is shortened in it. INVALID_ARGUMENT for any text that is not that of a new device.
     */
    deviceQr(server_output: string): {
        text: string;
        svg: string;
    };
    /** A QR code as SVG. INVALID_ARGUMENT when it can't hold that much. */
    qrSvg(content: string): string;
    /** The QR code of an otpauth URL, for an authenticator to scan. */
    otpQrSvg(url: string): string;
    /** Whether a code is the right one now, give or take 30 seconds: lets an app confirm the authenticator before it says done. */
    checkOtp(url: string, token: string | number): boolean;
    /** Why a code is not the right one, so that an app can say what to do; undefined when it is. */
    otpProblem(url: string, token: string | number): OtpProblem | undefined;
    private compute;
    /** An answer that the app's back end passed on. */
    private passedOn;
}

type Known<Name extends string, Else> = typeof globalThis extends Record<Name, {
    prototype: infer T;
}> ? T : Else;
type Signal = Known<"AbortSignal", {
    readonly aborted: boolean;
    readonly reason: unknown;
    addEventListener(type: "abort", listener: () => void): void;
    removeEventListener(type: "abort", listener: () => void): void;
}>;
type HttpRequest = Known<"Request", {
    readonly url: string;
    readonly method: string;
    clone(): unknown;
}>;
type HttpResponse = Known<"Response", {
    readonly ok: boolean;
    readonly status: number;
    readonly url: string;
    arrayBuffer(): Promise<ArrayBuffer>;
    json(): Promise<unknown>;
    text(): Promise<string>;
}>;
type Address = Known<"URL", {
    readonly href: string;
    readonly origin: string;
    toString(): string;
}>;
type Fetch = typeof globalThis extends {
    fetch: infer T;
} ? T : (input: string, init?: {
    method?: string;
    headers?: unknown;
    body?: unknown;
    signal?: Signal | null;
}) => Promise<HttpResponse>;
type FetchInput = Fetch extends (input: infer T, init?: never) => unknown ? T : never;
type FetchInit = Fetch extends (input: never, init?: infer T) => unknown ? NonNullable<T> : never;
type Bytes = typeof globalThis extends {
    WebAssembly: {
        compile: (bytes: infer T) => unknown;
    };
} ? T : ArrayBuffer | ArrayBufferView;
type WasmModule = typeof globalThis extends {
    WebAssembly: {
        Module: {
            prototype: infer T;
        };
    };
} ? T : object;

/** Where a new JWT comes from. */
declare enum REFRESH_ENDPOINT {
    /** `GET endpoint_url` with cookies: an own back end keeps the refresh token in an HTTP-only cookie. */
    cookie = 0,
    /** A function of the app, `endpoint_fn`. */
    cookie_fn = 1,
    /** The service itself; the refresh token is stored on the client. The default. */
    api = 2
}
/** Checked when a client is made, or by `init`: INVALID_OPTIONS. Only an object's own properties count. */
interface SentcOptions {
    /** The app's public token. The secret one is for back ends only. */
    app_token: string;
    /** The service's address: http or https, without user name, query and fragment. Default: https://api.sentc.com */
    base_url?: string | undefined;
    /** Where the wasm is, or what is in it. Default: `sentc-light.wasm` beside the script. Only the first load in a page counts. */
    wasm_path?: WasmPath | undefined;
    refresh?: RefreshOptions | undefined;
    storage?: StorageOptions | undefined;
    /** How long a request may take, with its body, in milliseconds. Default: 15000 */
    timeout_ms?: number | undefined;
    /** How often a request that may be repeated is repeated: 0 to 10. Default: 2 */
    retries?: number | undefined;
    /** Used instead of the global one. */
    fetch?: Fetch | undefined;
    /** Origins (`https://api.example.com`) besides the page's own and the API's that `user.fetch` may send the JWT to. */
    fetch_origins?: readonly string[] | undefined;
    /**
     * Every client published so far derives keys with 4 MiB of memory (Argon2id, m = 4096 KiB), so an account registered
     * with 19 MiB opens in none of them: whoever still has users of one, in a mobile app for instance, sets `legacy`.
     *
     * - `compatible`, the default: registers with 19 MiB (OWASP's floor). A login that is refused is tried once with 4 MiB;
     *   no account is changed.
     * - `migrate`: the same, and gives an old account 19 MiB under the same password once it has logged in, after which the
     *   other clients can't open it. Not for logins with multi-factor authentication.
     * - `legacy`: registers with 4 MiB and tries them first; accepts both.
     * - `strict`: 19 MiB only.
     */
    kdf?: KdfPolicy | undefined;
    /**
     * Passwords are derived in a Web Worker where there is one: its script is `sentc-light.worker.js` beside this one, or
     * where the URL says (same origin). With `#sha384-…` behind the URL, only a file with that hash is started, as a copy from a
     * `blob:` address, which the page's policy must allow; the file may be of another origin then. Default: auto
     */
    worker?: "auto" | "off" | Address | undefined;
    /**
     * Whether records in the browser's own storage are encrypted, where WebCrypto is. Default: auto. It keeps secrets from scripts
     * that read raw records, not from copies of the browser's profile: docs/storage.md.
     */
    encrypt_storage?: "auto" | "off" | undefined;
    /** Keeps several accounts of one app apart. */
    name?: string | undefined;
    /** How long logins last that do not say so themselves: see `LoginOptions`. Default: browser */
    remember?: Remember | undefined;
    /** How identifiers and passwords are normalized before use. Default: not at all, not even trimmed. */
    normalize?: NormalizeOptions | undefined;
    /** Called after each request. Receives no token, key or password. */
    log?: ((entry: LogEntry) => void) | undefined;
}
/**
 * For apps without accounts yet. Whoever registered before with an identifier or password that this changes (a capital
 * letter, a space at the end, an accent typed in two parts) can't log in any more: the service knows only the old one.
 * All clients of the app, and a back end that registers, must do the same.
 */
interface NormalizeOptions {
    /** Without white space around; with `trim-lower-nfc` also in lower case, and in Unicode's form C. */
    identifier?: "trim" | "trim-lower-nfc" | undefined;
    /** In Unicode's form C: é is one code point, however it was typed. */
    password?: "nfc" | undefined;
}
interface RefreshOptions {
    endpoint: REFRESH_ENDPOINT | 0 | 1 | 2;
    /** For `cookie`: http or https; relative to the page. */
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
/**
 * How long a login lasts.
 *
 * - `browser`, the default: until the log-out
 * - `tab`: until the tab is closed. A reload finds it, other tabs do not.
 * - `memory`: until the page is left. Nothing is stored.
 */
type Remember = "browser" | "tab" | "memory";
/** Which parameters passwords are derived with: see the option `kdf`. */
type KdfPolicy = "compatible" | "migrate" | "legacy" | "strict";
/** The same as `KdfPolicy`, under its earlier name. */
type KdfProfile = KdfPolicy;
type WasmSource = string | Address | HttpRequest | HttpResponse | Bytes | WasmModule;
type WasmPath = WasmSource | Promise<WasmSource>;
/** The options of one init, checked. */
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
    fetch: Fetch | undefined;
    fetch_origins: readonly string[] | undefined;
    kdf: KdfPolicy | undefined;
    /** `off`, or the address of its script. Undefined: the one that belongs to the entry. */
    worker: string | undefined;
    encrypt_storage: "auto" | "off" | undefined;
    name: string | undefined;
    remember: Remember | undefined;
    normalize_identifier: NormalizeOptions["identifier"];
    normalize_password: NormalizeOptions["password"];
    log: ((entry: LogEntry) => void) | undefined;
}
/** Throws INVALID_OPTIONS, and warns of what is probably a mistake. */
declare function checkOptions(given: unknown): CheckedOptions;
/**
 * Data by value, functions by identity. The wasm is loaded once for all clients, so where from makes no difference
 * after the first time (and a `fetch(…)` in wasm_path is another promise on every call).
 */
declare function sameOptions(a: CheckedOptions, b: CheckedOptions): boolean;

interface SentcErrorDetails {
    /** `server_<number>` of a code the service sent; else the status of the table. */
    status?: string | undefined;
    message?: string | undefined;
    retryable?: boolean | undefined;
    hint?: string | undefined;
    http_status?: number | undefined;
    cause?: unknown;
}
/** Notes the call that an error came from, for `user_message`. */
declare function cameFrom(error: SentcError, call: FailedCall): SentcError;
/**
 * Every failure of this SDK.
 *
 * Apps written for older clients do `JSON.parse(e).status` on what they catch: `toString()` gives
 * `{"status":"server_112","error_message":"…"}`, so that keeps working.
 */
declare class SentcError extends Error {
    readonly name: "SentcError";
    /** `server_112` (the service's number) or `client_1000` (the SDK's). */
    readonly status: string;
    /** The same as a readable constant. Several codes can have one status: NETWORK, TIMEOUT and ABORTED are all client_1000. */
    readonly code: SentcErrorCode;
    /** Whether the same call may succeed later without any change. */
    readonly retryable: boolean;
    /** What the developer can do about it. */
    readonly hint: string;
    /** The HTTP status of the answer, where there was one. */
    readonly http_status?: number;
    constructor(code: SentcErrorCode, details?: SentcErrorDetails);
    /**
     * A sentence to show to people, true for the call that failed: in English, or in the words of `Sentc.messages`. `message` is for
     * developers.
     */
    get user_message(): string;
    toString(): string;
    /** Without the cause: that object is not the SDK's and may hold secrets. */
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
/** Turns anything that was thrown into a SentcError: INTERNAL where it is none. */
declare function toSentcError(thrown: unknown): SentcError;

/** A group, and the one that is the member there where the user acts as a group. */
interface At {
    group: string;
    acting_as: string | undefined;
}
/**
 * What can be a member of groups: a user, or a group. What a group does as a member needs rank 1 in it (else
 * NO_PERMISSION); only `getGroups` is open to all its members.
 */
declare abstract class GroupMember {
    /** Returns up to 50 groups, in the order in which they were created: the first ones, or those after `last`. */
    getGroups(last?: GroupList | null, options?: CallOptions): Promise<GroupList[]>;
    /** Iterates over all groups, in the order in which they were created. */
    groups(options?: CallOptions): AsyncGenerator<GroupList, void, undefined>;
    /** Returns up to 50 invites, newest first: the first ones, or those after `last`. */
    getGroupInvites(last?: GroupInviteListItem | null, options?: CallOptions): Promise<GroupInviteListItem[]>;
    /** Iterates over all invites, newest first. */
    groupInvites(options?: CallOptions): AsyncGenerator<GroupInviteListItem, void, undefined>;
    /** Accepts the invite of a group. NO_INVITE: there is none. */
    acceptGroupInvite(group_id: string, options?: CallOptions): Promise<void>;
    /** Rejects the invite of a group. The group may invite again. */
    rejectGroupInvite(group_id: string, options?: CallOptions): Promise<void>;
    /** Asks to join a group. A group can only ask a connected group. */
    groupJoinRequest(group_id: string, options?: CallOptions): Promise<void>;
    /** Returns up to 50 join requests that were sent and not answered, newest first: the first ones, or those after `last`. */
    sentJoinReq(last?: GroupInviteListItem | null, options?: CallOptions): Promise<GroupInviteListItem[]>;
    /** Iterates over all join requests that were sent and not answered, newest first. */
    sentJoinRequests(options?: CallOptions): AsyncGenerator<GroupInviteListItem, void, undefined>;
    /** Withdraws a join request. */
    deleteJoinReq(group_id: string, options?: CallOptions): Promise<void>;
    private membership;
}

/**
 * A group as the user reaches it: as a member, through a group above it, or acting as a group that is a member.
 *
 * Ranks: 0 creator, 1 administrator, 2 manages members, 3 and 4 plain members. The client rejects
 * with NO_PERMISSION (client_201), before any request, what your last known rank does not allow, and with RANK_OUT_OF_RANGE
 * (client_200) a rank to give that is not 1 to 4. NO_GROUP_ACCESS: you no longer have access.
 */
declare class Group extends GroupMember {
    private constructor();
    /** The group's data: the same object for all `Group`s of it. Its fields follow changes. */
    get data(): GroupData;
    toJSON(): GroupData;
    /** Asks the service for your rank, and sets `data.rank` and `data.last_check_time`. */
    groupUpdateCheck(options?: CallOptions): Promise<void>;
    /** Creates a group below this one and resolves to its id. Members of this group have access to it with the same rank. Needs rank 1. */
    createChildGroup(options?: CallOptions): Promise<string>;
    /** Creates a connected group (groups can be its members) and resolves to its id. This group is its creator. Needs rank 1. */
    createConnectedGroup(options?: CallOptions): Promise<string>;
    /** Returns a group below this one, reached in the same way as this one. */
    getChildGroup(group_id: string, options?: CallOptions): Promise<Group>;
    /** Returns a group that this one is a member of, or a group below such a group. */
    getConnectedGroup(group_id: string, options?: CallOptions): Promise<Group>;
    /** Returns up to 50 groups directly below this one, oldest first: the first ones, or those after `last`. */
    getChildren(last?: GroupChildrenListItem | null, options?: CallOptions): Promise<GroupChildrenListItem[]>;
    /** Iterates over all groups directly below this one, oldest first. */
    children(options?: CallOptions): AsyncGenerator<GroupChildrenListItem, void, undefined>;
    /** Returns up to 50 other members, in the order in which they joined: the first ones, or those after `last`. */
    getMember(last?: GroupUserListItem | null, options?: CallOptions): Promise<GroupUserListItem[]>;
    /** Iterates over all other members, in the order in which they joined. */
    members(options?: CallOptions): AsyncGenerator<GroupUserListItem, void, undefined>;
    /** Invites a user. Needs rank 2. `rank`: default 4. */
    invite(user_id: string, rank?: number | null, options?: CallOptions): Promise<void>;
    /** Adds a user without asking. Needs rank 2. `rank`: default 4. */
    inviteAuto(user_id: string, rank?: number | null, options?: CallOptions): Promise<void>;
    /** Invites a group. This one must be a connected group. Needs rank 2. `rank`: default 4. */
    inviteGroup(group_id: string, rank?: number | null, options?: CallOptions): Promise<void>;
    /** Adds a group without asking. This one must be a connected group. Needs rank 2. `rank`: default 4. */
    inviteGroupAuto(group_id: string, rank?: number | null, options?: CallOptions): Promise<void>;
    /** Stops invites and join requests. Called again, it allows them. Invites that were sent before stay valid. Needs rank 1. */
    stopInvites(options?: CallOptions): Promise<void>;
    /** Returns up to 50 received join requests, oldest first: the first ones, or those after `last`. Needs rank 2. */
    getJoinRequests(last?: GroupJoinReqListItem | null, options?: CallOptions): Promise<GroupJoinReqListItem[]>;
    /** Iterates over all received join requests, oldest first. Needs rank 2. */
    joinRequests(options?: CallOptions): AsyncGenerator<GroupJoinReqListItem, void, undefined>;
    /** Accepts the join request of a user or a group. Needs rank 2. `rank`: default 4. */
    acceptJoinRequest(user_id: string, rank?: number | null, options?: CallOptions): Promise<void>;
    /** Rejects a join request. The user or group may ask again. Needs rank 2. */
    rejectJoinRequest(user_id: string, options?: CallOptions): Promise<void>;
    /** Changes the rank of a member, or your own: 1 to 4. Needs rank 1. The creator's rank is fixed. */
    updateRank(user_id: string, rank: number, options?: CallOptions): Promise<void>;
    /** Returns the body of the request that `updateRank` makes, for your back end. Checks the same. */
    prepareUpdateRank(user_id: string, rank: number): string;
    /** Removes a member, but not the creator, nor a member with more rights. Needs rank 2. */
    kickUser(user_id: string, options?: CallOptions): Promise<void>;
    /** Leaves the group. If you reach it through a member group, that group leaves. The only administrator can't leave: ONLY_ADMIN. */
    leave(options?: CallOptions): Promise<void>;
    /** Deletes the group with all groups below it. Needs rank 1. */
    deleteGroup(options?: CallOptions): Promise<void>;
    private take;
}
/** A group as somebody reaches it. (Outside of the class: one that names itself inside is renamed by bundlers.) */
declare function openGroup(from: GroupMember, group_id: unknown, acting_as: string | undefined, options: CallOptions | undefined): Promise<Group>;

/** A signed-in user, without anything to call. Several objects of one session see each other's changes. */
declare abstract class SessionUser extends GroupMember {
    /** The user's id. */
    readonly id: string;
    readonly device_id: string;
    /** Invites to groups: the first page, on the user that `init` returned; empty on others. */
    readonly group_invites: GroupInviteListItem[];
    /** The current identifier of this device. */
    get identifier(): string;
    /** The current keys and tokens of this device. Holds secrets. */
    get data(): UserData;
    /** The same as `data`. */
    get user_data(): UserData;
    /** What `JSON.stringify(user)` writes. It holds no secrets, because it ends up in logs and error reports. */
    toJSON(): {
        user_id: string;
        device_id: string;
        mfa: boolean;
    };
}

/** A signed-in user and groups. What a user does as a member of groups is in group-member.ts. */
declare abstract class GroupUser extends SessionUser {
    /** Creates a group and resolves to its id. The user is its creator (rank 0). */
    createGroup(options?: CallOptions): Promise<string>;
    /** For a request by an own back end: the body. */
    prepareGroupCreate(): string;
    /**
     * Returns a group that the user has access to. NO_GROUP_ACCESS: the user has none. Data from the last five minutes needs no request;
     * older data is checked with a small one.
     *
     * `group_as_member`: the id of one of the user's groups that is a member of the wanted one (or of one above it).
     */
    getGroup(group_id: string, group_as_member?: string | null, options?: CallOptions): Promise<Group>;
}

/**
 * A signed-in user on this device. Any number of calls may run at once. Once the session ended, every method rejects
 * with SIGNED_OUT.
 *
 * `password` is always that of this device; a wrong one rejects with WRONG_PASSWORD. `mfa_token` is needed while
 * multi-factor authentication is on (else MFA_REQUIRED): a TOTP code, or with `mfa_recovery` a recovery key, which is
 * used up. Spaces in it do no harm, and a code may be a number, which gets its leading zeros back. A wrong code rejects
 * with WRONG_TOTP, a wrong recovery key with NO_TOTP.
 */
declare class User extends GroupUser {
    private constructor();
    /** Returns whether multi-factor authentication was on at the last answer of the service. */
    enabledMfa(): boolean;
    /** Returns a valid JWT for your back end. Refreshes it first if needed. */
    getJwt(options?: CallOptions): Promise<string>;
    /**
     * Asks the service whether this is the password of this device, and gives a fresh JWT for the app's own back end: one that says
     * `"fresh": true` and is valid for five minutes (the back end checks it by `authenticate` with `fresh: true`). The session and its JWT stay as
     * they are. The errors are those of every call that takes a password: WRONG_PASSWORD, MFA_REQUIRED, WRONG_TOTP, NO_TOTP.
     */
    confirm(given: ConfirmOptions, options?: CallOptions): Promise<string>;
    /**
     * As `confirm`, on a device that is a passkey: asks for the passkey in place of the password. To be called on a click. The errors
     * are those of `passkeyPassword` and `confirm`.
     */
    confirmWithPasskey(given?: Pick<PasskeyLoginOptions, "rp_id"> & Omit<ConfirmOptions, "password">, options?: CallOptions): Promise<string>;
    /**
     * Returns for how many seconds the session's JWT is still a fresh one, as a login gives it: 0 once it was refreshed. Sends no request.
     * Where it is 0 and the back end wants a fresh JWT, ask for the password and call `confirm`.
     */
    freshFor(): number;
    /**
     * `fetch` for the app's own back end, with the JWT as bearer token: to the page's own origin, `base_url` and
     * `fetch_origins` only (else INVALID_ARGUMENT). Redirects are errors unless `init.redirect` says otherwise. A 401 is
     * answered by a new JWT and one more try, unless the body is a stream.
     */
    fetch(input: FetchInput, init?: FetchInit): Promise<HttpResponse>;
    /** Changes the identifier of this device. Those of other devices stay. IDENTIFIER_TAKEN: another device has it. */
    updateUser(new_identifier: string, options?: CallOptions): Promise<void>;
    /** Changes the password of this device. The session stays. */
    changePassword(old_password: string, new_password: string, mfa_token?: string | number | null, mfa_recovery?: boolean | null, options?: CallOptions): Promise<void>;
    /** Forgets the session, here and in the other tabs. The service has no endpoint to revoke a session. */
    logOut(): Promise<void>;
    /** Deletes the account with all its devices, and signs out. */
    deleteUser(password: string, mfa_token?: string | number | null, mfa_recovery?: boolean | null, options?: CallOptions): Promise<void>;
    /**
     * Deletes a device; deleting this one signs out. LAST_DEVICE: that one can't be deleted. If the device
     * is a passkey that was made or used in this browser, the SDK asks the browser to forget it.
     */
    deleteDevice(password: string, device_id: string, mfa_token?: string | number | null, mfa_recovery?: boolean | null, options?: CallOptions): Promise<void>;
    /**
     * Deletes a device of the account that was lost, or whose password was forgotten, and puts a new one with this identifier and this
     * password in its place. Resolves to the user as signed in with the new device; this user stays signed in too. The account can be
     * reached wherever this is broken off (a closed page, a lost connection), and the same call from another login continues it.
     *
     * INVALID_ARGUMENT: `old_device_id` is this device; USER_NOT_FOUND: it is none of the account; IDENTIFIER_TAKEN: another device has
     * the identifier. Nothing was changed then. With multi-factor authentication one code is needed.
     */
    replaceDevice(old_device_id: string, identifier: string, password: string, mfa_token?: string | number | null, mfa_recovery?: boolean | null, options?: CallOptions): Promise<User>;
    /**
     * Makes a recovery kit: one more device of the account, whose identifier and password come out of a random code of 160 bits. The
     * person prints or writes down the code, and signs in with it (`Sentc.loginWithRecoveryKit`) after a forgotten password or a lost
     * device. Nothing of the code is stored. The account has the kit once this resolves, so show the sheet at once, and have the person
     * confirm that it is safe.
     */
    createRecoveryKit(given: RecoveryKitOptions, options?: CallOptions): Promise<RecoveryKit>;
    /** The recovery kits of this account that were made or used in this browser, oldest first. (The service does not know what is a kit.) */
    recoveryKits(options?: CallOptions): Promise<StoredRecoveryKit[]>;
    /** Deletes the device of a recovery kit: its code opens nothing any more. As `deleteDevice`. */
    revokeRecoveryKit(device_id: string, given: ConfirmOptions, options?: CallOptions): Promise<void>;
    /**
     * Makes a passkey on this device or another one, as the person chooses, and adds it to the account: from then on
     * `Sentc.loginWithPasskey` signs in with it. To be called on a click.
     *
     * PASSKEY_UNSUPPORTED, PASSKEY_CANCELLED; PASSKEY_EXISTS: the authenticator has one for this account. If it can't be
     * added, the message says so, and the SDK asks the browser to forget it.
     */
    addPasskey(given: PasskeyOptions, options?: CallOptions): Promise<Passkey>;
    /**
     * Tells the browser the account's new name, for the passkeys of this account that were made or used in it: what people choose by
     * when they sign in. Call it when your app has changed that name. Resolves to how many passkeys the browser was told of: 0 where it
     * has no `signalCurrentUserDetails`. Never fails, and waits for no answer: browsers give none.
     */
    renamePasskeys(given: Pick<PasskeyOptions, "name" | "display_name">): Promise<number>;
    /**
     * The password of this device, where it is a passkey: asks for the passkey once more, for the calls that need the
     * password. To be called on a click. Hold it no longer than one that was typed. PASSKEY_UNSUPPORTED, PASSKEY_CANCELLED;
     * PASSKEY_UNKNOWN: this device is not a passkey, or another one was used.
     */
    passkeyPassword(given?: Pick<PasskeyLoginOptions, "rp_id">, options?: CallOptions): Promise<string>;
    /**
     * Confirms another device, given what `registerDeviceStart` gave there, or the text of `Sentc.deviceQr`: from then on it can log in
     * to this account.
     * Have the person compare the `code` of `Sentc.parseDeviceOutput` on both devices first.
     */
    registerDevice(server_output: string, options?: CallOptions): Promise<void>;
    /**
     * Returns up to 50 devices, oldest first: the first ones, or those after `last`. The service lists ids and times; which of them is a
     * passkey or a recovery kit, and what the person calls it, is what this browser knows.
     */
    getDevices(last?: UserDeviceList | null, options?: CallOptions): Promise<AccountDevice[]>;
    /** Iterates over all devices, oldest first. */
    devices(options?: CallOptions): AsyncGenerator<AccountDevice, void, undefined>;
    /**
     * Names a device, a passkey or a recovery kit of this account, for the lists of this browser; `""` removes the name. The name is kept
     * beside the session's records, sealed like them: the service has no place for it, so other browsers do not show it. With
     * `remember: "tab"` or `"memory"` it lasts until the page is left. Sends no request.
     */
    nameDevice(device_id: string, name: string): Promise<void>;
    /**
     * Turns multi-factor authentication on, and gives all that is needed to set up an authenticator. It is on from then on:
     * whoever leaves without a working authenticator and without the recovery keys is locked out. So let the person save the
     * keys, ask for a code, and call `confirm` with it, or `cancel`.
     *
     * While it is on, a code or recovery key is needed, and the old secret and keys are void.
     */
    setUpOtp(given: OtpOptions, options?: CallOptions): Promise<OtpSetUp>;
    /**
     * Turns multi-factor authentication on. Gives the URL for the authenticator (`Sentc.otpQrSvg`) and the recovery keys.
     * `issuer` and `audience` are the app's and the account's name, as the authenticator shows them.
     *
     * It is on once this resolves: whoever leaves then without a working authenticator and without the keys is locked out.
     * `setUpOtp` can take it back.
     */
    registerOtp(issuer: string, audience: string, password: string, mfa_token?: string | number | null, mfa_recovery?: boolean | null, options?: CallOptions): Promise<[url: string, recovery_keys: string[]]>;
    /** As `registerOtp`, with the secret as the service gives it (base32). The same holds: it is on once this resolves. */
    registerRawOtp(password: string, mfa_token?: string | number | null, mfa_recovery?: boolean | null, options?: CallOptions): Promise<OtpRegister>;
    /**
     * A new secret and new recovery keys; the old ones are void once this resolves: whoever leaves then without a working
     * authenticator and without the new keys is locked out. Turns multi-factor authentication on where it was off.
     */
    resetOtp(issuer: string, audience: string, password: string, mfa_token?: string | number | null, mfa_recovery?: boolean | null, options?: CallOptions): Promise<[url: string, recovery_keys: string[]]>;
    /** As `resetOtp`, with the secret as the service gives it (base32). The same holds: the old one is void at once. */
    resetRawOtp(password: string, mfa_token?: string | number | null, mfa_recovery?: boolean | null, options?: CallOptions): Promise<OtpRegister>;
    /** Turns multi-factor authentication off. */
    disableOtp(password: string, mfa_token?: string | number | null, mfa_recovery?: boolean | null, options?: CallOptions): Promise<void>;
    /** Returns the recovery keys that are not used yet. */
    getOtpRecoverKeys(password: string, mfa_token?: string | number | null, mfa_recovery?: boolean | null, options?: CallOptions): Promise<string[]>;
    private confirmed;
    private otp;
}

/** The last argument of every asynchronous method. */
interface CallOptions {
    /** Ends the call with ABORTED. A write to the storage that has begun is completed. */
    signal?: Signal | undefined;
}
/** The last argument of the methods that log in. */
interface LoginOptions extends CallOptions {
    /**
     * How long the login lasts. A login that asks for a code keeps what was given first. Where there are no tabs (workers, Node), `tab`
     * is the same as `memory`. Default: the option `remember` of the client
     */
    remember?: Remember | undefined;
}
/** Somebody who is signed in on this device: `Sentc.storedUsers`. */
interface SignedInUser {
    identifier: string;
    user_id: string;
    /** When the user logged in, in Unix milliseconds. 0: not known. */
    signed_in_at: number;
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
/** The state of a client (`Sentc.getSnapshot()`): the same object until something changes. */
interface SentcSnapshot {
    /**
     * `loading` until `init` has ended. `offline`: signed in, but the last call failed by the network (NETWORK), or `init` could not reach
     * the service. The client retries with growing pauses, from 1 second to 1 minute, while the page is visible, and at once when the
     * browser is online again. It returns to `signedIn` as soon as the service answers.
     */
    readonly status: "loading" | "signedIn" | "signedOut" | "offline";
    /** The same object for as long as the session lasts. */
    readonly user?: User;
    readonly identifier?: string;
}
/** Which kind of authenticator browsers offer first: this device, a phone by QR code, or a security key. They may ignore it. */
type PasskeyHint = "client-device" | "hybrid" | "security-key";
/** What a new passkey needs: `user.addPasskey`. */
interface PasskeyOptions {
    /** The account's name, as the browser shows it beside the passkey. Authenticators may cut it after 64 bytes. */
    name: string;
    /** Default: `name` */
    display_name?: string | undefined;
    /** The domain that the passkey is for: the page's (the default), or one above it. For good: it works nowhere else. */
    rp_id?: string | undefined;
    /** The app's name, as the browser shows it. Default: the domain */
    rp_name?: string | undefined;
    /** In order of preference. Default: none */
    hints?: readonly PasskeyHint[] | undefined;
}
/** A passkey that was added: one more device of the account. */
interface Passkey {
    /** For `user.deleteDevice`. */
    device_id: string;
    /** What the browser calls it, base64url without padding. No secret. */
    credential_id: string;
}
/** How to ask for a passkey: `Sentc.loginWithPasskey`. */
interface PasskeyLoginOptions {
    /** As it was given to `addPasskey`. */
    rp_id?: string | undefined;
    /**
     * `conditional`: among the browser's suggestions for a field with `autocomplete="username webauthn"`, and waiting until
     * one is picked. `immediate`: a dialog if this device has a passkey, else PASSKEY_CANCELLED at once, without showing anything;
     * PASSKEY_UNSUPPORTED where the browser has no such mode. Default: `optional`, a dialog of the browser
     */
    mediation?: "optional" | "required" | "conditional" | "immediate" | undefined;
    /** In order of preference. Default: none */
    hints?: readonly PasskeyHint[] | undefined;
}
/** A device of the account: `user.getDevices`. */
interface AccountDevice extends UserDeviceList {
    /** Whether it is the one that this session is signed in with. */
    current: boolean;
    /** `device`: no passkey and no recovery kit that was made or used in this browser. One of another browser is listed so too. */
    kind: "device" | "passkey" | "recovery_kit";
    /** What the person calls it (`user.nameDevice`; for kits, as it was made), in this browser. */
    name?: string;
    /**
     * Of a passkey that was made in this browser: which kind of authenticator has it, if that says so.
     * `authenticatorName` of `sentc-light-wasm/authenticators` has names for it.
     */
    aaguid?: string;
}
/** That it is still the same person: `user.confirm`. */
interface ConfirmOptions {
    /** Of this device. */
    password: string;
    /** While multi-factor authentication is on: a TOTP code, or a recovery key. */
    mfa_token?: string | number | null | undefined;
    /** Whether `mfa_token` is a recovery key. */
    mfa_recovery?: boolean | null | undefined;
}
/** What a new recovery kit needs: `user.createRecoveryKit`. */
interface RecoveryKitOptions extends ConfirmOptions {
    /** What the person calls it, such as the place where it is kept: for lists in this browser, and on the sheet. */
    name?: string | undefined;
    /** The app's name, for the sheet. */
    app?: string | undefined;
    /** Recovery keys of multi-factor authentication that are to stand on the sheet too. Then the sheet alone opens the account. */
    mfa_recovery_keys?: readonly string[] | undefined;
}
/** A recovery kit that was just made. All but `device_id` is as good as a password: show it, and store it nowhere. */
interface RecoveryKit {
    /** For `user.revokeRecoveryKit`. */
    readonly device_id: string;
    /** Eight groups of five letters and digits, with dashes between. */
    readonly code: string;
    /** The code as a QR code, SVG. */
    readonly qr_svg: string;
    /** One page to print, in English: what it is, the code, and what to do with it. HTML without scripts and styles. */
    readonly sheet_html: string;
}
/** A recovery kit that this browser knows: `user.recoveryKits`. */
interface StoredRecoveryKit {
    device_id: string;
    name?: string;
    /** When it was made, Unix milliseconds. */
    time: number;
}
/** What a new authenticator needs: `user.setUpOtp`. */
interface OtpOptions {
    /** The app's name, as the authenticator shows it. */
    issuer: string;
    /** The account's name, as the authenticator shows it. */
    account: string;
    /** Of this device. */
    password: string;
    /** While multi-factor authentication is on: a TOTP code, or a recovery key. */
    mfa_token?: string | number | null | undefined;
    /** Whether `mfa_token` is a recovery key. */
    mfa_recovery?: boolean | null | undefined;
}
/** Multi-factor authentication that was just turned on, and waits for the person to have set up the authenticator. */
interface OtpSetUp {
    /** The otpauth URL. */
    readonly url: string;
    /** The same as a QR code. */
    readonly qr_svg: string;
    /** The same for typing, base32. The authenticator must be told the algorithm too: many take SHA-1 unless asked. */
    readonly secret: string;
    readonly algorithm: "SHA256";
    /** Six; each is good for one login without the authenticator. To be saved before anything else: only they help then. */
    readonly recovery_keys: readonly string[];
    /** Checks the code against the current time of this device. Sends no request. */
    confirm(code: string | number): boolean;
    /** Turns multi-factor authentication off again, with one of the recovery keys. Not after `confirm` said yes. */
    cancel(): Promise<void>;
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
        reason: SignOutReason | "idle";
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
    /** The service sent another salt for an identifier that it sent one for before, and this client changed no password. */
    saltChanged: {
        user_id?: string;
        identifier_hash: string;
    };
}

/**
 * A client of one app. `Sentc` is the default one; `createClient` makes others.
 *
 * Every failure is a SentcError: besides what the methods name, INVALID_ARGUMENT, NOT_INITIALIZED and DISPOSED, and where
 * the service is asked, NETWORK, TIMEOUT, ABORTED and what the service says.
 *
 * Outside browsers, without a storage of the app's own, a client has no current user: one process serves many people.
 */
declare class SentcClient extends ClientTools {
    /**
     * Loads the wasm, and gives the stored user with a valid JWT and the first page of invites, or undefined. When only the
     * network failed, or the service did (5xx): the stored user without invites, and `status` is `offline`. The client retries
     * this until the service answers.
     *
     * With the same options again (data by value, functions by identity): the same promise, unless it was rejected, its user
     * is offline, or somebody signed in or out since. With other options the client starts again: earlier users reject
     * with SIGNED_OUT, but stay stored.
     *
     * A client of `createClient` has its options already. Rejects with INVALID_OPTIONS, the WASM_… codes and STORAGE.
     */
    init(options?: SentcOptions, call?: CallOptions): Promise<User | undefined>;
    /** The same as `getSnapshot().status`. */
    get status(): SentcSnapshot["status"];
    /** Returns the current state: the same object until something changes, as React's `useSyncExternalStore` needs it. */
    getSnapshot(): SentcSnapshot;
    /**
     * Calls `callback` soon after the snapshot has changed: a user signed in or out here or in another tab, changed the
     * identifier, or turned multi-factor authentication on or off. Returns a function that removes the listener.
     */
    subscribe(callback: () => void): () => void;
    /** Asks the service whether this identifier is free. */
    checkUserIdentifierAvailable(identifier: string, options?: CallOptions): Promise<boolean>;
    /** Registers a user and resolves to the user id. Signs nobody in. IDENTIFIER_TAKEN: another account has the identifier. */
    register(identifier: string, password: string, options?: CallOptions): Promise<string>;
    /** Does the same as `prepareRegister`, in a worker if there are workers. */
    prepareRegisterAsync(identifier: string, password: string, options?: CallOptions): Promise<string>;
    /**
     * Registers this device, with an identifier and a password of its own, for a user who confirms it on another one: with
     * `registerDevice`, given what this returns. IDENTIFIER_TAKEN.
     */
    registerDeviceStart(identifier: string, password: string, options?: CallOptions): Promise<string>;
    /**
     * Logs in: WRONG_PASSWORD, USER_NOT_FOUND. An account with multi-factor authentication gives `kind: "mfa"`, and
     * `mfaLogin` goes on; with `force` it rejects with MFA_REQUIRED (client_10000).
     */
    login(identifier: string, password: string, force: true, options?: LoginOptions): Promise<User>;
    login(identifier: string, password: string, force?: false | undefined, options?: LoginOptions): Promise<LoginUser>;
    login(identifier: string, password: string, force?: boolean, options?: LoginOptions): Promise<LoginUser | User>;
    /**
     * Whether passkeys can be made and used here. `yes`: with what this device has. `unknown`: perhaps with a phone or a
     * security key, or the browser doesn't tell; worth a try. Needs no `init`.
     */
    passkeySupport(): Promise<"yes" | "no" | "unknown">;
    /**
     * Whether to offer a passkey to the user who is signed in, for example after a login by password: this device can hold one,
     * and no passkey of the account was made or used in this browser. False where nobody is signed in. Sends no request. The
     * app remembers who has declined.
     */
    passkeyOffer(): Promise<boolean>;
    /**
     * Logs in with a passkey that `user.addPasskey` made, as `login` does otherwise. PASSKEY_UNSUPPORTED, PASSKEY_CANCELLED;
     * PASSKEY_UNKNOWN: its device was deleted, and the SDK asked the browser to forget the passkey.
     *
     * Browsers ask for one passkey at a time: a call that waits, say a `conditional` one, is ended by the next with ABORTED.
     */
    loginWithPasskey(given?: PasskeyLoginOptions, options?: LoginOptions): Promise<LoginUser>;
    /**
     * Logs in with the code of a recovery kit (`user.createRecoveryKit`), as `login` does otherwise: with multi-factor authentication the
     * result asks for a code. Case, spaces and dashes do not matter, O is read as 0, I and L as 1. Then `user.replaceDevice` gives the
     * person a device with a new password.
     *
     * RECOVERY_CODE: a letter is wrong or missing, or two are swapped; the message names the group. No request is sent then.
     * USER_NOT_FOUND: the kit was revoked.
     */
    loginWithRecoveryKit(code: string, options?: LoginOptions): Promise<LoginUser>;
    /** Completes a login with a TOTP code. Spaces and dashes in it are ignored. After WRONG_TOTP, `data` can be used again. */
    mfaLogin(token: string | number, data: UserMfaLogin, options?: LoginOptions): Promise<User>;
    /** Completes a login with a recovery key. Each key works once. NO_TOTP: this key is wrong or was used. */
    mfaRecoveryLogin(recovery_key: string, data: UserMfaLogin, options?: LoginOptions): Promise<User>;
    /** Asks the service for a new JWT, with a refresh token that the app keeps itself. */
    refreshJwt(old_jwt: string, refresh_token: string, options?: CallOptions): Promise<string>;
    /** The user who signed in last; with `jwt`, once the JWT is valid; with `username`, with the identifier. NO_USER if nobody is. */
    getActualUser(jwt?: boolean, username?: false | undefined, options?: CallOptions): Promise<User>;
    getActualUser(jwt: boolean | undefined, username: true, options?: CallOptions): Promise<[user: User, identifier: string]>;
    /** Returns the stored user with this identifier, or false. Sends no request. */
    getUser(identifier: string, options?: CallOptions): Promise<User | false>;
    /**
     * Lists everybody who is signed in with this client, the last login first: several people can be, one of them is the current
     * user. Sends no request. Empty outside browsers without a storage of the app's own.
     */
    storedUsers(): Promise<SignedInUser[]>;
    /**
     * Makes a stored user the current user, here and in the other tabs, which get the event `signedIn`. The user before stays signed
     * in. Sends no request. NO_USER: nobody with this identifier is signed in here.
     */
    switchTo(identifier: string): Promise<User>;
    /**
     * Ends all sessions of this client, here and in the other tabs, and removes their records: for machines that several people
     * share. STORAGE: records could not be removed. All sessions are over nevertheless; call again to remove the records.
     */
    logOutAll(): Promise<void>;
    /**
     * Ends all sessions of this client, as `logOutAll` does, once nobody has used the app for a time, in any tab: the event
     * `signedOut` has the reason `idle`. Pointer, keyboard, touch, scrolling and return to the tab count as use, requests do not. Call
     * it before `init`: then a session that is too old is not found again. Returns a function that stops it.
     */
    endAfter(limit: {
        idle_ms: number;
    }): () => void;
    /**
     * A store for the app's own records, where the SDK's are, and encrypted like them: under a key that scripts cannot read, but
     * which a copy of the browser's profile contains. Neither can reach the other's records.
     * `cleanStorage` empties the app's part only.
     */
    getStore(): Promise<StorageInterface>;
    /** Loads the key derivation before it is needed. Call it when a password field gets the focus. Optional; never throws. */
    warmUp(): void;
    /** Calls `callback` at each event of this name. Returns a function that removes the listener. */
    on<K extends keyof SentcEvents>(name: K, callback: (payload: SentcEvents[K]) => void): () => void;
    /** Waits for running calls, then frees the client's memory. Signs nobody out. Later calls reject with DISPOSED. */
    dispose(): Promise<void>;
    private call;
    private row;
    private logIn;
    private finishLogin;
    private signedIn;
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
  AccountDevice,
  CallOptions,
  ConfirmOptions,
  DeviceKeys,
  GroupChildrenListItem,
  GroupData,
  GroupInviteListItem,
  GroupJoinReqListItem,
  GroupList,
  GroupUserListItem,
  KdfPolicy,
  KdfProfile,
  LogEntry,
  LoginOptions,
  LoginUser,
  NormalizeOptions,
  OtpOptions,
  OtpProblem,
  OtpRegister,
  OtpSetUp,
  Passkey,
  PasskeyHint,
  PasskeyLoginOptions,
  PasskeyOptions,
  RecoveryKit,
  RecoveryKitOptions,
  RefreshOptions,
  Remember,
  SentcClient,
  SentcErrorCode,
  SentcErrorJson,
  SentcEvents,
  SentcOptions,
  SentcSnapshot,
  SignOutReason,
  SignedInUser,
  StorageInterface,
  StorageOptions,
  StoredRecoveryKit,
  UserData,
  UserDeviceList,
  UserMessages,
  UserMfaLogin,
  WasmPath,
  WasmSource,
};
