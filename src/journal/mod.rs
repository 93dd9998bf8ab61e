//! From events to state: the same fold in worker and relay.
//!
//! Order across origins does not matter, and applying an event twice does nothing. Nothing here reads a clock or decides
//! what the bot does.

mod account;
mod accounts;
mod analytics;
mod calendar;
mod clock;
mod counters;
mod entrants;
mod export;
mod giveaway;
mod round;
mod shared;

pub use account::Account;
pub use calendar::{civil, rfc3339};
pub use clock::Clock;
pub use counters::{Breakdown, HOUR, Period, Totals, hour_of};
pub use giveaway::{Claim, Closing, Draw, Opening, StoredEntry};
pub use round::{List, Round};
pub use shared::{KeyRecord, Shared, StateError, Transfer};

use crate::protocol::{Event, Millis};
use serde::{Deserialize, Serialize};

/// When and where something was written; of two writes to one place the later stamp stands.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Stamp {
    /// The event's time.
    pub at: Millis,
    /// Its origin, which breaks ties.
    pub origin: String,
    /// Its number there.
    pub seq: u64,
}

impl Stamp {
    /// The stamp of an event.
    #[must_use]
    pub fn of(event: &Event) -> Self {
        Self { at: event.at, origin: event.origin.clone(), seq: event.seq }
    }
}

/// A value with the stamp of its last write.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamped<T> {
    /// When it was written.
    pub stamp: Stamp,
    /// The value.
    pub value: T,
}

impl<T: Clone> Stamped<T> {
    /// Keeps the later of two writes.
    pub(crate) fn write(slot: &mut Option<Self>, stamp: Stamp, value: T) {
        if slot.as_ref().is_none_or(|held| held.stamp < stamp) {
            *slot = Some(Self { stamp, value });
        }
    }

    /// Keeps the later of two slots.
    pub(crate) fn merge(slot: &mut Option<Self>, other: &Option<Self>) {
        if let Some(other) = other {
            Self::write(slot, other.stamp.clone(), other.value.clone());
        }
    }
}
