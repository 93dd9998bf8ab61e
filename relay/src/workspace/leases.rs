//! Which device speaks on each stream of a workspace. It is asked again after everything that may change the answer, and
//! tells whoever believes otherwise. It stores nothing: devices say what they hold when they come back.

use super::links::{Link, Links};
use crate::config::Patience;
use buzzchat::protocol::{Command, Frame, Stream};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;
use tokio::time::Instant;

struct Lease {
    /// The device's origin.
    holder: String,
    /// While it is away: until when it may come back.
    until: Option<Instant>,
}

pub(super) struct Leases {
    held: BTreeMap<Stream, Lease>,
    /// How long a holder may be away: as long as its commands wait for it, and a bit for it to say what it has open.
    absence: Duration,
    /// From when on every living device has been heard since the workspace was loaded. Until then a stream of which nothing
    /// is known here, but on which another device is known to speak, waits for that one.
    complete: Instant,
    /// Streams that were given away before that.
    known: BTreeSet<Stream>,
    /// Whether such a stream waits.
    waits: bool,
}

impl Leases {
    pub(super) fn new(patience: Patience) -> Self {
        let absence = patience.reconnect + patience.reconnect / 5;
        Self {
            held: BTreeMap::new(),
            absence,
            complete: Instant::now() + patience.silence,
            known: BTreeSet::new(),
            waits: false,
        }
    }

    /// The device that speaks on a stream.
    pub(super) fn holder(&self, stream: &Stream) -> Option<&str> {
        self.held.get(stream).map(|lease| lease.holder.as_str())
    }

    /// Whether this device holds a stream.
    pub(super) fn concern(&self, origin: &str) -> bool {
        self.held.values().any(|lease| lease.holder == origin)
    }

    /// The device that executes a command. On one stream only its speaker writes: it knows its own lines when it reads them.
    pub(super) fn executor<'a>(&self, command: &Command, links: &'a mut Links) -> Option<&'a mut Link> {
        match command {
            Command::SendTo { stream, .. } => links.of(self.holder(stream)?).filter(|link| link.hears_of_streams()),
            _ => links.executor(|link| self.rank(link)),
        }
    }

    /// How well a device can execute commands: one that speaks and can write before one that speaks before any other.
    fn rank(&self, link: &Link) -> u8 {
        let holds = |stream: &Stream| self.held.get(stream).is_some_and(|lease| lease.holder == link.origin);
        let ranks = link.open_streams().map(|open| if holds(&open.stream) { 1 + u8::from(open.can_write) } else { 0 });
        ranks.max().unwrap_or(0)
    }

    /// Looks at every stream anew, and tells devices what became of it.
    pub(super) fn settle(&mut self, links: &mut Links) {
        let now = Instant::now();
        let absence = self.absence;
        self.held.retain(|stream, lease| lease.stays(stream, links, now, absence));
        self.waits = false;
        for stream in links.streams() {
            let granted = !self.held.contains_key(&stream) && self.grant(&stream, links, now);
            if let Some(lease) = self.held.get(&stream) {
                tell(&stream, &lease.holder, granted, links);
            }
        }
    }

    /// Gives a free stream to a device: one that can write first, then one that speaks already, then the first to come.
    fn grant(&mut self, stream: &Stream, links: &Links, now: Instant) -> bool {
        let claims = links.iter().filter_map(|(id, link)| Some((id, link, link.claim(stream)?)));
        let best = claims.max_by_key(|(id, _, open)| (open.can_write, open.speaks == Some(true), Reverse(*id)));
        let Some((_, link, _)) = best else { return false };
        let all_watch = links.iter().all(|(_, link)| link.claim(stream).is_none_or(|open| open.speaks == Some(false)));
        if all_watch && now < self.complete && !self.known.contains(stream) {
            self.waits = true;
            return false;
        }
        if now < self.complete {
            self.known.insert(stream.clone());
        }
        self.held.insert(stream.clone(), Lease { holder: link.origin.clone(), until: None });
        true
    }

    pub(super) fn next_deadline(&self) -> Option<Instant> {
        let away = self.held.values().filter_map(|lease| lease.until);
        away.chain(self.waits.then_some(self.complete)).min()
    }
}

impl Lease {
    /// Whether the holder keeps it. One that is here must have the stream open, and gives way to a device that can write
    /// where it cannot itself; one that is away, or has not said what it has open, has a while.
    fn stays(&mut self, stream: &Stream, links: &Links, now: Instant, absence: Duration) -> bool {
        let Some(link) = links.iter().map(|(_, link)| link).find(|link| link.origin == self.holder && link.was_heard())
        else {
            return *self.until.get_or_insert(now + absence) > now;
        };
        self.until = None;
        let other_writes = || links.iter().any(|(_, link)| link.claim(stream).is_some_and(|open| open.can_write));
        link.claim(stream).is_some_and(|open| open.can_write || !other_writes())
    }
}

/// Tells devices that have the stream open and believe otherwise; when it has just been given away, also those that have
/// closed it, who may open it again while the relay is away.
fn tell(stream: &Stream, holder: &str, granted: bool, links: &mut Links) {
    for link in links.open() {
        let speaks = link.origin == holder;
        if link.learn(stream, speaks) || (granted && link.was_heard() && link.claim(stream).is_none()) {
            link.send(vec![Frame::Lease { stream: stream.clone(), speaks }]);
        }
    }
}
