//! JWTs, and getting another one by the refresh token. The JWT that comes along may be expired.

use sentc_light_wasm::wire::session::{InitAnswer, JwtClaims, RefreshAnswer, RefreshBody};

use super::call::{Call, Caller};
use super::envelope::{Reply, answer};
use super::refusal::Refusal;
use crate::store::page::Cursor;
use crate::store::requests::{self, Direction};
use crate::store::{hash, sessions};

/// PUT /refresh
pub fn refresh(call: &Call<'_>) -> Reply {
    let (caller, jwt) = refreshed(call)?;
    answer(&RefreshAnswer { user_id: caller.user_id, jwt, device_id: caller.device_id })
}

/// POST /init: a refresh and the first page of invites.
pub fn init(call: &Call<'_>) -> Reply {
    let (caller, jwt) = refreshed(call)?;
    let invites = requests::list_of_other(call.db, &caller.user_id, Direction::Invite, &Cursor::start())?;
    answer(&InitAnswer { jwt, invites })
}

fn refreshed(call: &Call<'_>) -> Result<(Caller, String), Refusal> {
    let caller = call.signed_in_or_expired()?;
    let body: RefreshBody = call.json()?;
    call.allowed()?;
    // bound to the device, and by it to the user and the app
    if !sessions::has_refresh_token(call.db, &caller.device_id, &hash(&body.refresh_token))? {
        return Err(Refusal::REFRESH_TOKEN);
    }
    let jwt = sign(call, &caller.user_id, &caller.device_id, false)?;
    Ok((caller, jwt))
}

/// A JWT. `fresh`: it comes from a login.
pub fn sign(call: &Call<'_>, user_id: &str, device_id: &str, fresh: bool) -> Result<String, Refusal> {
    let iat = call.now / 1000;
    let exp = iat.saturating_add(call.service.jwt_seconds);
    Ok(call.app.key.sign(&JwtClaims { aud: user_id.to_owned(), sub: device_id.to_owned(), iat, exp, fresh })?)
}
