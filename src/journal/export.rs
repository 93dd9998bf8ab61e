//! Tables as CSV (RFC 4180). No cell begins as a formula: names and triggers are data, and a spreadsheet runs what it takes
//! for a formula.

use super::calendar::date;
use super::{Account, Totals, rfc3339};
use crate::protocol::Millis;

impl Account {
    /// What the bot did, by the UTC day.
    #[must_use]
    pub fn days_csv(&self, now: Millis) -> String {
        let header = ["Date", "Messages", "Welcomes", "FAQs", "Timers", "Commands", "Other", "LinesRead"];
        let mut table = Table::new(&header);
        for (day, totals) in self.days(now) {
            let counts = counts(&totals).map(|count| count.to_string());
            table.row(std::iter::once(date(day)).chain(counts));
        }
        table.text
    }

    /// Who entered the current giveaway in time, the earliest first.
    #[must_use]
    pub fn entrants_csv(&self) -> String {
        let mut table = Table::new(&["Name", "Time"]);
        let entrants = self.round().into_iter().flat_map(|(_, round)| round.entrants());
        entrants.for_each(|entry| table.row([entry.viewer, rfc3339(entry.at)]));
        table.text
    }

    /// How often each trigger was asked for, all time, the most frequent first.
    #[must_use]
    pub fn triggers_csv(&self) -> String {
        let mut table = Table::new(&["Trigger", "Count"]);
        self.triggers().into_iter().for_each(|(trigger, count)| table.row([trigger, count.to_string()]));
        table.text
    }
}

/// The kinds sum up to the messages.
fn counts(totals: &Totals) -> [u64; 7] {
    [
        totals.all_lines(),
        totals.welcome_messages,
        totals.faq_replies,
        totals.timer_messages,
        totals.command_replies,
        totals.other_messages.saturating_sub(totals.command_replies),
        totals.lines_read,
    ]
}

struct Table {
    text: String,
}

impl Table {
    fn new(header: &[&str]) -> Self {
        let mut table = Self { text: String::new() };
        table.row(header.iter().map(ToString::to_string));
        table
    }

    fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        for (index, cell) in cells.into_iter().enumerate() {
            if index > 0 {
                self.text.push(',');
            }
            self.cell(&cell);
        }
        self.text.push_str("\r\n");
    }

    fn cell(&mut self, cell: &str) {
        let guard = if cell.starts_with(is_formula) { "'" } else { "" };
        if cell.contains(['"', ',', '\r', '\n']) {
            self.text.extend(["\"", guard, &cell.replace('"', "\"\""), "\""]);
        } else {
            self.text.extend([guard, cell]);
        }
    }
}

/// Whether a spreadsheet may take a cell that begins so for a formula. The wide forms count in some of them.
fn is_formula(first: char) -> bool {
    matches!(first, '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠')
}
