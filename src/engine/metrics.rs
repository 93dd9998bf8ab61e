//! How busy each chat is: lines per minute, now and at most, and how many different viewers wrote. Kept in memory only, of
//! bounded size however long a stream lasts and whoever writes.

use crate::protocol::{ChatView, Millis, Stream};
use std::collections::{BTreeMap, BTreeSet};

/// A minute is looked at in so many slots.
const SLOTS: usize = 12;
const SLOT: Millis = 60_000 / SLOTS as Millis;
/// The most streams that are measured; a new one takes the place of the one that was silent longest.
const MAX_STREAMS: usize = 20;
/// So many viewers are counted exactly. Beyond that the count is an estimate, with a standard error of 3 %.
const EXACT: usize = 1_024;

/// Every stream's chat.
#[derive(Debug, Default)]
pub(super) struct Metrics {
    chats: BTreeMap<Stream, Chat>,
}

impl Metrics {
    /// A viewer wrote a line.
    pub(super) fn note(&mut self, stream: &Stream, viewer: &str, now: Millis) {
        match self.chats.get_mut(stream) {
            Some(chat) => chat.note(viewer, now),
            None => {
                self.make_room();
                self.chats.entry(stream.clone()).or_default().note(viewer, now);
            }
        }
    }

    /// How busy a stream's chat is.
    pub(super) fn view(&self, stream: &Stream, now: Millis) -> ChatView {
        let Some(chat) = self.chats.get(stream) else { return ChatView::default() };
        ChatView { lines_per_minute: chat.rate(now / SLOT), peak: chat.peak, chatters: chat.chatters.count() }
    }

    fn make_room(&mut self) {
        if self.chats.len() >= MAX_STREAMS {
            let silent = self.chats.iter().min_by_key(|(_, chat)| chat.newest).map(|(stream, _)| stream.clone());
            silent.and_then(|stream| self.chats.remove(&stream));
        }
    }
}

#[derive(Debug, Default)]
struct Chat {
    /// Lines by slot, in a ring.
    slots: [u32; SLOTS],
    /// The number of the newest slot.
    newest: u64,
    peak: u32,
    chatters: Chatters,
}

impl Chat {
    fn note(&mut self, viewer: &str, now: Millis) {
        let slot = now / SLOT;
        let stale = slot.saturating_sub(self.newest).min(SLOTS as u64);
        (0..stale).for_each(|back| self.slots[place(slot - back)] = 0);
        self.newest = self.newest.max(slot);
        let lines = &mut self.slots[place(self.newest)];
        *lines = lines.saturating_add(1);
        self.peak = self.peak.max(self.rate(self.newest));
        self.chatters.note(viewer);
    }

    /// Lines of the minute that ends with this slot.
    fn rate(&self, slot: u64) -> u32 {
        let past = slot.saturating_sub(self.newest).min(SLOTS as u64);
        let kept = (0..SLOTS as u64 - past).filter_map(|back| self.newest.checked_sub(back));
        kept.map(|slot| self.slots[place(slot)]).fold(0, u32::saturating_add)
    }
}

fn place(slot: u64) -> usize {
    (slot % SLOTS as u64) as usize
}

/// Counts different names by the smallest of their hashes: how densely these lie tells how many there are.
#[derive(Debug, Default)]
struct Chatters {
    smallest: BTreeSet<u64>,
}

impl Chatters {
    fn note(&mut self, viewer: &str) {
        let hash = hash(viewer);
        let full = self.smallest.len() >= EXACT;
        if full && self.smallest.last().is_some_and(|largest| hash >= *largest) {
            return;
        }
        if self.smallest.insert(hash) && full {
            self.smallest.pop_last();
        }
    }

    fn count(&self) -> u64 {
        match self.smallest.last() {
            Some(largest) if self.smallest.len() >= EXACT => {
                ((EXACT - 1) as f64 * (u64::MAX as f64 / (*largest).max(1) as f64)).round() as u64
            }
            _ => self.smallest.len() as u64,
        }
    }
}

/// FNV-1a, and a finish that spreads it over all 64 bits.
fn hash(name: &str) -> u64 {
    let fnv = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    let mut hash = name.bytes().fold(0xcbf2_9ce4_8422_2325, fnv);
    hash = (hash ^ (hash >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    hash = (hash ^ (hash >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    hash ^ (hash >> 33)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stream(n: usize) -> Stream {
        Stream { site: "demo".into(), channel: n.to_string() }
    }

    #[test]
    fn lines_of_the_last_minute_and_the_busiest_one() {
        let mut metrics = Metrics::default();
        (0..30).for_each(|n| metrics.note(&stream(1), "ann", 1_000_000 + n * 1_000));
        let view = |metrics: &Metrics, at| {
            let ChatView { lines_per_minute, peak, .. } = metrics.view(&stream(1), at);
            (lines_per_minute, peak)
        };
        assert_eq!(view(&metrics, 1_030_000), (30, 30));
        assert_eq!(view(&metrics, 1_070_000).0, 15, "to the slot of five seconds");
        assert_eq!(view(&metrics, 1_200_000), (0, 30));
        metrics.note(&stream(1), "ann", 2_000_000);
        assert_eq!(view(&metrics, 2_000_000), (1, 30));
        assert_eq!(metrics.view(&stream(2), 2_000_000), ChatView::default());
    }

    #[test]
    fn viewers_are_counted_once_exactly_at_first_and_nearly_later() {
        let mut metrics = Metrics::default();
        for n in (0..1_000).chain(0..1_000) {
            metrics.note(&stream(1), &format!("viewer{n}"), 1);
        }
        assert_eq!(metrics.view(&stream(1), 1).chatters, 1_000);
        (0..50_000).for_each(|n| metrics.note(&stream(1), &format!("viewer{n}"), 1));
        let count = metrics.view(&stream(1), 1).chatters;
        assert!((45_000..55_000).contains(&count), "{count}");
    }

    #[test]
    fn a_flood_of_streams_keeps_the_recent_ones() {
        let mut metrics = Metrics::default();
        (0..100).for_each(|n| metrics.note(&stream(n), "ann", n as u64 * 60_000));
        assert_eq!(metrics.chats.len(), MAX_STREAMS);
        assert_eq!(metrics.view(&stream(99), 99 * 60_000).chatters, 1);
    }
}
