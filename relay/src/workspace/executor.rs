//! Commands that a device is executing: who waits for the reply, for how long, and what becomes of it when the link
//! drops. It sends nothing itself.

use crate::config::Patience;
use buzzchat::protocol::{Command, Frame, Outcome, RefusalCode};
use std::collections::{HashMap, VecDeque};
use tokio::sync::oneshot;
use tokio::time::Instant;

/// So many cancellations are remembered for devices that are away.
const MAX_CANCELS: usize = 64;

struct Pending {
    command: Command,
    origin: String,
    answer: oneshot::Sender<Outcome>,
    /// Not later than this, however often the device comes and goes.
    last: Instant,
    deadline: Instant,
}

/// A command whose caller is gone, and the device that may still hold it.
pub(super) struct Abandoned {
    pub(super) id: String,
    pub(super) origin: String,
}

pub(super) struct Executor {
    patience: Patience,
    pending: HashMap<String, Pending>,
    cancels: VecDeque<Abandoned>,
}

impl Executor {
    pub(super) fn new(patience: Patience) -> Self {
        Self { patience, pending: HashMap::new(), cancels: VecDeque::new() }
    }

    /// Waits for a device's reply from now on; the frame is for that device.
    pub(super) fn start(
        &mut self,
        id: String,
        command: Command,
        origin: &str,
        answer: oneshot::Sender<Outcome>,
    ) -> Frame {
        // What was given up may be given again: from now on it is wanted.
        self.cancels.retain(|abandoned| abandoned.id != id || abandoned.origin != origin);
        let deadline = Instant::now() + self.patience.reply;
        let last = deadline + self.patience.reconnect;
        let frame = Frame::Command { id: id.clone(), command: command.clone() };
        self.pending.insert(id, Pending { command, origin: origin.to_owned(), answer, last, deadline });
        frame
    }

    /// The device says what came of a command. A reply nobody waits for any more is dropped.
    pub(super) fn reply(&mut self, origin: &str, id: &str, outcome: Outcome) {
        if self.pending.get(id).is_some_and(|pending| pending.origin == origin)
            && let Some(pending) = self.pending.remove(id)
        {
            // The caller may have hung up; the command is done all the same.
            let _ = pending.answer.send(outcome);
        }
    }

    /// The device's link dropped: it gets a while to come back.
    pub(super) fn lost(&mut self, origin: &str) {
        let until = Instant::now() + self.patience.reconnect;
        self.of(origin).for_each(|pending| pending.deadline = pending.deadline.min(until));
    }

    /// The device is here: what it has to forget, and what it may not have heard. One id runs once, so a command that
    /// did arrive is only answered again.
    pub(super) fn resume(&mut self, origin: &str) -> Vec<Frame> {
        let (here, away): (VecDeque<_>, VecDeque<_>) =
            self.cancels.drain(..).partition(|abandoned| abandoned.origin == origin);
        self.cancels = away;
        let until = Instant::now() + self.patience.reply;
        self.of(origin).for_each(|pending| pending.deadline = until.min(pending.last));
        let again = self.pending.iter().filter(|(_, pending)| pending.origin == origin);
        let again = again.map(|(id, pending)| Frame::Command { id: id.clone(), command: pending.command.clone() });
        here.into_iter().map(|abandoned| Frame::Cancel { id: abandoned.id }).chain(again).collect()
    }

    pub(super) fn next_deadline(&self) -> Option<Instant> {
        self.pending.values().map(|pending| pending.deadline).min()
    }

    /// Answers those who waited long enough, and returns what their devices must not carry out any more.
    pub(super) fn expire(&mut self) -> Vec<Abandoned> {
        let now = Instant::now();
        let expired = self.pending.extract_if(|_, pending| pending.deadline <= now);
        let give_up = |(id, pending): (String, Pending)| {
            let message = "The device did not answer in time; the command was cancelled";
            let _ = pending.answer.send(Outcome::refused(RefusalCode::ServiceUnavailable, message));
            Abandoned { id, origin: pending.origin }
        };
        expired.map(give_up).collect()
    }

    /// Keeps a cancellation until its device is here.
    pub(super) fn remember(&mut self, abandoned: Abandoned) {
        if self.cancels.len() == MAX_CANCELS {
            self.cancels.pop_front();
        }
        self.cancels.push_back(abandoned);
    }

    fn of(&mut self, origin: &str) -> impl Iterator<Item = &mut Pending> {
        self.pending.values_mut().filter(move |pending| pending.origin == origin)
    }
}
