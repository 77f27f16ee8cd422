//! A whole back end in axum, over SQLite.

use std::sync::{Arc, Mutex};

use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use rusqlite::types::Value;
use sentc_light_wasm::admin::sql::{CodeMail, Codes, MailKind, Recovery, RecoveryError, Registration, SqlError, SqlStores, SqlValue, TABLES, Watch};
use sentc_light_wasm::admin::{Admin, HttpOnlyCookie, JwtVerifier, KeptSession, SessionRefusal, Sessions, identifier_of};
use serde::Deserialize;

struct App {
    admin: Admin,
    verifier: JwtVerifier,
    sessions: Sessions,
    cookie: HttpOnlyCookie,
    origin: String,
    stores: SqlStores,
    mailed: Codes,
    recovery: Recovery,
    watch: Watch,
}

#[tokio::main]
async fn main() -> Result<(), SqlError> {
    let variable = |name: &str| std::env::var(name).map_err(|_| format!("the variable {name} is missing"));
    let admin = Admin::new(variable("SERVICE_URL")?, variable("SECRET_TOKEN")?)?;
    let verifier = JwtVerifier::new([variable("JWT_PUBLIC_KEY")?.as_str()])?;
    let connection = rusqlite::Connection::open(variable("DATABASE")?)?;
    connection.execute_batch(TABLES)?;
    let connection = Arc::new(Mutex::new(connection));
    let stores = SqlStores::new(move |sql, values| {
        let connection = Arc::clone(&connection);
        let run = move || {
            let connection = connection.lock().map_err(|_| "an earlier statement panicked")?;
            run(&connection, &sql, values)
        };
        async move { tokio::task::spawn_blocking(run).await?.inspect_err(|error| eprintln!("the database failed: {error}")) }
    });
    let mailed = Codes::new(&stores, mail);
    mailed.resume().await?;
    let app = App {
        sessions: Sessions::new(admin.clone(), verifier.clone()),
        cookie: HttpOnlyCookie::new("session", "/", 30 * 24 * 3600)?,
        origin: variable("APP_ORIGIN")?,
        watch: Watch::new(admin.clone(), &stores, mailed.clone(), async |to, news| {
            println!("mail to {to}: new in your account: {news:?}");
            Ok(())
        }),
        recovery: Recovery::new(admin.clone(), mailed.clone(), stores.clone()),
        admin,
        verifier,
        stores,
        mailed,
    };
    let app = Arc::new(app);
    let routes = Router::new()
        .route("/api/session", get(refresh).post(start).delete(end))
        .route("/api/register", post(register))
        .route("/api/me", get(me))
        .route("/api/password/send", post(send_code))
        .route("/api/password/reset", post(reset))
        .layer(middleware::from_fn_with_state(Arc::clone(&app), only_own_pages))
        .with_state(app);
    let listener = tokio::net::TcpListener::bind(format!("127.0.0.1:{}", variable("PORT")?)).await?;
    println!("listening on {}", listener.local_addr()?);
    Ok(axum::serve(listener, routes).await?)
}

/// Runs one statement. With PostgreSQL, use `.placeholder(Placeholder::Dollar)` on the stores.
fn run(db: &rusqlite::Connection, sql: &str, values: Vec<SqlValue>) -> Result<Vec<Vec<SqlValue>>, SqlError> {
    let mut statement = db.prepare_cached(sql)?;
    let columns = statement.column_count();
    let values = values.into_iter().map(|value| match value {
        SqlValue::Null => Value::Null,
        SqlValue::Integer(number) => Value::Integer(number),
        SqlValue::Text(text) => Value::Text(text),
    });
    let mut rows = statement.query(rusqlite::params_from_iter(values))?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let value = |column| match row.get(column)? {
            Value::Integer(number) => Ok(SqlValue::Integer(number)),
            Value::Text(text) => Ok(SqlValue::Text(text)),
            _ => Ok(SqlValue::Null),
        };
        found.push((0..columns).map(value).collect::<rusqlite::Result<_>>()?);
    }
    Ok(found)
}

/// Instead of a mail server.
async fn mail(CodeMail { to, kind, code, .. }: CodeMail) -> Result<(), SqlError> {
    match (kind, code) {
        (MailKind::Code, Some(code)) => println!("mail to {to}: your code is {}", *code),
        (MailKind::Done, _) => println!("mail to {to}: your password was changed"),
        _ => println!("mail to {to}: your password may have been changed"),
    }
    Ok(())
}

/// Browsers send `Origin` with each request that another site could make in a user's name.
async fn only_own_pages(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let is_own = request.headers().get(header::ORIGIN).is_none_or(|origin| origin.as_bytes() == app.origin.as_bytes());
    let is_same_site = request.headers().get("sec-fetch-site").is_none_or(|site| site == "same-origin" || site == "none");
    // Not 401 or 403: the SDK ends a session at these.
    if is_own && is_same_site { next.run(request).await } else { (StatusCode::BAD_REQUEST, "APP_ORIGIN is another origin").into_response() }
}

