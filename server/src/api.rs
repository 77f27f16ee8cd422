//! A request for the service: its body is read, no more of it than the service takes, and the answer is made off the
//! threads that serve connections.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::{ConnectInfo, Request};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use http_body_util::BodyExt;
use sentc_light_service::attempts::{Source, TooMany};
use sentc_light_service::{MAX_BODY, Service, Unread};

/// A body over [`MAX_BODY`] is thrown away up to here before it is refused: clients that are still sending would see a
/// broken connection in place of the answer.
const MAX_DISCARDED: usize = 4 * 1024 * 1024;
/// Seconds that a body may take.
const TIMEOUT: u64 = 30;

/// Hands a request to the service.
pub async fn answer(service: Arc<Service>, request: Request) -> Response {
    let (mut parts, body) = request.into_parts();
    if let Some(ConnectInfo(peer)) = parts.extensions.get::<ConnectInfo<SocketAddr>>().copied() {
        parts.extensions.insert(Source(peer.ip()));
    }
    let read = tokio::time::timeout(Duration::from_secs(TIMEOUT), collect(body)).await;
    let body = read.unwrap_or(Err(Unread::TooSlow(TIMEOUT))).unwrap_or_else(|why| {
        parts.extensions.insert(why);
        Bytes::new()
    });
    let request = axum::http::Request::from_parts(parts, body);
    match service.wait(&request) {
        Ok(Duration::ZERO) => {}
        Ok(wait) => tokio::time::sleep(wait).await,
        Err(TooMany) => return Service::busy().map(Body::from),
    }
    // SQLite and the crypto block
    match tokio::task::spawn_blocking(move || service.answer(&request)).await {
        Ok(response) => response.map(Body::from),
        Err(error) => {
            tracing::error!(%error, "a request was not answered");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

async fn collect(mut body: Body) -> Result<Bytes, Unread> {
    let mut kept = Vec::new();
    let mut len = 0usize;
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| Unread::BrokeOff)?;
        let Some(data) = frame.data_ref() else { continue };
        len = len.saturating_add(data.len());
        if len <= MAX_BODY {
            kept.extend_from_slice(data);
        } else {
            kept = Vec::new();
        }
        if len > MAX_DISCARDED {
            break;
        }
    }
    if len > MAX_BODY { Err(Unread::TooBig) } else { Ok(kept.into()) }
}
