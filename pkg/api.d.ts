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

/** The sentences of `error.user_message`, by error code. `OTHER` is for codes that have no sentence here. */
interface UserMessages {
    /** At a login: a wrong password or an unknown identifier. The words are the same, so that strangers can't find out who has an account. */
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
    /** The pasted text is not the text of a new device, or only a part of it. */
    DEVICE_TEXT: string;
    PASSKEY_UNSUPPORTED: string;
    /** The user canceled, or had no passkey to choose: browsers do not tell the difference. */
    PASSKEY_CANCELLED: string;
    PASSKEY_UNKNOWN: string;
    PASSKEY_EXISTS: string;
    /** `{group}` is replaced by the number of the group that is mistyped, 1 to 8. */
    RECOVERY_CODE: string;
    RECOVERY_KIT_UNKNOWN: string;
    /** The user to invite, accept, change or remove does not exist. */
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
    /** The input can't be used; mostly a field is empty. */
    INVALID_ARGUMENT: string;
    BODY_TOO_BIG: string;
    NETWORK: string;
    TIMEOUT: string;
    ABORTED: string;
    /** Nobody has signed in yet. */
    NO_USER: string;
    /** The session has ended, for whatever reason. */
    SIGNED_OUT: string;
    OUT_OF_MEMORY: string;
    NO_WEBASSEMBLY: string;
    /** All other errors after which trying later can help. If you set only `OTHER`, the SDK uses it for these too. */
    OTHER_LATER: string;
    OTHER: string;
}
/** One table, which all clients of a page share. */
declare const messages: UserMessages;
/** A login with a passkey: the user typed no identifier and no password. */
declare const PASSKEY_LOGIN = "PasskeyLogin";
/** A login by the code of a recovery kit. */
declare const RECOVERY_KIT_LOGIN = "RecoveryKitLogin";
/** The call that an error came from. */
interface FailedCall {
    /** A row of the service's table, another call that changes the sentence, `PASSKEY_LOGIN` or `RECOVERY_KIT_LOGIN`. */
    name: string;
    /** Somebody was signed in. */
    of_user?: boolean;
    /** A recovery key was given in place of a code. */
    recovery?: boolean | undefined;
}
declare function userMessage(code: SentcErrorCode, retryable: boolean, call?: FailedCall): string;

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

/** How the client gets a new JWT. */
declare enum REFRESH_ENDPOINT {
    /** Sends `GET endpoint_url` with cookies. Your back end keeps the refresh token in an HTTP-only cookie. */
    cookie = 0,
    /** Calls your function `endpoint_fn`. */
    cookie_fn = 1,
    /** Asks the service. The client stores the refresh token. The default. */
    api = 2
}
/**
 * The options of a client. `createClient` and `init` check them: INVALID_OPTIONS. Only the object's own properties count, not
 * inherited ones.
 */
interface SentcOptions {
    /** The app's public token. Never put the secret token into a client: it is for back ends only. */
    app_token: string;
    /** The URL of the service: http or https, without credentials, query and fragment. Default: https://api.sentc.com */
    base_url?: string | undefined;
    /** The wasm: its address or its content. Default: `sentc-light.wasm` next to the script. A page loads it once; later values are ignored. */
    wasm_path?: WasmPath | undefined;
    refresh?: RefreshOptions | undefined;
    storage?: StorageOptions | undefined;
    /** Milliseconds until a request fails with TIMEOUT, including the time to read the body. Default: 15000 */
    timeout_ms?: number | undefined;
    /** How often the client retries a request that is safe to repeat: 0 to 10. Default: 2 */
    retries?: number | undefined;
    /** Called instead of the global `fetch`. */
    fetch?: Fetch | undefined;
    /** Origins to which `user.fetch` may send the JWT (`https://api.example.com`), in addition to the page's origin and the service's. */
    fetch_origins?: readonly string[] | undefined;
    /**
     * How much memory the key derivation (Argon2id) uses. The other sentc clients published so far use 4 MiB (m = 4096 KiB), and
     * cannot log in to an account that was registered with 19 MiB. Set `legacy` if your users still have such a client, for example
     * a mobile app.
     *
     * - `compatible` (default): registers with 19 MiB, OWASP's minimum. If a login is refused, the client tries once more with
     *   4 MiB. Changes no account.
     * - `migrate`: like `compatible`, but after a login with 4 MiB the client changes the account to 19 MiB, with the same password.
     *   The other clients cannot open it any more. Does not change accounts with multi-factor authentication.
     * - `legacy`: registers with 4 MiB. A login tries 4 MiB first, then 19 MiB.
     * - `strict`: uses 19 MiB only.
     */
    kdf?: KdfPolicy | undefined;
    /**
     * Where the client derives keys from passwords. `auto` (default): in a Web Worker if the platform has them, with the script
     * `sentc-light.worker.js` next to this one. `off`: in the calling thread. A URL: in a Web Worker with this script, of the same
     * origin. If the URL ends with `#sha384-…`, the client checks the file against that hash and starts a copy from a `blob:` URL,
     * which the page's Content Security Policy must allow. Such a file may have another origin.
     */
    worker?: "auto" | "off" | Address | undefined;
    /**
     * `auto` (default): the client encrypts its records in the browser's storage if WebCrypto is available. `off`: it does not. The
     * encryption protects secrets from scripts that read raw records, but not from copies of the browser's profile: docs/storage.md.
     */
    encrypt_storage?: "auto" | "off" | undefined;
    /** Separates the stored sessions of several clients of one app: clients with different names do not share them. */
    name?: string | undefined;
    /** How long a login lasts if its own options (`LoginOptions`) do not say. Default: browser */
    remember?: Remember | undefined;
    /** How the client normalizes identifiers and passwords before use. Default: it uses them unchanged, and does not trim them. */
    normalize?: NormalizeOptions | undefined;
    /** Called after each request. Receives no token, key or password. */
    log?: ((entry: LogEntry) => void) | undefined;
}
/**
 * How to normalize identifiers and passwords. Set this only in apps that have no accounts yet. The service has the form that a
 * user registered with: if this changes it (a capital letter, a space at the end, an accent as two code points), the user can't
 * log in any more. All clients of the app, and a back end that registers users, must normalize in the same way.
 */
