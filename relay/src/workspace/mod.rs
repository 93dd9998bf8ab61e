//! A workspace as the rest of the server sees it: a state to read, commands to give, a place for links to join.

mod actor;
mod ears;
mod executor;
mod hub;
mod leases;
mod ledger;
mod links;
mod replica;
mod upload;

pub use ears::Heard;
pub use hub::Hub;
pub use replica::{KeyIndex, KeyOwner, Replica};

use crate::clock;
use crate::config::Patience;
use actor::{Actor, Message};
use buzzchat::protocol::{Command, Frame, OpenStream, Outcome};
use ears::Ears;
use ledger::Ledger;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Weak};
use tokio::sync::{mpsc, oneshot};

/// So many messages wait for a workspace before those who send more have to wait.
const INBOX: usize = 256;
/// So many batches of frames wait for a device before it counts as too slow.
const OUTBOX: usize = 256;

/// Where a command runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// On a connected device, else here.
    Anywhere,
    /// On the relay's own replica.
    Here,
}

/// What a device says of itself when it joins.
#[derive(Clone, Debug)]
pub struct Joining {
    /// The version of the protocol that it speaks.
    pub version: u32,
    /// What its events are written under.
    pub origin: String,
    /// Its new token, where it has just paired.
    pub token: Option<String>,
    /// The last of its events that it believes stored.
    pub acked: u64,
    /// Its events up to here exist in its snapshot only.
    pub compacted: u64,
    /// The last of the relay's numbers that it applied.
    pub cursor: u64,
}

/// The devices that are connected, by the origin of their events, with the streams that each has open.
pub type Connected = BTreeMap<String, Vec<OpenStream>>;

/// The workspace's task is gone: its database failed.
#[derive(Debug, thiserror::Error)]
#[error("the workspace has stopped")]
pub struct Stopped;

/// A handle on a loaded workspace; cloning shares it.
#[derive(Clone, Debug)]
pub struct Workspace {
    name: Arc<str>,
    /// The id of the command that is given through this handle, where its giver may give it again.
    command: Option<Arc<str>>,
    replica: Replica,
    inbox: mpsc::Sender<Message>,
    next_link: Arc<AtomicU64>,
    /// Counts the devices: each seat holds one more handle on it.
    seats: Arc<()>,
}

impl Workspace {
    fn start(ledger: Ledger, patience: Patience, ears: Ears) -> Self {
        let (inbox, messages) = mpsc::channel(INBOX);
        let (name, replica) = (ledger.workspace().into(), ledger.replica().clone());
        tokio::spawn(Actor::new(ledger, patience, ears).run(messages));
        Self { name, command: None, replica, inbox, next_link: Arc::default(), seats: Arc::default() }
    }

    fn has_stopped(&self) -> bool {
        self.inbox.is_closed()
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// A handle whose command goes by this id. A device runs an id once: to give it again, after it was given up, cannot
    /// do twice what the device had done already.
    pub(crate) fn under(&self, command: &str) -> Self {
        Self { command: Some(command.into()), ..self.clone() }
    }

    /// The state, to read.
    #[must_use]
    pub fn replica(&self) -> &Replica {
        &self.replica
    }

    /// Devices connected now.
    #[must_use]
    pub fn devices(&self) -> usize {
        Arc::weak_count(&self.seats)
    }

    /// Who is connected now.
    ///
    /// # Errors
    /// When the workspace stopped before it answered.
    pub async fn connected(&self) -> Result<Connected, Stopped> {
        let (answer, here) = oneshot::channel();
        self.inbox.send(Message::Look { answer }).await.map_err(|_| Stopped)?;
        here.await.map_err(|_| Stopped)
    }

    /// Has devices read chats to the relay for as long as somebody wants to hear them. To be called after whatever may change
    /// that.
    ///
    /// # Errors
    /// When the workspace has stopped: then it looks for itself when it is loaded again.
    pub async fn look_who_listens(&self) -> Result<(), Stopped> {
        self.inbox.send(Message::LookWhoListens).await.map_err(|_| Stopped)
    }

    /// Has a command carried out.
    ///
    /// # Errors
    /// When the workspace stopped before it answered.
    pub async fn execute(&self, command: Command, place: Place) -> Result<Outcome, Stopped> {
        let (answer, outcome) = oneshot::channel();
        let id = self.command.as_deref().map_or_else(|| clock::entropy().id("cmd_", clock::now()), str::to_owned);
        self.inbox.send(Message::Execute { id, command, place, answer }).await.map_err(|_| Stopped)?;
        outcome.await.map_err(|_| Stopped)
    }

    /// Connects a device.
    ///
    /// # Errors
    /// When the workspace has stopped.
    pub async fn join(&self, joining: Joining) -> Result<(Seat, Frames), Stopped> {
        let (outbox, frames) = mpsc::channel(OUTBOX);
        let link = self.next_link.fetch_add(1, Ordering::Relaxed);
        self.inbox.send(Message::Join { link, joining, outbox }).await.map_err(|_| Stopped)?;
        let (workspace, inbox) = (Arc::clone(&self.name), self.inbox.clone());
        Ok((Seat { link, workspace, inbox, _counted: Arc::downgrade(&self.seats) }, frames))
    }
}

/// The frames that a device is to get, in batches; they end once its link is to close.
pub type Frames = mpsc::Receiver<Vec<Frame>>;

/// A device's place in its workspace.
#[derive(Debug)]
pub struct Seat {
    link: u64,
    workspace: Arc<str>,
    inbox: mpsc::Sender<Message>,
    _counted: Weak<()>,
}

impl Seat {
    /// The workspace's name.
    #[must_use]
    pub fn workspace(&self) -> &str {
        &self.workspace
    }

    /// Passes on what the device said, as soon as the workspace has room for it. The frame stays where it is until then:
    /// dropping the future loses nothing.
    ///
    /// # Errors
    /// When the workspace has stopped.
    pub async fn hear(&self, said: &mut Option<Frame>) -> Result<(), Stopped> {
        let room = self.inbox.reserve().await.map_err(|_| Stopped)?;
        if let Some(frame) = said.take() {
            room.send(Message::Heard { link: self.link, frame });
        }
        Ok(())
    }

    /// Says that the device's socket is closed.
    pub async fn leave(self) {
        // A workspace that has stopped holds no links.
        let _ = self.inbox.send(Message::Left { link: self.link }).await;
    }
}
