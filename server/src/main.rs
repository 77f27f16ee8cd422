//! The program: reads its arguments, prints what it is, and serves until a signal ends it.

use std::io::{IsTerminal, Write};
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::process::ExitCode;
use std::sync::Arc;

use clap::Parser;
use sentc_light_server::{Clock, Config, Server, StartError};
use tokio::net::TcpListener;
use tracing_subscriber::EnvFilter;

#[tokio::main]
async fn main() -> ExitCode {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_ansi(std::io::stderr().is_terminal()).init();
    match start(&Config::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!("{error}");
            ExitCode::FAILURE
        }
    }
}

async fn start(config: &Config) -> Result<(), StartError> {
    let server = Arc::new(Server::open(config, Clock::System)?);
    let listener = TcpListener::bind((config.host.as_str(), config.port)).await?;
    announce(&server, config, &listener)?;
    server.serve(config, listener, told_to_stop()).await
}

/// Scripts wait for "listening on"; people click the last line. Secret tokens stay out of terminals, and of the logs that copy them.
fn announce(server: &Server, config: &Config, listener: &TcpListener) -> Result<(), StartError> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "sentc-light-server: a development and test server. Not for production, which is a real sentc API.")?;
    match config.is_in_memory() {
        true => writeln!(out, "Data: in memory, gone when this program ends")?,
        false => writeln!(out, "Data: {}", config.db.display())?,
    }
    for (number, app) in (1..).zip(server.service.apps.iter()) {
        writeln!(out, "\nApp {number} ({})", app.name)?;
        writeln!(out, "  public token: {}", app.public_token)?;
    }
    let address = listener.local_addr()?;
    let url = url_for_browsers(address);
    writeln!(out, "\nSecret tokens and JWT keys: {url}/dev/apps")?;
    writeln!(out, "listening on http://{address}")?;
    writeln!(out, "Demo: {url}/")?;
    Ok(out.flush()?)
}

/// By the name `localhost` wherever that leads here: passkeys need a name, and browsers trust this one without TLS.
fn url_for_browsers(address: SocketAddr) -> String {
    match address.ip() {
        ip if ip.is_unspecified() || ip == Ipv4Addr::LOCALHOST || ip == Ipv6Addr::LOCALHOST => format!("http://localhost:{}", address.port()),
        _ => format!("http://{address}"),
    }
}

/// Ctrl-C, or what a supervisor sends.
async fn told_to_stop() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => drop(signal.recv().await),
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! {
        _ = interrupt => {}
        () = terminate => {}
    }
}
