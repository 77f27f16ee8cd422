//! /dev/apps: the apps' tokens, public keys and options, for scripts and for the demo. /dev/openapi.json: the API for other tools.
//! No production server has them.
//!
//! The secret tokens are in it, so only programs and pages of this machine may read it: no CORS, no page of another
//! site ([Fetch Metadata](https://www.w3.org/TR/fetch-metadata/)), no name that a site has pointed at this machine
//! (DNS rebinding), no other machine.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{ConnectInfo, Path, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, put};
use sentc_light_service::Service;
use sentc_light_service::apps::AppError;
use sentc_light_service::options::Change;

use crate::{Config, openapi};

/// Serves /dev/apps, /dev/apps/{app}/options and /dev/openapi.json.
pub fn router(service: Arc<Service>, config: &Config) -> Router {
    let guard = Arc::new(Guard::new(config));
    let own = middleware::from_fn_with_state(guard, only_own);
    Router::new()
        .route("/dev/apps", get(apps))
        .route("/dev/apps/{app}/options", put(set_options))
        .route("/dev/openapi.json", get(description))
        .layer(own)
        .with_state(service)
}

async fn only_own(State(guard): State<Arc<Guard>>, ConnectInfo(peer): ConnectInfo<SocketAddr>, request: Request, next: Next) -> Response {
    match guard.check(peer.ip(), request.headers()) {
        Ok(()) => next.run(request).await,
        Err(why) => (StatusCode::FORBIDDEN, why).into_response(),
    }
}

async fn apps(State(service): State<Arc<Service>>) -> Response {
    match serde_json::to_string(&service.apps.describe()) {
        Ok(json) => ([(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-store"), (header::X_CONTENT_TYPE_OPTIONS, "nosniff")], json)
            .into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

async fn description() -> Response {
    ([(header::CONTENT_TYPE, "application/json"), (header::X_CONTENT_TYPE_OPTIONS, "nosniff")], openapi::text()).into_response()
}

/// PUT /dev/apps/{app}/options: "default", "lax", or single endpoints, {"POST /register_light": "public"}. `{app}`: 1 or 2.
async fn set_options(State(service): State<Arc<Service>>, Path(app): Path<String>, body: Bytes) -> Response {
    let changed = serde_json::from_slice::<Change>(&body).map_err(|_| AppError::ChangeFormat).and_then(|change| service.set_options(&app, &change));
    match changed {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(error) => (StatusCode::UNPROCESSABLE_ENTITY, error.to_string()).into_response(),
    }
}

/// Keeps other sites and other machines out of what is for this one. An own back end has the same door.
#[derive(Debug)]
pub struct Guard {
    /// The name or address the server was told to listen on.
    host: String,
}

impl Guard {
    pub fn new(config: &Config) -> Self {
        Self { host: config.host.clone() }
    }

    /// # Errors
    /// Why the request is none of this machine's own.
    pub fn check(&self, peer: IpAddr, headers: &HeaderMap) -> Result<(), &'static str> {
        let own_address = self.host.parse().is_ok_and(|ip: IpAddr| ip == peer);
        if !peer.to_canonical().is_loopback() && !own_address {
            return Err("only for this machine");
        }
        // Of two lines of one name the check would see the first only. RFC 9112, section 3.2: a request with two Hosts is refused.
        if [header::HOST, header::ORIGIN, header::HeaderName::from_static("sec-fetch-site")].iter().any(|name| headers.get_all(name).iter().count() > 1) {
            return Err("a header is there twice");
        }
        let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
        let name = without_port(host);
        if !["localhost", "127.0.0.1", "[::1]", self.host.as_str()].iter().any(|known| name.eq_ignore_ascii_case(known)) {
            return Err("the Host header names another machine");
        }
        // programs send none; a page typed into the address bar sends "none"
        match headers.get("sec-fetch-site").map(HeaderValue::as_bytes) {
            None | Some(b"same-origin" | b"none") => Ok(()),
            Some(_) => Err("not for pages of other sites"),
        }
    }
}

fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        // the colons of a bare IPv6 address are inside its brackets
        Some((name, port)) if !port.ends_with(']') => name,
        _ => host,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);

    fn check(host: &'static str, site: Option<&'static str>, peer: IpAddr) -> bool {
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, HeaderValue::from_static(host));
        if let Some(site) = site {
            headers.insert("sec-fetch-site", HeaderValue::from_static(site));
        }
        Guard { host: "192.168.1.5".into() }.check(peer, &headers).is_ok()
    }

    #[test]
    fn only_this_machine_by_its_own_names() {
        for host in ["localhost", "LOCALHOST:3002", "127.0.0.1:3002", "[::1]", "[::1]:3002", "192.168.1.5:3002"] {
            assert!(check(host, None, HERE), "{host}");
        }
        for host in ["", "evil.example", "evil.example:3002", "localhost.evil.example", "127.0.0.1.evil.example", "0.0.0.0"] {
            assert!(!check(host, None, HERE), "{host}");
        }
        assert!(!check("localhost", None, "192.168.1.9".parse().unwrap()));
        assert!(check("192.168.1.5", None, "192.168.1.5".parse().unwrap()));
        assert!(check("localhost", None, "::ffff:127.0.0.1".parse().unwrap()));
    }

    #[test]
    fn only_own_pages() {
        assert!(check("localhost", Some("same-origin"), HERE));
        assert!(check("localhost", Some("none"), HERE));
        assert!(!check("localhost", Some("cross-site"), HERE));
        assert!(!check("localhost", Some("same-site"), HERE));
    }
}
