//! The one task that acts for a workspace: what it hears from links and callers, it does one after the other.
//!
//! It never waits for a link or a caller, only for the database.

use super::ears::{Ears, Heard};
use super::executor::Executor;
use super::leases::Leases;
use super::ledger::{Decided, Ledger, Refusal};
use super::links::{Link, LinkId, Links, Stage};
use super::upload::{Upload, snapshot_frames};
use super::{Connected, Joining, Place};
use crate::clock;
use crate::config::Patience;
use crate::metrics::{count_database_error, count_dropped_rows};
use crate::store::StoreError;
use buzzchat::journal::Shared;
use buzzchat::protocol::{Command, Event, Frame, HeardLine, NumberedEvent, OpenStream, Outcome, Seed, Stream};
use std::collections::BTreeSet;
use std::future;
use tokio::sync::{mpsc, oneshot};
use tokio::time::{Instant, sleep_until};

/// The most events in a frame.
const EVENTS_PER_FRAME: usize = 100;

/// What the task is told.
pub(super) enum Message {
    /// A device is here.
    Join { link: LinkId, joining: Joining, outbox: mpsc::Sender<Vec<Frame>> },
    /// It said something.
    Heard { link: LinkId, frame: Frame },
    /// Its socket is closed.
    Left { link: LinkId },
    /// Who listens to chats may have changed.
    LookWhoListens,
    /// Somebody asks who is here.
    Look { answer: oneshot::Sender<Connected> },
    /// Somebody wants something done.
    Execute { id: String, command: Command, place: Place, answer: oneshot::Sender<Outcome> },
}

pub(super) struct Actor {
    ledger: Ledger,
    links: Links,
    executor: Executor,
    leases: Leases,
    ears: Ears,
    /// Whether somebody listens to chats.
    listening: bool,
    /// The streams that are remembered as having been open.
    noted: BTreeSet<Stream>,
}

impl Actor {
    pub(super) fn new(ledger: Ledger, patience: Patience, ears: Ears) -> Self {
        let (executor, leases) = (Executor::new(patience), Leases::new(patience));
        let (links, noted) = (Links::default(), BTreeSet::new());
        Self { ledger, links, executor, leases, ears, listening: false, noted }
    }

    /// Works until nobody can reach the workspace any more, or the database fails. After that the replica may be behind
    /// what is stored: links are dropped, and whoever needs the workspace next loads it anew.
    pub(super) async fn run(mut self, mut inbox: mpsc::Receiver<Message>) {
        let mut done = self.look_who_listens().await;
        loop {
            if let Err(error) = done {
                count_database_error();
                tracing::error!(workspace = self.ledger.workspace(), %error, "the workspace stops and is loaded anew");
                return;
            }
            done = tokio::select! {
                message = inbox.recv() => match message {
                    Some(message) => self.handle(message).await,
                    None => return,
                },
                () = wake_at(self.next_deadline()) => {
                    self.give_up_late_commands();
                    self.leases.settle(&mut self.links);
                    Ok(())
                }
            };
        }
    }

    fn next_deadline(&self) -> Option<Instant> {
        [self.executor.next_deadline(), self.leases.next_deadline()].into_iter().flatten().min()
    }

    async fn handle(&mut self, message: Message) -> Result<(), StoreError> {
        match message {
            Message::Join { link, joining, outbox } => {
                let speaks = self.leases.concern(&joining.origin);
                self.join(link, joining, outbox).await?;
                if speaks {
                    self.leases.settle(&mut self.links);
                }
                Ok(())
            }
            Message::Heard { link, frame } => self.hear(link, frame).await,
            Message::Left { link } => {
                if let Some(link) = self.links.remove(link) {
                    self.executor.lost(&link.origin);
                    if self.leases.concern(&link.origin) || link.open_streams().next().is_some() {
                        self.leases.settle(&mut self.links);
                    }
                }
                Ok(())
            }
            Message::LookWhoListens => self.look_who_listens().await,
            Message::Look { answer } => {
                // Whoever asked may have gone.
                let _ = answer.send(self.links.present());
                Ok(())
            }
            Message::Execute { id, command, place, answer } => self.execute(id, command, place, answer).await,
        }
    }

