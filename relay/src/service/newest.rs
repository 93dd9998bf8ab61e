//! What happened, the newest first, for those who look back. Pages begin where `events` would go on.

use super::events::{AHEAD, CHUNK, Cursor, MOST_READ};
use crate::error::Failure;
use crate::store::Store;
use crate::webhook::{Announcement, EventType};
use crate::workspace::Workspace;
use buzzchat::protocol::NumberedEvent;

/// What happened before a place.
#[derive(Debug, PartialEq, Eq)]
pub struct Page {
    /// Bodies as webhooks get them.
    pub events: Vec<String>,
    /// Where the page began: what comes after is what happens from now on.
    pub latest: Cursor,
    /// Where to go on.
    pub next: Cursor,
    /// Whether there is anything to go on with.
    pub more: bool,
    /// Whether this is all that happened in between; see [`super::events::Page`].
    pub complete: bool,
}

/// The last events before a cursor, or before now: at most `limit`, of these types.
///
/// # Errors
/// When the cursor lies ahead of everything: this relay has not given it out.
pub async fn page(
    store: &Store,
    workspace: &Workspace,
    before: Option<Cursor>,
    limit: usize,
    kinds: &[EventType],
) -> Result<Page, Failure> {
    let head = store.head(workspace.name()).await?;
    let latest = before.unwrap_or(Cursor::behind(head));
    if latest.number > head {
        return Err(Failure::validation(AHEAD));
    }
    let page = Page { events: Vec::new(), latest, next: latest, more: true, complete: true };
    let mut reader = Reader { limit, kinds, read: 0, full: false, page };
    while reader.read < MOST_READ && !reader.full {
        let rows = store.events_up_to(workspace.name(), reader.page.next.number, CHUNK).await?;
        if rows.is_empty() {
            reader.end();
            break;
        }
        rows.iter().for_each(|row| reader.take(row));
    }
    Ok(reader.page)
}

/// Fills a page.
struct Reader<'a> {
    limit: usize,
    kinds: &'a [EventType],
    read: usize,
    full: bool,
    page: Page,
}

impl Reader<'_> {
    fn take(&mut self, NumberedEvent { number, event }: &NumberedEvent) {
        if self.full {
            return;
        }
        self.page.complete &= *number == self.page.next.number;
        let told = Announcement::of(event);
        let mut wanted: Vec<_> = told.into_iter().filter(|told| self.kinds.contains(&told.kind)).collect();
        if self.page.next.number == *number && self.page.next.parts > 0 {
            wanted.truncate(self.page.next.parts);
        }
        while let Some(told) = wanted.pop() {
            if self.page.events.len() == self.limit {
                self.full = true;
                self.page.next = Cursor { number: *number, parts: wanted.len() + 1 };
                return;
            }
            self.page.events.push(told.body);
        }
        self.read += 1;
        self.page.next = Cursor::behind(number.saturating_sub(1));
    }

    /// Nothing lies before that.
    fn end(&mut self) {
        self.page.complete &= self.page.next.number == 0;
        (self.page.next, self.page.more) = (Cursor::default(), false);
    }
}
