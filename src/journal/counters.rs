//! Counts per UTC hour, and their sums over the documented periods.

use crate::protocol::{Kind, Millis, Part};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Milliseconds in an hour.
pub const HOUR: Millis = 3_600_000;

/// Hours are kept for 90 days; what is older is in the all-time counts only.
pub(super) const KEPT_HOURS: u64 = 90 * 24;
/// What a seller needs to write a line by hand.
const SECONDS_PER_LINE: u64 = 5;

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
    /// Among those, answers to commands.
    pub command_replies: u64,
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
        self.welcome_messages.saturating_add(self.faq_replies).saturating_add(self.timer_messages)
    }

    /// Every line the bot wrote.
    #[must_use]
    pub fn all_lines(&self) -> u64 {
        self.total_messages().saturating_add(self.other_messages)
    }

    /// Lines the bot wrote in the seller's place save this many seconds.
    #[must_use]
    pub fn seconds_saved(&self) -> u64 {
        self.all_lines().saturating_mul(SECONDS_PER_LINE)
    }

    /// Shares of the documented total.
    #[must_use]
    pub fn breakdown(&self) -> Breakdown {
        let total = self.total_messages();
        Breakdown {
            welcome: percent(self.welcome_messages, total),
            faq: percent(self.faq_replies, total),
            timer: percent(self.timer_messages, total),
        }
    }

    pub(super) fn add(&mut self, other: &Self) {
        let pairs = [
            (&mut self.welcome_messages, other.welcome_messages),
            (&mut self.faq_replies, other.faq_replies),
            (&mut self.timer_messages, other.timer_messages),
            (&mut self.other_messages, other.other_messages),
            (&mut self.command_replies, other.command_replies),
            (&mut self.questions_answered, other.questions_answered),
            (&mut self.viewers_welcomed, other.viewers_welcomed),
            (&mut self.lines_read, other.lines_read),
        ];
        pairs.into_iter().for_each(|(sum, more)| *sum = sum.saturating_add(more));
    }

    /// A line of ours.
    fn of_line(kind: Kind, parts: &[Part]) -> Self {
        let of = |kind: Kind| parts.iter().filter(|part| part.kind == kind).count() as u64;
        let line = u64::from;
        Self {
            welcome_messages: line(kind == Kind::Welcome),
            faq_replies: line(kind == Kind::Faq),
            timer_messages: line(kind == Kind::Timer),
            other_messages: line(!matches!(kind, Kind::Welcome | Kind::Faq | Kind::Timer)),
            command_replies: line(kind == Kind::Command),
            questions_answered: of(Kind::Faq),
            viewers_welcomed: of(Kind::Welcome),
            lines_read: 0,
        }
    }
}

/// Shares in percent, to one decimal.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Breakdown {
    /// Welcomes.
    pub welcome: f64,
    /// Answers.
    pub faq: f64,
    /// Timed lines.
    pub timer: f64,
}

fn percent(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { (part as f64 / whole as f64 * 1_000.0).round() / 10.0 }
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
/// equally many of them; that is why what is old is judged by the origin's own latest hour and not by the clock.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Counters {
    /// The last 90 days, by the hour.
    hours: BTreeMap<u64, Box<Totals>>,
    /// Everything, however old.
    #[serde(default)]
    all: Totals,
    triggers: BTreeMap<String, u64>,
    uses: BTreeMap<String, u64>,
}

impl Counters {
    /// Lines read in an hour, told at `at`: no device can have read lines after it tells of them.
    pub(super) fn count_lines(&mut self, at: Millis, hour: u64, lines: u64) {
        self.count(hour.min(hour_of(at)), &Totals { lines_read: lines, ..Totals::default() });
    }

    pub(super) fn count_sent(&mut self, at: Millis, kind: Kind, parts: &[Part]) {
        self.count(hour_of(at), &Totals::of_line(kind, parts));
    }

    fn count(&mut self, hour: u64, what: &Totals) {
        self.all.add(what);
        self.hours.entry(hour).or_default().add(what);
        let latest = self.hours.last_key_value().map_or(0, |(hour, _)| *hour);
        while let Some(oldest) =
            self.hours.first_entry().filter(|oldest| latest.saturating_sub(*oldest.key()) >= KEPT_HOURS)
        {
            oldest.remove();
        }
    }

    pub(super) fn count_question(&mut self, trigger: &str) {
        count_one(&mut self.triggers, trigger);
    }

    pub(super) fn count_use(&mut self, command: &str) {
        count_one(&mut self.uses, command);
    }

    pub(super) fn sum_into(&self, totals: &mut Totals, period: Period, now: Millis) {
        match period {
            Period::All => totals.add(&self.all),
            _ => self.hours(period, now).for_each(|(_, hour)| totals.add(hour)),
        }
    }

    /// The hours of a period that are kept.
    pub(super) fn hours(&self, period: Period, now: Millis) -> impl Iterator<Item = (u64, &Totals)> {
        self.hours.range(period.first_hour(now)..).map(|(hour, totals)| (*hour, &**totals))
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
        let sum = sums.entry(name.clone()).or_default();
        *sum = sum.saturating_add(*count);
    }
}

fn count_one(counts: &mut BTreeMap<String, u64>, name: &str) {
    let count = counts.entry(name.to_owned()).or_default();
    *count = count.saturating_add(1);
}
