//! Every error there is: its readable code, its status, whether it passes by itself, its words and what to do.
//!
//! The TypeScript union, the page `docs/errors.md` and the TypeScript façade's own errors are generated from this table
//! (`cargo run --example error_table`), and a test checks that they agree.

use crate::wire::codes;

/// Who counts the error's number: the service (`server_112`) or the SDK (`client_1000`).
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

        /// All codes, in the order of the table: their place in it is their number at the boundary to JavaScript.
        pub const ALL_CODES: &[Code] = &[$(Code::$variant),*];

        /// Each question has a function of its own: the wasm asks for numbers only, and so carries no words.
        impl Code {
            /// `WRONG_PASSWORD`.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),* }
            }

            /// Who counts its number.
            pub fn origin(self) -> Origin {
                match self { $(Self::$variant => Origin::$origin),* }
            }

            /// The service's or the SDK's.
            pub fn number(self) -> u32 {
                match self { $(Self::$variant => $number),* }
            }

            /// Whether the same call may work later without anything being changed.
            pub fn retryable(self) -> bool {
                match self { $(Self::$variant => $retryable),* }
            }

            /// What it means, in a few words.
            pub fn message(self) -> &'static str {
                match self { $(Self::$variant => $message),* }
            }

            /// What to do about it.
            pub fn hint(self) -> &'static str {
                match self { $(Self::$variant => $hint),* }
            }
        }
    };
}

impl Code {
    /// `server_112` or `client_1000`.
    pub fn status(self) -> String {
        format!("{}{}", if self.origin() == Origin::Server { "server_" } else { "client_" }, self.number())
    }

    /// The service's number, where it is the service that says no.
    pub fn server_code(self) -> Option<u32> {
        (self.origin() == Origin::Server).then_some(self.number())
    }
}

impl Code {
    /// The name of one of the service's numbers; `SERVER_ERROR` for those this SDK does not know.
    pub fn from_server(err_code: u32) -> Self {
        ALL_CODES.iter().copied().find(|code| code.server_code() == Some(err_code)).unwrap_or(Code::ServerError)
    }
}

