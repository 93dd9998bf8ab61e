//! A run: the recording's lines, what the seller does meanwhile, and everything that falls due, in the order of time.

use super::Digest;
use super::explain::Explainer;
use super::host::{Host, START, demo_limits};
use super::recording::TimedLine;
use super::transcript::{RowView, Totals, Transcript};
use crate::protocol::{Command, Effect, FieldError, Limits, Millis, Outcome, SettingsPatch};
use serde::Deserialize;
use std::rc::Rc;

/// For how long after the last line the bot may still say what waits.
const TAIL: Millis = 200_000;

/// What the seller does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Deed {
    /// Begins a giveaway.
    Open,
    /// Takes no more entries.
    Close,
    /// Draws a winner.
    Draw,
    /// Throws the entries away.
    Clear,
}

/// What the seller does at a moment of the recording.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Action {
    /// Milliseconds since the first line.
    pub at: Millis,
    /// What.
    #[serde(rename = "do")]
    pub deed: Deed,
}

/// What happens besides the chat, and where.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Plan {
    /// What the seller does, in any order.
    pub actions: Vec<Action>,
    /// The platform's limits; those of the demo stream where none are given.
    pub limits: Option<Limits>,
}

/// A replay under way. It works in slices, so that a page stays alive meanwhile.
pub struct Run {
    host: Host,
    lines: Rc<[TimedLine]>,
    next: usize,
    /// The next one last.
    actions: Vec<Action>,
    transcript: Transcript,
    explainer: Explainer,
    digest: Digest,
    over: bool,
}

enum Turn {
    Wake,
    Act(Action),
    Read(usize),
    End,
}

impl Run {
    /// Switches the bot on with these settings and opens the stream.
    ///
    /// # Errors
    /// The field that cannot be taken.
    pub fn new(lines: Rc<[TimedLine]>, patch: SettingsPatch, plan: Plan) -> Result<Self, FieldError> {
        patch.check()?;
        let mut actions = plan.actions;
        actions.sort_by_key(|action| std::cmp::Reverse(action.at));
        let (host, effects) = Host::start(patch.clone(), plan.limits.unwrap_or_else(demo_limits)).map_err(refused)?;
        let (transcript, explainer) = (Transcript::default(), Explainer::new(patch));
        let mut run =
            Self { host, lines, next: 0, actions, transcript, explainer, digest: Digest::default(), over: false };
        run.tell(&effects);
        run.transcript.meanwhile(0, &effects);
        Ok(run)
    }

    /// Goes on for so many inputs of the engine, lines among them. Returns whether there is more to do.
    pub fn step(&mut self, inputs: usize) -> bool {
        for _ in 0..inputs {
            if self.over {
                break;
            }
            self.turn();
        }
        !self.over
    }

    fn turn(&mut self) {
        match self.next_turn() {
            Turn::End => {
                self.transcript.end();
                self.over = true;
            }
            Turn::Wake => {
                let effects = self.host.wake();
                self.meanwhile(&effects);
            }
            Turn::Act(action) => {
                self.actions.pop();
                self.host.now = self.host.now.max(START + action.at);
                let effects = self.host.command(action.command());
                self.meanwhile(&effects);
            }
            Turn::Read(index) => self.read(index),
        }
    }

    /// What comes first; of what falls together, what was due before what is new.
    fn next_turn(&self) -> Turn {
        let line = self.lines.get(self.next).map(|line| START + line.at);
        let action = self.actions.last().map(|action| (START + action.at, *action));
        let next = [line, action.map(|(at, _)| at)].into_iter().flatten().min();
        let until = next.unwrap_or_else(|| self.end());
        match (self.host.next_moment(), action) {
            (Some(moment), _) if moment <= until && (next.is_some() || self.is_waiting()) => Turn::Wake,
            (_, Some((at, action))) if next == Some(at) => Turn::Act(action),
            _ if line.is_some() => Turn::Read(self.next),
            _ => Turn::End,
        }
    }

    fn is_waiting(&self) -> bool {
        self.host.is_typing() || self.transcript.is_waiting()
    }

    fn end(&self) -> Millis {
        START + self.lines.last().map_or(0, |line| line.at) + TAIL
    }

    fn read(&mut self, index: usize) {
        let line = &self.lines[index];
        self.next = index + 1;
        self.host.now = self.host.now.max(START + line.at);
        let effects = self.host.lines(vec![line.line.clone()]);
        self.tell(&effects);
        self.transcript.line(self.host.now - START, index, &effects);
    }

    fn meanwhile(&mut self, effects: &[Effect]) {
        self.tell(effects);
        self.transcript.meanwhile(self.host.now - START, effects);
    }

    fn tell(&mut self, effects: &[Effect]) {
        effects.iter().for_each(|effect| self.digest.take(self.host.now, effect));
    }

    /// The transcript so far.
    #[must_use]
    pub fn transcript(&self) -> &Transcript {
        &self.transcript
    }

    /// Some rows of it, with the reason why nothing happened where nothing did.
    pub fn rows(&self, acted: bool, from: usize, count: usize) -> impl Iterator<Item = RowView<'_>> {
        self.transcript.rows(&self.lines, acted, from, count).map(|mut row| {
            if let Some(line) = self.transcript.line_of(row.number) {
                self.explainer.explain(&self.lines[line].line, &mut row.notes);
            }
            row
        })
    }

    /// Counts so far.
    #[must_use]
    pub fn totals(&self) -> Totals {
        Totals { digest: self.digest.to_string(), ..self.transcript.totals().clone() }
    }
}

impl Action {
    fn command(self) -> Command {
        match self.deed {
            Deed::Open => Command::OpenGiveaway,
            Deed::Close => Command::CloseGiveaway,
            Deed::Draw => Command::PickWinner { count: 1 },
            Deed::Clear => Command::ClearEntries,
        }
    }
}

pub(super) fn refused(outcome: Outcome) -> FieldError {
    match outcome {
        Outcome::Refused { message, field, .. } => FieldError { field: field.unwrap_or_default(), message },
        _ => FieldError { field: String::new(), message: "The engine did not start".into() },
    }
}
