//! The devices that are connected to a workspace, and which of them executes commands. It stores nothing.

use super::upload::Upload;
use buzzchat::protocol::Frame;
use std::collections::BTreeMap;
use tokio::sync::mpsc;

/// A link's number; never used twice while the server runs.
pub(super) type LinkId = u64;

/// How far a link is.
pub(super) enum Stage {
    /// The device is handing over its state; where it stands is kept for what it gets back.
    Uploading { cursor: u64, lacks_after: u64, upload: Upload },
    /// It has everything, and gets what is new as it comes.
    Current,
}

pub(super) struct Link {
    pub(super) origin: String,
    pub(super) stage: Stage,
    /// Gone once the link is to close; the link's own task then reports that it left.
    outbox: Option<mpsc::Sender<Vec<Frame>>>,
    speaking: bool,
    active: u64,
}

impl Link {
    pub(super) fn new(origin: String, outbox: mpsc::Sender<Vec<Frame>>) -> Self {
        Self { origin, stage: Stage::Current, outbox: Some(outbox), speaking: false, active: 0 }
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

    pub(super) fn set_speaking(&mut self, id: LinkId, speaking: bool) {
        if let Some(link) = self.links.get_mut(&id) {
            link.speaking = speaking;
        }
    }

    /// Who executes commands: a device that speaks before one that does not, then the one last active.
    pub(super) fn executor(&mut self) -> Option<&mut Link> {
        self.links.values_mut().filter(|link| link.is_open()).max_by_key(|link| (link.speaking, link.active))
    }

    /// Sends to every current link but one.
    pub(super) fn broadcast(&mut self, except: Option<LinkId>, frames: &[Frame]) {
        let others = self.links.iter_mut().filter(|(id, _)| Some(**id) != except);
        for (_, link) in others.filter(|(_, link)| matches!(link.stage, Stage::Current)) {
            link.send(frames.to_vec());
        }
    }
}
