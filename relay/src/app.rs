//! What every handler can reach. It does nothing by itself.

use crate::guard::Hosts;
use crate::idempotency::Attempts;
use crate::webhook::{Terms, Webhooks};
use crate::workspace::Hub;
use std::sync::Arc;
use tokio::sync::watch;

#[derive(Debug)]
struct Inner {
    hub: Hub,
    hosts: Hosts,
    attempts: Attempts,
    webhooks: Arc<Webhooks>,
    stop: watch::Sender<bool>,
}

/// The server's state; cloning shares it.
#[derive(Clone, Debug)]
pub struct App(Arc<Inner>);

impl App {
    /// Puts a server together whose webhooks reach public receivers only.
    #[must_use]
    pub fn new(hub: Hub, hosts: Hosts) -> Self {
        Self::with_webhooks(hub, hosts, Terms::default())
    }

    /// Puts a server together; the operator decides about its webhooks.
    #[must_use]
    pub fn with_webhooks(hub: Hub, hosts: Hosts, terms: Terms) -> Self {
        let webhooks = Arc::new(Webhooks::new(terms));
        Self(Arc::new(Inner { hub, hosts, attempts: Attempts::default(), webhooks, stop: watch::Sender::new(false) }))
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
