//! The back end's side of the SDK's refresh strategy `cookie`, without a web framework: which JWT belongs to which cookie, and which answers
//! end a session.

use zeroize::Zeroizing;

use super::cookie::KeptSession;
use super::jwt::bearer;
use super::{Admin, AdminError, JwtVerifier, Visitor, segment};
use crate::json::Object;
use crate::steps::jwt::read_claims;

/// A refresh token of the service has some 60 characters.
const MAX_TOKEN: usize = 500;
const NO_JWT: &str = "this needs the header Authorization: Bearer <JWT>";

/// Starts and refreshes sessions whose refresh token is in a cookie. Let in only requests of your own pages: check `Origin` and
/// `Sec-Fetch-Site` before.
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
    /// The user and device. `fresh` is true at the start, if the page's JWT comes from a login.
    pub visitor: Visitor,
    /// A new JWT, which the service made just now. The page gets it from a refresh, as plain text.
    pub jwt: Zeroizing<String>,
    /// For the cookie.
    pub kept: KeptSession,
}

impl std::fmt::Debug for StartedSession {
    /// Without the tokens.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("StartedSession").field("visitor", &self.visitor).finish_non_exhaustive()
    }
}

/// What to answer instead.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SessionRefusal {
    /// The HTTP status. 401 only where the session is over, or where there is none.
    pub http_status: u16,
    /// JSON: `{"error": "…", "message": "…"}`, or the service's answer as it came.
    pub body: String,
    /// Send the header `x-sentc-session: ended`: whatever is between your server and the page, the SDK then ends the session.
    pub ends_session: bool,
    /// The session of this cookie is over. False where the cookie is of another device, whose session goes on.
    pub deletes_cookie: bool,
}

impl Sessions {
    /// `verifier` knows the public key of the app whose secret token `admin` has.
    pub fn new(admin: Admin, verifier: JwtVerifier) -> Self {
        Self { admin, verifier }
    }

    /// Right after a login: takes the refresh token, once the service has taken it. `authorization`: that header of the request.
    ///
    /// # Errors
    /// [`SessionRefusal`].
    pub async fn start(&self, authorization: Option<&str>, refresh_token: &str) -> Result<StartedSession, SessionRefusal> {
        let jwt = bearer(authorization).ok_or_else(|| refuse(401, "JWT_MISSING", NO_JWT))?;
        if refresh_token.len() > MAX_TOKEN || segment_of_token(refresh_token).is_none() {
            return Err(refuse(422, "INVALID_ARGUMENT", "refresh_token is not a refresh token"));
        }
        // expired is as good: the refresh token is what counts
        let visitor = self.verifier.verify_expired(jwt).map_err(|_| refuse(401, "JWT_FORGED", "the JWT is not of this app"))?;
        // a token that does not work is not worth keeping, and whoever brings another's JWT has no token for it
        let begun = self.admin.refresh(jwt, refresh_token).await;
        // the cookie that is there stays: it may be another's
        let jwt = begun.map_err(|error| SessionRefusal { ends_session: false, deletes_cookie: false, ..refused(error) })?;
        started(jwt, &visitor.device_id, refresh_token, visitor.fresh)
    }

    /// A new JWT for the old one and the cookie.
    ///
    /// # Errors
    /// [`SessionRefusal`].
    pub async fn refresh(&self, authorization: Option<&str>, kept: Option<&KeptSession>) -> Result<StartedSession, SessionRefusal> {
        // A proxy can drop the header: that says nothing about the session.
        let jwt = bearer(authorization).ok_or_else(|| refuse(400, "JWT_MISSING", "this needs the header Authorization. A proxy may have dropped it"))?;
        // A JWT that this key does not verify goes to the service, which judges it: the key here may be the wrong one.
        let device_id = self.verifier.verify_expired(jwt).map(|visitor| visitor.device_id).or_else(|_| read_claims(jwt).map(|claims| claims.sub)).ok();
        let Some(kept) = kept.filter(|kept| device_id.as_ref() == Some(&kept.device_id)) else {
            let none = refuse(401, "SIGNED_OUT", "there is no session of this device in the cookie");
            return Err(SessionRefusal { ends_session: true, ..none });
        };
        let jwt = self.admin.refresh(jwt, &kept.refresh_token).await.map_err(refused)?;
        started(jwt, &kept.device_id, &kept.refresh_token, false)
    }
}

/// What the service gave, if it is for this device.
fn started(jwt: Zeroizing<String>, device_id: &str, refresh_token: &str, fresh: bool) -> Result<StartedSession, SessionRefusal> {
    let claims = read_claims(&jwt).ok().filter(|claims| claims.sub == device_id && segment(device_id).is_ok());
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

/// The SDK ends a session by 401 and 403, so only what means that is answered so: with a wrong secret token the service answers 401 to
/// everything, and everybody would be signed out.
fn refused(error: AdminError) -> SessionRefusal {
    match error {
        AdminError::Refused(refusal) if refusal.ends_session() => {
            SessionRefusal { http_status: 401, body: refusal.answer, ends_session: true, deletes_cookie: true }
        }
        error => failed(error.error().code.name()),
    }
}

/// Says nothing about the session: the service did not answer, or refuses this back end.
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
