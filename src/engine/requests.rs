//! Commands as they run on a device: once per id, with an answer for everyone who waits.

use super::outbox::Wanted;
use super::{Engine, Turn, decide};
use crate::protocol::{Caller, Command, CommandRow, Effect, Kind, Millis, Outcome, RefusalCode, Row, Stream};

/// A caller waits this long for a line to be seen; then it hears the planned time.
const ANSWER_AFTER: Millis = 2_000;
/// A message somebody asked for is worth saying this long.
pub(super) const MESSAGE_PATIENCE: Millis = 180_000;
/// The longest message of the documented API, in characters.
const MAX_MESSAGE: usize = 500;
/// The longest a message may be put off.
const MAX_DELAY: Millis = 86_400_000;
/// How long the outcome of a command is remembered.
const COMMAND_MEMORY: Millis = 600_000;

impl Engine {
    /// Runs a command, unless this id ran before.
    pub(super) fn run(&mut self, turn: &mut Turn, caller: Caller, id: String, command: &Command) {
        if let Some(row) = self.session.commands.get_mut(&id) {
            row.caller = caller.clone();
            if let Some(outcome) = row.outcome.clone() {
                self.effects.push_back(Effect::Reply { caller, id, outcome });
            }
            return;
        }
        self.forget_commands(turn.now);
        let mut row = CommandRow { id, at: turn.now, caller, item: None, outcome: None };
        match self.perform(turn, &mut row, command) {
            Some(outcome) => self.reply(row, outcome),
            None => self.put_command(row),
        }
    }

    /// Does it. Returns nothing while the outcome is still open.
    fn perform(&mut self, turn: &mut Turn, row: &mut CommandRow, command: &Command) -> Option<Outcome> {
        match command {
            Command::SendMessage { message, delay } => return self.say_for(turn, row, None, message, *delay),
            Command::SendTo { stream, message } => return self.say_for(turn, row, Some(stream), message, 0),
            _ => {}
        }
        Some(match decide(&self.shared, self.giveaway.seeds(), turn.now, &mut turn.entropy, command) {
            Ok(decision) => self.carry_out(turn, decision),
            Err(refusal) => refusal,
        })
    }

    /// Queues a line for whoever gave the command. The outcome is open until it is seen, unless that is long.
    fn say_for(
        &mut self,
        turn: &mut Turn,
        row: &mut CommandRow,
        stream: Option<&Stream>,
        message: &str,
        delay: Millis,
    ) -> Option<Outcome> {
        let kind = if matches!(row.caller, Caller::Ui { .. }) { Kind::Seller } else { Kind::Api };
        match self.send_message(turn, kind, stream, message, delay) {
            Ok((item, at)) => {
                row.item = Some(item.clone());
                (delay > ANSWER_AFTER).then_some(Outcome::Message { message: item, at })
            }
            Err(refusal) => Some(refusal),
        }
    }

    fn send_message(
        &mut self,
        turn: &mut Turn,
        kind: Kind,
        stream: Option<&Stream>,
        message: &str,
        delay: Millis,
    ) -> Result<(String, Millis), Outcome> {
        if kind != Kind::Seller {
            self.check_active()?;
        }
        let message = check_message(message)?;
        if delay > MAX_DELAY {
            let message = format!("delay must be at most {MAX_DELAY} milliseconds");
            return Err(Outcome::Refused { code: RefusalCode::ValidationError, message, field: Some("delay".into()) });
        }
        let stream = match stream {
            Some(stream) => self.can_write_on(stream).then(|| stream.clone()),
            None => self.speaking_stream(),
        };
        let stream = stream.ok_or_else(|| Outcome::refused(RefusalCode::BotInactive, "No live stream page is open"))?;
        self.check_length(&stream, message)?;
        let due = turn.now + delay;
        let item = self.enqueue(turn, &stream, Wanted::new(kind, message, due, MESSAGE_PATIENCE));
        Ok((item, due))
    }

    /// Programs say nothing while the bot is off. The seller may.
    fn check_active(&self) -> Result<(), Outcome> {
        let active = self.ready.settings.bot_active;
        active.then_some(()).ok_or_else(|| Outcome::refused(RefusalCode::BotInactive, "The bot is not active"))
    }

    /// What a person wrote is not cut.
    pub(super) fn check_length(&self, stream: &Stream, message: &str) -> Result<(), Outcome> {
        let Some(state) = self.session.streams.get(stream) else { return Ok(()) };
        let (length, most) = (super::compose::length(message, state.limits.count), state.limits.max_chars);
        if length > most {
            return Err(wrong_message(format!(
                "The message has {length} characters; this stream takes at most {most}"
            )));
        }
        Ok(())
    }

