//! The transcript of a run: every line of the chat and of the bot, and what became of it. It decides nothing and reads
//! nothing but effects.

use super::recording::TimedLine;
use crate::protocol::{Effect, Event, Fact, Kind, Millis, Outcome, Part, Row};
use serde::Serialize;
use std::collections::BTreeMap;

/// One thing that happened because of a line, or the reason why nothing did. The page has the words for it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Note {
    /// `question`, `command`, `entered`, `alert`, `waits`, `said`, `skipped`, `for`, …
    pub what: &'static str,
    /// The kind of message, where it is about one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<Kind>,
    /// The rule or command.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// The trigger or keyword.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trigger: Option<String>,
    /// A reason, or names.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// The transcript's row it points to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub row: Option<usize>,
}

impl Note {
    /// A note without particulars.
    #[must_use]
    pub fn new(what: &'static str) -> Self {
        Self { what, ..Self::default() }
    }
}

/// Whose row it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Who {
    /// Somebody in the chat.
    Viewer,
    /// The bot.
    Bot,
    /// Nobody: something happened.
    Event,
}

/// Counts over the whole run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Totals {
    /// Lines of the recording so far.
    pub lines: usize,
    /// Lines the bot said.
    pub said: usize,
    /// Questions that fired a rule.
    pub questions: usize,
    /// Those that were answered.
    pub answered: usize,
    /// Commands used.
    pub commands: usize,
    /// Viewers welcomed.
    pub welcomed: usize,
    /// Timed messages said.
    pub timers: usize,
    /// Viewers who entered a giveaway.
    pub entered: usize,
    /// Alerts raised.
    pub alerts: usize,
    /// Messages that were wanted and not said.
    pub skipped: usize,
    /// The digest of all effects.
    pub digest: String,
}

/// A row as a page shows it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RowView<'a> {
    /// Its place in the transcript.
    pub number: usize,
    /// Milliseconds since the first line.
    pub at: Millis,
    /// Whose it is.
    pub who: Who,
    /// Who wrote it.
    pub author: &'a str,
    /// What it says.
    pub text: &'a str,
    /// What happened, or why nothing did.
    pub notes: Vec<Note>,
}

enum Source {
    /// By its place in the recording.
    Line(usize),
    Said(String),
    Event,
}

struct Held {
    at: Millis,
    source: Source,
    notes: Vec<Note>,
}

/// Everything that happened, in order.
#[derive(Default)]
pub struct Transcript {
    rows: Vec<Held>,
    /// Rows with something to say about the bot, in order.
    acted: Vec<usize>,
    /// Messages wanted and not ended, with the row that wanted them.
    open: BTreeMap<String, Option<usize>>,
    totals: Totals,
}

impl Transcript {
    /// A line of the recording was read, with these effects.
    pub(super) fn line(&mut self, at: Millis, index: usize, effects: &[Effect]) {
        self.totals.lines += 1;
        let row = self.push(at, Source::Line(index), Vec::new());
        self.take(at, Some(row), effects);
    }

    /// Something happened without a line.
    pub(super) fn meanwhile(&mut self, at: Millis, effects: &[Effect]) {
        self.take(at, None, effects);
    }

    /// Whether a message is wanted and neither said nor given up.
    pub(super) fn is_waiting(&self) -> bool {
        !self.open.is_empty()
    }

    /// The recording ended before some messages did.
    pub(super) fn end(&mut self) {
        for (_, row) in std::mem::take(&mut self.open) {
            if let Some(row) = row {
                self.note(row, Note::new("unsaid"));
            }
        }
    }

    /// Counts so far.
    pub(super) fn totals(&self) -> &Totals {
        &self.totals
    }

    /// How many rows there are: all, or those where the bot did something.
    #[must_use]
    pub fn len(&self, acted: bool) -> usize {
        if acted { self.acted.len() } else { self.rows.len() }
    }

    /// The place of a row among those where the bot did something, or of the next such row.
    #[must_use]
    pub fn place(&self, row: usize, acted: bool) -> usize {
        if acted { self.acted.partition_point(|held| *held < row) } else { row }
    }