interface NormalizeOptions {
    /** `trim`: removes white space at both ends. `trim-lower-nfc`: also converts to lower case and to Unicode's form C. */
    identifier?: "trim" | "trim-lower-nfc" | undefined;
    /** `nfc`: converts to Unicode's form C, in which é is one code point, whatever the keyboard sends. */
    password?: "nfc" | undefined;
}
interface RefreshOptions {
    endpoint: REFRESH_ENDPOINT | 0 | 1 | 2;
    /** For `cookie`: an http or https URL. It may be relative to the page. */
    endpoint_url?: string | undefined;
    /** For `cookie_fn`: resolves to a new JWT. If it rejects with an error whose `status` is 401 or 403, the session ends. */
    endpoint_fn?: ((old_jwt: string) => Promise<string>) | undefined;
}
interface StorageOptions {
    /** Resolves to your own storage. The SDK does not encrypt the records that it puts there. */
    getStorage?: (() => Promise<StorageInterface>) | undefined;
    /** For the SDK's own storage: `errCallBack` is called when the SDK can't store or read sessions. */
    default_storage?: {
        errCallBack: (message: {
            err?: string;
            warn?: string;
        }) => void;
    } | undefined;
}
/** A storage that an app provides. The SDK ignores further members. */
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
 * - `browser` (default): until the user signs out
 * - `tab`: until the tab is closed. It survives a reload; other tabs do not have it.
 * - `memory`: until the page is left. The SDK stores nothing.
 */
type Remember = "browser" | "tab" | "memory";
/** Which parameters the key derivation uses: see the option `kdf`. */
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
/** Checks options: throws INVALID_OPTIONS, and logs a warning for probable mistakes. */
declare function checkOptions(given: unknown): CheckedOptions;
/**
 * Compares data by value and functions by identity. Ignores `wasm_path`: the wasm is loaded once for all clients, and a
 * `fetch(…)` there is another promise on every call.
 */
declare function sameOptions(a: CheckedOptions, b: CheckedOptions): boolean;

