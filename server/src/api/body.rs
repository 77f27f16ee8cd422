//! Reading a request's body, no more of it than the service takes.

use std::time::Duration;

use axum::body::{Body, Bytes};
use http_body_util::BodyExt;

use super::refusal::Refusal;

/// The largest body.
pub const MAX_BODY: usize = 256 * 1024;
/// A body over [`MAX_BODY`] is thrown away up to here before it is refused: clients that are still sending would see a
/// broken connection in place of the answer.
const MAX_DISCARDED: usize = 4 * 1024 * 1024;
const TIMEOUT: Duration = Duration::from_secs(30);

/// The whole body. Whether a call reads it, and so minds that it is too big, is its own matter.
pub async fn read(body: Body) -> Result<Bytes, Refusal> {
    match tokio::time::timeout(TIMEOUT, collect(body)).await {
        Ok(result) => result,
        Err(_) => Err(Refusal::unreadable("the body did not come within 30 seconds")),
    }
}

async fn collect(mut body: Body) -> Result<Bytes, Refusal> {
    let mut kept = Vec::new();
    let mut len = 0usize;
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| Refusal::unreadable("the body broke off"))?;
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
    if len > MAX_BODY { Err(Refusal::BODY_TOO_BIG) } else { Ok(kept.into()) }
}
