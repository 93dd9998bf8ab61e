//! What is in hand for one webhook: claimed deliveries in order, and how many of them are being sent.

use super::attempt::{Parcel, Receiver};
use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// So many deliveries of a webhook are in hand at most.
pub(super) const ROOM: usize = 512;
/// With fewer than this it is worth asking for more.
pub(super) const LOW: usize = ROOM / 2;
/// So many are being sent at the same time.
const AT_ONCE: usize = 4;
/// How long a claim holds.
pub(super) const LEASE: Duration = Duration::from_secs(60);
/// An attempt and the writing down of its result fit into this; a claim that holds for less is not begun.
const RESERVE: Duration = Duration::from_secs(30);

/// Claimed deliveries of one webhook.
pub(super) struct Lot {
    pub(super) webhook: Arc<str>,
    pub(super) receiver: Arc<Receiver>,
    pub(super) parcels: Vec<Parcel>,
    pub(super) claimed: Instant,
    /// Whether as many came as were asked for: there may be more.
    pub(super) full: bool,
}

struct Waiting {
    parcel: Parcel,
    receiver: Arc<Receiver>,
    claimed: Instant,
}

#[derive(Default)]
pub(super) struct Lane {
    waiting: VecDeque<Waiting>,
    sending: usize,
    /// Whether there was more than fitted.
    pub(super) more: bool,
}

/// What a lane wants next.
pub(super) enum Next {
    /// This one is to be sent.
    Send(Parcel, Arc<Receiver>),
    /// These waited too long for their turn.
    Release(Vec<String>),
    /// Nothing.
    Nothing,
}

impl Lane {
    pub(super) fn in_hand(&self) -> usize {
        self.waiting.len() + self.sending
    }

    pub(super) fn is_idle(&self) -> bool {
        self.in_hand() == 0
    }

    pub(super) fn add(&mut self, lot: Lot) {
        let Lot { receiver, parcels, claimed, full, .. } = lot;
        self.more |= full;
        let waiting = |parcel| Waiting { parcel, receiver: Arc::clone(&receiver), claimed };
        self.waiting.extend(parcels.into_iter().map(waiting));
    }

    /// The first one in order, if one more may be sent. Where its claim runs out, all of them go back: should those
    /// behind it be sent first, the order would be lost.
    pub(super) fn next(&mut self) -> Next {
        if self.sending >= AT_ONCE {
            return Next::Nothing;
        }
        match self.waiting.front() {
            None => Next::Nothing,
            Some(first) if first.claimed.elapsed() + RESERVE > LEASE => {
                self.more = true;
                Next::Release(self.drop_waiting())
            }
            Some(_) => self.waiting.pop_front().map_or(Next::Nothing, |Waiting { parcel, receiver, .. }| {
                self.sending += 1;
                Next::Send(parcel, receiver)
            }),
        }
    }

    /// One of those being sent is done.
    pub(super) fn sent(&mut self) {
        self.sending = self.sending.saturating_sub(1);
    }

    /// Gives up what was not begun, and returns its events.
    pub(super) fn drop_waiting(&mut self) -> Vec<String> {
        self.waiting.drain(..).map(|waiting| waiting.parcel.event).collect()
    }
}
