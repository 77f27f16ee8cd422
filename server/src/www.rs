//! The demo at / and the built SDK at /dist/.

use std::path::Path;

use axum::Router;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::routing::{MethodRouter, any, get_service};
use tower_http::services::ServeDir;
use tower_http::set_header::SetResponseHeaderLayer;

use crate::Config;

/// What pages from here may do: their own scripts, wasm and workers, and calls to servers of this machine.
const CSP: &str = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self' blob:; style-src 'self' 'unsafe-inline'; \
     img-src 'self' data: blob:; connect-src 'self' http://127.0.0.1:* http://localhost:*; object-src 'none'; base-uri 'none'; \
     form-action 'self'; frame-ancestors 'none'";

/// Serves the two folders. Pages are revalidated at every load, so that a rebuild shows.
pub fn router(config: &Config) -> Router {
    let set = |name: HeaderName, value| SetResponseHeaderLayer::overriding(name, HeaderValue::from_static(value));
    Router::new()
        .nest_service("/dist", folder(&config.dist, "the SDK is not built yet: run `npm run build`, then load this page again"))
        .fallback_service(folder(&config.www, "there is no demo here: start the server in the project's folder, or give it with --www"))
        .layer(set(header::CACHE_CONTROL, "no-cache"))
        .layer(set(header::CONTENT_SECURITY_POLICY, CSP))
        .layer(set(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(set(header::REFERRER_POLICY, "no-referrer"))
}

/// The files of a folder. A missing file, or an empty folder, is answered in words.
fn folder(path: &Path, when_empty: &'static str) -> MethodRouter {
    let path = path.to_owned();
    let missing = {
        let path = path.clone();
        move || async move {
            let is_empty = std::fs::read_dir(path).map_or(true, |mut files| files.next().is_none());
            let text = if is_empty { when_empty } else { "no such file" };
            (StatusCode::NOT_FOUND, [(header::CONTENT_TYPE, "text/plain; charset=utf-8")], text)
        }
    };
    get_service(ServeDir::new(path).fallback(any(missing)))
}