    /// Some rows, from a place on.
    pub fn rows<'a>(
        &'a self,
        lines: &'a [TimedLine],
        acted: bool,
        from: usize,
        count: usize,
    ) -> impl Iterator<Item = RowView<'a>> {
        let last = from.saturating_add(count).min(self.len(acted));
        (from.min(last)..last).map(move |place| self.view(lines, if acted { self.acted[place] } else { place }))
    }

    fn view<'a>(&'a self, lines: &'a [TimedLine], number: usize) -> RowView<'a> {
        let held = &self.rows[number];
        let (who, author, text) = match &held.source {
            Source::Line(index) => {
                let line = &lines[*index].line;
                (Who::Viewer, line.author.as_str(), line.text.as_str())
            }
            Source::Said(text) => (Who::Bot, "", text.as_str()),
            Source::Event => (Who::Event, "", ""),
        };
        RowView { number, at: held.at, who, author, text, notes: held.notes.clone() }
    }

    /// The recorded line a row shows, if it shows one.
    #[must_use]
    pub fn line_of(&self, number: usize) -> Option<usize> {
        match self.rows.get(number)?.source {
            Source::Line(index) => Some(index),
            _ => None,
        }
    }

    fn push(&mut self, at: Millis, source: Source, notes: Vec<Note>) -> usize {
        let row = self.rows.len();
        if !matches!(source, Source::Line(_)) {
            self.acted.push(row);
        }
        self.rows.push(Held { at, source, notes });
        row
    }

    fn note(&mut self, row: usize, note: Note) {
        let held = &mut self.rows[row];
        held.notes.push(note);
        if let Err(place) = self.acted.binary_search(&row) {
            self.acted.insert(place, row);
        }
    }

    fn take(&mut self, at: Millis, row: Option<usize>, effects: &[Effect]) {
        let mut asked = None;
        let mut wanted = false;
        for effect in effects {
            match effect {
                Effect::Append { event, .. } => asked = self.fact(at, row, event).or(asked),
                Effect::Put { row: Row::Item(item) } => wanted |= self.wanted(row, &item.part),
                Effect::Reply { outcome: Outcome::Refused { message, .. }, .. } => {
                    let note = Note { text: Some(message.clone()), ..Note::new("refused") };
                    self.push(at, Source::Event, vec![note]);
                }
                _ => {}
            }
        }
        if let (Some(row), false) = (asked, wanted) {
            self.note(row, Note::new("rests"));
        }
    }

    /// A message waits to be said; the first time, its line is told so. Returns whether it answers a question.
    fn wanted(&mut self, row: Option<usize>, part: &Part) -> bool {
        let answers = matches!(part.kind, Kind::Faq | Kind::Command);
        if self.open.contains_key(&part.id) {
            return answers;
        }
        // Timers and announcements fall due while lines come in; no line asked for them.
        let row = row.filter(|_| answers || part.kind == Kind::Welcome);
        self.open.insert(part.id.clone(), row);
        if let (Some(row), Kind::Welcome) = (row, part.kind) {
            self.note(row, Note { kind: Some(part.kind), ..Note::new("newcomer") });
        }
        answers
    }

    /// Takes a fact in. Returns the row of a question that now waits for its answer.
    fn fact(&mut self, at: Millis, row: Option<usize>, event: &Event) -> Option<usize> {
        match &event.fact {
            Fact::MessageReceived { kind, rule, trigger, .. } => return self.received(row?, *kind, rule, trigger),
            Fact::AlertRaised { keyword, .. } => {
                self.totals.alerts += 1;
                self.note(row?, Note { trigger: Some(keyword.clone()), ..Note::new("alert") });
            }
            Fact::GiveawayEntry { entries, .. } => {
                self.totals.entered += entries.len();
                self.note(row?, Note::new("entered"));
            }
            Fact::MessageSent { text, parts, .. } => self.said(at, text, parts),
            Fact::MessageSkipped { parts, reason } | Fact::MessageUnconfirmed { parts, reason, .. } => {
                parts.iter().for_each(|part| self.skipped(at, part, reason));
            }
            fact => self.announce(at, fact),
        }
        None
    }

    fn received(&mut self, row: usize, kind: Kind, rule: &str, trigger: &str) -> Option<usize> {
        let what = if kind == Kind::Command { "command" } else { "question" };
        let counter = if kind == Kind::Command { &mut self.totals.commands } else { &mut self.totals.questions };
        *counter += 1;
        let (rule, trigger) = (Some(rule.to_owned()), Some(trigger.to_owned()));
        self.note(row, Note { kind: Some(kind), rule, trigger, ..Note::new(what) });
        Some(row)
    }

    fn said(&mut self, at: Millis, text: &str, parts: &[Part]) {
        self.totals.said += 1;
        let said = self.push(at, Source::Said(text.to_owned()), Vec::new());
        for part in parts {
            match part.kind {
                Kind::Faq => self.totals.answered += 1,
                Kind::Welcome => self.totals.welcomed += 1,
                Kind::Timer => self.totals.timers += 1,
                _ => {}
            }
            let row = self.open.remove(&part.id).flatten();
            self.note(said, Note { row, text: part.viewer.clone(), ..of_part("for", part) });
            if let Some(row) = row {
                self.note(row, Note { row: Some(said), ..of_part("said", part) });
            }
        }
    }

    fn skipped(&mut self, at: Millis, part: &Part, reason: &str) {
        self.totals.skipped += 1;
        let row = self.open.remove(&part.id).flatten();
        let row = row.unwrap_or_else(|| self.push(at, Source::Event, Vec::new()));
        self.note(row, Note { text: Some(reason.to_owned()), ..of_part("skipped", part) });
    }

    fn announce(&mut self, at: Millis, fact: &Fact) {
        let (what, text) = match fact {
            Fact::GiveawayOpened { keywords, .. } => ("opened", keywords.join(", ")),
            Fact::GiveawayClosed { .. } => ("closed", String::new()),
            Fact::GiveawayWinner { winners, .. } => ("drawn", winners.join(", ")),
            Fact::GiveawayCleared { .. } => ("cleared", String::new()),
            _ => return,
        };
        self.push(at, Source::Event, vec![Note { text: Some(text), ..Note::new(what) }]);
    }
}

fn of_part(what: &'static str, part: &Part) -> Note {
    Note { what, kind: Some(part.kind), rule: part.rule.clone(), trigger: part.trigger.clone(), ..Note::default() }
}