    fn can_write_on(&self, stream: &Stream) -> bool {
        self.session.streams.get(stream).is_some_and(|state| self.session.can_write(state))
    }

    /// The stream a message without an address goes to: of those that can be written on one where the bot works, the one
    /// attached last.
    pub(super) fn speaking_stream(&self) -> Option<Stream> {
        let streams = self.session.streams.values();
        let writable = streams.filter(|state| self.session.can_write(state));
        writable.max_by_key(|state| (self.session.leads(state), state.seen)).map(|state| state.stream.clone())
    }

    /// An item ended: whoever waits for it hears how.
    pub(super) fn finish_item(&mut self, item: &str, outcome: Outcome) {
        let waiting =
            self.session.commands.values().find(|row| row.item.as_deref() == Some(item) && row.outcome.is_none());
        if let Some(row) = waiting.cloned() {
            self.reply(row, outcome);
        }
    }

    /// Callers that have waited long enough hear the planned time.
    pub(super) fn answer_waiting(&mut self, now: Millis) {
        let late = |row: &&CommandRow| row.outcome.is_none() && row.at + ANSWER_AFTER <= now;
        let late: Vec<_> = self.session.commands.values().filter(late).cloned().collect();
        for row in late {
            let message = row.item.clone().unwrap_or_default();
            let at = self.planned(&message).unwrap_or(now).max(now);
            self.reply(row, Outcome::Message { message, at });
        }
    }

    /// When a waiting item will be said, as far as limits tell.
    fn planned(&self, item: &str) -> Option<Millis> {
        self.session.streams.values().find_map(|state| {
            let waiting = state.queue.iter().find(|waiting| waiting.part.id == item)?;
            Some(waiting.due.max(state.pace.ready(&state.limits)))
        })
    }

    /// The caller is gone. What has not been handed to a page is not said, and may be asked for again under the same id.
    pub(super) fn cancel(&mut self, id: &str) {
        let Some(item) = self.session.commands.get(id).and_then(|row| row.item.clone()) else { return };
        if self.planned(&item).is_none() {
            return;
        }
        if let Some(row) = self.session.commands.remove(id) {
            self.effects.push_back(Effect::Delete { key: Row::Command(row).key() });
        }
        let streams: Vec<_> = self.session.streams.keys().cloned().collect();
        for stream in &streams {
            self.drop_waiting(stream, "The caller gave up waiting", |waiting| waiting.part.id == item);
        }
    }

    fn reply(&mut self, mut row: CommandRow, outcome: Outcome) {
        self.effects.push_back(Effect::Reply {
            caller: row.caller.clone(),
            id: row.id.clone(),
            outcome: outcome.clone(),
        });
        // The text of a key exists in its one reply and nowhere else.
        row.outcome = Some(if matches!(outcome, Outcome::Key { .. }) { Outcome::Done } else { outcome });
        self.put_command(row);
    }

    fn put_command(&mut self, row: CommandRow) {
        self.effects.push_back(Effect::Put { row: Row::Command(row.clone()) });
        self.session.commands.insert(row.id.clone(), row);
    }

    fn forget_commands(&mut self, now: Millis) {
        let old = |_: &String, row: &mut CommandRow| row.outcome.is_some() && row.at + COMMAND_MEMORY < now;
        let old: Vec<_> = self.session.commands.extract_if(.., old).collect();
        self.effects.extend(old.into_iter().map(|(_, row)| Effect::Delete { key: Row::Command(row).key() }));
    }

    pub(super) fn answer_deadline(&self) -> Option<Millis> {
        self.session.commands.values().filter(|row| row.outcome.is_none()).map(|row| row.at + ANSWER_AFTER).min()
    }
}

fn wrong_message(message: String) -> Outcome {
    Outcome::Refused { code: RefusalCode::ValidationError, message, field: Some("message".into()) }
}

fn check_message(message: &str) -> Result<&str, Outcome> {
    let message = message.trim();
    if message.is_empty() {
        return Err(wrong_message("Message cannot be empty".into()));
    }
    if message.chars().count() > MAX_MESSAGE {
        return Err(wrong_message(format!("Message must be at most {MAX_MESSAGE} characters")));
    }
    if super::compose::seen_start(message).is_empty() {
        return Err(wrong_message("Message cannot be empty".into()));
    }
    if super::compose::seen_start(message).starts_with('/') {
        return Err(wrong_message("Message must not begin with \"/\": the platform would take it as a command".into()));
    }
    Ok(message)
}
