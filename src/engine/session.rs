//! What the engine knows beside the shared state: pages, streams, queues and timers, rebuilt from rows.

use super::echoes::Echoes;
use super::pace::Pace;
use super::viewers::Viewers;
use crate::protocol::{
    ChatLine, CommandRow, CooldownRow, CountRow, Flight, ItemRow, Limits, LinkView, Millis, OriginRow, PageRow,
    RepeatsRow, Row, Stream, StreamRow, TimerRow,
};
use std::collections::BTreeMap;

/// After a restart of the worker a page has this long to connect again; timers in hidden tabs may be slow.
pub(super) const RECONNECT: Millis = 15_000;

/// A page that is there, or was a moment ago.
#[derive(Clone, Debug)]
pub(super) struct Page {
    pub(super) row: PageRow,
    /// While its port is closed: when it counts as gone.
    pub(super) gone: Option<Millis>,
    /// It did not come back. How far its rows are stored is remembered all the same, in case it does later.
    pub(super) left: bool,
    /// Its row was read back and it has not been heard of since.
    pub(super) restored: bool,
    /// It showed a stream when the worker died, and is given until then to show it again.
    pub(super) expected: Option<Millis>,
    pub(super) attached: bool,
    pub(super) reading: bool,
    pub(super) can_write: bool,
    pub(super) typing: bool,
    pub(super) reason: Option<String>,
    /// When rows of it came last.
    pub(super) heard: Millis,
    /// Other pages show lines that it does not.
    pub(super) deaf: bool,
    pub(super) echoes: Echoes,
}

impl Page {
    /// A page whose chat is not attached yet.
    pub(super) fn new(row: PageRow, gone: Option<Millis>) -> Self {
        Self {
            row,
            restored: gone.is_some(),
            expected: gone,
            gone,
            left: false,
            attached: false,
            reading: false,
            can_write: false,
            typing: false,
            reason: None,
            heard: 0,
            deaf: false,
            echoes: Echoes::default(),
        }
    }

    /// How well it serves as a speaker.
    pub(super) fn worth(&self) -> (bool, bool) {
        (self.reading && !self.deaf, self.can_write)
    }

    /// Whether its stream counts as shown: it reads, or may be back in a moment.
    pub(super) fn shows(&self) -> bool {
        !self.left && (self.attached || self.gone.is_some())
    }

    pub(super) fn is_live(&self) -> bool {
        self.gone.is_none() && self.attached
    }

    /// Whether its stream is open here, also while a new worker has not heard from it yet.
    pub(super) fn holds(&self) -> bool {
        !self.left && (self.is_live() || self.expected.is_some())
    }
}

/// A stream with what waits to be said there.
#[derive(Clone, Debug)]
pub(super) struct StreamState {
    pub(super) stream: Stream,
    pub(super) limits: Limits,
    pub(super) opened: Millis,
    pub(super) seen: Millis,
    pub(super) open: bool,
    pub(super) speaker: Option<String>,
    pub(super) pace: Pace,
    pub(super) flight: Option<Flight>,
    pub(super) doubtful: Vec<Flight>,
    pub(super) queue: Vec<ItemRow>,
    pub(super) turns: BTreeMap<String, u32>,
    pub(super) timed: Millis,
    /// What the relay said of who speaks: this device, or another.
    pub(super) speaks: Option<bool>,
    /// Since when an answer to that is waited for.
    pub(super) asked: Millis,
}

impl StreamState {
    pub(super) fn new(stream: Stream, limits: Limits, now: Millis) -> Self {
        Self {
            stream,
            limits,
            opened: now,
            seen: now,
            open: false,
            speaker: None,
            pace: Pace::default(),
            flight: None,
            doubtful: Vec::new(),
            queue: Vec::new(),
            turns: BTreeMap::new(),
            timed: 0,
            speaks: None,
            asked: now,
        }
    }

    fn restore(row: StreamRow) -> Self {
        let pace = Pace::new(row.said);
        let (flight, doubtful, speaker) = (row.flight, row.doubtful, row.speaker);
        Self {
            pace,
            flight,
            doubtful,
            speaker,
            seen: row.seen,
            open: row.open,
            turns: row.turns,
            timed: row.timed,
            speaks: row.speaks,
            asked: row.seen,
            ..Self::new(row.stream, row.limits, row.opened)
        }
    }

    pub(super) fn row(&self) -> Row {
        Row::Stream(StreamRow {
            stream: self.stream.clone(),
            limits: self.limits.clone(),
            opened: self.opened,
            seen: self.seen,
            open: self.open,
            speaker: self.speaker.clone(),
            said: self.pace.said().to_vec(),
            flight: self.flight.clone(),
            doubtful: self.doubtful.clone(),
            turns: self.turns.clone(),
            timed: self.timed,
            speaks: self.speaks,
        })
    }
}

/// Everything local.
#[derive(Clone, Debug, Default)]
pub(super) struct Session {
    pub(super) origin: OriginRow,
    pub(super) paired: bool,
    pub(super) link: LinkView,
    pub(super) pages: BTreeMap<String, Page>,
    pub(super) streams: BTreeMap<Stream, StreamState>,
    /// Minutes to add to UTC for the seller's own time.
    pub(super) zone: i32,
    pub(super) viewers: Viewers,
    pub(super) cooldowns: BTreeMap<String, CooldownRow>,
    pub(super) repeats: BTreeMap<(Stream, String), RepeatsRow>,
    pub(super) timers: BTreeMap<(Stream, String), TimerRow>,
    pub(super) count: CountRow,
    pub(super) commands: BTreeMap<String, CommandRow>,
    /// Rows of streams whose speaker is not known yet: their page, the first one's number, and they. Not acked.
    pub(super) held: Vec<(String, u64, Vec<ChatLine>)>,
}

impl Session {
    /// Takes a stored row back. Items come after their streams are known.
    pub(super) fn restore(&mut self, now: Millis, row: Row) -> Option<Row> {
        match row {
            Row::Origin(row) => self.origin = row,
            Row::Link(row) => self.paired = row.token.is_some(),
            Row::Site(_) | Row::OwnPage(_) => {}
            Row::Page(row) => drop(self.pages.insert(row.page.clone(), Page::new(row, Some(now + RECONNECT)))),
            Row::Stream(row) => drop(self.streams.insert(row.stream.clone(), StreamState::restore(row))),
            Row::Viewer(row) => self.viewers.remember(&row),
            Row::Cooldown(row) => drop(self.cooldowns.insert(row.key(), row)),
            Row::Repeats(row) => drop(self.repeats.insert((row.stream.clone(), row.viewer.clone()), row)),
            Row::Timer(row) => drop(self.timers.insert((row.stream.clone(), row.timer.clone()), row)),
            Row::Count(row) => self.count = row,
            Row::Command(row) => drop(self.commands.insert(row.id.clone(), row)),
            other => return Some(other),
        }
        None
    }

    /// Puts a stored item back into its stream's queue.
    pub(super) fn restore_item(&mut self, item: ItemRow) {
        if let Some(stream) = self.streams.get_mut(&item.stream) {
            stream.queue.push(item);
        }
    }

    /// Whether lines can be typed on a stream now.
    pub(super) fn can_write(&self, stream: &StreamState) -> bool {
        stream.open && self.speaker(stream).is_some_and(|page| page.can_write)
    }

    /// The page that types on a stream, if it can be reached.
    pub(super) fn speaker(&self, stream: &StreamState) -> Option<&Page> {
        self.pages
            .get(stream.speaker.as_ref()?)
            .filter(|page| page.is_live() && page.row.stream.as_ref() == Some(&stream.stream))
    }
}
