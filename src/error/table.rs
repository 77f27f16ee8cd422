//! Every error of the SDK: its code, its status, whether a later call may succeed, what happened and what to do next.
//!
//! `cargo run --example error_table` generates from it the TypeScript union, the rows that TypeScript's own errors use, and
//! `docs/errors.md`. A test checks that they agree.

use crate::wire::codes;

/// Whether the error's number is from the service (`server_112`) or from the SDK (`client_1000`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The service: `server_112`.
    Server,
    /// The SDK: `client_1000`.
    Client,
}

macro_rules! table {
    ($($variant:ident $name:literal $origin:ident $number:expr, $retryable:literal, $message:literal, $hint:literal;)*) => {
        /// A readable name for what went wrong.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Code { $(#[doc = $message] $variant),* }

        /// All codes, in the order of the table. The boundary to JavaScript passes a code as its index here.
        pub const ALL_CODES: &[Code] = &[$(Code::$variant),*];

        /// One function per column: the wasm calls those for numbers only, so the linker drops the texts.
        impl Code {
            /// Returns the name, such as `WRONG_PASSWORD`.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),* }
            }

            /// Returns whether the number is from the service or from the SDK.
            pub fn origin(self) -> Origin {
                match self { $(Self::$variant => Origin::$origin),* }
            }

            /// Returns the number within that origin.
            pub fn number(self) -> u32 {
                match self { $(Self::$variant => $number),* }
            }

            /// Whether the same call may succeed later without any change.
            pub fn retryable(self) -> bool {
                match self { $(Self::$variant => $retryable),* }
            }

            /// Returns what happened, for developers.
            pub fn message(self) -> &'static str {
                match self { $(Self::$variant => $message),* }
            }

            /// Returns what to do next.
            pub fn hint(self) -> &'static str {
                match self { $(Self::$variant => $hint),* }
            }
        }
    };
}

impl Code {
    /// Returns the status, such as `server_112` or `client_1000`.
    pub fn status(self) -> String {
        format!("{}{}", if self.origin() == Origin::Server { "server_" } else { "client_" }, self.number())
    }

    /// Returns the service's number, if the code is a refusal by the service.
    pub fn server_code(self) -> Option<u32> {
        (self.origin() == Origin::Server).then_some(self.number())
    }
}

impl Code {
    /// Returns the code for a number of the service, or `SERVER_ERROR` if this SDK does not know the number.
    pub fn from_server(err_code: u32) -> Self {
        ALL_CODES.iter().copied().find(|code| code.server_code() == Some(err_code)).unwrap_or(Code::ServerError)
    }
}

