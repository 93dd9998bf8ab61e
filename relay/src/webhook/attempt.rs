//! One attempt at a delivery: the request, and what its answer means. It stores nothing.

use super::{Dress, Letter, Schedule};
use crate::clock;
use crate::outgoing::{Client, Delivered, Target};
use axum::body::Bytes;
use buzzchat::protocol::Millis;

/// A connection that fails faster than this was most likely one that had been kept for too long: once more at once.
const AT_ONCE: u64 = 1_000;
/// Gone: the receiver wants nothing more.
const GONE: u16 = 410;

/// What an attempt came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempted {
    /// Whose delivery it was.
    pub webhook: String,
    /// Of which event.
    pub event: String,
    /// When.
    pub at: Millis,
    /// The status answered; 0 for none.
    pub status: u16,
    /// How long it took.
    pub millis: u64,
    /// What went wrong; empty where nothing did.
    pub problem: String,
    /// What follows.
    pub fate: Fate,
}

/// What becomes of a delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It arrived.
    Delivered,
    /// It is tried again at this time.
    Again(Millis),
    /// It was tried often enough.
    GivenUp,
    /// The receiver wants nothing more.
    Gone,
}

/// Where a webhook's deliveries go.
pub(super) struct Receiver {
    /// An address that may not be called any more says why.
    pub(super) target: Result<Target, String>,
    /// Missing where the key in the data folder does not open it.
    pub(super) dress: Option<Dress>,
}

/// A delivery to attempt.
pub(super) struct Parcel {
    pub(super) webhook: String,
    pub(super) event: String,
    pub(super) kind: String,
    pub(super) body: Bytes,
    /// Attempts ever made before this one.
    pub(super) attempts: u64,
    /// Those since it was queued or replayed.
    pub(super) tries: u64,
}

/// Sends it, and decides what follows.
pub(super) async fn attempt(client: &Client, receiver: &Receiver, parcel: Parcel, schedule: &Schedule) -> Attempted {
    let delivered = send(client, receiver, &parcel).await;
    let at = clock::now();
    let fate = fate(&delivered, parcel.tries + 1, at, schedule);
    let problem = if fate == Fate::Delivered { String::new() } else { problem(&delivered) };
    let Parcel { webhook, event, .. } = parcel;
    Attempted { webhook, event, at, status: delivered.status.unwrap_or(0), millis: delivered.millis, problem, fate }
}

async fn send(client: &Client, receiver: &Receiver, parcel: &Parcel) -> Delivered {
    let target = match &receiver.target {
        Ok(target) => target,
        Err(why) => return unsent(why),
    };
    let Some(dress) = &receiver.dress else {
        return unsent("The signing secret cannot be read: rotate it");
    };
    let letter = Letter {
        id: &parcel.event,
        kind: &parcel.kind,
        body: &parcel.body,
        attempt: parcel.attempts + 1,
        timestamp: i64::try_from(clock::now() / 1_000).unwrap_or(i64::MAX),
        test: false,
    };
    let headers = letter.headers(dress);
    let first = client.post(target, headers.clone(), parcel.body.clone()).await;
    if first.status.is_none() && first.millis < AT_ONCE {
        return client.post(target, headers, parcel.body.clone()).await;
    }
    first
}

fn unsent(why: &str) -> Delivered {
    Delivered::unanswered(0, why.to_owned())
}

fn fate(delivered: &Delivered, tries: u64, now: Millis, schedule: &Schedule) -> Fate {
    match delivered.status {
        Some(200..=299) => Fate::Delivered,
        Some(GONE) => Fate::Gone,
        _ => {
            let chance = f64::from(u16::from_be_bytes(clock::entropy().bytes())) / f64::from(u16::MAX);
            let wait = schedule.wait(tries, delivered, chance);
            wait.map_or(Fate::GivenUp, |wait| {
                Fate::Again(now.saturating_add(u64::try_from(wait.as_millis()).unwrap_or(u64::MAX)))
            })
        }
    }
}

/// What went wrong, in words.
pub(crate) fn problem(delivered: &Delivered) -> String {
    let answered = || delivered.status.map(|status| format!("The receiver answered {status}"));
    delivered.problem.clone().or_else(answered).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{Fate, Schedule, fate};
    use crate::outgoing::Delivered;

    fn fate_of(status: Option<u16>, tries: u64) -> Fate {
        let delivered = Delivered { status, ..Delivered::unanswered(5, String::new()) };
        fate(&delivered, tries, 1_000, &Schedule::default())
    }

    #[test]
    fn only_success_is_success() {
        for status in [200, 201, 202, 204, 299] {
            assert_eq!(fate_of(Some(status), 1), Fate::Delivered, "{status}");
        }
        for status in [100, 301, 302, 304, 400, 401, 404, 429, 500, 503] {
            assert!(matches!(fate_of(Some(status), 1), Fate::Again(at) if (5_000..=61_000).contains(&at)), "{status}");
            assert_eq!(fate_of(Some(status), 8), Fate::GivenUp, "{status}");
        }
        assert!(matches!(fate_of(None, 7), Fate::Again(at) if at >= 1_000 + 28_800_000));
        assert_eq!(fate_of(Some(410), 1), Fate::Gone);
    }
}
