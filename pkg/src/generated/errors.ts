// Generated from src/error/table.rs by `cargo run --example error_table`. Do not edit.

/** A readable constant for what went wrong. */
export type SentcErrorCode =
  | "ID_FORMAT"
  | "UNREADABLE_JSON"
  | "BODY_TOO_BIG"
  | "TIME_FORMAT"
  | "JWT_EXPIRED"
  | "JWT_MISSING"
  | "JWT_UNDECODABLE"
  | "JWT_KEY_UNKNOWN"
  | "USER_NOT_FOUND"
  | "IDENTIFIER_TAKEN"
  | "SALT"
  | "AUTH_KEY_FORMAT"
  | "WRONG_PASSWORD"
  | "JWT_NOT_FRESH"
  | "REFRESH_TOKEN"
  | "LAST_DEVICE"
  | "DEVICE_NOT_FOUND"
  | "APP_TOKEN_UNKNOWN"
  | "APP_TOKEN_FORMAT"
  | "TOKEN_NOT_ALLOWED"
  | "NOT_A_MEMBER"
  | "RANK_TOO_LOW"
  | "ALREADY_MEMBER"
  | "NO_INVITE"
  | "ONLY_ADMIN"
  | "NO_JOIN_REQUEST"
  | "NO_GROUP_ACCESS"
  | "RANK_CHANGE"
  | "KICK_CREATOR"
  | "KICK_HIGHER_RANK"
  | "INVITES_STOPPED"
  | "CONNECTED_FROM_CONNECTED"
  | "NOT_CONNECTED_GROUP"
  | "NO_SUCH_ROUTE"
  | "TOTP_SECRET"
  | "NO_TOTP"
  | "WRONG_TOTP"
  | "SERVER_ERROR"
  | "NETWORK"
  | "TIMEOUT"
  | "ABORTED"
  | "UNREADABLE_BODY"
  | "UNEXPECTED_ANSWER"
  | "RANK_OUT_OF_RANGE"
  | "NO_PERMISSION"
  | "JWT_MALFORMED"
  | "JWT_CLAIMS"
  | "LOGIN_NOT_VERIFIED"
  | "MFA_REQUIRED"
  | "INVALID_ARGUMENT"
  | "INVALID_OPTIONS"
  | "NOT_INITIALIZED"
  | "NO_USER"
  | "SIGNED_OUT"
  | "DISPOSED"
  | "REFRESH_REFUSED"
  | "REFRESH_ANSWER"
  | "REFRESH_ENDPOINT"
  | "PASSKEY_UNSUPPORTED"
  | "PASSKEY_CANCELLED"
  | "PASSKEY_UNKNOWN"
  | "PASSKEY_EXISTS"
  | "RECOVERY_CODE"
  | "STORAGE"
  | "OUT_OF_MEMORY"
  | "NO_RANDOM"
  | "BAD_KEY_MATERIAL"
  | "UNSUPPORTED_ALGORITHM"
  | "INTERNAL"
  | "NO_WEBASSEMBLY"
  | "WASM_BLOCKED_BY_CSP"
  | "WASM_NOT_FOUND"
  | "WASM_INVALID";

export interface ErrorRow {
  readonly name: SentcErrorCode;
  readonly status: string;
  readonly retryable: boolean;
  readonly message: string;
  readonly hint: string;
}

type Columns = [name: SentcErrorCode, status: string, retryable: boolean, message: string, hint: string];

let rows: readonly ErrorRow[] | undefined;

/** In the order of the table: the wasm names an error by its place in it. */
export function errorRows(): readonly ErrorRow[] {
  return (rows ??= (JSON.parse(TABLE) as Columns[]).map(([name, status, retryable, message, hint]) => ({ name, status, retryable, message, hint })));
}

