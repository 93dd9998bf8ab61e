//! What happened, for those who were not there to be told: the documented events again, in the order of arrival.

use crate::error::Failure;
use crate::store::Store;
use crate::webhook::{Announcement, EventType};
use crate::workspace::Workspace;
use buzzchat::protocol::NumberedEvent;
use std::fmt;
use std::str::FromStr;

/// So many stored events are read at a time, and for a page at most. Most of what is stored is told to nobody.
pub(super) const CHUNK: u32 = 200;
pub(super) const MOST_READ: usize = 2_000;

/// A place in the order of arrival: behind so many parts of an event (a stored event may tell of a hundred entries), or
/// behind all of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cursor {
    pub(super) number: u64,
    /// 0: behind all of the event.
    pub(super) parts: usize,
}

impl Cursor {
    pub(super) fn behind(number: u64) -> Self {
        Self { number, parts: 0 }
    }

    /// The last event that lies behind the cursor as a whole, and how many parts of the next one do.
    fn told(self) -> (u64, usize) {
        match self.parts {
            0 => (self.number, 0),
            parts => (self.number.saturating_sub(1), parts),
        }
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.parts {
            0 => write!(out, "{}", self.number),
            parts => write!(out, "{}.{parts}", self.number),
        }
    }
}

/// Not a cursor.
#[derive(Debug)]
pub struct NoCursor;

impl FromStr for Cursor {
    type Err = NoCursor;

    fn from_str(text: &str) -> Result<Self, NoCursor> {
        let (number, parts) = text.split_once('.').map_or((text, None), |(number, parts)| (number, Some(parts)));
        let number = digits(number)?;
        let parts = parts.map(digits).transpose()?;
        match parts {
            // Part 0 of an event is written as the event before.
            Some(0) => Err(NoCursor),
            Some(_) if number == 0 => Err(NoCursor),
            parts => Ok(Self { number, parts: usize::try_from(parts.unwrap_or(0)).map_err(|_| NoCursor)? }),
        }
    }
}

/// Without a sign, which a number may have.
fn digits(text: &str) -> Result<u64, NoCursor> {
    let plain = text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| plain).ok_or(NoCursor)
}

/// What somebody missed.
#[derive(Debug, PartialEq, Eq)]
pub struct Page {
    /// Bodies as webhooks get them.
    pub events: Vec<String>,
    /// Where to go on.
    pub next: Cursor,
    /// Whether to go on at once.
    pub more: bool,
    /// Whether this is all that happened up to there. What a device brought along as a whole, when it was paired or came
    /// back to a relay restored from a backup, holds events that nobody can list.
    pub complete: bool,
}

/// The next events behind a cursor: at most `limit`, of these types.
///
/// # Errors
/// When the cursor lies ahead of everything: this relay has not given it out.
pub async fn page(
    store: &Store,
    workspace: &Workspace,
    since: Cursor,
    limit: usize,
    kinds: &[EventType],
) -> Result<Page, Failure> {
    // What arrives from now on is for the next page.
    let head = store.head(workspace.name()).await?;
    if since.number > head {
        return Err(Failure::validation(AHEAD));
    }
    let mut reader = Reader::new(since, limit, kinds);
    while reader.read < MOST_READ && !reader.full {
        let rows = store.events_between(workspace.name(), reader.after, head, CHUNK).await?;
        if rows.is_empty() {
            reader.end(head);
            break;
        }
        rows.iter().for_each(|row| reader.take(row));
    }
    Ok(reader.page(head))
}

/// Fills a page.
struct Reader<'a> {
    limit: usize,
    kinds: &'a [EventType],
    /// The last event that was looked at as a whole.
    after: u64,
    /// Parts of the next one that were told before.
    skip: usize,
    read: usize,
    full: bool,
    page: Page,
}

impl<'a> Reader<'a> {
    fn new(since: Cursor, limit: usize, kinds: &'a [EventType]) -> Self {
        let (after, skip) = since.told();
        let page = Page { events: Vec::new(), next: since, more: false, complete: true };
        Self { limit, kinds, after, skip, read: 0, full: false, page }
    }

    fn take(&mut self, NumberedEvent { number, event }: &NumberedEvent) {
        if self.full {
            return;
        }
        let skip = std::mem::take(&mut self.skip);
        let told = Announcement::of(event);
        let wanted: Vec<_> = told.into_iter().filter(|told| self.kinds.contains(&told.kind)).collect();
        // An event tells of one kind only, so that parts count the same whatever is asked for.
        for (part, told) in wanted.into_iter().enumerate().skip(skip) {
            if self.page.events.len() == self.limit {
                self.full = true;
                self.page.next =
                    if part == 0 { Cursor::behind(number - 1) } else { Cursor { number: *number, parts: part } };
                return;
            }
            self.page.events.push(told.body);
        }
        self.read += 1;
        self.page.complete &= *number == self.after + 1;
        self.after = *number;
        self.page.next = Cursor::behind(*number);
    }

    /// Nothing is left up to there.
    fn end(&mut self, head: u64) {
        self.page.complete &= head == self.after;
        (self.after, self.page.next) = (head, Cursor::behind(head));
    }

    fn page(mut self, head: u64) -> Page {
        self.page.more = self.full || self.after < head;
        self.page
    }
}

pub(super) const AHEAD: &str = "since lies ahead of everything that happened here: begin again without it";

#[cfg(test)]
mod tests {
    use super::Cursor;

    #[test]
    fn cursors_are_read_as_they_were_written() {
        for text in ["0", "7", "7.1", "7.99", "18446744073709551615"] {
            assert_eq!(text.parse::<Cursor>().unwrap().to_string(), text);
        }
        for text in ["", " 7", "+7", "-1", "7.", ".1", "7.0", "0.1", "7.-1", "7.1.1", "a", "18446744073709551616", "٧"]
        {
            assert!(text.parse::<Cursor>().is_err(), "{text}");
        }
    }
}