table! {
    // ---- the service says no
    IdFormat "ID_FORMAT" Server codes::ID_FORMAT, false, "an id is malformed", "Pass ids as the service gave them.";
    UnreadableJson "UNREADABLE_JSON" Server codes::UNREADABLE_JSON, false, "the service could not read the request", "Check that base_url points to a light sentc API of a matching version.";
    BodyTooBig "BODY_TOO_BIG" Server codes::BODY_TOO_BIG, false, "the request is over 256 KiB", "Use a shorter identifier.";
    TimeFormat "TIME_FORMAT" Server codes::TIME_FORMAT, false, "a time in a list cursor is no number", "Pass the last list item as you received it.";
    JwtExpired "JWT_EXPIRED" Server codes::JWT_EXPIRED, false, "the JWT has expired", "Call getJwt(), or log in again.";
    JwtMissing "JWT_MISSING" Server codes::JWT_MISSING, false, "the session is no longer accepted", "Log in again.";
    JwtUndecodable "JWT_UNDECODABLE" Server codes::JWT_UNDECODABLE, false, "the JWT can't be read by the service", "Log in again.";
    JwtKeyUnknown "JWT_KEY_UNKNOWN" Server codes::JWT_KEY_UNKNOWN, false, "the JWT was signed with a key that the app no longer has", "Log in again.";
    UserNotFound "USER_NOT_FOUND" Server codes::USER_NOT_FOUND, false, "there is no such user or device", "Check the identifier, or register first.";
    IdentifierTaken "IDENTIFIER_TAKEN" Server codes::IDENTIFIER_TAKEN, false, "this identifier is taken", "Choose another identifier.";
    Salt "SALT" Server codes::SALT, false, "the account's stored salt is unusable", "Reset the password through your back end.";
    AuthKeyFormat "AUTH_KEY_FORMAT" Server codes::AUTH_KEY_FORMAT, false, "the authentication key has a wrong format", "Check that base_url points to a light sentc API.";
    WrongPassword "WRONG_PASSWORD" Server codes::WRONG_PASSWORD, false, "wrong password", "Ask for the password again.";
    JwtNotFresh "JWT_NOT_FRESH" Server codes::JWT_NOT_FRESH, false, "this needs a fresh login", "Ask for the password again.";
    RefreshToken "REFRESH_TOKEN" Server codes::REFRESH_TOKEN, false, "the session was ended", "Log in again.";
    LastDevice "LAST_DEVICE" Server codes::LAST_DEVICE, false, "the last device can't be deleted", "Delete the account instead, or add another device first.";
    DeviceNotFound "DEVICE_NOT_FOUND" Server codes::DEVICE_NOT_FOUND, false, "there is no such device", "Load the device list again.";
    AppTokenUnknown "APP_TOKEN_UNKNOWN" Server codes::APP_TOKEN_UNKNOWN, false, "the service at base_url does not know this app_token", "Check app_token and base_url in the options of init.";
    AppTokenFormat "APP_TOKEN_FORMAT" Server codes::APP_TOKEN_FORMAT, false, "the service can't read this app_token, or the account's stored key is unusable", "Check app_token in the options of init.";
    TokenNotAllowed "TOKEN_NOT_ALLOWED" Server codes::TOKEN_NOT_ALLOWED, false, "the app's options do not allow this with this token", "Send this request from your own back end with the secret token, or change the app's options.";
    NotAMember "NOT_A_MEMBER" Server codes::NOT_A_MEMBER, false, "this user is no member of the group", "Load the member list again.";
    RankTooLow "RANK_TOO_LOW" Server codes::RANK, false, "the rank is too low or wrong", "Ask an administrator of the group.";
    AlreadyMember "ALREADY_MEMBER" Server codes::ALREADY_MEMBER, false, "a member already, or invited already", "Nothing to do.";
    NoInvite "NO_INVITE" Server codes::NO_INVITE, false, "there is no such invite", "Load the invites again.";
    OnlyAdmin "ONLY_ADMIN" Server codes::ONLY_ADMIN, false, "the only administrator can't leave", "Make someone else an administrator first, or delete the group.";
    NoJoinRequest "NO_JOIN_REQUEST" Server codes::NO_JOIN_REQUEST, false, "there is no such join request", "Load the join requests again.";
    NoGroupAccess "NO_GROUP_ACCESS" Server codes::NO_GROUP_ACCESS, false, "no access to this group", "Load the list of groups again.";
    RankChange "RANK_CHANGE" Server codes::RANK_CHANGE, false, "this rank can't be given", "Use 1 to 4; the creator's rank is fixed.";
    KickCreator "KICK_CREATOR" Server codes::KICK_CREATOR, false, "the creator can't be removed", "Delete the group instead.";
    KickHigherRank "KICK_HIGHER_RANK" Server codes::KICK_HIGHER_RANK, false, "someone of a higher rank can't be removed", "Ask an administrator of the group.";
    InvitesStopped "INVITES_STOPPED" Server codes::INVITES_STOPPED, false, "the group takes no invites or join requests", "An administrator can allow them again with stopInvites().";
    ConnectedFromConnected "CONNECTED_FROM_CONNECTED" Server codes::CONNECTED_FROM_CONNECTED, false, "a connected group can't be made from a connected group", "Create it from an ordinary group.";
    NotConnectedGroup "NOT_CONNECTED_GROUP" Server codes::NOT_CONNECTED_GROUP, false, "groups can only be members of a connected group", "Use a group made by createConnectedGroup().";
    NoSuchRoute "NO_SUCH_ROUTE" Server codes::NO_SUCH_ROUTE, false, "the service has no such route", "Check base_url: the SDK adds /api/v1 itself.";
    TotpSecret "TOTP_SECRET" Server codes::TOTP_SECRET, false, "the stored TOTP secret is unusable", "Reset MFA through your back end.";
    NoTotp "NO_TOTP" Server codes::NO_TOTP, false, "MFA is off, or this recovery key is unknown or used", "Use another recovery key, or log in without a code.";
    WrongTotp "WRONG_TOTP" Server codes::WRONG_TOTP, false, "wrong or outdated code", "Enter the code that the authenticator shows now; check the clocks.";
    ServerError "SERVER_ERROR" Client 2100, false, "the service refused the request", "See the message and the HTTP status.";

    // ---- the way to the service
    Network "NETWORK" Client 1000, true, "the request failed", "Check the connection and try again.";
    Timeout "TIMEOUT" Client 1000, true, "no answer in time", "Try again, or raise timeout_ms.";
    Aborted "ABORTED" Client 1000, false, "the call was aborted", "Call again when it is wanted.";
    UnreadableBody "UNREADABLE_BODY" Client 1002, true, "the answer's body could not be read", "Try again.";
    UnexpectedAnswer "UNEXPECTED_ANSWER" Client 101, false, "the answer is not what a sentc API says", "Check base_url, and what stands between the page and the service.";

    // ---- checks before or after a request
    RankOutOfRange "RANK_OUT_OF_RANGE" Client 200, false, "a rank is a whole number from 1 to 4", "Use 1 to 4.";
    NoPermission "NO_PERMISSION" Client 201, false, "the own rank in this group does not allow this", "Ask an administrator of the group.";
    JwtMalformed "JWT_MALFORMED" Client 1100, false, "the JWT is malformed", "Check what answers at base_url or at the refresh endpoint.";
    JwtClaims "JWT_CLAIMS" Client 1101, false, "the JWT is not for this user and device, or lacks its claims", "Check that the refresh endpoint answers for the signed-in user.";
    LoginNotVerified "LOGIN_NOT_VERIFIED" Client 1102, false, "the server could not prove that these are this device's keys", "Do not go on: check base_url, and what stands between the page and the service.";
    MfaRequired "MFA_REQUIRED" Client 10000, false, "multi-factor authentication is on: a code or a recovery key is needed", "Ask for the code and call again with it; after a login use mfaLogin.";
    InvalidArgument "INVALID_ARGUMENT" Client 2000, false, "an argument has a wrong type or value", "Correct the argument that the message names.";
    InvalidOptions "INVALID_OPTIONS" Client 2001, false, "the options are unusable", "Correct the option that the message names.";
    NotInitialized "NOT_INITIALIZED" Client 2002, false, "the SDK is not initialized", "Call and await init(…) first.";
    NoUser "NO_USER" Client 2003, false, "nobody is signed in", "Log in first.";
    SignedOut "SIGNED_OUT" Client 2004, false, "this user was signed out", "Log in again and use the user that login returns.";
    Disposed "DISPOSED" Client 2005, false, "this client was disposed of", "Create another client.";
    RefreshRefused "REFRESH_REFUSED" Client 2006, false, "the refresh endpoint refused", "Log in again.";
    RefreshAnswer "REFRESH_ANSWER" Client 2007, false, "the refresh endpoint's answer is not a JWT", "Answer with the new JWT as text, or in the service's JSON envelope.";
    RefreshEndpoint "REFRESH_ENDPOINT" Client 2008, true, "the refresh endpoint could not answer", "Try again; see the cause.";

    // ---- passkeys
    PasskeyUnsupported "PASSKEY_UNSUPPORTED" Client 2030, false, "passkeys that can replace a password are not available here", "Use a password here; a passkey needs WebAuthn with PRF and a secure context.";
    PasskeyCancelled "PASSKEY_CANCELLED" Client 2031, false, "the passkey was not used", "Ask again, or offer the password.";
    PasskeyUnknown "PASSKEY_UNKNOWN" Client 2032, false, "the account does not know this passkey any more", "Use another passkey or the password; the browser was told that this one is gone.";
    PasskeyExists "PASSKEY_EXISTS" Client 2033, false, "this authenticator has a passkey for the account already", "Sign in with it, or use another authenticator.";

    // ---- this machine
    Storage "STORAGE" Client 2010, true, "the storage could not be read or written", "Check the storage given to init, or the browser's settings.";
    OutOfMemory "OUT_OF_MEMORY" Client 2011, true, "there is not enough memory to derive the keys (19 MiB)", "Close other tabs and try again.";
    NoRandom "NO_RANDOM" Client 2012, false, "there is no source of secure random numbers", "Use an environment with crypto.getRandomValues.";
    BadKeyMaterial "BAD_KEY_MATERIAL" Client 2013, false, "keys or encrypted data are malformed", "If this lasts, reset the password through your back end.";
    UnsupportedAlgorithm "UNSUPPORTED_ALGORITHM" Client 2014, false, "this account uses an algorithm that this SDK does not know", "Update the SDK.";
    Internal "INTERNAL" Client 2020, true, "an internal fault; the SDK has started anew", "Call again, and please report it.";
    NoWebassembly "NO_WEBASSEMBLY" Client 2021, false, "WebAssembly is not available here", "Use a current browser, or leave its lockdown mode.";
    WasmBlockedByCsp "WASM_BLOCKED_BY_CSP" Client 2022, false, "the page's Content-Security-Policy blocks WebAssembly", "Add 'wasm-unsafe-eval' to script-src.";
    WasmNotFound "WASM_NOT_FOUND" Client 2023, true, "the wasm file could not be loaded", "Serve sentc-light.wasm beside the script, or set wasm_path.";
    WasmInvalid "WASM_INVALID" Client 2024, false, "the wasm file is not the one of this version", "Serve the sentc-light.wasm of this package.";
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn names_are_unique_and_rows_complete() {
        let mut names = HashSet::new();
        for code in ALL_CODES {
            assert!(names.insert(code.name()), "{} stands twice", code.name());
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
