//! `serve`: opens the database, listens, and stops when it is told to.

use super::{CliResult, PlaceOptions};
use crate::app::{App, KeyRules, Rules};
use crate::config::Patience;
use crate::errands;
use crate::guard::Hosts;
use crate::limits::REFUSALS_PER_MINUTE;
use crate::logging::LogFormat;
use crate::webhook::Terms;
use crate::workspace::Hub;
use clap::Args;
use clap::builder::FalseyValueParser;
use std::io::{self, Write};
use std::net::SocketAddr;
use tokio::net::TcpListener;
#[cfg(unix)]
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::oneshot;

/// How to serve.
#[derive(Clone, Debug, Args)]
pub struct ServeOptions {
    /// The address to listen on; port 0 takes any free one
    #[arg(long, env = "BUZZCHAT_LISTEN", default_value = "127.0.0.1:4117", value_name = "ADDRESS")]
    pub listen: SocketAddr,
    /// A further host name under which clients may reach this server, besides the loopback names
    #[arg(long = "allowed-host", env = "BUZZCHAT_ALLOWED_HOSTS", value_delimiter = ',', value_name = "HOST")]
    pub allowed_hosts: Vec<String>,
    /// Read API keys from the Authorization header only, not from `?api_key=`: addresses end up in logs
    #[arg(long, env = "BUZZCHAT_NO_QUERY_KEY", value_parser = FalseyValueParser::new())]
    pub no_query_key: bool,
    /// How many requests without a valid API key are heard from an address in a minute
    #[arg(long, env = "BUZZCHAT_FAILURES_PER_MINUTE", default_value_t = REFUSALS_PER_MINUTE, value_name = "N")]
    pub failures_per_minute: u64,
    /// Let webhooks reach receivers by http, on this computer and in its network; only where every API key is trusted
    #[arg(long, env = "BUZZCHAT_ALLOW_LOCAL_TARGETS", value_parser = FalseyValueParser::new())]
    pub allow_local_targets: bool,
    /// The form of log lines on standard error
    #[arg(long, env = "BUZZCHAT_LOG_FORMAT", value_enum, default_value_t)]
    pub log_format: LogFormat,
}

pub(super) async fn run(place: &PlaceOptions, options: &ServeOptions) -> CliResult {
    let listener = TcpListener::bind(options.listen).await?;
    let hub = Hub::new(place.open_store_alone().await?, Patience::default());
    hub.workspace(&place.workspace).await?;
    errands::run_waiting(&hub).await;
    let address = listener.local_addr()?;
    if !address.ip().is_loopback() {
        tracing::warn!(%address, "other computers can reach this server, and it does not encrypt: put TLS in front");
    }
    // Before anybody can know that the server runs: a signal that came earlier than its handler would kill.
    let mut signals = Signals::listen()?;
    println!("BuzzChat relay listens on http://{address}");
    io::stdout().flush()?;
    let rules = Rules {
        keys: KeyRules { in_query: !options.no_query_key, refusals_per_minute: options.failures_per_minute },
        webhooks: Terms { allow_local: options.allow_local_targets, ..Terms::default() },
        ..Rules::default()
    };
    let app = App::with_rules(hub, Hosts::new(address, &options.allowed_hosts), rules);
    let (stop, stopped) = oneshot::channel::<()>();
    let served = crate::serve(listener, app, async { drop(stopped.await) });
    tokio::pin!(served);
    tokio::select! {
        served = &mut served => return Ok(served?),
        () = signals.next() => {}
    }
    tracing::info!("stopping: requests under way may finish; a second signal ends at once");
    drop(stop);
    tokio::select! {
        served = served => Ok(served?),
        () = signals.next() => Err("ended by a second signal, before everything was finished".into()),
    }
}

/// Ctrl-C, or what a service manager sends.
#[cfg(unix)]
struct Signals {
    interrupted: Signal,
    terminated: Signal,
}

#[cfg(unix)]
impl Signals {
    /// Listens from the call on.
    fn listen() -> io::Result<Self> {
        let (interrupted, terminated) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
        Ok(Self { interrupted, terminated })
    }

    async fn next(&mut self) {
        tokio::select! {
            _ = self.interrupted.recv() => {}
            _ = self.terminated.recv() => {}
        }
    }
}

/// Ctrl-C.
#[cfg(windows)]
struct Signals(tokio::signal::windows::CtrlC);

#[cfg(windows)]
impl Signals {
    /// Listens from the call on.
    fn listen() -> io::Result<Self> {
        Ok(Self(tokio::signal::windows::ctrl_c()?))
    }

    async fn next(&mut self) {
        drop(self.0.recv().await);
    }
}
