//! Sends what is due while the server runs: claims it line by line, keeps each line's pace, and records what came of it.
//! It knows no service.

use super::attempt::attempt;
use super::pace::Pace;
use super::{Kind, Line, LineState, Message, Messaging};
use crate::app::Stopping;
use crate::clock;
use crate::connectors::{Attempt, Connector, Unusable};
use crate::store::{DueMessage, Outcome, StoreError};
use buzzchat::protocol::Millis;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

/// What was put off comes due without anybody ringing.
const LOOK: Duration = Duration::from_millis(500);
/// A claim outlives the longest attempt.
const CLAIM: Millis = 10 * 60 * 1_000;
/// About a day of them, whenever the first one was: a message may have been planned, or its line away, for long before.
const MOST_ATTEMPTS: u64 = 130;
/// A service may still be busy with what a server that is gone began: only then it can say whether it has the message.
const SETTLE: Millis = 5_000;
/// The first wait after a failure, and the longest.
const WAIT: Millis = 2_000;
const LONGEST_WAIT: Millis = 15 * 60 * 1_000;
/// How long attempts under way may go on once the server is asked to stop.
const DRAIN: Duration = Duration::from_secs(2);

/// Sends until the server stops; then what is under way gets a moment to end. What was cut off is sent again.
pub(crate) async fn keep_sending(messaging: Arc<Messaging>, mut stopping: Stopping) {
    if let Err(error) = messaging.store.release_messages(clock::now() + SETTLE).await {
        tracing::error!(%error, "claims of an earlier run cannot be given back: they run out by themselves");
    }
    let mut dispatcher = Dispatcher::new(Arc::clone(&messaging));
    loop {
        let wait = dispatcher.claim_due().await;
        tokio::select! {
            () = stopping.wait() => break,
            () = messaging.queued.notified() => {}
            Some(ended) = dispatcher.sending.join_next() => dispatcher.ended(ended.ok()),
            () = sleep(wait) => {}
        }
    }
    let drained = async { while dispatcher.sending.join_next().await.is_some() {} };
    if timeout(DRAIN, drained).await.is_err() {
        tracing::warn!("messages were under way when the server stopped: they will be sent again");
    }
}

/// What is under way over a line.
struct Lane {
    pace: Pace,
    under_way: usize,
}

struct Dispatcher {
    messaging: Arc<Messaging>,
    lanes: HashMap<String, Lane>,
    /// Each says over which line it was, and until when that line is to rest.
    sending: JoinSet<(String, Millis)>,
}

impl Dispatcher {
    fn new(messaging: Arc<Messaging>) -> Self {
        Self { messaging, lanes: HashMap::new(), sending: JoinSet::new() }
    }

    /// Claims and sends what is due. Returns how long there is nothing to do unless somebody rings.
    async fn claim_due(&mut self) -> Duration {
        let now = clock::now();
        match self.claim_all(now).await {
            Ok(next) => Duration::from_millis(next.saturating_sub(clock::now())).min(LOOK),
            Err(error) => {
                tracing::error!(%error, "messages that are due cannot be claimed");
                LOOK
            }
        }
    }

    async fn claim_all(&mut self, now: Millis) -> Result<Millis, StoreError> {
        let mut next = now + LOOK.as_millis() as Millis;
        for id in self.messaging.store.lines_due(now).await? {
            let Some(line) = self.messaging.store.line(&id).await? else {
                // It was removed while this was written, or tried.
                self.messaging.store.fail_waiting(&id, now, self.messaging.tell).await?;
                continue;
            };
            if line.state != LineState::Connected {
                continue;
            }
            match self.messaging.connectors.find(&line).await {
                Ok(found) => next = next.min(self.claim(line, found.connector, now).await?),
                // The watch says so where the seller sees it.
                Err(Unusable::Settings(_)) => {}
                Err(Unusable::Store(error)) => return Err(error),
            }
        }
        Ok(next)
    }

    /// Sends what a line has room for. Returns when it has room again.
    async fn claim(&mut self, line: Line, connector: Arc<dyn Connector>, now: Millis) -> Result<Millis, StoreError> {
        let rate = connector.rate();
        let lane =
            self.lanes.entry(line.id.clone()).or_insert_with(|| Lane { pace: Pace::new(rate, now), under_way: 0 });
        let room = lane.pace.room(now, rate.at_once.saturating_sub(lane.under_way));
        if room == 0 {
            // An attempt that ends wakes us, and so does the next token.
            return Ok(if lane.under_way >= rate.at_once { Millis::MAX } else { lane.pace.next(now) });
        }
        let due = self.messaging.store.claim_messages(&line.id, now, now + CLAIM, room).await?;
        lane.pace.spend(due.len());
        lane.under_way += due.len();
        for due in due {
            let (messaging, connector, line) = (Arc::clone(&self.messaging), Arc::clone(&connector), line.clone());
            self.sending.spawn(async move { (line.id.clone(), send(&messaging, &line, &*connector, due).await) });
        }
        Ok(Millis::MAX)
    }

