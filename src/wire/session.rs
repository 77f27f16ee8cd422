//! Refreshing a JWT, and starting with a stored user. Both take a JWT that may be expired.

use crate::json_struct;

use super::group::GroupInviteListItem;

json_struct! {
    /// PUT /refresh and POST /init.
    RefreshBody {
        refresh_token: String,
    }

    /// The answer to PUT /refresh.
    RefreshAnswer {
        user_id: String,
        jwt: String,
        device_id: String,
    }

    /// The answer to POST /init: a refresh and the first page of the user's invites.
    InitAnswer {
        jwt: String,
        invites: Vec<GroupInviteListItem>,
    }

    /// The claims of the service's JWTs (ES384). Times are Unix seconds.
    #[derive(Debug, PartialEq, Eq)]
    JwtClaims {
        /// The user's id.
        aud: String,
        /// The device's id.
        sub: String,
        iat: u64,
        exp: u64,
        /// True when it comes from a login, false when it comes from a refresh.
        fresh: bool,
    }
}
