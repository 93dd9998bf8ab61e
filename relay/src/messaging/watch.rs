//! Looks after lines while the server runs: notes how each stands, catches up on what nobody told, and takes leave of those
//! that were given up. It knows no service.

use super::{Line, LineState, Messaging};
use crate::app::Stopping;
use crate::clock;
use crate::connectors::{Connector, Standing, Unusable};
use crate::store::StoreError;
use buzzchat::protocol::Millis;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinSet;
use tokio::time::sleep;

/// A look that got lost is made again after so long.
const LOST: Millis = 10 * 60 * 1_000;
/// What is caught up on begins so long before the end of what is known: clocks differ.
const OVERLAP: Millis = 10 * 60 * 1_000;
/// The same after a start or an outage: what was sent before may have been read meanwhile.
const LONG_OVERLAP: Millis = 24 * 3_600 * 1_000;
/// So long a service is told that its line was given up.
const FAREWELL: Millis = 24 * 3_600 * 1_000;
/// So much is kept in one go.
const PART: usize = 200;

/// How often lines are looked after.
#[derive(Clone, Copy, Debug)]
pub struct Watching {
    /// One that works.
    pub working: Duration,
    /// One that does not; and so often it is seen whether there are new ones.
    pub waiting: Duration,
}

impl Default for Watching {
    fn default() -> Self {
        Self { working: Duration::from_secs(60), waiting: Duration::from_secs(5) }
    }
}

/// Looks after lines until the server stops.
pub(crate) async fn keep_watching(messaging: Arc<Messaging>, mut stopping: Stopping) {
    let mut watch = Watch { messaging: Arc::clone(&messaging), next: HashMap::new(), looks: JoinSet::new() };
    loop {
        if let Err(error) = watch.begin_due().await {
            tracing::error!(%error, "lines cannot be looked after");
        }
        tokio::select! {
            () = stopping.wait() => break,
            () = messaging.lines_changed.notified() => {}
            Some(Ok((line, next))) = watch.looks.join_next() => watch.ended(&line, next),
            () = sleep(messaging.watching.waiting) => {}
        }
    }
}

struct Watch {
    messaging: Arc<Messaging>,
    /// When each line that was seen is looked after again.
    next: HashMap<String, Next>,
    /// Each says of which line it was, and when the next one is due.
    looks: JoinSet<(String, Millis)>,
}

/// When a line is looked after again, or left.
struct Next {
    at: Millis,
    /// Whether that is going on.
    begun: bool,
    leaves: bool,
}

impl Watch {
    async fn begin_due(&mut self) -> Result<(), StoreError> {
        let now = clock::now();
        let lines = self.messaging.store.carried_lines().await?;
        let left = self.messaging.store.lines_to_leave().await?;
        self.next.retain(|id, _| lines.iter().chain(left.iter().map(|(line, _)| line)).any(|line| line.id == *id));
        for line in lines {
            let Some(first) = self.is_due(&line, now, false) else { continue };
            let messaging = Arc::clone(&self.messaging);
            self.looks.spawn(async move { (line.id.clone(), look_after(&messaging, line, first).await) });
        }
        for (line, removed) in left {
            if self.is_due(&line, now, true).is_some() {
                let messaging = Arc::clone(&self.messaging);
                self.looks.spawn(async move { (line.id.clone(), leave(&messaging, line, removed).await) });
            }
        }
        Ok(())
    }

    /// Whether a line is to be looked after now, or left, and whether for the first time. One that was given up is left as soon
    /// as nobody looks after it any more: whoever does would have its service call us again.
    fn is_due(&mut self, line: &Line, now: Millis, leaves: bool) -> Option<bool> {
        let known = self.next.get(&line.id);
        if known.is_some_and(|next| next.at > now && (next.begun || next.leaves == leaves)) {
            return None;
        }
        let first = known.is_none();
        self.next.insert(line.id.clone(), Next { at: now + LOST, begun: true, leaves });
        Some(first)
    }

    fn ended(&mut self, line: &str, at: Millis) {
        if let Some(next) = self.next.get_mut(line) {
            *next = Next { at, begun: false, ..*next };
        }
    }
}

/// Looks after a line. Returns when to do so again.
async fn look_after(messaging: &Messaging, line: Line, first: bool) -> Millis {
    let state = look(messaging, &line, first).await.unwrap_or_else(|error| {
        tracing::error!(%error, line = line.id, "a line cannot be looked after");
        line.state
    });
    let Watching { working, waiting } = messaging.watching;
    let pause = if matches!(state, LineState::Connected | LineState::Failed) { working } else { waiting };
    clock::now() + pause.as_millis() as Millis
}

async fn look(messaging: &Messaging, line: &Line, first: bool) -> Result<LineState, StoreError> {
    let begun = clock::now();
    let (connector, standing) = match messaging.connectors.find(line).await {
        Ok(found) => {
            let standing = found.connector.tend(line).await;
            (Some(found.connector), standing)
        }
        Err(Unusable::Settings(why)) => (None, Standing::new(LineState::Failed, why)),
        Err(Unusable::Store(error)) => return Err(error),
    };
    messaging.note_state(line, standing.state, &standing.detail).await?;
    if let (Some(connector), LineState::Connected) = (connector, standing.state) {
        let was_away = first || line.state != LineState::Connected;
        catch_up(messaging, line, &*connector, begun, if was_away { LONG_OVERLAP } else { OVERLAP }).await?;
    }
    Ok(standing.state)
}

/// Keeps what the service knows and nobody told; most of it is known.
async fn catch_up(
    messaging: &Messaging,
    line: &Line,
    connector: &dyn Connector,
    begun: Millis,
    overlap: Millis,
) -> Result<(), StoreError> {
    let since = messaging.store.caught_up(&line.id).await?.saturating_sub(overlap).max(line.created);
    let told = match connector.catch_up(line, since).await {
        Ok(told) => told,
        Err(trouble) => {
            tracing::warn!(%trouble, line = line.id, "what came while nobody listened is not known yet");
            return Ok(());
        }
    };
    for part in told.chunks(PART) {
        messaging.hear(line, part).await?;
    }
    messaging.store.note_caught_up(&line.id, begun).await
}

/// Tells a service that its line was given up, and forgets the line's secrets. Returns when to try again.
async fn leave(messaging: &Messaging, line: Line, removed: Millis) -> Millis {
    let again = clock::now() + messaging.watching.working.as_millis() as Millis;
    match messaging.connectors.find(&line).await {
        Ok(found) => {
            if let Err(trouble) = found.connector.leave(&line).await {
                tracing::warn!(%trouble, line = line.id, "a service still believes in a line that was given up");
                if clock::now() < removed + FAREWELL {
                    return again;
                }
            }
        }
        Err(Unusable::Store(_)) => return again,
        Err(Unusable::Settings(_)) => {}
    }
    messaging.connectors.forget(&line.id);
    if let Err(error) = messaging.store.forget_line_settings(&line.id).await {
        tracing::error!(%error, line = line.id, "the secrets of a line that was given up cannot be forgotten");
    }
    again
}
