//! A host around the engine: a clock that jumps from moment to moment, one stream page that posts every line after a short
//! while, and entropy that a counter makes. It keeps nothing that the engine wants stored.

use crate::engine::{Engine, Stored};
use crate::protocol::{
    Caller, ChatLine, Command, Effect, Input, LengthUnit, Limits, LineState, Millis, Outcome, SettingsPatch, Stream,
    Window,
};
use std::collections::VecDeque;

/// When every replay begins: 2026-01-01, on the hour.
pub(super) const START: Millis = 1_767_225_600_000;
/// From the moment a line is typed until it stands in the chat.
const SEEN_AFTER: Millis = 40;
const PAGE: &str = "replay";

/// The limits of the demo stream.
pub(super) fn demo_limits() -> Limits {
    Limits {
        max_chars: 200,
        count: LengthUnit::Utf16,
        min_gap_ms: 1_000,
        window: Some(Window { messages: 20, ms: 30_000 }),
        duplicate_ms: 5_000,
        max_mentions: Some(5),
        forbid_prefix: vec!["/".into()],
    }
}

pub(super) struct Host {
    engine: Engine,
    pub(super) now: Millis,
    /// Lines typed and not seen yet.
    typed: VecDeque<(Millis, String)>,
    next_row: u64,
    inputs: u64,
}

impl Host {
    /// The bot is on, with these settings, and a stream page is open. Returns what the engine wanted done about that.
    ///
    /// # Errors
    /// The outcome, where the engine refuses the settings.
    pub(super) fn start(patch: SettingsPatch, limits: Limits) -> Result<(Self, Vec<Effect>), Outcome> {
        let engine = Engine::restore(START, seed(0), Stored::default())
            .map_err(|error| Outcome::refused(crate::protocol::RefusalCode::ServiceUnavailable, error.to_string()))?;
        let mut host = Self { engine, now: START, typed: VecDeque::new(), next_row: 1, inputs: 0 };
        let patch = SettingsPatch { bot_active: Some(true), ..patch };
        let mut effects = host.command(Command::change(patch));
        if let Some(refusal) = effects.iter().find_map(refusal) {
            return Err(refusal.clone());
        }
        effects.extend(host.give(Input::PageConnected { page: PAGE.into(), typed: Vec::new() }));
        let stream = Stream { site: "demo".into(), channel: PAGE.into() };
        let attached = Input::PageAttached { page: PAGE.into(), stream, limits, can_write: true, reason: None };
        effects.extend(host.give(attached));
        Ok((host, effects))
    }

    /// Hands the engine an input, now, and takes what it wants done.
    pub(super) fn give(&mut self, input: Input) -> Vec<Effect> {
        self.inputs += 1;
        self.engine.handle(self.now, seed(self.inputs), input);
        let effects: Vec<_> = std::iter::from_fn(|| self.engine.poll_effect()).collect();
        for effect in &effects {
            if let Effect::Say { id, .. } = effect {
                self.typed.push_back((self.now + SEEN_AFTER, id.clone()));
            }
        }
        effects
    }

    pub(super) fn command(&mut self, command: Command) -> Vec<Effect> {
        let id = format!("replay-{}", self.inputs);
        self.give(Input::Command { caller: Caller::Ui { port: 1 }, id, command })
    }

    pub(super) fn lines(&mut self, lines: Vec<ChatLine>) -> Vec<Effect> {
        let first = self.next_row;
        self.next_row += lines.len() as u64;
        self.give(Input::Lines { page: PAGE.into(), first, lines })
    }

    /// When something is due here without anybody writing.
    pub(super) fn next_moment(&self) -> Option<Millis> {
        let seen = self.typed.front().map(|(at, _)| *at);
        [seen, self.engine.next_deadline()].into_iter().flatten().min().map(|at| at.max(self.now))
    }

    /// Goes to the next moment and does what is due then. A deadline that a tick did not move is asked again a little
    /// later, so that time always goes on.
    pub(super) fn wake(&mut self) -> Vec<Effect> {
        let Some(moment) = self.next_moment() else { return Vec::new() };
        self.now = moment;
        if self.typed.front().is_some_and(|(at, _)| *at <= moment) {
            return self.see();
        }
        let effects = self.give(Input::Tick);
        if self.next_moment() == Some(self.now) && effects.is_empty() {
            self.now += 1;
        }
        effects
    }

    /// The line that was typed first stands in the chat.
    pub(super) fn see(&mut self) -> Vec<Effect> {
        let Some((_, id)) = self.typed.pop_front() else { return Vec::new() };
        self.give(Input::LineOutcome { page: PAGE.into(), id, state: LineState::Seen, reason: None })
    }

    /// Whether a line is typed and not seen yet.
    pub(super) fn is_typing(&self) -> bool {
        !self.typed.is_empty()
    }
}

fn refusal(effect: &Effect) -> Option<&Outcome> {
    match effect {
        Effect::Reply { outcome: outcome @ Outcome::Refused { .. }, .. } => Some(outcome),
        _ => None,
    }
}

/// Bytes nobody needs to guess: a replay is the same whenever it is run.
fn seed(number: u64) -> [u8; 32] {
    let mut seed = [0; 32];
    seed[..8].copy_from_slice(&number.to_le_bytes());
    seed
}
