//! A recorded chat, read from CSV, JSONL or a JSON list. A row that cannot be read is named and left out.

use super::csv::{CsvReader, CsvRow};
use super::fields::{self, Field};
use super::json;
use super::times::{self, Time};
use crate::protocol::{ChatLine, LineKind, Millis};
use serde::Serialize;
use std::fmt;

/// The most lines of a recording.
const MOST_LINES: usize = 500_000;
/// The most faults that are told one by one.
const MOST_FAULTS: usize = 20;

/// A line with its time since the recording began.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimedLine {
    /// Milliseconds since the first line.
    pub at: Millis,
    /// The line.
    pub line: ChatLine,
}

/// A row that could not be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Fault {
    /// Its number in the file, from 1, the header counted.
    pub row: usize,
    /// What is wrong with it, as the end of a sentence that begins with the row.
    pub message: String,
}

impl Fault {
    pub(super) fn new(row: usize, message: impl Into<String>) -> Self {
        Self { row, message: message.into() }
    }

    pub(super) fn bad_time(row: usize, time: impl fmt::Display) -> Self {
        let time: String = time.to_string().chars().take(40).collect();
        Self::new(row, format!("has a time that cannot be read: {time}"))
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Row {} {}", self.row, self.message)
    }
}

/// A recorded chat.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recording {
    /// Its lines, in the order of the file.
    pub lines: Vec<TimedLine>,
    /// The first rows that could not be read.
    pub faults: Vec<Fault>,
    /// How many could not.
    pub faulty: usize,
}

/// A row as the file says it.
pub(super) struct Raw {
    time: Option<Time>,
    line: ChatLine,
}

impl Raw {
    pub(super) fn new(
        row: usize,
        time: Option<Time>,
        author: String,
        text: String,
        roles: &str,
        kind: &str,
    ) -> Result<Self, Fault> {
        if author.trim().is_empty() {
            return Err(Fault::new(row, "has no author"));
        }
        let (roles, kind) = (fields::roles(roles), fields::kind(kind));
        Ok(Self { time, line: ChatLine { author, text, roles, kind, own: false, say: None } })
    }
}

impl Recording {
    /// Reads a recording.
    ///
    /// ```
    /// use buzzchat::replay::Recording;
    ///
    /// let recording = Recording::parse("time,user,comment\n0:01,ann,hi\n0:03,ben,\"how much, please?\"\n").expect("is fine");
    /// assert_eq!((recording.lines[1].at, recording.lines[1].line.text.as_str()), (2_000, "how much, please?"));
    /// ```
    ///
    /// # Errors
    /// When there is no line in it that can be read, or the columns are not named.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut reading = Reading::default();
        match text.trim_start().chars().next() {
            Some('[') => reading.take_all(json::read_list(text)?)?,
            Some('{') => reading.take_all(json::read_lines(text))?,
            _ => reading.take_all(read_csv(text)?)?,
        }
        reading.finish()
    }

    /// From the first line to the last.
    #[must_use]
    pub fn length(&self) -> Millis {
        self.lines.last().map_or(0, |line| line.at)
    }
}

#[derive(Default)]
struct Reading {
    times: Vec<Option<Time>>,
    lines: Vec<ChatLine>,
    faults: Vec<Fault>,
    faulty: usize,
}

impl Reading {
    fn take_all(&mut self, rows: impl IntoIterator<Item = Result<Raw, Fault>>) -> Result<(), Fault> {
        for (index, row) in rows.into_iter().enumerate() {
            if self.lines.len() == MOST_LINES {
                return Err(Fault::new(
                    index + 1,
                    format!("is one too many: a recording holds at most {MOST_LINES} lines"),
                ));
            }
            match row {
                Ok(raw) => {
                    self.times.push(raw.time);
                    self.lines.push(raw.line);
                }
                Err(fault) => self.blame(fault),
            }
        }
        Ok(())
    }

    fn blame(&mut self, fault: Fault) {
        self.faulty += 1;
        if self.faults.len() < MOST_FAULTS {
            self.faults.push(fault);
        }
    }

    fn finish(self) -> Result<Recording, Fault> {
        if self.lines.is_empty() {
            return Err(self
                .faults
                .into_iter()
                .next()
                .unwrap_or_else(|| Fault::new(1, "is missing: there are no lines")));
        }
        let offsets = times::offsets(&self.times);
        let lines = offsets.into_iter().zip(self.lines).map(|(at, line)| TimedLine { at, line }).collect();
        Ok(Recording { lines, faults: self.faults, faulty: self.faulty })
    }
}

/// Where each field stands in a row.
struct Columns {
    width: usize,
    time: Option<(usize, String)>,
    author: usize,
    text: usize,
    roles: Option<usize>,
    kind: Option<usize>,
}

fn read_csv(text: &str) -> Result<impl Iterator<Item = Result<Raw, Fault>>, Fault> {
    let mut rows = CsvReader::new(text).filter(|row| !row.is_blank());
    let header = rows.next().ok_or_else(|| Fault::new(1, "is missing: the file is empty"))?;
    let columns = Columns::read(&header)?;
    Ok(rows.map(move |row| columns.raw(row)))
}

impl Columns {
    fn read(header: &CsvRow) -> Result<Self, Fault> {
        let names: Vec<String> = header.cells.iter().map(|name| fields::plain(name)).collect();
        let missing = |what: &str| {
            let found: Vec<String> = header.cells.iter().take(8).map(|cell| cell.chars().take(30).collect()).collect();
            let found = found.join("\", \"");
            let message = format!("must name the columns time, author and text: no {what} among \"{found}\"");
            Fault::new(header.number, message)
        };
        Ok(Self {
            width: names.len(),
            author: fields::find(&names, Field::Author).ok_or_else(|| missing("author"))?,
            text: fields::find(&names, Field::Text).ok_or_else(|| missing("text"))?,
            time: fields::find(&names, Field::Time).map(|index| (index, names[index].clone())),
            roles: fields::find(&names, Field::Roles),
            kind: fields::find(&names, Field::Kind),
        })
    }

    fn raw(&self, row: CsvRow) -> Result<Raw, Fault> {
        let CsvRow { number, mut cells, problem } = row;
        if let Some(problem) = problem {
            return Err(Fault::new(number, format!("cannot be read: {problem}")));
        }
        if cells.len() > self.width {
            return Err(Fault::new(
                number,
                format!("has {} cells where the first row names {}", cells.len(), self.width),
            ));
        }
        cells.resize(self.width, String::new());
        let time =
            self.time.as_ref().map(|(index, name)| (name, &cells[*index])).filter(|(_, time)| !time.trim().is_empty());
        let time = match time {
            None => None,
            Some((name, time)) => Some(Time::parse(name, time).ok_or_else(|| Fault::bad_time(number, time))?),
        };
        let (author, text) = (std::mem::take(&mut cells[self.author]), std::mem::take(&mut cells[self.text]));
        let cell = |index: Option<usize>| index.map_or("", |index| cells[index].as_str());
        Raw::new(number, time, author, text, cell(self.roles), cell(self.kind))
    }
}

/// Whether viewers see the line as one that somebody wrote.
pub(super) fn is_written(kind: LineKind) -> bool {
    matches!(kind, LineKind::Chat | LineKind::Paid)
}
