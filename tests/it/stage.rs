//! A stream page, a clock and a store around the engine. The only place in the tests that touches the engine's interface.

use buzzchat::engine::{Engine, Seeds, Stored};
use buzzchat::protocol::{
    Caller, ChatLine, Command, Effect, Event, Fact, Input, LengthUnit, Limits, LineKind, LineState, LinkRow, Outcome,
    Part, Role, Row, SettingsPatch, Stream, TypedLine, Window,
};
use std::collections::{BTreeMap, BTreeSet};

/// The start of the tests' time: 2026-11-21, on the hour.
pub(crate) const START: u64 = 1_795_230_000_000;

/// The limits of the demo stream.
pub(crate) fn demo_limits() -> Limits {
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

pub(crate) fn demo_stream() -> Stream {
    Stream { site: "demo".into(), channel: "main".into() }
}

/// What the host stores, as it stores it.
#[derive(Clone, Default)]
pub(crate) struct Disk {
    snapshot: Option<String>,
    events: BTreeMap<u64, Event>,
    rows: BTreeMap<String, Row>,
}

impl Disk {
    fn write(&mut self, effect: &Effect) {
        match effect.clone() {
            Effect::Append { position, event } => drop(self.events.insert(position, event)),
            Effect::Drop { position } => drop(self.events.remove(&position)),
            Effect::Snapshot { state } => self.snapshot = Some(state),
            Effect::Put { row } => drop(self.rows.insert(row.key(), row)),
            Effect::Delete { key } => drop(self.rows.remove(&key)),
            _ => {}
        }
    }

    /// Whether the history was folded into a snapshot and given up event by event.
    pub(crate) fn is_compacted(&self, events: usize) -> bool {
        self.snapshot.is_some() && self.events.len() < events
    }

    /// How many rows stand under keys that begin so.
    pub(crate) fn rows_of(&self, prefix: &str) -> usize {
        self.rows.keys().filter(|key| key.starts_with(prefix)).count()
    }

    /// Whether a row's key begins so.
    pub(crate) fn holds(&self, key: &str) -> bool {
        self.rows.keys().any(|held| held.starts_with(key))
    }

    fn stored(&self) -> Stored {
        // Through JSON, as in the real store.
        let rows = self.rows.values().map(|row| serde_json::from_str(&serde_json::to_string(row).unwrap()).unwrap());
        let events = self.events.iter().map(|(position, event)| {
            (*position, serde_json::from_str(&serde_json::to_string(event).unwrap()).unwrap())
        });
        Stored { snapshot: self.snapshot.clone(), events: events.collect(), rows: rows.collect() }
    }
}

/// One device with one page of the demo stream. The page posts what it is told at once, unless a test says otherwise.
pub(crate) struct Stage {
    pub engine: Engine,
    pub now: u64,
    pub disk: Disk,
    /// Every event that was stored, in order.
    pub events: Vec<Event>,
    /// Every line that stands in the chat: when, and what.
    pub chat: Vec<(u64, String)>,
    /// Lines the page was told to type, by id, with what it did.
    pub typed: Vec<TypedLine>,
    /// Outcomes of commands by id.
    pub replies: BTreeMap<String, Outcome>,
    /// What was published to the relay.
    pub published: Vec<Event>,
    /// The secrets that were sent to the relay.
    pub secrets: Seeds,
    /// What the page does with the next lines; posts them when empty.
    pub behaviour: Option<LineState>,
    /// Every item that ever waited.
    pub items: BTreeSet<String>,
    pub limits: Limits,
    pub page: String,
    next_row: u64,
    next_command: u32,
    next_seed: u64,
}

impl Stage {
    /// A stream page is open; the bot is off, as after installing.
    pub(crate) fn fresh() -> Self {
        let engine = Engine::restore(START, [0; 32], Stored::default()).unwrap();
        let mut stage = Self {
            engine,
            now: START,
            disk: Disk::default(),
            events: Vec::new(),
            chat: Vec::new(),
            typed: Vec::new(),
            replies: BTreeMap::new(),
            published: Vec::new(),
            secrets: Seeds::default(),
            behaviour: None,
            items: BTreeSet::new(),
            limits: demo_limits(),
            page: "page-1".into(),
            next_row: 1,
            next_command: 1,
            next_seed: 1,
        };
        stage.connect();
        stage
    }

    /// The bot is on.
    pub(crate) fn live() -> Self {
        Self::with(SettingsPatch::default())
    }

    /// The bot is on, with these settings.
    pub(crate) fn with(patch: SettingsPatch) -> Self {
        let mut stage = Self::fresh();
        let outcome = stage.command(Command::change(SettingsPatch { bot_active: Some(true), ..patch }));
        assert_eq!(outcome, Some(Outcome::Done));
        stage
    }

    /// The bot answers and does nothing else.
    pub(crate) fn answering(reply: SettingsPatch) -> Self {
        Self::with(SettingsPatch { welcome_enabled: Some(false), ..reply })
    }

    fn seed(&mut self) -> [u8; 32] {
        self.next_seed += 1;
        let mut seed = [0; 32];
        seed[..8].copy_from_slice(&self.next_seed.to_le_bytes());
        seed
    }

    /// Hands the engine an input and carries its effects out, as a host does.
    pub(crate) fn input(&mut self, input: Input) {
        let outward = self.commit(input);
        outward.into_iter().for_each(|effect| self.perform(effect));
    }

    /// Hands the engine an input and stores the batch; what should leave comes back.
    pub(crate) fn commit(&mut self, input: Input) -> Vec<Effect> {
        let seed = self.seed();
        self.engine.handle(self.now, seed, input);
        let effects: Vec<_> = std::iter::from_fn(|| self.engine.poll_effect()).collect();
        let (durable, outward): (Vec<_>, Vec<_>) = effects.into_iter().partition(Effect::is_durable);
        for effect in &durable {
            self.disk.write(effect);
            match effect {
                Effect::Append { event, .. } => self.events.push(event.clone()),
                Effect::Put { row: Row::Item(item) } => drop(self.items.insert(item.part.id.clone())),
                _ => {}
            }
        }
        outward
    }

    pub(crate) fn perform(&mut self, effect: Effect) {
        match effect {
            Effect::Say { page, id, text, .. } if page == self.page => self.type_line(id, text),
            Effect::Reply { id, outcome, .. } => drop(self.replies.insert(id, outcome)),
            Effect::Publish { event } => self.published.push(event),
            Effect::Secret { round, seed } => {
                self.secrets.restore(&round, &seed);
            }
            _ => {}
        }
    }

    fn type_line(&mut self, id: String, text: String) {
        assert!(self.typed.iter().all(|line| line.id != id), "the line {id} was handed over twice");
        let state = self.behaviour.unwrap_or(LineState::Seen);
        let reason = (state == LineState::Refused).then(|| "Slow mode".to_owned());
        self.typed.push(TypedLine { id: id.clone(), state, reason: reason.clone() });
        if state == LineState::Seen {
            self.chat.push((self.now, text));
        }
        if state != LineState::Typed {
            self.input(Input::LineOutcome { page: self.page.clone(), id, state, reason });
        }
    }

    /// The host stores how to reach a relay.
    pub(crate) fn store_link(&mut self) {
        let row = Row::Link(LinkRow { token: Some("bzd_1".into()), ..LinkRow::default() });
        self.disk.write(&Effect::Put { row });
    }

    /// The page says hello and that it reads the chat.
    pub(crate) fn connect(&mut self) {
        self.input(Input::PageConnected { page: self.page.clone(), typed: self.typed.clone() });
        let (page, stream, limits) = (self.page.clone(), demo_stream(), self.limits.clone());
        self.input(Input::PageAttached { page, stream, limits, can_write: true, reason: None });
    }

    /// Time passes, deadline by deadline.
    pub(crate) fn wait(&mut self, milliseconds: u64) {
        let end = self.now + milliseconds;
        for _ in 0..100_000 {
            match self.engine.next_deadline() {
                Some(deadline) if deadline <= end => {
                    self.now = self.now.max(deadline);
                    self.input(Input::Tick);
                }
                _ => break,
            }
        }
        assert!(self.engine.next_deadline().is_none_or(|deadline| deadline > end), "the engine does not come to rest");
        self.now = end;
    }

    /// Rows appear in the chat.
    pub(crate) fn rows(&mut self, lines: Vec<ChatLine>) {
        let first = self.next_row;
        self.next_row += lines.len() as u64;
        self.input(Input::Lines { page: self.page.clone(), first, lines });
    }

    pub(crate) fn says(&mut self, author: &str, text: &str) {
        self.rows(vec![line(author, text)]);
    }

    pub(crate) fn command(&mut self, command: Command) -> Option<Outcome> {
        self.ask(Caller::Ui { port: 1 }, command)
    }

    pub(crate) fn ask(&mut self, caller: Caller, command: Command) -> Option<Outcome> {
        let id = format!("command-{}", self.next_command);
        self.next_command += 1;
        self.input(Input::Command { caller, id: id.clone(), command });
        self.replies.get(&id).cloned()
    }

    pub(crate) fn send(&mut self, message: &str) -> Option<Outcome> {
        self.command(Command::SendMessage { message: message.into(), delay: 0 })
    }

    /// The worker is killed and started again on what it had stored.
    pub(crate) fn restart(&mut self) {
        let seed = self.seed();
        self.engine = Engine::restore(self.now, seed, self.disk.stored()).unwrap();
    }

    pub(crate) fn facts(&self) -> impl Iterator<Item = &Fact> {
        self.events.iter().map(|event| &event.fact)
    }

    /// The texts in the chat.
    pub(crate) fn texts(&self) -> Vec<&str> {
        self.chat.iter().map(|(_, text)| text.as_str()).collect()
    }

    /// The winners of the current round, as people see them.
    pub(crate) fn winners(&self) -> Vec<String> {
        self.engine.view().giveaway.winners.into_iter().map(|winner| winner.viewer).collect()
    }

    /// Why parts were skipped.
    pub(crate) fn skipped(&self) -> Vec<(&Part, &str)> {
        let skipped = self.facts().filter_map(|fact| match fact {
            Fact::MessageSkipped { parts, reason } => Some(parts.iter().map(move |part| (part, reason.as_str()))),
            _ => None,
        });
        skipped.flatten().collect()
    }
}

pub(crate) fn line(author: &str, text: &str) -> ChatLine {
    ChatLine { author: author.into(), text: text.into(), ..ChatLine::default() }
}

/// Plays a transcript and demands that it comes out the same. Its lines:
/// `ann: text` a viewer writes; `ann joins`; `*ann: text` the host writes; `own: text` we write by hand; `+1500` so many
/// milliseconds pass; `! command` a command; `> text` the bot's line, where it appears.
#[track_caller]
pub(crate) fn check(mut stage: Stage, transcript: &str) -> Stage {
    let wanted: Vec<_> = transcript.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let mut played = Vec::new();
    let mut shown = stage.chat.len();
    for step in wanted.iter().filter(|line| !line.starts_with("> ")) {
        played.push((*step).to_owned());
        play(&mut stage, step);
        played.extend(stage.chat[shown..].iter().map(|(_, text)| format!("> {text}")));
        shown = stage.chat.len();
    }
    assert_eq!(played.join("\n"), wanted.join("\n"));
    stage
}

fn play(stage: &mut Stage, step: &str) {
    if let Some(time) = step.strip_prefix('+') {
        return stage.wait(time.parse().unwrap());
    }
    if let Some(command) = step.strip_prefix("! ") {
        return play_command(stage, command);
    }
    if let Some(author) = step.strip_suffix(" joins") {
        return stage.rows(vec![ChatLine { kind: LineKind::Join, ..line(author, "joined") }]);
    }
    let (author, text) = step.split_once(": ").unwrap();
    match author.strip_prefix('*') {
        Some(host) => stage.rows(vec![ChatLine { roles: vec![Role::Host], ..line(host, text) }]),
        None if author == "own" => stage.rows(vec![ChatLine { own: true, ..line("BuzzShop", text) }]),
        None => stage.says(author, text),
    }
}

fn play_command(stage: &mut Stage, command: &str) {
    let bot = |on| Command::change(SettingsPatch { bot_active: Some(on), ..SettingsPatch::default() });
    let command = match command {
        "open" => Command::OpenGiveaway,
        "close" => Command::CloseGiveaway,
        "clear" => Command::ClearEntries,
        "draw" => Command::PickWinner { count: 1 },
        "bot on" => bot(true),
        "bot off" => bot(false),
        other => Command::SendMessage { message: other.strip_prefix("send ").unwrap().into(), delay: 0 },
    };
    let outcome = stage.command(command);
    assert!(!matches!(outcome, Some(Outcome::Refused { .. })), "{outcome:?}");
}
