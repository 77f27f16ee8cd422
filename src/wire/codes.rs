//! The service's error codes (`err_code`), by the names the SDK and the dev server use.

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $code:literal),* $(,)?) => {
        $($(#[$doc])* pub const $name: u32 = $code;)*
    };
}

codes! {
    /// An id in the path or header is no id.
    ID_FORMAT = 1,
    /// The body is no JSON of the expected shape.
    UNREADABLE_JSON = 11,
    /// A body over 256 KiB.
    BODY_TOO_BIG = 12,
    /// A time in the path is no number.
    TIME_FORMAT = 13,
    JWT_EXPIRED = 30,
    JWT_MISSING = 31,
    JWT_UNDECODABLE = 32,
    JWT_KEY_UNKNOWN = 35,
    USER_NOT_FOUND = 100,
    IDENTIFIER_TAKEN = 101,
    SALT = 110,
    AUTH_KEY_FORMAT = 111,
    /// Wrong password, or a wrong or used login challenge.
    WRONG_PASSWORD = 112,
    JWT_NOT_FRESH = 113,
    REFRESH_TOKEN = 114,
    LAST_DEVICE = 115,
    DEVICE_NOT_FOUND = 116,
    APP_TOKEN_UNKNOWN = 200,
    /// The app token is no base64; also "can't create a login challenge".
    APP_TOKEN_FORMAT = 201,
    TOKEN_NOT_ALLOWED = 203,
    NOT_A_MEMBER = 300,
    RANK = 301,
    ALREADY_MEMBER = 302,
    NO_INVITE = 307,
    ONLY_ADMIN = 308,
    NO_JOIN_REQUEST = 309,
    NO_GROUP_ACCESS = 310,
    RANK_CHANGE = 314,
    KICK_CREATOR = 315,
    KICK_HIGHER_RANK = 316,
    INVITES_STOPPED = 317,
    CONNECTED_FROM_CONNECTED = 318,
    NOT_CONNECTED_GROUP = 319,
    NO_SUCH_ROUTE = 404,
    TOTP_SECRET = 900,
    NO_TOTP = 901,
    WRONG_TOTP = 902,
}
