//! What every handler can reach. It does nothing by itself.

use crate::families;
use crate::generation::Generation;
use crate::guard::Hosts;
use crate::idempotency::Attempts;
use crate::limits::{Limits, REFUSALS_PER_MINUTE};
use crate::messaging::{Messaging, Watching};
use crate::outgoing::Policy;
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
    messaging: Arc<Messaging>,
    generation: Generation,
    course: watch::Sender<Course>,
    /// How much is done in the background that the server waits for.
    work: watch::Sender<usize>,
}

/// How far the server is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Course {
    Serving,
    /// Requests under way may finish.
    Draining,
    /// Links close, and the background ends its work.
    Stopping,
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
    /// How often lines are looked after.
    pub lines: Watching,
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
        let policy = Policy { allow_local: rules.webhooks.allow_local };
        let generation = Generation::new(hub.store().clone(), policy);
        let messaging = Messaging::new(hub.store().clone(), families::tell, policy, rules.lines);
        Self(Arc::new(Inner {
            hub,
            hosts,
            attempts: Attempts::default(),
            limits: Limits::new(rules.keys.refusals_per_minute),
            keys_in_query: rules.keys.in_query,
            webhooks: Arc::new(Webhooks::new(rules.webhooks)),
            messaging: Arc::new(messaging),
            generation,
            course: watch::Sender::new(Course::Serving),
            work: watch::Sender::new(0),
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

    /// What sends and hears messages.
    #[must_use]
    pub fn messaging(&self) -> &Arc<Messaging> {
        &self.0.messaging
    }

    /// What writes answers.
    #[must_use]
    pub fn generation(&self) -> &Generation {
        &self.0.generation
    }

    /// Says that the server takes no new requests. Those under way may still need links and the background.
    pub fn drain(&self) {
        self.0.course.send_if_modified(|course| advance(course, Course::Draining));
    }

    /// Asks every link to close, and the background to come to an end.
    pub fn stop(&self) {
        self.0.course.send_if_modified(|course| advance(course, Course::Stopping));
    }

    /// Whether the server still takes requests.
    #[must_use]
    pub fn is_serving(&self) -> bool {
        *self.0.course.borrow() == Course::Serving
    }

    /// To learn when the server stops.
    #[must_use]
    pub fn stopping(&self) -> Stopping {
        Stopping(self.0.course.subscribe())
    }

    /// Waits until the server takes no new requests.
    pub(crate) async fn draining(&self) {
        // The sender lives as long as the app.
        let _ = self.0.course.subscribe().wait_for(|course| *course >= Course::Draining).await;
    }

    /// Announces work that the server waits for when it stops, until what is returned is dropped. Who works on must
    /// come to an end soon after [`App::stopping`] is ready.
    #[must_use]
    pub fn begin_work(&self) -> Work {
        self.0.work.send_modify(|count| *count += 1);
        Work(self.clone())
    }

    /// Waits until all announced work is done.
    pub(crate) async fn work_done(&self) {
        // The sender lives as long as the app.
        let _ = self.0.work.subscribe().wait_for(|count| *count == 0).await;
    }
}

/// The course of a server knows no way back.
fn advance(course: &mut Course, to: Course) -> bool {
    let further = *course < to;
    if further {
        *course = to;
    }
    further
}

/// Work that the server waits for when it stops.
#[derive(Debug)]
pub struct Work(App);

impl Drop for Work {
    fn drop(&mut self) {
        self.0.0.work.send_modify(|count| *count -= 1);
    }
}

/// Becomes ready when the server stops.
#[derive(Debug)]
pub struct Stopping(watch::Receiver<Course>);

impl Stopping {
    /// Waits for it.
    pub async fn wait(&mut self) {
        // The sender lives as long as the app; should it be gone, the server has stopped too.
        let _ = self.0.wait_for(|course| *course == Course::Stopping).await;
    }
}
