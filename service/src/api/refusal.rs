//! What the service says when it says no: an HTTP status, a code and a text.

use std::borrow::Cow;

use http::StatusCode;
use sentc_light_wasm::crypto::CryptoError;
use sentc_light_wasm::wire::codes;

use crate::jwt::JwtKeyError;
use crate::store::StoreError;

/// A call that was not served.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    pub http: StatusCode,
    pub code: u32,
    pub message: Cow<'static, str>,
}

macro_rules! refusals {
    ($($name:ident = $http:ident, $code:expr, $message:literal;)*) => {
        impl Refusal {
            $(pub const $name: Self = Self { http: StatusCode::$http, code: $code, message: Cow::Borrowed($message) };)*
        }
    };
}

refusals! {
    NO_SUCH_ROUTE = NOT_FOUND, codes::NO_SUCH_ROUTE, "no such route";
    APP_TOKEN_MISSING = UNAUTHORIZED, codes::APP_TOKEN_UNKNOWN, "app token missing or unknown";
    APP_TOKEN_FORMAT = UNAUTHORIZED, codes::APP_TOKEN_FORMAT, "the app token is no base64";
    TOKEN_NOT_ALLOWED = BAD_REQUEST, codes::TOKEN_NOT_ALLOWED, "this app token may not do this: it needs the secret token";
    BLOCKED = BAD_REQUEST, codes::TOKEN_NOT_ALLOWED, "the app's options block this endpoint";
    // The service answers an unknown key with HTTP 200.
    JWT_KEY_UNKNOWN = OK, codes::JWT_KEY_UNKNOWN, "the JWT names an unknown key";
    JWT_MISSING = UNAUTHORIZED, codes::JWT_MISSING, "no JWT";
    JWT_UNDECODABLE = UNAUTHORIZED, codes::JWT_UNDECODABLE, "the JWT cannot be decoded";
    JWT_EXPIRED = UNAUTHORIZED, codes::JWT_EXPIRED, "the JWT is expired or forged";
    JWT_NOT_FRESH = UNAUTHORIZED, codes::JWT_NOT_FRESH, "this needs a JWT from a login";
    ID_FORMAT = BAD_REQUEST, codes::ID_FORMAT, "a group id is no id";
    TIME_FORMAT = BAD_REQUEST, codes::TIME_FORMAT, "the time in the path is no number";
    BODY_TOO_BIG = PAYLOAD_TOO_LARGE, codes::BODY_TOO_BIG, "the body is over 256 KiB";
    USER_NOT_FOUND = BAD_REQUEST, codes::USER_NOT_FOUND, "no such user or device";
    USER_NOT_FOUND_AT_LOGIN = UNAUTHORIZED, codes::USER_NOT_FOUND, "no such user";
    IDENTIFIER_TAKEN = BAD_REQUEST, codes::IDENTIFIER_TAKEN, "the identifier is taken";
    AUTH_KEY_FORMAT = UNAUTHORIZED, codes::AUTH_KEY_FORMAT, "the auth key must be base64 of 32 bytes";
    WRONG_PASSWORD = UNAUTHORIZED, codes::WRONG_PASSWORD, "wrong password or challenge";
    // The same code as for the format of the app token, with another HTTP status.
    NO_CHALLENGE = BAD_REQUEST, codes::APP_TOKEN_FORMAT, "cannot create a login challenge: the device's public key is unusable";
    REFRESH_TOKEN = BAD_REQUEST, codes::REFRESH_TOKEN, "unknown refresh token";
    LAST_DEVICE = BAD_REQUEST, codes::LAST_DEVICE, "the last device cannot be deleted";
    NO_TOTP = BAD_REQUEST, codes::NO_TOTP, "MFA is off, or the recovery key is unknown or used";
    WRONG_TOTP = PAYMENT_REQUIRED, codes::WRONG_TOTP, "wrong code";
    NOT_A_MEMBER = BAD_REQUEST, codes::NOT_A_MEMBER, "not a member of this group";
    RANK = BAD_REQUEST, codes::RANK, "the rank is too low for this, or wrong";
    ALREADY_MEMBER = BAD_REQUEST, codes::ALREADY_MEMBER, "already in the group";
    // The service answers this one with HTTP 200.
    ALREADY_INVITED = OK, codes::ALREADY_MEMBER, "already invited";
    NO_INVITE = BAD_REQUEST, codes::NO_INVITE, "there is no such invite";
    ONLY_ADMIN = BAD_REQUEST, codes::ONLY_ADMIN, "the only admin cannot leave";
    NO_JOIN_REQUEST = BAD_REQUEST, codes::NO_JOIN_REQUEST, "there is no such join request";
    NO_GROUP_ACCESS = BAD_REQUEST, codes::NO_GROUP_ACCESS, "no access to this group";
    RANK_CHANGE = BAD_REQUEST, codes::RANK_CHANGE, "this rank cannot be changed, or not to that";
    KICK_CREATOR = BAD_REQUEST, codes::KICK_CREATOR, "the creator cannot be kicked";
    KICK_HIGHER_RANK = BAD_REQUEST, codes::KICK_HIGHER_RANK, "someone of a higher rank cannot be kicked";
    INVITES_STOPPED = BAD_REQUEST, codes::INVITES_STOPPED, "this group takes no invites and join requests";
    CONNECTED_FROM_CONNECTED = BAD_REQUEST, codes::CONNECTED_FROM_CONNECTED, "a connected group cannot be made from a connected group";
    NOT_CONNECTED_GROUP = BAD_REQUEST, codes::NOT_CONNECTED_GROUP, "only groups that are not connected can be members of groups that are";
    // Not one of the service's codes: what a fault of the server looks like is not fixed.
    INTERNAL = INTERNAL_SERVER_ERROR, 500, "the server failed; its log says why";
    BUSY = SERVICE_UNAVAILABLE, 503, "too much at once: try again later";
}

impl Refusal {
    /// A body that is no JSON of the expected shape, or holds unusable values. The text goes to the sender only.
    pub fn unreadable(message: impl Into<Cow<'static, str>>) -> Self {
        Self { http: StatusCode::UNPROCESSABLE_ENTITY, code: codes::UNREADABLE_JSON, message: message.into() }
    }
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        if error.is_passing() {
            tracing::warn!(%error, "the database had no place");
            return Self::BUSY;
        }
        tracing::error!(%error, "the database failed");
        Self::INTERNAL
    }
}

impl From<CryptoError> for Refusal {
    fn from(error: CryptoError) -> Self {
        tracing::error!(%error, "crypto failed");
        Self::INTERNAL
    }
}

impl From<JwtKeyError> for Refusal {
    fn from(error: JwtKeyError) -> Self {
        tracing::error!(%error, "signing failed");
        Self::INTERNAL
    }
}
