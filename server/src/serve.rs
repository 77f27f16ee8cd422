//! Connections: HTTP/1.1 with a limit on how long a client may take for its headers, which axum's own loop has not.

use std::future::Future;
use std::net::SocketAddr;
use std::pin::pin;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, Request};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tower::ServiceExt;

/// How long requests under way may take after the signal to stop. A page that holds a connection open must not keep
/// the program alive.
const GRACE: Duration = Duration::from_secs(3);
/// Before the next try to take a connection, when there are too many open files, say.
const ACCEPT_PAUSE: Duration = Duration::from_millis(500);

/// Serves until `shutdown`. A connection whose headers take longer than `header_timeout`, or that idles for as long, is
/// closed.
pub async fn serve(listener: TcpListener, router: Router, header_timeout: Duration, shutdown: impl Future<Output = ()> + Send) {
    let connections = GracefulShutdown::new();
    let mut builder = http1::Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(header_timeout);
    let mut shutdown = pin!(shutdown);
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut shutdown => break,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                tracing::warn!(%error, "a connection could not be taken");
                tokio::time::sleep(ACCEPT_PAUSE).await;
                continue;
            }
        };
        let service = ServiceExt::<Request>::map_request(router.clone(), move |request: hyper::Request<Incoming>| with_peer(request, peer));
        let connection = connections.watch(builder.serve_connection(TokioIo::new(stream), TowerToHyperService::new(service)));
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection ended");
            }
        });
    }
    drop(listener);
    // Requests that are not done by then end with the program.
    let _ = tokio::time::timeout(GRACE, connections.shutdown()).await;
}

fn with_peer(request: hyper::Request<Incoming>, peer: SocketAddr) -> Request {
    let mut request = request.map(Body::new);
    request.extensions_mut().insert(ConnectInfo(peer));
    request
}
