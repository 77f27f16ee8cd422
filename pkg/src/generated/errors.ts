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

/** In the order of the table: the wasm names an error by its place in it. */
export const ERRORS: readonly ErrorRow[] = [
  { name: "ID_FORMAT", status: "server_1", retryable: false, message: "the service refused an id: its format is wrong", hint: "Pass ids exactly as the service returned them." },
  { name: "UNREADABLE_JSON", status: "server_11", retryable: false, message: "the service could not read the request body", hint: "Check that base_url points to a light sentc API of a matching version." },
  { name: "BODY_TOO_BIG", status: "server_12", retryable: false, message: "the request body is larger than 256 KiB", hint: "Use a shorter identifier." },
  { name: "TIME_FORMAT", status: "server_13", retryable: false, message: "the time of a list item is not a number", hint: "Pass the last list item as you received it." },
  { name: "JWT_EXPIRED", status: "server_30", retryable: false, message: "the JWT has expired", hint: "Call getJwt() for a new one. If that fails too, sign in again." },
  { name: "JWT_MISSING", status: "server_31", retryable: false, message: "the service received no JWT", hint: "Check that no proxy between the page and the service removes the Authorization header. Otherwise sign in again." },
  { name: "JWT_UNDECODABLE", status: "server_32", retryable: false, message: "the service can't read the JWT", hint: "Sign in again." },
  { name: "JWT_KEY_UNKNOWN", status: "server_35", retryable: false, message: "the JWT was signed with a key that the app no longer has", hint: "Sign in again." },
  { name: "USER_NOT_FOUND", status: "server_100", retryable: false, message: "this user or device does not exist", hint: "Check the identifier or the id, or register first." },
  { name: "IDENTIFIER_TAKEN", status: "server_101", retryable: false, message: "this identifier is taken", hint: "Choose another identifier." },
  { name: "SALT", status: "server_110", retryable: false, message: "the service can't use the account's stored salt", hint: "Reset the password through your back end." },
  { name: "AUTH_KEY_FORMAT", status: "server_111", retryable: false, message: "the service refused the format of the authentication key", hint: "Check that base_url points to a light sentc API." },
  { name: "WRONG_PASSWORD", status: "server_112", retryable: false, message: "wrong password", hint: "Ask for the password again." },
  { name: "JWT_NOT_FRESH", status: "server_113", retryable: false, message: "this call needs a JWT from a login, not from a refresh", hint: "Ask for the password and call again." },
  { name: "REFRESH_TOKEN", status: "server_114", retryable: false, message: "the service does not know the refresh token: the session was ended", hint: "Sign in again." },
  { name: "LAST_DEVICE", status: "server_115", retryable: false, message: "the account's last device can't be deleted", hint: "Delete the account instead, or add another device first." },
  { name: "DEVICE_NOT_FOUND", status: "server_116", retryable: false, message: "this device does not exist", hint: "Load the device list again." },
  { name: "APP_TOKEN_UNKNOWN", status: "server_200", retryable: false, message: "the service at base_url does not know this app_token", hint: "Check app_token and base_url in the options of init." },
  { name: "APP_TOKEN_FORMAT", status: "server_201", retryable: false, message: "the service can't read this app_token, or can't use the account's stored key", hint: "Check app_token in the options of init." },
  { name: "TOKEN_NOT_ALLOWED", status: "server_203", retryable: false, message: "the app's options do not allow this call with the public token", hint: "Send this request from your back end with the secret token, or change the app's options." },
  { name: "NOT_A_MEMBER", status: "server_300", retryable: false, message: "this user is not a member of the group", hint: "Load the member list again." },
  { name: "RANK_TOO_LOW", status: "server_301", retryable: false, message: "your rank in this group is too low, or the rank to give is above yours", hint: "Ask an administrator of the group, or give a rank that is not above your own." },
  { name: "ALREADY_MEMBER", status: "server_302", retryable: false, message: "this user or group is a member already, or invited already", hint: "Load the lists of members and invites again. You need no second invite." },
  { name: "NO_INVITE", status: "server_307", retryable: false, message: "this invite does not exist", hint: "Load the invites again." },
  { name: "ONLY_ADMIN", status: "server_308", retryable: false, message: "the group's only administrator can't leave", hint: "Make another member an administrator first, or delete the group." },
  { name: "NO_JOIN_REQUEST", status: "server_309", retryable: false, message: "this join request does not exist", hint: "Load the join requests again." },
  { name: "NO_GROUP_ACCESS", status: "server_310", retryable: false, message: "you have no access to this group", hint: "Load the list of groups again." },
  { name: "RANK_CHANGE", status: "server_314", retryable: false, message: "this rank can't be given", hint: "Use 1 to 4. The creator's rank can't be changed." },
  { name: "KICK_CREATOR", status: "server_315", retryable: false, message: "the group's creator can't be removed", hint: "Delete the group instead." },
  { name: "KICK_HIGHER_RANK", status: "server_316", retryable: false, message: "a member with a higher rank than yours can't be removed", hint: "Ask an administrator of the group." },
  { name: "INVITES_STOPPED", status: "server_317", retryable: false, message: "the group accepts no invites and no join requests", hint: "An administrator can allow them again with stopInvites()." },
  { name: "CONNECTED_FROM_CONNECTED", status: "server_318", retryable: false, message: "a connected group can't be created from a connected group", hint: "Create it from a normal group." },
  { name: "NOT_CONNECTED_GROUP", status: "server_319", retryable: false, message: "only connected groups can have groups as members", hint: "Use a group that createConnectedGroup() created." },
  { name: "NO_SUCH_ROUTE", status: "server_404", retryable: false, message: "the service does not know this path", hint: "Check base_url. Leave out /api/v1: the SDK adds it." },
  { name: "TOTP_SECRET", status: "server_900", retryable: false, message: "the service can't use the stored TOTP secret", hint: "Turn off multi-factor authentication through your back end." },
  { name: "NO_TOTP", status: "server_901", retryable: false, message: "multi-factor authentication is off, or this recovery key is unknown or was used", hint: "Use another recovery key, or sign in without a code." },
  { name: "WRONG_TOTP", status: "server_902", retryable: false, message: "wrong or outdated TOTP code", hint: "Ask for the code that the authenticator shows now. If it is refused again, call otpProblem() to find out why." },
  { name: "SERVER_ERROR", status: "client_2100", retryable: false, message: "the service refused the request with a code that this SDK does not know", hint: "Read the message, the status and the HTTP status." },
  { name: "NETWORK", status: "client_1000", retryable: true, message: "the request failed: no connection, or the server does not answer", hint: "Check the connection and try again." },
  { name: "TIMEOUT", status: "client_1000", retryable: true, message: "no answer in time", hint: "Try again, or raise timeout_ms." },
  { name: "ABORTED", status: "client_1000", retryable: false, message: "the call was aborted", hint: "Call again if you still need the result." },
  { name: "UNREADABLE_BODY", status: "client_1002", retryable: true, message: "the body of the answer could not be read", hint: "Try again." },
  { name: "UNEXPECTED_ANSWER", status: "client_101", retryable: false, message: "the answer is not from a sentc API", hint: "Check base_url, and any proxy between the page and the service." },
  { name: "RANK_OUT_OF_RANGE", status: "client_200", retryable: false, message: "a rank must be a whole number from 1 to 4", hint: "Use 1 to 4." },
  { name: "NO_PERMISSION", status: "client_201", retryable: false, message: "your rank in this group does not allow this", hint: "Ask an administrator of the group." },
  { name: "JWT_MALFORMED", status: "client_1100", retryable: false, message: "the JWT is malformed", hint: "Check which server answers at base_url and at the refresh endpoint." },
  { name: "JWT_CLAIMS", status: "client_1101", retryable: false, message: "the JWT is not for this user and device, or lacks claims", hint: "Check that the refresh endpoint answers for the signed-in user." },
  { name: "LOGIN_NOT_VERIFIED", status: "client_1102", retryable: false, message: "the service could not prove that it has the keys of this device", hint: "Do not use this session. Check base_url, and any proxy between the page and the service." },
  { name: "MFA_REQUIRED", status: "client_10000", retryable: false, message: "multi-factor authentication is on: a code or a recovery key is required", hint: "Ask for the code and call again with it. After a login, call mfaLogin." },
  { name: "INVALID_ARGUMENT", status: "client_2000", retryable: false, message: "an argument has a wrong type or value", hint: "Correct the argument that the message names." },
  { name: "INVALID_OPTIONS", status: "client_2001", retryable: false, message: "the options can't be used", hint: "Correct the option that the message names." },
  { name: "NOT_INITIALIZED", status: "client_2002", retryable: false, message: "the SDK is not initialized", hint: "Call init(…) and wait for it first." },
  { name: "NO_USER", status: "client_2003", retryable: false, message: "nobody is signed in", hint: "Sign in first." },
  { name: "SIGNED_OUT", status: "client_2004", retryable: false, message: "this user was signed out", hint: "Sign in again, and use the user that login returns." },
  { name: "DISPOSED", status: "client_2005", retryable: false, message: "this client was disposed", hint: "Create another client." },
  { name: "REFRESH_REFUSED", status: "client_2006", retryable: false, message: "the refresh endpoint refused the refresh: the session is over", hint: "Sign in again." },
  { name: "REFRESH_ANSWER", status: "client_2007", retryable: false, message: "the refresh endpoint did not answer with a new JWT", hint: "Answer with the new JWT as plain text, or in the service's JSON envelope." },
  { name: "REFRESH_ENDPOINT", status: "client_2008", retryable: true, message: "the refresh endpoint failed", hint: "Try again. The cause says what went wrong." },
  { name: "PASSKEY_UNSUPPORTED", status: "client_2030", retryable: false, message: "passkeys that can replace a password are not available here", hint: "Offer the password. A passkey needs WebAuthn with PRF and a secure context (HTTPS or localhost)." },
  { name: "PASSKEY_CANCELLED", status: "client_2031", retryable: false, message: "no passkey was used", hint: "Ask again, or offer the password." },
  { name: "PASSKEY_UNKNOWN", status: "client_2032", retryable: false, message: "the account no longer has the device of this passkey", hint: "Use another passkey or the password. The SDK asked the browser to stop offering this passkey." },
  { name: "PASSKEY_EXISTS", status: "client_2033", retryable: false, message: "this authenticator already has a passkey for the account", hint: "Sign in with it, or use another authenticator." },
  { name: "RECOVERY_CODE", status: "client_2040", retryable: false, message: "the recovery code is mistyped", hint: "Ask the person to check the group of letters that the message names." },
  { name: "STORAGE", status: "client_2010", retryable: true, message: "the storage could not be read or written", hint: "Check the storage that you passed to init, or the browser's settings." },
  { name: "OUT_OF_MEMORY", status: "client_2011", retryable: true, message: "not enough memory to derive the keys (19 MiB)", hint: "Close other tabs and try again." },
  { name: "NO_RANDOM", status: "client_2012", retryable: false, message: "no source of secure random numbers", hint: "Use an environment with crypto.getRandomValues." },
  { name: "BAD_KEY_MATERIAL", status: "client_2013", retryable: false, message: "keys or encrypted data are malformed", hint: "If this happens again, reset the password through your back end." },
  { name: "UNSUPPORTED_ALGORITHM", status: "client_2014", retryable: false, message: "this account uses an algorithm that this SDK does not know", hint: "Update the SDK." },
  { name: "INTERNAL", status: "client_2020", retryable: true, message: "internal error; the SDK was restarted", hint: "Call again, and report it with the cause." },
  { name: "NO_WEBASSEMBLY", status: "client_2021", retryable: false, message: "WebAssembly is not available here", hint: "Use a current browser, or turn off its lockdown mode for this site." },
  { name: "WASM_BLOCKED_BY_CSP", status: "client_2022", retryable: false, message: "the page's Content-Security-Policy blocks WebAssembly", hint: "Add 'wasm-unsafe-eval' to script-src." },
  { name: "WASM_NOT_FOUND", status: "client_2023", retryable: true, message: "the wasm file could not be loaded", hint: "Serve sentc-light.wasm beside the script, or set wasm_path." },
  { name: "WASM_INVALID", status: "client_2024", retryable: false, message: "the wasm file is not the one of this version", hint: "Serve the sentc-light.wasm of this package version." },
];