table! {
    // ---- refused by the service
    IdFormat "ID_FORMAT" Server codes::ID_FORMAT, false, "the service refused an id: its format is wrong", "Pass ids exactly as the service returned them.";
    UnreadableJson "UNREADABLE_JSON" Server codes::UNREADABLE_JSON, false, "the service could not read the request body", "Check that base_url points to a light sentc API of a matching version.";
    BodyTooBig "BODY_TOO_BIG" Server codes::BODY_TOO_BIG, false, "the request body is larger than 256 KiB", "Use a shorter identifier.";
    TimeFormat "TIME_FORMAT" Server codes::TIME_FORMAT, false, "the time of a list item is not a number", "Pass the last list item as you received it.";
    JwtExpired "JWT_EXPIRED" Server codes::JWT_EXPIRED, false, "the JWT has expired", "Call getJwt() for a new one. If that fails too, sign in again.";
    JwtMissing "JWT_MISSING" Server codes::JWT_MISSING, false, "the service received no JWT", "Check that no proxy between the page and the service removes the Authorization header. Otherwise sign in again.";
    JwtUndecodable "JWT_UNDECODABLE" Server codes::JWT_UNDECODABLE, false, "the service can't read the JWT", "Sign in again.";
    JwtKeyUnknown "JWT_KEY_UNKNOWN" Server codes::JWT_KEY_UNKNOWN, false, "the JWT was signed with a key that the app no longer has", "Sign in again.";
    UserNotFound "USER_NOT_FOUND" Server codes::USER_NOT_FOUND, false, "this user or device does not exist", "Check the identifier or the id, or register first.";
    IdentifierTaken "IDENTIFIER_TAKEN" Server codes::IDENTIFIER_TAKEN, false, "this identifier is taken", "Choose another identifier.";
    Salt "SALT" Server codes::SALT, false, "the service can't use the account's stored salt", "Reset the password through your back end.";
    AuthKeyFormat "AUTH_KEY_FORMAT" Server codes::AUTH_KEY_FORMAT, false, "the service refused the format of the authentication key", "Check that base_url points to a light sentc API.";
    WrongPassword "WRONG_PASSWORD" Server codes::WRONG_PASSWORD, false, "wrong password", "Ask for the password again.";
    JwtNotFresh "JWT_NOT_FRESH" Server codes::JWT_NOT_FRESH, false, "this call needs a JWT from a login, not from a refresh", "Ask for the password and call again.";
    RefreshToken "REFRESH_TOKEN" Server codes::REFRESH_TOKEN, false, "the service does not know the refresh token: the session was ended", "Sign in again.";
    LastDevice "LAST_DEVICE" Server codes::LAST_DEVICE, false, "the account's last device can't be deleted", "Delete the account instead, or add another device first.";
    DeviceNotFound "DEVICE_NOT_FOUND" Server codes::DEVICE_NOT_FOUND, false, "this device does not exist", "Load the device list again.";
    AppTokenUnknown "APP_TOKEN_UNKNOWN" Server codes::APP_TOKEN_UNKNOWN, false, "the service at base_url does not know this app_token", "Check app_token and base_url in the options of init.";
    AppTokenFormat "APP_TOKEN_FORMAT" Server codes::APP_TOKEN_FORMAT, false, "the service can't read this app_token, or can't use the account's stored key", "Check app_token in the options of init.";
    TokenNotAllowed "TOKEN_NOT_ALLOWED" Server codes::TOKEN_NOT_ALLOWED, false, "the app's options do not allow this call with the public token", "Send this request from your back end with the secret token, or change the app's options.";
    NotAMember "NOT_A_MEMBER" Server codes::NOT_A_MEMBER, false, "this user is not a member of the group", "Load the member list again.";
    RankTooLow "RANK_TOO_LOW" Server codes::RANK, false, "your rank in this group is too low, or the rank to give is above yours", "Ask an administrator of the group, or give a rank that is not above your own.";
    AlreadyMember "ALREADY_MEMBER" Server codes::ALREADY_MEMBER, false, "this user or group is a member already, or invited already", "Load the lists of members and invites again. You need no second invite.";
    NoInvite "NO_INVITE" Server codes::NO_INVITE, false, "this invite does not exist", "Load the invites again.";
    OnlyAdmin "ONLY_ADMIN" Server codes::ONLY_ADMIN, false, "the group's only administrator can't leave", "Make another member an administrator first, or delete the group.";
    NoJoinRequest "NO_JOIN_REQUEST" Server codes::NO_JOIN_REQUEST, false, "this join request does not exist", "Load the join requests again.";
    NoGroupAccess "NO_GROUP_ACCESS" Server codes::NO_GROUP_ACCESS, false, "you have no access to this group", "Load the list of groups again.";
    RankChange "RANK_CHANGE" Server codes::RANK_CHANGE, false, "this rank can't be given", "Use 1 to 4. The creator's rank can't be changed.";
    KickCreator "KICK_CREATOR" Server codes::KICK_CREATOR, false, "the group's creator can't be removed", "Delete the group instead.";
    KickHigherRank "KICK_HIGHER_RANK" Server codes::KICK_HIGHER_RANK, false, "a member with a higher rank than yours can't be removed", "Ask an administrator of the group.";
    InvitesStopped "INVITES_STOPPED" Server codes::INVITES_STOPPED, false, "the group accepts no invites and no join requests", "An administrator can allow them again with stopInvites().";
    ConnectedFromConnected "CONNECTED_FROM_CONNECTED" Server codes::CONNECTED_FROM_CONNECTED, false, "a connected group can't be created from a connected group", "Create it from a normal group.";
    NotConnectedGroup "NOT_CONNECTED_GROUP" Server codes::NOT_CONNECTED_GROUP, false, "only connected groups can have groups as members", "Use a group that createConnectedGroup() created.";
    NoSuchRoute "NO_SUCH_ROUTE" Server codes::NO_SUCH_ROUTE, false, "the service does not know this path", "Check base_url. Leave out /api/v1: the SDK adds it.";
    TotpSecret "TOTP_SECRET" Server codes::TOTP_SECRET, false, "the service can't use the stored TOTP secret", "Turn off multi-factor authentication through your back end.";
    NoTotp "NO_TOTP" Server codes::NO_TOTP, false, "multi-factor authentication is off, or this recovery key is unknown or was used", "Use another recovery key, or sign in without a code.";
    WrongTotp "WRONG_TOTP" Server codes::WRONG_TOTP, false, "wrong or outdated TOTP code", "Ask for the code that the authenticator shows now. If it is refused again, call otpProblem() to find out why.";
    ServerError "SERVER_ERROR" Client 2100, false, "the service refused the request with a code that this SDK does not know", "Read the message, the status and the HTTP status.";

    // ---- between the client and the service
    Network "NETWORK" Client 1000, true, "the request failed: no connection, or the server does not answer", "Check the connection and try again.";
    Timeout "TIMEOUT" Client 1000, true, "no answer in time", "Try again, or raise timeout_ms.";
    Aborted "ABORTED" Client 1000, false, "the call was aborted", "Call again if you still need the result.";
    UnreadableBody "UNREADABLE_BODY" Client 1002, true, "the body of the answer could not be read", "Try again.";
    UnexpectedAnswer "UNEXPECTED_ANSWER" Client 101, false, "the answer is not from a sentc API", "Check base_url, and any proxy between the page and the service.";

    // ---- checks before or after a request
    RankOutOfRange "RANK_OUT_OF_RANGE" Client 200, false, "a rank must be a whole number from 1 to 4", "Use 1 to 4.";
    NoPermission "NO_PERMISSION" Client 201, false, "your rank in this group does not allow this", "Ask an administrator of the group.";
    JwtMalformed "JWT_MALFORMED" Client 1100, false, "the JWT is malformed", "Check which server answers at base_url and at the refresh endpoint.";
    JwtClaims "JWT_CLAIMS" Client 1101, false, "the JWT is not for this user and device, or lacks claims", "Check that the refresh endpoint answers for the signed-in user.";
    LoginNotVerified "LOGIN_NOT_VERIFIED" Client 1102, false, "the service could not prove that it has the keys of this device", "Do not use this session. Check base_url, and any proxy between the page and the service.";
    MfaRequired "MFA_REQUIRED" Client 10000, false, "multi-factor authentication is on: a code or a recovery key is required", "Ask for the code and call again with it. After a login, call mfaLogin.";
    InvalidArgument "INVALID_ARGUMENT" Client 2000, false, "an argument has a wrong type or value", "Correct the argument that the message names.";
    InvalidOptions "INVALID_OPTIONS" Client 2001, false, "the options can't be used", "Correct the option that the message names.";
    NotInitialized "NOT_INITIALIZED" Client 2002, false, "the SDK is not initialized", "Call init(…) and wait for it first.";
    NoUser "NO_USER" Client 2003, false, "nobody is signed in", "Sign in first.";
    SignedOut "SIGNED_OUT" Client 2004, false, "this user was signed out", "Sign in again, and use the user that login returns.";
    Disposed "DISPOSED" Client 2005, false, "this client was disposed", "Create another client.";
    RefreshRefused "REFRESH_REFUSED" Client 2006, false, "the refresh endpoint refused the refresh: the session is over", "Sign in again.";
    RefreshAnswer "REFRESH_ANSWER" Client 2007, false, "the refresh endpoint did not answer with a new JWT", "Answer with the new JWT as plain text, or in the service's JSON envelope.";
    RefreshEndpoint "REFRESH_ENDPOINT" Client 2008, true, "the refresh endpoint failed", "Try again. The cause says what went wrong.";

    // ---- passkeys
    PasskeyUnsupported "PASSKEY_UNSUPPORTED" Client 2030, false, "passkeys that can replace a password are not available here", "Offer the password. A passkey needs WebAuthn with PRF and a secure context (HTTPS or localhost).";
    PasskeyCancelled "PASSKEY_CANCELLED" Client 2031, false, "no passkey was used", "Ask again, or offer the password.";
    PasskeyUnknown "PASSKEY_UNKNOWN" Client 2032, false, "the account no longer has the device of this passkey", "Use another passkey or the password. The SDK asked the browser to stop offering this passkey.";
    PasskeyExists "PASSKEY_EXISTS" Client 2033, false, "this authenticator already has a passkey for the account", "Sign in with it, or use another authenticator.";

    // ---- recovery kits
    RecoveryCode "RECOVERY_CODE" Client 2040, false, "the recovery code is mistyped", "Ask the person to check the group of letters that the message names.";

    // ---- this platform
    Storage "STORAGE" Client 2010, true, "the storage could not be read or written", "Check the storage that you passed to init, or the browser's settings.";
    OutOfMemory "OUT_OF_MEMORY" Client 2011, true, "not enough memory to derive the keys (19 MiB)", "Close other tabs and try again.";
    NoRandom "NO_RANDOM" Client 2012, false, "no source of secure random numbers", "Use an environment with crypto.getRandomValues.";
    BadKeyMaterial "BAD_KEY_MATERIAL" Client 2013, false, "keys or encrypted data are malformed", "If this happens again, reset the password through your back end.";
    UnsupportedAlgorithm "UNSUPPORTED_ALGORITHM" Client 2014, false, "this account uses an algorithm that this SDK does not know", "Update the SDK.";
    Internal "INTERNAL" Client 2020, true, "internal error; the SDK was restarted", "Call again, and report it with the cause.";
    NoWebassembly "NO_WEBASSEMBLY" Client 2021, false, "WebAssembly is not available here", "Use a current browser, or turn off its lockdown mode for this site.";
    WasmBlockedByCsp "WASM_BLOCKED_BY_CSP" Client 2022, false, "the page's Content-Security-Policy blocks WebAssembly", "Add 'wasm-unsafe-eval' to script-src.";
    WasmNotFound "WASM_NOT_FOUND" Client 2023, true, "the wasm file could not be loaded", "Serve sentc-light.wasm beside the script, or set wasm_path.";
    WasmInvalid "WASM_INVALID" Client 2024, false, "the wasm file is not the one of this version", "Serve the sentc-light.wasm of this package version.";
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn names_are_unique_and_rows_complete() {
        let mut names = HashSet::new();
        for code in ALL_CODES {
            assert!(names.insert(code.name()), "{} is in the table twice", code.name());
            assert!(!code.message().is_empty() && code.hint().ends_with('.'), "{}", code.name());
        }
    }

    #[test]
    fn statuses_that_apps_match_on() {
        for (code, status) in [
            (Code::WrongPassword, "server_112"),
            (Code::Timeout, "client_1000"),
            (Code::UnreadableBody, "client_1002"),
            (Code::UnexpectedAnswer, "client_101"),
            (Code::MfaRequired, "client_10000"),
            (Code::LoginNotVerified, "client_1102"),
            (Code::NoPermission, "client_201"),
            (Code::RankOutOfRange, "client_200"),
        ] {
            assert_eq!(code.status(), status);
        }
        assert_eq!(Code::from_server(999_999), Code::ServerError);
    }
}
