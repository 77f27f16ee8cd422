//! The back end's part of the SDK's refresh strategy `cookie`, for any web framework: checks that JWT and cookie belong
//! together, and decides which answers end a session.

use zeroize::Zeroizing;

use super::cookie::KeptSession;
use super::jwt::bearer;
use super::{Admin, AdminError, JwtVerifier, Visitor, segment};
use crate::json::Object;
use crate::steps::jwt::read_claims;

/// The maximum length of a refresh token. The service's tokens have about 60 characters.
const MAX_TOKEN: usize = 500;
const NO_JWT: &str = "this needs the header Authorization: Bearer <JWT>";

/// Starts and refreshes sessions whose refresh token is in a cookie. First check `Origin` and `Sec-Fetch-Site`: accept only
/// requests from your own pages.
///
/// ```no_run
/// use sentc_light_wasm::admin::{HttpOnlyCookie, KeptSession, Sessions};
///
/// # async fn example(sessions: Sessions, authorization: Option<&str>, cookies: &str, refresh_token: &str) -> Result<(), Box<dyn std::error::Error>> {
/// let cookie = HttpOnlyCookie::new("__Host-session", "/", 30 * 24 * 3600)?;
/// // POST, right after a login.
/// match sessions.start(authorization, refresh_token).await {
///     Ok(started) => println!("204, Set-Cookie: {}", cookie.set(&started.kept.value(), true).unwrap_or_default()),
///     Err(refusal) => println!("{}, {}", refusal.http_status, refusal.body),
/// }
/// // GET: the address that the page's `endpoint_url` names.
/// let kept = cookie.value_in(cookies).and_then(KeptSession::read);
/// match sessions.refresh(authorization, kept.as_ref()).await {
///     Ok(refreshed) => println!("200, {}", *refreshed.jwt),
///     Err(refusal) if refusal.deletes_cookie => println!("401, x-sentc-session: ended, Set-Cookie: {}", cookie.end(true)),
///     Err(refusal) => println!("{}, {}", refusal.http_status, refusal.body),
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Sessions {
    admin: Admin,
    verifier: JwtVerifier,
}

/// A session that was started or refreshed.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct StartedSession {
    /// The user and device. `fresh` is true after [`Sessions::start`] if the page's JWT is from a login.
    pub visitor: Visitor,
    /// A new JWT from the service. Answer a refresh with it, as plain text.
    pub jwt: Zeroizing<String>,
    /// The content for the cookie.
    pub kept: KeptSession,
}

impl std::fmt::Debug for StartedSession {
    /// Leaves out the tokens.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("StartedSession").field("visitor", &self.visitor).finish_non_exhaustive()
    }
}

/// What to answer if there is no session.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SessionRefusal {
    /// The HTTP status. 401 only if the session is over or does not exist.
    pub http_status: u16,
    /// JSON: `{"error": "…", "message": "…"}`, or the service's answer, unchanged.
    pub body: String,
    /// If true, send the header `x-sentc-session: ended` with the 401: the SDK then ends the session even if a proxy changes
    /// the body.
    pub ends_session: bool,
    /// If true, delete the cookie: its session is over. False if the cookie belongs to another device: its session continues.
    pub deletes_cookie: bool,
}

impl Sessions {
    /// Makes the two calls. `verifier` must have the public key of the same app as the secret token of `admin`.
    pub fn new(admin: Admin, verifier: JwtVerifier) -> Self {
        Self { admin, verifier }
    }

