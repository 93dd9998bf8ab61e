//! The devices that are connected to a workspace, and what they said of themselves. It stores nothing.

use super::Connected;
use super::upload::Upload;
use buzzchat::protocol::{Frame, OpenStream, Stream};
use std::collections::{BTreeMap, BTreeSet};
use tokio::sync::mpsc;

/// A link's number; never used twice while the server runs.
pub(super) type LinkId = u64;

/// The most streams of a device that are looked at.
const MAX_STREAMS: usize = 64;

/// How far a link is.
pub(super) enum Stage {
    /// The device is handing over its state; where it stands is kept for what it gets back.
    Uploading { cursor: u64, lacks_after: u64, upload: Upload },
    /// It has everything, and gets what is new as it comes.
    Current,
}

/// From this version of the protocol on a device can be listened to, and told to write on one stream.
const HEARS_OF_STREAMS: u32 = 4;

pub(super) struct Link {
    pub(super) origin: String,
    version: u32,
    pub(super) stage: Stage,
    /// Gone once the link is to close; the link's own task then reports that it left.
    outbox: Option<mpsc::Sender<Vec<Frame>>>,
    /// Where it could speak; nothing until it has said so.
    presence: Option<Vec<OpenStream>>,
    active: u64,
}

impl Link {
    pub(super) fn new(origin: String, version: u32, outbox: mpsc::Sender<Vec<Frame>>) -> Self {
        Self { origin, version, stage: Stage::Current, outbox: Some(outbox), presence: None, active: 0 }
    }

    /// Whether it knows what is said of listening and of single streams.
    pub(super) fn hears_of_streams(&self) -> bool {
        self.version >= HEARS_OF_STREAMS
    }

    pub(super) fn is_open(&self) -> bool {
        self.outbox.is_some()
    }

    /// Hands frames to the link's task. A device that takes them too slowly is dropped: it comes back and catches up.
    pub(super) fn send(&mut self, frames: Vec<Frame>) {
        let sent = self.outbox.as_ref().is_some_and(|outbox| outbox.try_send(frames).is_ok());
        if !sent {
            self.close();
        }
    }

    pub(super) fn close(&mut self) {
        self.outbox = None;
    }

    /// Whether it said what it has open.
    pub(super) fn was_heard(&self) -> bool {
        self.presence.is_some()
    }

    /// The streams it has open.
    pub(super) fn open_streams(&self) -> impl Iterator<Item = &OpenStream> {
        self.presence.iter().flatten()
    }

    /// How it stands with a stream that it has open.
    pub(super) fn claim(&self, stream: &Stream) -> Option<&OpenStream> {
        self.open_streams().find(|open| open.stream == *stream)
    }

    /// Notes what it is about to be told of a stream. Returns whether that is news to it.
    pub(super) fn learn(&mut self, stream: &Stream, speaks: bool) -> bool {
        let claim = self.presence.iter_mut().flatten().find(|open| open.stream == *stream);
        claim.is_some_and(|open| open.speaks.replace(speaks) != Some(speaks))
    }
}

#[derive(Default)]
pub(super) struct Links {
    links: BTreeMap<LinkId, Link>,
    activity: u64,
}

impl Links {
    /// Adds a link. An older one of the same device is closed: the device has only one socket that counts.
    pub(super) fn add(&mut self, id: LinkId, link: Link) {
        self.links.retain(|_, older| older.origin != link.origin);
        self.links.insert(id, link);
        self.touch(id);
    }

    pub(super) fn remove(&mut self, id: LinkId) -> Option<Link> {
        self.links.remove(&id)
    }

    /// An open link.
    pub(super) fn get(&mut self, id: LinkId) -> Option<&mut Link> {
        self.links.get_mut(&id).filter(|link| link.is_open())
    }

    /// The open link of a device.
    pub(super) fn of(&mut self, origin: &str) -> Option<&mut Link> {
        self.links.values_mut().find(|link| link.is_open() && link.origin == origin)
    }

    /// Notes that somebody is busy there.
    pub(super) fn touch(&mut self, id: LinkId) {
        self.activity += 1;
        if let Some(link) = self.links.get_mut(&id) {
            link.active = self.activity;
        }
    }

    /// Takes note of where a device could speak. Returns whether that may matter to anybody.
    pub(super) fn set_presence(&mut self, id: LinkId, mut streams: Vec<OpenStream>) -> bool {
        streams.truncate(MAX_STREAMS);
        let Some(link) = self.links.get_mut(&id) else { return false };
        let matters = !streams.is_empty() || link.open_streams().next().is_some();
        link.presence = Some(streams);
        matters
    }

    /// The open links.
    pub(super) fn iter(&self) -> impl Iterator<Item = (LinkId, &Link)> {
        self.links.iter().filter(|(_, link)| link.is_open()).map(|(id, link)| (*id, link))
    }

    /// The open links, to tell them something.
    pub(super) fn open(&mut self) -> impl Iterator<Item = &mut Link> {
        self.links.values_mut().filter(|link| link.is_open())
    }

    /// The devices with an open link, and the streams that each has open.
    pub(super) fn present(&self) -> Connected {
        self.iter().map(|(_, link)| (link.origin.clone(), link.open_streams().cloned().collect())).collect()
    }

    /// Every stream that some device has open.
    pub(super) fn streams(&self) -> BTreeSet<Stream> {
        self.iter().flat_map(|(_, link)| link.open_streams()).map(|open| open.stream.clone()).collect()
    }

    /// Who executes commands: the device that ranks highest, then the one last active.
    pub(super) fn executor(&mut self, rank: impl Fn(&Link) -> u8) -> Option<&mut Link> {
        self.open().max_by_key(|link| (rank(link), link.active))
    }

    /// Tells every current link whether somebody listens.
    pub(super) fn tell_listening(&mut self, lines: bool) {
        let current = self.open().filter(|link| matches!(link.stage, Stage::Current) && link.hears_of_streams());
        current.for_each(|link| link.send(vec![Frame::Listen { lines }]));
    }

    /// Sends to every current link but one.
    pub(super) fn broadcast(&mut self, except: Option<LinkId>, frames: &[Frame]) {
        let others = self.links.iter_mut().filter(|(id, _)| Some(**id) != except);
        for (_, link) in others.filter(|(_, link)| matches!(link.stage, Stage::Current)) {
            link.send(frames.to_vec());
        }
    }
}
