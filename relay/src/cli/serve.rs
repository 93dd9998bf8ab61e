//! `serve`: opens the database, listens, and stops when it is told to.

use super::{CliResult, PlaceOptions};
use crate::app::App;
use crate::config::Patience;
use crate::errands;
use crate::guard::Hosts;
use crate::logging::LogFormat;
use crate::workspace::Hub;
use clap::Args;
use std::error::Error;
use std::fs::{File, TryLockError};
use std::io::{self, Write};
use std::net::SocketAddr;
use std::path::Path;
use tokio::net::TcpListener;

/// How to serve.
#[derive(Clone, Debug, Args)]
pub struct ServeOptions {
    /// The address to listen on; port 0 takes any free one
    #[arg(long, env = "BUZZCHAT_LISTEN", default_value = "127.0.0.1:4117", value_name = "ADDRESS")]
    pub listen: SocketAddr,
    /// A further host name under which clients may reach this server, besides the loopback names
    #[arg(long = "allowed-host", env = "BUZZCHAT_ALLOWED_HOSTS", value_delimiter = ',', value_name = "HOST")]
    pub allowed_hosts: Vec<String>,
    /// The form of log lines on standard error
    #[arg(long, env = "BUZZCHAT_LOG_FORMAT", value_enum, default_value_t)]
    pub log_format: LogFormat,
}

pub(super) async fn run(place: &PlaceOptions, options: &ServeOptions) -> CliResult {
    let listener = TcpListener::bind(options.listen).await?;
    let _alone = lock(&place.data_folder()?)?;
    let hub = Hub::new(place.open_store().await?, Patience::default());
    hub.workspace(&place.workspace).await?;
    errands::run_waiting(&hub).await;
    let address = listener.local_addr()?;
    if !address.ip().is_loopback() {
        tracing::warn!(%address, "other computers can reach this server, and it does not encrypt: put TLS in front");
    }
    // Before anybody can know that the server runs: a signal that came earlier than its handler would kill.
    let stop = asked_to_stop()?;
    println!("BuzzChat relay listens on http://{address}");
    io::stdout().flush()?;
    let app = App::new(hub, Hosts::new(address, &options.allowed_hosts));
    Ok(crate::serve(listener, app, stop).await?)
}

/// Two servers on one data folder would number events apart from each other. The lock ends with the process, however it ends.
fn lock(folder: &Path) -> Result<File, Box<dyn Error + Send + Sync>> {
    let file = File::create(folder.join("serve.lock"))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => {
            Err(format!("another server already uses the data in {}", folder.display()).into())
        }
        Err(TryLockError::Error(error)) => Err(error.into()),
    }
}

/// Ctrl-C, or what a service manager sends. Listens from the call on.
#[cfg(unix)]
fn asked_to_stop() -> io::Result<impl Future<Output = ()> + Send + 'static> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut interrupted, mut terminated) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    Ok(async move {
        tokio::select! {
            _ = interrupted.recv() => {}
            _ = terminated.recv() => {}
        }
    })
}

/// Ctrl-C. Listens from the call on.
#[cfg(windows)]
fn asked_to_stop() -> io::Result<impl Future<Output = ()> + Send + 'static> {
    let mut interrupted = tokio::signal::windows::ctrl_c()?;
    Ok(async move { drop(interrupted.recv().await) })
}