    /// Starts a session right after a login. Checks the refresh token with a refresh at the service. `authorization`: the
    /// `Authorization` header of the request.
    ///
    /// # Errors
    /// [`SessionRefusal`].
    pub async fn start(&self, authorization: Option<&str>, refresh_token: &str) -> Result<StartedSession, SessionRefusal> {
        let jwt = bearer(authorization).ok_or_else(|| refuse(401, "JWT_MISSING", NO_JWT))?;
        if refresh_token.len() > MAX_TOKEN || segment_of_token(refresh_token).is_none() {
            return Err(refuse(422, "INVALID_ARGUMENT", "refresh_token is not a refresh token"));
        }
        // an expired JWT is enough: the service checks the refresh token
        let visitor = self.verifier.verify_expired(jwt).map_err(|_| refuse(401, "JWT_FORGED", "the JWT is not of this app"))?;
        // rejects refresh tokens that do not work, and requests with a stolen JWT but without its refresh token
        let begun = self.admin.refresh(jwt, refresh_token).await;
        // keeps an existing cookie, which may belong to another user
        let jwt = begun.map_err(|error| SessionRefusal { ends_session: false, deletes_cookie: false, ..refused(error) })?;
        started(jwt, Some(&visitor.user_id), &visitor.device_id, refresh_token, visitor.fresh)
    }

    /// Returns a new JWT. `authorization`: the `Authorization` header with the old JWT. `kept`: the content of the cookie.
    ///
    /// # Errors
    /// [`SessionRefusal`].
    pub async fn refresh(&self, authorization: Option<&str>, kept: Option<&KeptSession>) -> Result<StartedSession, SessionRefusal> {
        // A proxy may have removed the header, so this does not mean that the session is over.
        let jwt = bearer(authorization).ok_or_else(|| refuse(400, "JWT_MISSING", "this needs the header Authorization. A proxy may have dropped it"))?;
        // If this key can't verify the JWT, the service decides: the key here may be the wrong one.
        let visitor = self.verifier.verify_expired(jwt).ok();
        let device_id = visitor.as_ref().map(|visitor| visitor.device_id.clone()).or_else(|| read_claims(jwt).map(|claims| claims.sub).ok());
        let Some(kept) = kept.filter(|kept| device_id.as_ref() == Some(&kept.device_id)) else {
            let none = refuse(401, "SIGNED_OUT", "there is no session of this device in the cookie");
            return Err(SessionRefusal { ends_session: true, ..none });
        };
        let jwt = self.admin.refresh(jwt, &kept.refresh_token).await.map_err(refused)?;
        started(jwt, visitor.as_ref().map(|visitor| &*visitor.user_id), &kept.device_id, &kept.refresh_token, false)
    }
}

/// Makes the session from the service's new JWT, if that is for this device and, where it is known, for this user.
fn started(jwt: Zeroizing<String>, user_id: Option<&str>, device_id: &str, refresh_token: &str, fresh: bool) -> Result<StartedSession, SessionRefusal> {
    let is_own = |user: &str, device: &str| user_id.is_none_or(|id| id == user) && device == device_id && segment(device).is_ok();
    let claims = read_claims(&jwt).ok().filter(|claims| is_own(&claims.aud, &claims.sub));
    let claims = claims.ok_or_else(|| failed("UNEXPECTED_ANSWER"))?;
    Ok(StartedSession {
        visitor: Visitor { user_id: claims.aud, device_id: claims.sub, fresh, exp: claims.exp },
        jwt,
        kept: KeptSession::new(device_id, refresh_token),
    })
}

fn segment_of_token(token: &str) -> Option<&str> {
    (!token.is_empty() && token.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))).then_some(token)
}

/// Answers with 401 only if the session is over, because the SDK ends a session at 401 and 403. With a wrong secret token the
/// service answers every request with 401: passing that on would sign out all users.
fn refused(error: AdminError) -> SessionRefusal {
    match error {
        AdminError::Refused(refusal) if refusal.ends_session() => {
            SessionRefusal { http_status: 401, body: refusal.answer, ends_session: true, deletes_cookie: true }
        }
        error => failed(error.error().code.name()),
    }
}

/// The service did not answer, or refused this back end. Does not mean that the session is over.
fn failed(error: &str) -> SessionRefusal {
    refuse(502, error, "the service did not give a new JWT: try again")
}

fn refuse(http_status: u16, error: &str, message: &str) -> SessionRefusal {
    let mut body = String::new();
    let mut object = Object::begin(&mut body);
    object.field("error", &error.to_owned());
    object.field("message", &message.to_owned());
    object.end();
    SessionRefusal { http_status, body, ends_session: false, deletes_cookie: false }
}