    fn ended(&mut self, ended: Option<(String, Millis)>) {
        let Some((line, rests_until)) = ended else { return };
        if let Some(lane) = self.lanes.get_mut(&line) {
            lane.under_way = lane.under_way.saturating_sub(1);
            lane.pace.rest(rests_until);
        }
    }
}

/// Makes one attempt and records it. Returns until when the line is to rest.
async fn send(messaging: &Messaging, line: &Line, connector: &dyn Connector, due: DueMessage) -> Millis {
    let DueMessage { message, attempt: tries, last_inbound } = due;
    let began = clock::now();
    let mut rests_until = 0;
    let outcome = if is_outside_window(connector, &message, last_inbound, began) {
        re_engagement()
    } else {
        match attempt(messaging, line, connector, &message, tries > 1).await {
            Attempt::Taken { service_id } => Outcome::Taken(service_id),
            Attempt::Refused { reason, code } => Outcome::Refused(reason, code),
            Attempt::Later { reason, after, line_rests } => {
                let asked = after.map(|after| began + after.as_millis() as Millis);
                // What a service asks for may be short, and attempts are counted.
                let next = asked.unwrap_or(0).max(began + pause(tries));
                rests_until = if line_rests { asked.unwrap_or(next) } else { 0 };
                put_off(&message, tries, &reason, next)
            }
            Attempt::LineFails { reason } => {
                fail_line(messaging, line, &reason).await;
                put_off(&message, tries, &reason, began + pause(tries))
            }
        }
    };
    if let Err(error) = messaging.store.record_attempt(&message, &outcome, clock::now(), messaging.tell).await {
        tracing::error!(%error, message = message.id, "what came of a message cannot be recorded: it may be sent again");
    } else if matches!(outcome, Outcome::Taken(_)) {
        connector.sent(messaging, line, &message).await;
    }
    rests_until
}

async fn fail_line(messaging: &Messaging, line: &Line, reason: &str) {
    if let Err(error) = messaging.note_state(line, LineState::Failed, reason).await {
        tracing::error!(%error, line = line.id, "how a line stands cannot be noted");
    }
}

fn put_off(message: &Message, attempt: u64, reason: &str, next: Millis) -> Outcome {
    if attempt >= MOST_ATTEMPTS {
        return Outcome::Refused(format!("It could not be sent in {attempt} attempts: {reason}"), String::new());
    }
    tracing::info!(message = message.id, reason, "a message is sent later");
    Outcome::Later(next)
}

/// Longer every time, and never the same for two.
fn pause(attempt: u64) -> Millis {
    let longest = (WAIT << (attempt - 1).min(16)).min(LONGEST_WAIT);
    let [chance] = clock::entropy().bytes::<1>();
    longest / 2 + longest / 2 * Millis::from(chance) / 255
}

/// Some services take only templates a while after the person last wrote.
fn is_outside_window(connector: &dyn Connector, message: &Message, last_inbound: Millis, now: Millis) -> bool {
    let over = |window: Duration| now.saturating_sub(last_inbound) > window.as_millis() as Millis;
    message.content.kind != Kind::Template && connector.window().is_some_and(over)
}

/// In the words and under the code of the service that has the rule.
fn re_engagement() -> Outcome {
    let reason = "Re-engagement message: more than 24 hours have passed since the person last wrote; only a template may be sent";
    Outcome::Refused(reason.to_owned(), "131047".to_owned())
}

#[cfg(test)]
mod tests {
    use super::{LONGEST_WAIT, MOST_ATTEMPTS, Millis, WAIT, pause};

    #[test]
    fn pauses_grow_and_end_growing() {
        for attempt in 1..100 {
            let pause = pause(attempt);
            assert!((WAIT / 2..=LONGEST_WAIT).contains(&pause), "attempt {attempt}: {pause}");
        }
        assert!(pause(100) >= LONGEST_WAIT / 2);
    }

    #[test]
    fn nothing_is_given_up_before_about_a_day_of_attempts() {
        let hours = (1..MOST_ATTEMPTS).map(pause).sum::<Millis>() as f64 / 3_600_000.0;
        assert!((20.0..=28.0).contains(&hours), "{hours} hours");
    }
}