interface SentcErrorDetails {
    /** `server_<number>` if the service sent a code. Default: the code's status in the table of errors */
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
 * The error that every method of this SDK throws or rejects with.
 *
 * `toString()` returns `{"status":"server_112","error_message":"…"}`, because apps for older clients call `JSON.parse(e).status`.
 */
declare class SentcError extends Error {
    readonly name: "SentcError";
    /** `server_112` (the service's number) or `client_1000` (the SDK's). */
    readonly status: string;
    /** The kind of error, as a readable constant. Several codes can share a status: NETWORK, TIMEOUT and ABORTED are all client_1000. */
    readonly code: SentcErrorCode;
    /** Whether the same call may succeed later without any change. */
    readonly retryable: boolean;
    /** What the developer can do about it. */
    readonly hint: string;
    /** The HTTP status of the answer, if one arrived. */
    readonly http_status?: number;
    constructor(code: SentcErrorCode, details?: SentcErrorDetails);
    /**
     * A sentence to show to users. It fits the call that failed, and is in English or in the words of `Sentc.messages`. Do not show
     * `message` to users: it is for developers.
     */
    get user_message(): string;
    toString(): string;
    /** Returns the fields without `cause`, which comes from outside the SDK and may contain secrets. */
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
/** Returns a SentcError unchanged; wraps anything else that was thrown into one with the code INTERNAL. */
declare function toSentcError(thrown: unknown): SentcError;

/** The last argument of every asynchronous method. */
interface CallOptions {
    /** Ends the call with ABORTED. A write to the storage that has begun is completed. */
    signal?: Signal | undefined;
}
/** The last argument of the methods that log in. */
interface LoginOptions extends CallOptions {
    /**
     * How long the login lasts. If the login asks for a code, `mfaLogin` uses the value that `login` got, unless it gets its own.
     * Without tabs (workers, Node), `tab` is the same as `memory`. Default: the option `remember` of the client
     */
    remember?: Remember | undefined;
}
/** The current data of a signed-in device. The object stays the same; the SDK updates its fields. Contains secrets. */
interface UserData {
    device: DeviceKeys;
    jwt: string;
    /** With the refresh strategies `cookie` and `cookie_fn`: set only on the user that a login returned, `""` on others. */
    refresh_token: string;
    user_id: string;
    device_id: string;
    /** Whether multi-factor authentication was on when the service last answered. */
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
/** Which kind of authenticator browsers offer first: this device, a phone by QR code, or a security key. They may ignore it. */
type PasskeyHint = "client-device" | "hybrid" | "security-key";
/** Options of `user.addPasskey`. */
interface PasskeyOptions {
    /** The account's name, as the browser shows it beside the passkey. Authenticators may cut it after 64 bytes. */
    name: string;
    /** Default: `name` */
    display_name?: string | undefined;
    /** The domain of the passkey: the page's domain (default) or a parent domain. It can't be changed later. */
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
    /** The browser's id of the passkey, base64url without padding. Not a secret. */
    credential_id: string;
}
/** How to ask for a passkey: `Sentc.loginWithPasskey`. */
interface PasskeyLoginOptions {
    /** The same value as in `addPasskey`. */
    rp_id?: string | undefined;
    /**
     * How the browser asks. `optional` (default) and `required`: with a dialog. `conditional`: it lists passkeys among its suggestions
     * for a field with `autocomplete="username webauthn"`, and the call waits until the user picks one. `immediate`: with a dialog if
     * this device has a passkey; otherwise the call rejects with PASSKEY_CANCELLED at once and shows nothing. Browsers without this
     * mode: PASSKEY_UNSUPPORTED.
     */
    mediation?: "optional" | "required" | "conditional" | "immediate" | undefined;
    /** In order of preference. Default: none */
    hints?: readonly PasskeyHint[] | undefined;
}
/** A device of the account: `user.getDevices`. */
interface AccountDevice extends UserDeviceList {
    /** Whether this session is signed in with this device. */
    current: boolean;
    /** `passkey` and `recovery_kit` only if it was made or used in this browser; the SDK lists those of other browsers as `device`. */
    kind: "device" | "passkey" | "recovery_kit";
    /** The name that the user gave it in this browser: with `user.nameDevice`, or for kits when the kit was made. */
    name?: string;
    /**
     * For a passkey that was made in this browser: the model of its authenticator, if the authenticator reports it.
     * `authenticatorName` of `sentc-light-wasm/authenticators` turns it into a name.
     */
    aaguid?: string;
}
/** The password, and if needed the code, with which a user confirms a call: see `user.confirm`. */
interface ConfirmOptions {
    /** Of this device. */
    password: string;
    /** While multi-factor authentication is on: a TOTP code, or a recovery key. */
    mfa_token?: string | number | null | undefined;
    /** Whether `mfa_token` is a recovery key. */
    mfa_recovery?: boolean | null | undefined;
}
/** Options of `user.createRecoveryKit`. */
interface RecoveryKitOptions extends ConfirmOptions {
    /** A name for the kit, for example the place where the user keeps it. Shown in lists in this browser and on the sheet. */
    name?: string | undefined;
    /** The app's name, for the sheet. */
    app?: string | undefined;
    /** Recovery keys of multi-factor authentication to print on the sheet. With them, the sheet alone opens the account. */
    mfa_recovery_keys?: readonly string[] | undefined;
}
/** A new recovery kit. Treat all fields except `device_id` like a password: show them, and do not store them. */
interface RecoveryKit {
    /** For `user.revokeRecoveryKit`. */
    readonly device_id: string;
    /** Eight groups of five letters and digits, with dashes between. */
    readonly code: string;
    /** The code as a QR code, SVG. */
    readonly qr_svg: string;
    /** A page to print, in English: says what the kit is, shows the code, and says how to use it. HTML without scripts and styles. */
    readonly sheet_html: string;
}
/** A recovery kit that this browser knows: `user.recoveryKits`. */
interface StoredRecoveryKit {
    device_id: string;
    name?: string;
    /** When it was made, Unix milliseconds. */
    time: number;
}
/** Options of `user.setUpOtp`. */
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
/** The result of `user.setUpOtp`: what the user needs to set up the authenticator. Multi-factor authentication is already on. */
interface OtpSetUp {
    /** The otpauth URL. */
    readonly url: string;
    /** The otpauth URL as a QR code, SVG. */
    readonly qr_svg: string;
    /** The secret to type, base32. The user must also set the algorithm: many authenticators use SHA-1 by default. */
    readonly secret: string;
    readonly algorithm: "SHA256";
    /** Six keys, each for one login without the authenticator. Ask the user to save them first: nothing else helps if it is lost. */
    readonly recovery_keys: readonly string[];
    /** Checks the code against the current time of this device. Sends no request. */
    confirm(code: string | number): boolean;
    /** Turns multi-factor authentication off again with one of the recovery keys. INVALID_ARGUMENT after `confirm` returned true. */
    cancel(): Promise<void>;
}
/** The events of `Sentc.on`. `remote`: the change was made in another tab. */
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
    /** The client got a new JWT. `exp`: when it expires, in Unix seconds. */
    refreshed: {
        user_id: string;
        exp: number;
    };
    /** The service ended the session. */
    sessionExpired: {
        user_id: string;
        error: SentcError;
    };
    /** The client keeps sessions in memory only, or could not read them. */
    storageUnavailable: {
        reason: string;
    };
    /** The service sent another salt for an identifier than before, although this client did not change the password. */
    saltChanged: {
        user_id?: string;
        identifier_hash: string;
    };
}

/** A group, and the member group through which the user reaches it, if any. */
interface At {
    group: string;
    acting_as: string | undefined;
}
/**
 * A member of groups: a user or a group. If a group is the member, you need rank 1 in it for these methods, except `getGroups`
 * and `groups`: NO_PERMISSION.
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
 * A group that the user has access to: as a member, through a group above it, or through a group that is a member.
 *
 * Ranks: 0 creator, 1 administrator, 2 manages members, 3 and 4 plain members. The client checks your last known rank before it
 * sends a request: NO_PERMISSION (client_201) if that rank does not allow the call. RANK_OUT_OF_RANGE (client_200): a rank argument
 * is not 1 to 4. NO_GROUP_ACCESS: you no longer have access.
 */
declare class Group extends GroupMember {
    private constructor();
    /** The group's data: the same object for all `Group`s of it. Its fields follow changes. */
    get data(): GroupData;
    toJSON(): GroupData;
    /** Gets your rank from the service and updates `data.rank` and `data.last_check_time`. */
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
    /** Returns the body of the request that `updateRank` sends, for your back end to send. Makes the same checks. */
    prepareUpdateRank(user_id: string, rank: number): string;
    /** Removes a member. The creator and members with more rights than you can't be removed. Needs rank 2. */
    kickUser(user_id: string, options?: CallOptions): Promise<void>;
    /** Leaves the group. If you reach it through a member group, that group leaves. The only administrator can't leave: ONLY_ADMIN. */
    leave(options?: CallOptions): Promise<void>;
    /** Deletes the group with all groups below it. Needs rank 1. */
    deleteGroup(options?: CallOptions): Promise<void>;
    private take;
}

/**
 * A signed-in user on this device. Any number of calls may run at once. Several objects of one session see each other's changes.
 * After the session has ended, every method rejects with SIGNED_OUT.
 *
 * `password` is always the password of this device; a wrong one rejects with WRONG_PASSWORD. `mfa_token` is needed while
 * multi-factor authentication is on; without it the call rejects with MFA_REQUIRED. It is a TOTP code, or with `mfa_recovery`
 * a recovery key, which works once. The SDK ignores spaces in it. You may pass a code as a number: the SDK restores leading
 * zeros. A wrong code rejects with WRONG_TOTP, a wrong recovery key with NO_TOTP.
 */
declare class User extends GroupMember {
    /** The user's id. */
    readonly id: string;
    readonly device_id: string;
    /** The first page of invites to groups, on the user that `init` returned. Empty on other users. */
    readonly group_invites: GroupInviteListItem[];
    private constructor();
    /** The current identifier of this device. */
    get identifier(): string;
    /** The current keys and tokens of this device. Holds secrets. */
    get data(): UserData;
    /** The same as `data`. */
    get user_data(): UserData;
    /** Called by `JSON.stringify(user)`. The result contains no secrets, because it may end up in logs and error reports. */
    toJSON(): {
        user_id: string;
        device_id: string;
        mfa: boolean;
    };
    /** Returns whether multi-factor authentication was on when the service last answered. Sends no request. */
    enabledMfa(): boolean;
    /** Returns a valid JWT for your back end. Refreshes it first if needed. */
    getJwt(options?: CallOptions): Promise<string>;
    /**
     * Checks the password of this device at the service and resolves to a fresh JWT for your back end. A fresh JWT says
     * `"fresh": true` and is valid for five minutes; the back end checks it with `authenticate` and `fresh: true`. The session and
     * its JWT do not change. WRONG_PASSWORD, MFA_REQUIRED, WRONG_TOTP, NO_TOTP.
     */
    confirm(given: ConfirmOptions, options?: CallOptions): Promise<string>;
    /**
     * Does the same as `confirm` on a device that is a passkey: asks for the passkey instead of the password. Call it in a click
     * handler, because browsers may refuse otherwise. Rejects with the codes of `passkeyPassword` and `confirm`.
     */
    confirmWithPasskey(given?: Pick<PasskeyLoginOptions, "rp_id"> & Omit<ConfirmOptions, "password">, options?: CallOptions): Promise<string>;
    /**
     * Returns for how many seconds the session's JWT stays fresh. A JWT from a login is fresh; after a refresh the result is 0. Sends
     * no request. If it is 0 and your back end needs a fresh JWT, ask for the password and call `confirm`.
     */
    freshFor(): number;
    /**
     * Calls `fetch` for your back end, with the JWT as bearer token. Sends the JWT only to the page's origin, `base_url` and
     * `fetch_origins`; other origins reject with INVALID_ARGUMENT. Redirects are errors, unless you set `init.redirect`. After a 401
     * the SDK gets a new JWT and sends the request once more, unless the body is a stream.
     */
    fetch(input: FetchInput, init?: FetchInit): Promise<HttpResponse>;
    /** Changes the identifier of this device. Other devices keep theirs. IDENTIFIER_TAKEN: another device has this identifier. */
    updateUser(new_identifier: string, options?: CallOptions): Promise<void>;
    /** Changes the password of this device. The session does not end. */
    changePassword(old_password: string, new_password: string, mfa_token?: string | number | null, mfa_recovery?: boolean | null, options?: CallOptions): Promise<void>;
    /** Deletes the session here and in the other tabs. The service has no endpoint to revoke a session. */
    logOut(): Promise<void>;
    /** Deletes the account with all its devices, and signs out. */
    deleteUser(password: string, mfa_token?: string | number | null, mfa_recovery?: boolean | null, options?: CallOptions): Promise<void>;
    /**
     * Deletes a device of the account; deleting this device signs out. LAST_DEVICE: an account's last device can't be deleted. If
     * the device is a passkey that was made or used in this browser, the SDK asks the browser to forget the passkey.
     */
    deleteDevice(password: string, device_id: string, mfa_token?: string | number | null, mfa_recovery?: boolean | null, options?: CallOptions): Promise<void>;
    /**
     * Replaces a device that was lost, or whose password was forgotten: adds a new device with this identifier and password, and
     * deletes the old one. Resolves to the user, signed in with the new device; this session stays signed in too. If the call is
     * interrupted (a closed page, a lost connection), the account stays reachable, and the same call from another login continues.
     *
     * INVALID_ARGUMENT: `old_device_id` is this device; USER_NOT_FOUND: the account has no such device; IDENTIFIER_TAKEN: another
     * device has the identifier. After these errors nothing has changed. With multi-factor authentication, one code is enough.
     */
    replaceDevice(old_device_id: string, identifier: string, password: string, mfa_token?: string | number | null, mfa_recovery?: boolean | null, options?: CallOptions): Promise<User>;
    /**
     * Makes a recovery kit: one more device of the account, whose identifier and password are derived from a random code of 160 bits.
     * The user prints or writes down the code, and signs in with it (`Sentc.loginWithRecoveryKit`) after a forgotten password or a
     * lost device. The SDK does not store the code. The kit is valid when this resolves: show the sheet at once, and ask the user to
     * confirm that it is in a safe place.
     */
    createRecoveryKit(given: RecoveryKitOptions, options?: CallOptions): Promise<RecoveryKit>;
    /**
     * Lists the recovery kits of this account that were made or used in this browser, oldest first. The service does not know which
     * devices are kits, so kits of other browsers are missing.
     */
    recoveryKits(options?: CallOptions): Promise<StoredRecoveryKit[]>;
    /** Deletes the device of a recovery kit, as `deleteDevice` does. After that, nobody can log in with the code of the kit. */
    revokeRecoveryKit(device_id: string, given: ConfirmOptions, options?: CallOptions): Promise<void>;
    /**
     * Makes a passkey on this device or on another one, as the user chooses, and adds it to the account. Then
     * `Sentc.loginWithPasskey` signs in with it. Call it in a click handler, because browsers may refuse otherwise.
     *
     * PASSKEY_UNSUPPORTED, PASSKEY_CANCELLED; PASSKEY_EXISTS: the authenticator already has a passkey for this account. If the
     * passkey was made but can't be added to the account, the message says so, and the SDK asks the browser to forget it.
     */
    addPasskey(given: PasskeyOptions, options?: CallOptions): Promise<Passkey>;
    /**
     * Tells the browser the account's new name, which it shows when users choose a passkey. Call it after your app has changed that
     * name. It covers the passkeys of this account that were made or used in this browser, and resolves to their number: 0 if the
     * browser has no `signalCurrentUserDetails`. Never rejects. Browsers do not report whether they changed the name.
     */
    renamePasskeys(given: Pick<PasskeyOptions, "name" | "display_name">): Promise<number>;
    /**
     * Asks for the passkey of this device again and resolves to the device's password, for the calls that need one. Call it in a click
     * handler, because browsers may refuse otherwise. Keep the result no longer than a typed password. PASSKEY_UNSUPPORTED,
     * PASSKEY_CANCELLED; PASSKEY_UNKNOWN: this device is not a passkey, or the user chose another passkey.
     */
    passkeyPassword(given?: Pick<PasskeyLoginOptions, "rp_id">, options?: CallOptions): Promise<string>;
    /**
     * Adds another device to this account; then that device can log in. `server_output` is the text that `registerDeviceStart`
     * returned on the other device, or the text of `Sentc.deviceQr`. First ask the user to compare the `code` of
     * `Sentc.parseDeviceOutput` on both devices: otherwise an attacker's device could be added.
     */
    registerDevice(server_output: string, options?: CallOptions): Promise<void>;
    /**
     * Returns up to 50 devices, oldest first: the first ones, or those after `last`. The service sends only ids and times. The kind
     * and the name of a device come from this browser, so they can be missing for devices that were made elsewhere.
     */
    getDevices(last?: UserDeviceList | null, options?: CallOptions): Promise<AccountDevice[]>;
    /** Iterates over all devices, oldest first. */
    devices(options?: CallOptions): AsyncGenerator<AccountDevice, void, undefined>;
    /**
     * Names a device, a passkey or a recovery kit of this account, for the lists in this browser; `""` removes the name. The SDK stores
     * the name with the session's records, encrypted in the same way. The service cannot store names, so other browsers do not show
     * them. With `remember: "tab"` or `"memory"` the name lasts until the page is left. Sends no request.
     */
    nameDevice(device_id: string, name: string): Promise<void>;
    /**
     * Turns multi-factor authentication on, and resolves to what the user needs to set up an authenticator. It is on when this
     * resolves: users who leave without a working authenticator and without the recovery keys are locked out. So let the user save
     * the keys, ask for a code, and call `confirm` with it, or `cancel`.
     *
     * If it was on before, the call needs a code or a recovery key, and the old secret and keys become invalid.
     */
    setUpOtp(given: OtpOptions, options?: CallOptions): Promise<OtpSetUp>;
    /**
     * Turns multi-factor authentication on. Resolves to the URL for the authenticator (see `Sentc.otpQrSvg`) and the recovery keys.
     * `issuer` is the app's name and `audience` the account's name, as the authenticator shows them.
     *
     * It is on when this resolves: users who leave without a working authenticator and without the keys are locked out.
     * `setUpOtp` does the same, but can be canceled.
     */
    registerOtp(issuer: string, audience: string, password: string, mfa_token?: string | number | null, mfa_recovery?: boolean | null, options?: CallOptions): Promise<[url: string, recovery_keys: string[]]>;
    /**
     * Does the same as `registerOtp`, but resolves to the secret itself (base32) instead of a URL. Multi-factor authentication is on
     * when this resolves.
     */
    registerRawOtp(password: string, mfa_token?: string | number | null, mfa_recovery?: boolean | null, options?: CallOptions): Promise<OtpRegister>;
    /**
     * Makes a new secret and new recovery keys, and resolves to the same as `registerOtp`. The old secret and keys are invalid when
     * this resolves: users who leave without a working authenticator and without the new keys are locked out. Turns multi-factor
     * authentication on if it was off.
     */
    resetOtp(issuer: string, audience: string, password: string, mfa_token?: string | number | null, mfa_recovery?: boolean | null, options?: CallOptions): Promise<[url: string, recovery_keys: string[]]>;
    /**
     * Does the same as `resetOtp`, but resolves to the secret itself (base32) instead of a URL. The old secret and keys are invalid
     * when this resolves.
     */
    resetRawOtp(password: string, mfa_token?: string | number | null, mfa_recovery?: boolean | null, options?: CallOptions): Promise<OtpRegister>;
    /** Turns multi-factor authentication off. */
    disableOtp(password: string, mfa_token?: string | number | null, mfa_recovery?: boolean | null, options?: CallOptions): Promise<void>;
    /** Returns the recovery keys that are not used yet. */
    getOtpRecoverKeys(password: string, mfa_token?: string | number | null, mfa_recovery?: boolean | null, options?: CallOptions): Promise<string[]>;
    /** Creates a group and resolves to its id. The user is its creator (rank 0). */
    createGroup(options?: CallOptions): Promise<string>;
    /** Returns the body of the request that creates a group, for your back end to send. */
    prepareGroupCreate(): string;
    /**
     * Resolves to a group that the user has access to. Sends no request if the client has data from the last five minutes; otherwise
     * checks its data with a small request. NO_GROUP_ACCESS: the user has no access.
     *
     * `group_as_member`: the id of one of the user's groups, if that group is the member of the group `group_id` (or of one above it).
     */
    getGroup(group_id: string, group_as_member?: string | null, options?: CallOptions): Promise<Group>;
}

/** The result of a login: `user`, or `mfa` if the login needs a code. Pass `u` of the latter to `mfaLogin`. */
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
/** A user who is signed in on this device: see `Sentc.storedUsers`. */
interface SignedInUser {
    identifier: string;
    user_id: string;
    /** When the user logged in, in Unix milliseconds. 0: not known. */
    signed_in_at: number;
}

/**
 * A client of one app. `Sentc` is the default client; `createClient` makes others.
 *
 * Every method fails with a SentcError: it rejects, or throws if it returns no promise. All can fail with INVALID_ARGUMENT,
 * NOT_INITIALIZED or DISPOSED. Methods that send a request can also fail with NETWORK, TIMEOUT, ABORTED or an error of the
 * service. Each method names its further codes.
 *
 * Outside browsers a client has no current user, unless the app sets a storage (`storage.getStorage`): one process serves
 * many people.
 */
declare class SentcClient {
    /**
     * Loads the wasm and resolves to the stored user with a valid JWT and the first page of invites, or to undefined if no user
     * is stored. If the network or the service (5xx) fails, it resolves to the stored user without invites, and `status` is
     * `offline`. The client then retries until the service answers.
     *
     * A second call with the same options returns the same promise, unless it was rejected, its user is offline, or somebody has
     * signed in or out since. Data is compared by value, functions by identity. With other options the client restarts: `User`
     * objects from before reject with SIGNED_OUT, but their sessions stay stored.
     *
     * Clients of `createClient` have their options already. Rejects with INVALID_OPTIONS, the WASM_… codes and STORAGE.
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
    /** Registers a user and resolves to the user id. Does not sign the user in. IDENTIFIER_TAKEN: another account has the identifier. */
    register(identifier: string, password: string, options?: CallOptions): Promise<string>;
    /** Does the same as `prepareRegister`, in a Web Worker where the platform has them. */
    prepareRegisterAsync(identifier: string, password: string, options?: CallOptions): Promise<string>;
    /**
     * Starts to add this device to an account. The device gets its own `identifier` and `password`. Resolves to a text that the
     * user brings to a device that is signed in; there you pass it to `user.registerDevice`. IDENTIFIER_TAKEN: another device has
     * the identifier.
     */
    registerDeviceStart(identifier: string, password: string, options?: CallOptions): Promise<string>;
    /**
     * Logs in and resolves to `{ kind: "user", u }`. If the account has multi-factor authentication, it resolves to
     * `{ kind: "mfa", u }`: pass `u` to `mfaLogin` to complete the login. With `force` it resolves to the user itself, or rejects
     * with MFA_REQUIRED (client_10000). WRONG_PASSWORD; USER_NOT_FOUND: no account has the identifier.
     */
    login(identifier: string, password: string, force: true, options?: LoginOptions): Promise<User>;
    login(identifier: string, password: string, force?: false | undefined, options?: LoginOptions): Promise<LoginUser>;
    login(identifier: string, password: string, force?: boolean, options?: LoginOptions): Promise<LoginUser | User>;
    /**
     * Tells whether passkeys can be made and used here. `yes`: this device can hold them. `unknown`: a phone or a security key
     * may work, or the browser doesn't tell; you can offer a try. Does not need `init`.
     */
    passkeySupport(): Promise<"yes" | "no" | "unknown">;
    /**
     * Resolves to true if you can offer a passkey to the signed-in user, for example after a login by password: this device can
     * hold one, and no passkey of the account was made or used in this browser. False if nobody is signed in. Sends no request.
     * The SDK does not store that a user has declined: your app must.
     */
    passkeyOffer(): Promise<boolean>;
    /**
     * Logs in with a passkey that `user.addPasskey` made. Resolves to the same as `login`. PASSKEY_UNSUPPORTED, PASSKEY_CANCELLED;
     * PASSKEY_UNKNOWN: the device of this passkey was deleted, and the SDK asked the browser to forget the passkey.
     *
     * A browser asks for one passkey at a time: a new call ends one that still waits (for example a `conditional` one), which
     * rejects with ABORTED.
     */
    loginWithPasskey(given?: PasskeyLoginOptions, options?: LoginOptions): Promise<LoginUser>;
    /**
     * Logs in with the code of a recovery kit (`user.createRecoveryKit`). Resolves to the same as `login`: with multi-factor
     * authentication the result asks for a code. Case, spaces and dashes in the code do not matter; O is read as 0, I and L as 1.
     * After the login, call `user.replaceDevice` to give the user a device with a new password.
     *
     * RECOVERY_CODE: a letter is wrong or missing, or two are swapped; the message says in which group, and no request was sent.
     * USER_NOT_FOUND: the kit was revoked.
     */
    loginWithRecoveryKit(code: string, options?: LoginOptions): Promise<LoginUser>;
    /** Completes a login with a TOTP code. Spaces and dashes in it are ignored. After WRONG_TOTP, `data` can be used again. */
    mfaLogin(token: string | number, data: UserMfaLogin, options?: LoginOptions): Promise<User>;
    /** Completes a login with a recovery key. Each key works once. NO_TOTP: this key is wrong or was used. */
    mfaRecoveryLogin(recovery_key: string, data: UserMfaLogin, options?: LoginOptions): Promise<User>;
    /** Gets a new JWT from the service, for apps that keep the refresh token themselves. `old_jwt` may be expired. */
    refreshJwt(old_jwt: string, refresh_token: string, options?: CallOptions): Promise<string>;
    /**
     * Resolves to the current user. With `jwt`, it first refreshes the JWT if needed. With `username`, it resolves to
     * `[user, identifier]`. NO_USER: nobody is signed in.
     */
    getActualUser(jwt?: boolean, username?: false | undefined, options?: CallOptions): Promise<User>;
    getActualUser(jwt: boolean | undefined, username: true, options?: CallOptions): Promise<[user: User, identifier: string]>;
    /** Returns the stored user with this identifier, or false. Sends no request. */
    getUser(identifier: string, options?: CallOptions): Promise<User | false>;
    /**
     * Lists all users who are signed in with this client, the last login first. Several can be signed in; one of them is the
     * current user. Sends no request. Outside browsers the list is empty, unless the app sets a storage.
     */
    storedUsers(): Promise<SignedInUser[]>;
    /**
     * Makes a stored user the current user, here and in the other tabs, which get the event `signedIn`. The previous user stays
     * signed in. Sends no request. NO_USER: no user with this identifier is signed in here.
     */
    switchTo(identifier: string): Promise<User>;
    /**
     * Ends all sessions of this client, here and in the other tabs, and removes their records: for computers that several people
     * share. STORAGE: the sessions have ended, but some records could not be removed; call again to remove them.
     */
    logOutAll(): Promise<void>;
    /**
     * Ends all sessions of this client, as `logOutAll` does, when nobody has used the app in any tab for `idle_ms` milliseconds
     * (at least 1000). The event `signedOut` then has the reason `idle`. Pointer, keyboard, touch, scrolling and a return to the tab
     * count as use; requests do not. Call it before `init`, so that `init` does not restore a session that is too old. Returns a
     * function that turns this off.
     */
    endAfter(limit: {
        idle_ms: number;
    }): () => void;
    /**
     * Resolves to a store for your app's own records. They are in the same place as the SDK's records and encrypted in the same
     * way: with a key that scripts cannot read, but that a copy of the browser's profile contains. The app and the SDK cannot reach
     * each other's records. `cleanStorage` deletes only the app's records.
     */
    getStore(): Promise<StorageInterface>;
    /** The texts of `error.user_message`. Set some to use your own words or language; the others do not change. All clients share them. */
    get messages(): UserMessages;
    set messages(words: Partial<UserMessages>);
    /** Loads the key derivation before it is needed. Call it when a password field gets the focus. Optional; never throws. */
    warmUp(): void;
    /** Calls `callback` on each event with this name. Returns a function that removes the listener. */
    on<K extends keyof SentcEvents>(name: K, callback: (payload: SentcEvents[K]) => void): () => void;
    /** Waits for running calls, then frees the client's memory. Does not sign users out. Later calls reject with DISPOSED. */
    dispose(): Promise<void>;
    /** Returns the body of the request that asks whether an identifier is free, for your back end to send. */
    prepareCheckUserIdentifierAvailable(identifier: string): string;
    /** Reads the service's answer to that request: returns whether the identifier is free. */
    doneCheckUserIdentifierAvailable(server_output: string): boolean;
    /** Returns a random identifier (16 bytes) and password (32 bytes), base64url without padding. */
    generateRegisterData(): [identifier: string, password: string];
    /** Returns the body of a registration, for your back end to send. Blocks the thread during the key derivation. */
    prepareRegister(identifier: string, password: string): string;
    /** Reads the service's answer to a registration: returns the user id, or throws if the service refused. */
    doneRegister(server_output: string): string;
    /** Returns the body of a device registration, for your back end to send. Blocks the thread like `prepareRegister`. */
    prepareRegisterDeviceStart(identifier: string, password: string): string;
    /** Reads the service's answer to a device registration: throws if the service refused. */
    doneRegisterDeviceStart(server_output: string): void;
    /**
     * Reads the text of a new device (from `registerDeviceStart` or `deviceQr`), so that you can ask "is this your device?" before
     * `registerDevice`. Ask the user to compare `code`, six characters, which both devices show. Do not rely on
     * `device_identifier`: whoever sends the text chooses it.
     */
    parseDeviceOutput(server_output: string): {
        device_identifier: string;
        code: string;
    };
    /**
     * Shortens the text of a new device (`server_output`) and returns it with its QR code as SVG, at most 45 modules a side, which
     * phones can scan. On the other device, `registerDevice` and `parseDeviceOutput` accept this text instead of `server_output`, and
     * show the same six characters. It contains a long identifier only in part. INVALID_ARGUMENT: not the text of a new device.
     */
    deviceQr(server_output: string): {
        text: string;
        svg: string;
    };
    /** Returns a QR code as SVG. INVALID_ARGUMENT: the text is too long for one. */
    qrSvg(content: string): string;
    /** Returns the QR code of an otpauth URL as SVG, for an authenticator to scan. */
    otpQrSvg(url: string): string;
    /** Returns whether a TOTP code is right for the current time, ± 30 seconds. Use it to check that the authenticator is set up. */
    checkOtp(url: string, token: string | number): boolean;
    /** Returns why a TOTP code is wrong, so that your app can say what to do; undefined if it is right. */
    otpProblem(url: string, token: string | number): OtpProblem | undefined;
    private call;
    private compute;
    /** An answer that the app's back end passed on. */
    private passedOn;
    private identifier;
    private credentials;
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
