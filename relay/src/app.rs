//! What every handler can reach. It does nothing by itself.

use crate::guard::Hosts;
use crate::idempotency::Attempts;
use crate::limits::{Limits, REFUSALS_PER_MINUTE};
use crate::workspace::Hub;
use std::sync::Arc;
use tokio::sync::watch;

#[derive(Debug)]
struct Inner {
    hub: Hub,
    hosts: Hosts,
    attempts: Attempts,
    limits: Limits,
    keys_in_query: bool,
    stop: watch::Sender<bool>,
}

/// What the operator decides about keys.
#[derive(Clone, Copy, Debug)]
pub struct KeyRules {
    /// Whether one may stand in the address, as documented.
    pub in_query: bool,
    /// How many requests without a good key are heard from an address in a minute.
    pub refusals_per_minute: u64,
}

impl Default for KeyRules {
    fn default() -> Self {
        Self { in_query: true, refusals_per_minute: REFUSALS_PER_MINUTE }
    }
}

/// The server's state; cloning shares it.
#[derive(Clone, Debug)]
pub struct App(Arc<Inner>);

impl App {
    /// Puts a server together.
    #[must_use]
    pub fn new(hub: Hub, hosts: Hosts) -> Self {
        Self::with_key_rules(hub, hosts, KeyRules::default())
    }

    /// Puts a server together whose operator decided about keys.
    #[must_use]
    pub fn with_key_rules(hub: Hub, hosts: Hosts, rules: KeyRules) -> Self {
        let KeyRules { in_query: keys_in_query, refusals_per_minute } = rules;
        let limits = Limits::new(refusals_per_minute);
        Self(Arc::new(Inner {
            hub,
            hosts,
            attempts: Attempts::default(),
            limits,
            keys_in_query,
            stop: watch::Sender::new(false),
        }))
    }

    /// The workspaces.
    #[must_use]
    pub fn hub(&self) -> &Hub {
        &self.0.hub
    }

    /// The names under which this server answers.
    #[must_use]
    pub fn hosts(&self) -> &Hosts {
        &self.0.hosts
    }

    /// The requests that run once.
    pub(crate) fn attempts(&self) -> &Attempts {
        &self.0.attempts
    }

    /// Who may do how much.
    #[must_use]
    pub fn limits(&self) -> &Limits {
        &self.0.limits
    }

    /// Whether a key is also read from the address.
    #[must_use]
    pub fn keys_in_query(&self) -> bool {
        self.0.keys_in_query
    }

    /// Asks every link to close.
    pub fn stop(&self) {
        self.0.stop.send_replace(true);
    }

    /// To learn when the server stops.
    #[must_use]
    pub fn stopping(&self) -> Stopping {
        Stopping(self.0.stop.subscribe())
    }
}

/// Becomes ready when the server stops.
#[derive(Debug)]
pub struct Stopping(watch::Receiver<bool>);

impl Stopping {
    /// Waits for it.
    pub async fn wait(&mut self) {
        // The sender lives as long as the app; should it be gone, the server has stopped too.
        let _ = self.0.wait_for(|stop| *stop).await;
    }
}