const TABLE = `[
["ID_FORMAT", "server_1", false, "the service refused an id: its format is wrong", "Pass ids exactly as the service returned them."],
["UNREADABLE_JSON", "server_11", false, "the service could not read the request body", "Check that base_url points to a light sentc API of a matching version."],
["BODY_TOO_BIG", "server_12", false, "the request body is larger than 256 KiB", "Use a shorter identifier."],
["TIME_FORMAT", "server_13", false, "the time of a list item is not a number", "Pass the last list item as you received it."],
["JWT_EXPIRED", "server_30", false, "the JWT has expired", "Call getJwt() for a new one. If that fails too, sign in again."],
["JWT_MISSING", "server_31", false, "the service received no JWT", "Check that no proxy between the page and the service removes the Authorization header. Otherwise sign in again."],
["JWT_UNDECODABLE", "server_32", false, "the service can't read the JWT", "Sign in again."],
["JWT_KEY_UNKNOWN", "server_35", false, "the JWT was signed with a key that the app no longer has", "Sign in again."],
["USER_NOT_FOUND", "server_100", false, "this user or device does not exist", "Check the identifier or the id, or register first."],
["IDENTIFIER_TAKEN", "server_101", false, "this identifier is taken", "Choose another identifier."],
["SALT", "server_110", false, "the service can't use the account's stored salt", "Reset the password through your back end."],
["AUTH_KEY_FORMAT", "server_111", false, "the service refused the format of the authentication key", "Check that base_url points to a light sentc API."],
["WRONG_PASSWORD", "server_112", false, "wrong password", "Ask for the password again."],
["JWT_NOT_FRESH", "server_113", false, "this call needs a JWT from a login, not from a refresh", "Ask for the password and call again."],
["REFRESH_TOKEN", "server_114", false, "the service does not know the refresh token: the session was ended", "Sign in again."],
["LAST_DEVICE", "server_115", false, "the account's last device can't be deleted", "Delete the account instead, or add another device first."],
["DEVICE_NOT_FOUND", "server_116", false, "this device does not exist", "Load the device list again."],
["APP_TOKEN_UNKNOWN", "server_200", false, "the service at base_url does not know this app_token", "Check app_token and base_url in the options of init."],
["APP_TOKEN_FORMAT", "server_201", false, "the service can't read this app_token, or can't use the account's stored key", "Check app_token in the options of init."],
["TOKEN_NOT_ALLOWED", "server_203", false, "the app's options do not allow this call with the public token", "Send this request from your back end with the secret token, or change the app's options."],
["NOT_A_MEMBER", "server_300", false, "this user is not a member of the group", "Load the member list again."],
["RANK_TOO_LOW", "server_301", false, "your rank in this group is too low, or the rank to give is above yours", "Ask an administrator of the group, or give a rank that is not above your own."],
["ALREADY_MEMBER", "server_302", false, "this user or group is a member already, or invited already", "Load the lists of members and invites again. You need no second invite."],
["NO_INVITE", "server_307", false, "this invite does not exist", "Load the invites again."],
["ONLY_ADMIN", "server_308", false, "the group's only administrator can't leave", "Make another member an administrator first, or delete the group."],
["NO_JOIN_REQUEST", "server_309", false, "this join request does not exist", "Load the join requests again."],
["NO_GROUP_ACCESS", "server_310", false, "you have no access to this group", "Load the list of groups again."],
["RANK_CHANGE", "server_314", false, "this rank can't be given", "Use 1 to 4. The creator's rank can't be changed."],
["KICK_CREATOR", "server_315", false, "the group's creator can't be removed", "Delete the group instead."],
["KICK_HIGHER_RANK", "server_316", false, "a member with a higher rank than yours can't be removed", "Ask an administrator of the group."],
["INVITES_STOPPED", "server_317", false, "the group accepts no invites and no join requests", "An administrator can allow them again with stopInvites()."],
["CONNECTED_FROM_CONNECTED", "server_318", false, "a connected group can't be created from a connected group", "Create it from a normal group."],
["NOT_CONNECTED_GROUP", "server_319", false, "only connected groups can have groups as members", "Use a group that createConnectedGroup() created."],
["NO_SUCH_ROUTE", "server_404", false, "the service does not know this path", "Check base_url. Leave out /api/v1: the SDK adds it."],
["TOTP_SECRET", "server_900", false, "the service can't use the stored TOTP secret", "Turn off multi-factor authentication through your back end."],
["NO_TOTP", "server_901", false, "multi-factor authentication is off, or this recovery key is unknown or was used", "Use another recovery key, or sign in without a code."],
["WRONG_TOTP", "server_902", false, "wrong or outdated TOTP code", "Ask for the code that the authenticator shows now. If it is refused again, call otpProblem() to find out why."],
["SERVER_ERROR", "client_2100", false, "the service refused the request with a code that this SDK does not know", "Read the message, the status and the HTTP status."],
["NETWORK", "client_1000", true, "the request failed: no connection, or the server does not answer", "Check the connection and try again."],
["TIMEOUT", "client_1000", true, "no answer in time", "Try again, or raise timeout_ms."],
["ABORTED", "client_1000", false, "the call was aborted", "Call again if you still need the result."],
["UNREADABLE_BODY", "client_1002", true, "the body of the answer could not be read", "Try again."],
["UNEXPECTED_ANSWER", "client_101", false, "the answer is not from a sentc API", "Check base_url, and any proxy between the page and the service."],
["RANK_OUT_OF_RANGE", "client_200", false, "a rank must be a whole number from 1 to 4", "Use 1 to 4."],
["NO_PERMISSION", "client_201", false, "your rank in this group does not allow this", "Ask an administrator of the group."],
["JWT_MALFORMED", "client_1100", false, "the JWT is malformed", "Check which server answers at base_url and at the refresh endpoint."],
["JWT_CLAIMS", "client_1101", false, "the JWT is not for this user and device, or lacks claims", "Check that the refresh endpoint answers for the signed-in user."],
["LOGIN_NOT_VERIFIED", "client_1102", false, "the service could not prove that it has the keys of this device", "Do not use this session. Check base_url, and any proxy between the page and the service."],
["MFA_REQUIRED", "client_10000", false, "multi-factor authentication is on: a code or a recovery key is required", "Ask for the code and call again with it. After a login, call mfaLogin."],
["INVALID_ARGUMENT", "client_2000", false, "an argument has a wrong type or value", "Correct the argument that the message names."],
["INVALID_OPTIONS", "client_2001", false, "the options can't be used", "Correct the option that the message names."],
["NOT_INITIALIZED", "client_2002", false, "the SDK is not initialized", "Call init(…) and wait for it first."],
["NO_USER", "client_2003", false, "nobody is signed in", "Sign in first."],
["SIGNED_OUT", "client_2004", false, "this user was signed out", "Sign in again, and use the user that login returns."],
["DISPOSED", "client_2005", false, "this client was disposed", "Create another client."],
["REFRESH_REFUSED", "client_2006", false, "the refresh endpoint refused the refresh: the session is over", "Sign in again."],
["REFRESH_ANSWER", "client_2007", false, "the refresh endpoint did not answer with a new JWT", "Answer with the new JWT as plain text, or in the service's JSON envelope."],
["REFRESH_ENDPOINT", "client_2008", true, "the refresh endpoint failed", "Try again. The cause says what went wrong."],
["PASSKEY_UNSUPPORTED", "client_2030", false, "passkeys that can replace a password are not available here", "Offer the password. A passkey needs WebAuthn with PRF and a secure context (HTTPS or localhost)."],
["PASSKEY_CANCELLED", "client_2031", false, "no passkey was used", "Ask again, or offer the password."],
["PASSKEY_UNKNOWN", "client_2032", false, "the account no longer has the device of this passkey", "Use another passkey or the password. The SDK asked the browser to stop offering this passkey."],
["PASSKEY_EXISTS", "client_2033", false, "this authenticator already has a passkey for the account", "Sign in with it, or use another authenticator."],
["RECOVERY_CODE", "client_2040", false, "the recovery code is mistyped", "Ask the person to check the group of letters that the message names."],
["STORAGE", "client_2010", true, "the storage could not be read or written", "Check the storage that you passed to init, or the browser's settings."],
["OUT_OF_MEMORY", "client_2011", true, "not enough memory to derive the keys (19 MiB)", "Close other tabs and try again."],
["NO_RANDOM", "client_2012", false, "no source of secure random numbers", "Use an environment with crypto.getRandomValues."],
["BAD_KEY_MATERIAL", "client_2013", false, "keys or encrypted data are malformed", "If this happens again, reset the password through your back end."],
["UNSUPPORTED_ALGORITHM", "client_2014", false, "this account uses an algorithm that this SDK does not know", "Update the SDK."],
["INTERNAL", "client_2020", true, "internal error; the SDK was restarted", "Call again, and report it with the cause."],
["NO_WEBASSEMBLY", "client_2021", false, "WebAssembly is not available here", "Use a current browser, or turn off its lockdown mode for this site."],
["WASM_BLOCKED_BY_CSP", "client_2022", false, "the page's Content-Security-Policy blocks WebAssembly", "Add 'wasm-unsafe-eval' to script-src."],
["WASM_NOT_FOUND", "client_2023", true, "the wasm file could not be loaded", "Serve sentc-light.wasm beside the script, or set wasm_path."],
["WASM_INVALID", "client_2024", false, "the wasm file is not the one of this version", "Serve the sentc-light.wasm of this package version."]
]`;
