//! Counts per UTC hour, and their sums over the documented periods.

use crate::protocol::{Kind, Millis, Part};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Milliseconds in an hour.
pub const HOUR: Millis = 3_600_000;

/// The UTC hour of a moment.
#[must_use]
pub fn hour_of(at: Millis) -> u64 {
    at / HOUR
}

/// What the bot did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Totals {
    /// Lines whose highest part is a welcome.
    pub welcome_messages: u64,
    /// Lines whose highest part is an answer.
    pub faq_replies: u64,
    /// Lines that a timer wrote.
    pub timer_messages: u64,
    /// Lines of every other kind.
    pub other_messages: u64,
    /// Questions answered; several may share a line.
    pub questions_answered: u64,
    /// Viewers welcomed; several may share a line.
    pub viewers_welcomed: u64,
    /// Viewers' lines read.
    pub lines_read: u64,
}

impl Totals {
    /// The documented total: welcomes, answers and timed lines.
    #[must_use]
    pub fn total_messages(&self) -> u64 {
        self.welcome_messages + self.faq_replies + self.timer_messages
    }

    /// Every line the bot wrote.
    #[must_use]
    pub fn all_lines(&self) -> u64 {
        self.total_messages() + self.other_messages
    }

    fn add(&mut self, other: &Self) {
        self.welcome_messages += other.welcome_messages;
        self.faq_replies += other.faq_replies;
        self.timer_messages += other.timer_messages;
        self.other_messages += other.other_messages;
        self.questions_answered += other.questions_answered;
        self.viewers_welcomed += other.viewers_welcomed;
        self.lines_read += other.lines_read;
    }

    fn count_line(&mut self, kind: Kind, parts: &[Part]) {
        match kind {
            Kind::Welcome => self.welcome_messages += 1,
            Kind::Faq => self.faq_replies += 1,
            Kind::Timer => self.timer_messages += 1,
            Kind::Seller | Kind::Winner | Kind::Api | Kind::Command => self.other_messages += 1,
        }
        let of = |kind: Kind| parts.iter().filter(|part| part.kind == kind).count() as u64;
        self.questions_answered += of(Kind::Faq);
        self.viewers_welcomed += of(Kind::Welcome);
    }
}

/// A documented period, as rolling time back from now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Period {
    /// 24 hours.
    Day,
    /// 7 days.
    Week,
    /// 30 days.
    Month,
    /// Everything.
    All,
}

impl Period {
    /// The documented word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "day" => Some(Self::Day),
            "week" => Some(Self::Week),
            "month" => Some(Self::Month),
            "all" => Some(Self::All),
            _ => None,
        }
    }

    fn first_hour(self, now: Millis) -> u64 {
        let hours = match self {
            Self::Day => 24,
            Self::Week => 7 * 24,
            Self::Month => 30 * 24,
            Self::All => return 0,
        };
        hour_of(now).saturating_sub(hours)
    }
}

/// The counts of one origin. They follow from that origin's events alone, so two replicas agree as soon as they know
/// equally many of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Counters {
    hours: BTreeMap<u64, Totals>,
    triggers: BTreeMap<String, u64>,
    uses: BTreeMap<String, u64>,
}

impl Counters {
    pub(super) fn count_lines(&mut self, hour: u64, lines: u64) {
        self.hours.entry(hour).or_default().lines_read += lines;
    }

    pub(super) fn count_sent(&mut self, at: Millis, kind: Kind, parts: &[Part]) {
        self.hours.entry(hour_of(at)).or_default().count_line(kind, parts);
    }

    pub(super) fn count_question(&mut self, trigger: &str) {
        *self.triggers.entry(trigger.to_owned()).or_default() += 1;
    }

    pub(super) fn count_use(&mut self, command: &str) {
        *self.uses.entry(command.to_owned()).or_default() += 1;
    }

    pub(super) fn sum_into(&self, totals: &mut Totals, period: Period, now: Millis) {
        self.hours.range(period.first_hour(now)..).for_each(|(_, hour)| totals.add(hour));
    }

    pub(super) fn triggers_into(&self, triggers: &mut BTreeMap<String, u64>) {
        add_counts(triggers, &self.triggers);
    }

    pub(super) fn uses_of(&self, command: &str) -> u64 {
        self.uses.get(command).copied().unwrap_or_default()
    }

    pub(super) fn uses_into(&self, uses: &mut BTreeMap<String, u64>) {
        add_counts(uses, &self.uses);
    }
}

fn add_counts(sums: &mut BTreeMap<String, u64>, counts: &BTreeMap<String, u64>) {
    for (name, count) in counts {
        *sums.entry(name.clone()).or_default() += count;
    }
}
