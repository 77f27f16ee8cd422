//! Refreshing a JWT, and starting with a stored user. Both take a JWT that may be expired.

use serde::{Deserialize, Serialize};

use super::group::GroupInviteListItem;

/// PUT /refresh and POST /init.
#[derive(Clone, Serialize, Deserialize)]
pub struct RefreshBody {
    pub refresh_token: String,
}

/// The answer to PUT /refresh.
#[derive(Clone, Serialize, Deserialize)]
pub struct RefreshAnswer {
    pub user_id: String,
    pub jwt: String,
    pub device_id: String,
}

/// The answer to POST /init: a refresh and the first page of the user's invites.
#[derive(Clone, Serialize, Deserialize)]
pub struct InitAnswer {
    pub jwt: String,
    pub invites: Vec<GroupInviteListItem>,
}

/// The claims of the service's JWTs (ES384). Times are Unix seconds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JwtClaims {
    /// The user's id.
    pub aud: String,
    /// The device's id.
    pub sub: String,
    pub iat: u64,
    pub exp: u64,
    /// True when it comes from a login, false when it comes from a refresh.
    pub fresh: bool,
}
