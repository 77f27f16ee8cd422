//! An example of an app's own back end. It has its own tables and knows nothing of the service but what any own back end does: its
//! address, the app's secret token and the app's public key. docs/own-back-end.md tells the story; examples/backend-node is the same
//! in TypeScript, and one suite of tests (tests/backend) runs against both.
//!
//! | call | what it does | who may |
//! |---|---|---|
//! | POST /backend/register | profile kept, keys forwarded with the secret token | everyone |
//! | POST /backend/session | after a login: JWT and refresh token become cookies, or a bearer token | JWT |
//! | GET /backend/refresh | the old JWT and the cookie become a new JWT, as text | JWT and cookie |
//! | DELETE /backend/session | log-out | everyone |
//! | GET /backend/profile | | JWT or session |
//! | GET /backend/group/{id} | what members of a group may see | JWT |
//! | POST /backend/password/send, …/reset | a new password, by a mailed code | code |
//! | POST /backend/recovery/send, …/disable_mfa, …/end_sessions, …/stolen_device, …/delete_account | see [`recovery`] | code |
//! | GET /backend/app | the app's public token, for the page | everyone |
//! | GET /backend/mailbox | what was mailed. For the demo: no production has it | everyone |
//!
//! Other sites are kept out (CSRF) by three things. The cookies are `SameSite=Strict`, so no other site can use somebody's session. There
//! is no CORS here, so other origins can neither send an Authorization header nor read an answer. And Host, Sec-Fetch-Site and Origin are
//! checked for every call, which covers those that need neither, like logging somebody in to another's account.
//!
//! Not to be copied into production: there the checks are against the origins that the app knows. This one knows only the names of this
//! machine, and lets nobody else in.

mod account;
mod answer;
mod checks;
mod mail;
mod recovery;
mod service;
mod session;
mod store;

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde_json::json;

use crate::apps::Apps;
use crate::config::Config;
use crate::dev::Guard;
use crate::store::StoreError;
use crate::{Clock, StartError};
use answer::{Answer, Refusal};
pub use mail::MailError;
use mail::Mailer;
use sentc_light_wasm::admin::sql::{Codes, Recovery, SqlError, SqlStores, Watch};
use service::Service;
use session::Cookies;
use store::Store;

/// What is ready before the server has an address.
#[derive(Clone, Debug)]
pub struct Parts {
    store: Store,
    mailer: Mailer,
}

/// Why the back end does not start.
#[derive(Debug, thiserror::Error)]
pub enum BackEndError {
    #[error("the example back end: {0}")]
    Store(#[from] StoreError),
    #[error(transparent)]
    Mail(#[from] MailError),
    #[error("the example back end: {0}")]
    Database(#[source] SqlError),
    #[error(transparent)]
    Service(#[from] sentc_light_wasm::error::Error),
}

impl Parts {
    /// # Errors
    /// [`BackEndError`].
    pub fn open(config: &Config, apps: &Apps) -> Result<Self, BackEndError> {
        let kid = apps.iter().last().map(|app| app.key.kid()).unwrap_or_default();
        Ok(Self { store: Store::open(config, kid)?, mailer: Mailer::new(config)? })
    }
}

/// What all calls share.
#[derive(Debug)]
pub struct BackEnd {
    service: Service,
    stores: SqlStores,
    mailed: Codes,
    recovery: Recovery,
    watch: Watch,
    mailer: Mailer,
    clock: Clock,
    public_token: String,
    cookies: Cookies,
}

/// Serves /backend. `service`: the address of the service.
///
/// # Errors
/// [`StartError`].
pub async fn router(parts: &Parts, service: String, apps: &Apps, clock: &Clock, config: &Config) -> Result<Router, StartError> {
    let Parts { store, mailer } = parts.clone();
    let service = Service::new(&service, apps).map_err(BackEndError::from)?;
    let (stores, admin) = (store.stores(clock.clone()), service.admin().clone());
    let (mail, now) = (mailer.clone(), clock.clone());
    let mailed = Codes::new(&stores, move |code| mail.clone().about_code(code, now.millis()));
    mailed.resume().await.map_err(BackEndError::Database)?;
    let (mail, now) = (mailer.clone(), clock.clone());
    let back_end = BackEnd {
        watch: Watch::new(admin.clone(), &stores, mailed.clone(), move |to, news| mail.clone().about_news(to, news, now.millis())),
        recovery: Recovery::new(admin, mailed.clone(), stores.clone()),
        cookies: Cookies::new().map_err(BackEndError::from)?,
        public_token: apps.iter().last().map(|app| app.public_token.clone()).unwrap_or_default(),
        clock: clock.clone(),
        service,
        stores,
        mailed,
        mailer,
    };
    let routes = Router::new()
        .route("/backend/register", post(account::register))
        .route("/backend/session", post(session::start).delete(session::end))
        .route("/backend/refresh", get(session::refresh))
        .route("/backend/profile", get(account::profile))
        .route("/backend/group/{id}", get(account::group))
        .route("/backend/password/send", post(recovery::send_reset))
        .route("/backend/password/reset", post(recovery::reset_password))
        .route("/backend/recovery/send", post(recovery::send_code))
        .route("/backend/recovery/disable_mfa", post(recovery::disable_mfa))
        .route("/backend/recovery/end_sessions", post(recovery::end_sessions))
        .route("/backend/recovery/stolen_device", post(recovery::stolen_device))
        .route("/backend/recovery/delete_account", post(recovery::delete_account))
        .route("/backend/app", get(app))
        .route("/backend/mailbox", get(mailbox));
    Ok(routes.layer(middleware::from_fn_with_state(Arc::new(Guard::new(config)), only_own_pages)).with_state(Arc::new(back_end)))
}

async fn only_own_pages(State(guard): State<Arc<Guard>>, ConnectInfo(peer): ConnectInfo<SocketAddr>, request: Request, next: Next) -> Response {
    let headers = request.headers();
    let mut response = match guard.check(peer.ip(), headers).and_then(|()| check_origin(headers)) {
        Ok(()) => next.run(request).await,
        Err(why) => (StatusCode::FORBIDDEN, why).into_response(),
    };
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}

/// For browsers without Fetch Metadata: a page that says where it is from must be from here.
fn check_origin(headers: &HeaderMap) -> Result<(), &'static str> {
    let Some(origin) = headers.get(header::ORIGIN) else { return Ok(()) };
    let host = headers.get(header::HOST).map(HeaderValue::as_bytes).unwrap_or_default();
    let from = origin.as_bytes();
    let from = from.strip_prefix(b"http://").or_else(|| from.strip_prefix(b"https://"));
    if from.is_some_and(|from| from.eq_ignore_ascii_case(host)) { Ok(()) } else { Err("not for pages of other origins") }
}

/// GET /backend/app: which app the page is to use. The public token is for everyone to see; the secret one never leaves the back end.
async fn app(State(back_end): State<Arc<BackEnd>>) -> Answer {
    Ok(answer::json(StatusCode::OK, &json!({ "public_token": back_end.public_token })))
}

/// GET /backend/mailbox
async fn mailbox(State(back_end): State<Arc<BackEnd>>) -> Answer {
    let mails = back_end.mailer.kept().ok_or(Refusal::NO_MAILBOX)?;
    Ok(answer::json(StatusCode::OK, &mails))
}
