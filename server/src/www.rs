//! The demo at / and the built SDK at /dist/.

use std::path::PathBuf;

use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::get_service;
use tower_http::services::ServeDir;
use tower_http::set_header::SetResponseHeaderLayer;

use crate::Config;

/// What pages from here may do: their own scripts, wasm and workers, and calls to servers of this machine.
const CSP: &str = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self' blob:; style-src 'self' 'unsafe-inline'; \
     img-src 'self' data: blob:; connect-src 'self' http://127.0.0.1:* http://localhost:*; object-src 'none'; base-uri 'none'; \
     form-action 'self'; frame-ancestors 'none'";

/// Serves the two folders. Pages are revalidated at every load, so that a rebuild shows.
pub fn router(config: &Config) -> Router {
    let dist = config.dist.clone();
    let missing = move |_: Request| {
        let dist = dist.clone();
        async move { explain(dist) }
    };
    let set = |name: HeaderName, value| SetResponseHeaderLayer::overriding(name, HeaderValue::from_static(value));
    Router::new()
        .nest_service("/dist", get_service(ServeDir::new(&config.dist).fallback(axum::routing::any(missing))))
        .fallback_service(get_service(ServeDir::new(&config.www)))
        .layer(set(header::CACHE_CONTROL, "no-cache"))
        .layer(set(header::CONTENT_SECURITY_POLICY, CSP))
        .layer(set(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(set(header::REFERRER_POLICY, "no-referrer"))
}

fn explain(dist: PathBuf) -> impl IntoResponse {
    let built = dist.is_dir();
    let text = if built { "no such file in dist" } else { "the SDK is not built yet: run `npm run build`, then load this page again" };
    (StatusCode::NOT_FOUND, [(header::CONTENT_TYPE, "text/plain; charset=utf-8")], text)
}