    async fn join(&mut self, id: LinkId, joining: Joining, outbox: mpsc::Sender<Vec<Frame>>) -> Result<(), StoreError> {
        let Joining { version, origin, token, acked, compacted, cursor } = joining;
        let known = self.ledger.known(&origin);
        // A device ahead of the relay's numbers has seen events of a relay that was since restored from a backup.
        let snapshot_wanted = known < compacted || known < acked || cursor > self.ledger.head();
        // The cursor of a device that has just paired may come from another relay.
        let lacks_after = if token.is_some() { 0 } else { cursor };
        let workspace = self.ledger.workspace().to_owned();
        let mut link = Link::new(origin, version, outbox);
        link.send(vec![Frame::Welcome { token, workspace, known, snapshot_wanted, now: clock::now() }]);
        if snapshot_wanted {
            link.stage = Stage::Uploading { cursor, lacks_after, upload: Upload::default() };
            self.links.add(id, link);
            return Ok(());
        }
        let missing = self.missing(lacks_after, &link.origin).await?;
        self.links.add(id, link);
        self.bring_up_to_date(id, missing);
        Ok(())
    }

    /// What a device lacks: events, or the whole state where events do not tell everything.
    async fn missing(&self, after: u64, origin: &str) -> Result<Vec<Frame>, StoreError> {
        if self.ledger.tail_suffices(after) {
            return Ok(tail_frames(&self.ledger.tail(after, origin).await?));
        }
        Ok(self.whole_state())
    }

    fn whole_state(&self) -> Vec<Frame> {
        snapshot_frames(&self.ledger.replica().read(Shared::to_transfer), self.ledger.head())
    }

    fn bring_up_to_date(&mut self, id: LinkId, mut frames: Vec<Frame>) {
        let Some(link) = self.links.get(id) else { return };
        frames.extend(self.ledger.secret_frames());
        frames.push(acknowledgement(&self.ledger, &link.origin));
        frames.extend(self.executor.resume(&link.origin));
        frames.extend((self.listening && link.hears_of_streams()).then_some(Frame::Listen { lines: true }));
        link.stage = Stage::Current;
        link.send(frames);
    }

    async fn hear(&mut self, id: LinkId, frame: Frame) -> Result<(), StoreError> {
        let Some(link) = self.links.get(id) else { return Ok(()) };
        let origin = link.origin.clone();
        match frame {
            Frame::Events { events } => self.hear_events(id, &origin, events).await?,
            Frame::Snapshot { part, parts, data, .. } => self.hear_snapshot(id, part, parts, &data).await?,
            Frame::Secret { round, seed } => self.hear_secret(id, round, seed).await?,
            Frame::Reply { id, outcome } => self.executor.reply(&origin, &id, outcome),
            Frame::Presence { streams } => self.hear_presence(id, &origin, streams).await?,
            Frame::Lines { life, stream, lines, dropped } => {
                count_dropped_rows(dropped);
                self.hear_lines(&origin, &life, stream, lines);
            }
            _ => self.refuse(id, Refusal::new("frame", "Only a relay sends this frame")),
        }
        self.links.touch(id);
        Ok(())
    }

    async fn hear_presence(&mut self, id: LinkId, origin: &str, streams: Vec<OpenStream>) -> Result<(), StoreError> {
        if self.links.set_presence(id, streams) || self.leases.concern(origin) {
            self.leases.settle(&mut self.links);
        }
        let open = self.links.streams();
        let new: Vec<_> = open.difference(&self.noted).cloned().collect();
        if !new.is_empty() {
            self.ledger.note_streams(&new).await?;
        }
        // One that is opened again is noted again: the last one comes first.
        self.noted = open;
        Ok(())
    }

    /// Rows count where their device speaks: what two devices read is told once.
    fn hear_lines(&self, origin: &str, life: &str, stream: Stream, lines: Vec<HeardLine>) {
        if self.listening && self.leases.holder(&stream) == Some(origin) {
            let (workspace, reader) = (self.ledger.workspace().to_owned(), format!("{origin} {life}"));
            self.ears.tell(Heard { workspace, reader, stream, lines });
        }
    }

    async fn look_who_listens(&mut self) -> Result<(), StoreError> {
        let listening = self.ledger.is_listened_to().await?;
        if std::mem::replace(&mut self.listening, listening) != listening {
            self.links.tell_listening(listening);
        }
        Ok(())
    }

    async fn hear_events(&mut self, id: LinkId, origin: &str, events: Vec<Event>) -> Result<(), StoreError> {
        match self.ledger.accept(origin, events).await? {
            Err(refusal) => self.refuse(id, refusal),
            Ok(new) => {
                let acknowledgement = acknowledgement(&self.ledger, origin);
                if let Some(link) = self.links.get(id) {
                    link.send(vec![acknowledgement]);
                }
                self.spread(Some(id), &new);
            }
        }
        Ok(())
    }