/// An answer that is no success.
struct Refused(StatusCode, String);

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        (self.0, Json(serde_json::json!({ "error": self.1 }))).into_response()
    }
}

impl<E: Into<RecoveryError>> From<E> for Refused {
    fn from(error: E) -> Self {
        match error.into() {
            error @ (RecoveryError::WrongCode | RecoveryError::WrongPassword | RecoveryError::ResetLately) => Self(StatusCode::FORBIDDEN, error.to_string()),
            RecoveryError::Admin(_) => Self(StatusCode::BAD_GATEWAY, "the service refused or did not answer".to_owned()),
            _ => Self(StatusCode::INTERNAL_SERVER_ERROR, "internal".to_owned()),
        }
    }
}

fn json(http_status: u16, text: String) -> Response {
    (StatusCode::from_u16(http_status).unwrap_or(StatusCode::BAD_GATEWAY), [(header::CONTENT_TYPE, "application/json")], text).into_response()
}

/// What pages send. `register` is the text of `prepareRegister`.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Fields {
    email: String,
    name: String,
    register: String,
    refresh_token: String,
    code: String,
}

async fn register(State(app): State<Arc<App>>, Json(body): Json<Fields>) -> Result<Response, Refused> {
    if identifier_of(&body.register).as_ref() != Some(&body.email) {
        return Err(Refused(StatusCode::UNPROCESSABLE_ENTITY, "register is for another identifier".to_owned()));
    }
    Ok(match app.stores.accounts.register(&app.admin, &body.email, &body.register, &body.name).await? {
        // For doneRegister on the page.
        Registration::Registered(made) => json(200, made.answer),
        Registration::Refused(refusal) => json(refusal.http_status, refusal.answer),
        Registration::Taken => return Err(Refused(StatusCode::CONFLICT, "there is an account with this address".to_owned())),
        _ => return Err(Refused(StatusCode::BAD_GATEWAY, "the account may exist: log in, or register again".to_owned())),
    })
}

async fn me(State(app): State<Arc<App>>, headers: HeaderMap) -> Result<Response, Refused> {
    let visitor = app.verifier.authenticate(text(&headers, header::AUTHORIZATION));
    let visitor = visitor.map_err(|error| Refused(StatusCode::UNAUTHORIZED, error.code.name().to_owned()))?;
    let account = app.stores.accounts.by_user(&visitor.user_id).await?;
    Ok(Json(account.map(|account| serde_json::json!({ "email": account.identifier, "name": account.data }))).into_response())
}

async fn start(State(app): State<Arc<App>>, headers: HeaderMap, Json(body): Json<Fields>) -> Response {
    match app.sessions.start(text(&headers, header::AUTHORIZATION), &body.refresh_token).await {
        Ok(started) => {
            // Tells the owner of new devices, and completes a registration whose answer was lost.
            app.watch.session(&started.jwt, &started.visitor.user_id).await;
            (StatusCode::NO_CONTENT, [(header::SET_COOKIE, app.cookie.set(&started.kept.value(), is_secure(&app)).unwrap_or_default())]).into_response()
        }
        Err(refusal) => refused(&app, refusal),
    }
}

async fn refresh(State(app): State<Arc<App>>, headers: HeaderMap) -> Response {
    let kept = text(&headers, header::COOKIE).and_then(|cookies| app.cookie.value_in(cookies)).and_then(KeptSession::read);
    match app.sessions.refresh(text(&headers, header::AUTHORIZATION), kept.as_ref()).await {
        Ok(refreshed) => ([(header::CACHE_CONTROL, "no-store")], refreshed.jwt.to_string()).into_response(),
        Err(refusal) => refused(&app, refusal),
    }
}

async fn end(State(app): State<Arc<App>>) -> Response {
    (StatusCode::NO_CONTENT, [(header::SET_COOKIE, app.cookie.end(is_secure(&app)))]).into_response()
}

fn refused(app: &App, refusal: SessionRefusal) -> Response {
    let mut response = json(refusal.http_status, refusal.body);
    if refusal.ends_session {
        response.headers_mut().insert("x-sentc-session", header::HeaderValue::from_static("ended"));
    }
    if let Some(cookie) = refusal.deletes_cookie.then(|| app.cookie.end(is_secure(app)).parse().ok()).flatten() {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    response
}

async fn send_code(State(app): State<Arc<App>>, Json(body): Json<Fields>) -> StatusCode {
    if app.mailed.send(&body.email, "reset_password") { StatusCode::NO_CONTENT } else { StatusCode::SERVICE_UNAVAILABLE }
}

async fn reset(State(app): State<Arc<App>>, Json(body): Json<Fields>) -> Result<StatusCode, Refused> {
    app.recovery.reset_password(&body.email, &body.code, &body.register).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn text(headers: &HeaderMap, name: header::HeaderName) -> Option<&str> {
    headers.get(name)?.to_str().ok()
}

/// Whether your pages use https.
fn is_secure(app: &App) -> bool {
    app.origin.starts_with("https:")
}
