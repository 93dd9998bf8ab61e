//! What every handler can reach. It does nothing by itself.

use crate::guard::Hosts;
use crate::idempotency::Attempts;
use crate::limits::{Limits, REFUSALS_PER_MINUTE};
use crate::webhook::{Terms, Webhooks};
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
    webhooks: Arc<Webhooks>,
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

/// What the operator decides.
#[derive(Clone, Copy, Debug, Default)]
pub struct Rules {
    /// About keys.
    pub keys: KeyRules,
    /// About webhooks.
    pub webhooks: Terms,
}

/// The server's state; cloning shares it.
#[derive(Clone, Debug)]
pub struct App(Arc<Inner>);

impl App {
    /// Puts a server together by the usual rules.
    #[must_use]
    pub fn new(hub: Hub, hosts: Hosts) -> Self {
        Self::with_rules(hub, hosts, Rules::default())
    }

    /// Puts a server together; the operator has decided about it.
    #[must_use]
    pub fn with_rules(hub: Hub, hosts: Hosts, rules: Rules) -> Self {
        Self(Arc::new(Inner {
            hub,
            hosts,
            attempts: Attempts::default(),
            limits: Limits::new(rules.keys.refusals_per_minute),
            keys_in_query: rules.keys.in_query,
            webhooks: Arc::new(Webhooks::new(rules.webhooks)),
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

    /// What sends webhooks.
    #[must_use]
    pub fn webhooks(&self) -> &Arc<Webhooks> {
        &self.0.webhooks
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