    /// A secret that is not the one committed to, or came before its round, is passed over: the next Hello brings it again.
    async fn hear_secret(&mut self, id: LinkId, round: String, seed: Seed) -> Result<(), StoreError> {
        if self.ledger.add_secret(&round, &seed).await? {
            self.links.broadcast(Some(id), &[Frame::Secret { round, seed }]);
        }
        Ok(())
    }

    async fn hear_snapshot(&mut self, id: LinkId, part: u32, parts: u32, data: &str) -> Result<(), StoreError> {
        let Some(link) = self.links.get(id) else { return Ok(()) };
        let Stage::Uploading { cursor, lacks_after, upload } = &mut link.stage else {
            self.refuse(id, Refusal::new("frame", "The relay did not ask for a snapshot"));
            return Ok(());
        };
        let (cursor, lacks_after) = (*cursor, *lacks_after);
        match upload.add(part, parts, data) {
            Ok(None) => {}
            Ok(Some(state)) => match Shared::from_transfer(&state) {
                Ok(state) => self.take_over(id, &state, cursor, lacks_after).await?,
                Err(error) => self.refuse(id, Refusal::new("frame", error.to_string())),
            },
            Err(why) => self.refuse(id, Refusal::new("frame", why)),
        }
        Ok(())
    }

    /// Merges a device's state. The device itself lacks only what the relay knew before; everybody else gets the whole.
    async fn take_over(&mut self, id: LinkId, state: &Shared, cursor: u64, lacks_after: u64) -> Result<(), StoreError> {
        let Some(origin) = self.links.get(id).map(|link| link.origin.clone()) else { return Ok(()) };
        let tail = match self.ledger.tail_suffices(lacks_after) {
            true => Some(tail_frames(&self.ledger.tail(lacks_after, &origin).await?)),
            false => None,
        };
        if let Err(refusal) = self.ledger.check_state(state) {
            self.refuse(id, refusal);
            return Ok(());
        }
        self.ledger.merge(state, cursor).await?;
        let whole = self.whole_state();
        self.links.broadcast(Some(id), &whole);
        self.bring_up_to_date(id, tail.unwrap_or(whole));
        Ok(())
    }

    async fn execute(
        &mut self,
        id: String,
        command: Command,
        place: Place,
        answer: oneshot::Sender<Outcome>,
    ) -> Result<(), StoreError> {
        if place == Place::Anywhere
            && let Some(link) = self.leases.executor(&command, &mut self.links)
        {
            let frame = self.executor.start(id, command, &link.origin, answer);
            link.send(vec![frame]);
            return Ok(());
        }
        let Decided { outcome, new, secret } = self.ledger.decide(&command).await?;
        self.spread(None, &new);
        self.links.broadcast(None, secret.as_slice());
        // The caller may have hung up; the command is done all the same.
        let _ = answer.send(outcome);
        Ok(())
    }

    fn give_up_late_commands(&mut self) {
        for abandoned in self.executor.expire() {
            if let Some(link) = self.links.of(&abandoned.origin) {
                link.send(vec![Frame::Cancel { id: abandoned.id.clone() }]);
            }
            // A socket that still looks open may be dead; hearing it twice does no harm.
            self.executor.remember(abandoned);
        }
    }

    fn spread(&mut self, except: Option<LinkId>, new: &[NumberedEvent]) {
        if !new.is_empty() {
            self.links.broadcast(except, &tail_frames(new));
        }
    }

    fn refuse(&mut self, id: LinkId, refusal: Refusal) {
        if let Some(link) = self.links.get(id) {
            tracing::info!(origin = link.origin, code = refusal.code, "a device was refused: {}", refusal.message);
            link.send(vec![Frame::Refused { code: refusal.code.to_owned(), message: refusal.message }]);
            link.close();
        }
    }
}

fn acknowledgement(ledger: &Ledger, origin: &str) -> Frame {
    Frame::Ack { seq: ledger.known(origin), number: ledger.head() }
}

fn tail_frames(events: &[NumberedEvent]) -> Vec<Frame> {
    events.chunks(EVENTS_PER_FRAME).map(|events| Frame::Tail { events: events.to_vec() }).collect()
}

/// Sleeps until the moment, or for ever where there is none.
async fn wake_at(moment: Option<Instant>) {
    match moment {
        Some(moment) => sleep_until(moment).await,
        None => future::pending().await,
    }
}
