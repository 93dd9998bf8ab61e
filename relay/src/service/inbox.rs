//! The inbox: conversations with people and what was written in them, over every line; and the other end of a sandbox, whose
//! phone whoever looks here has in hand.

use crate::clock;
use crate::error::Failure;
use crate::messaging::{
    Carrier, Channel, Content, Happening, Line, LineState, Message, Messaging, Outgoing, Overview, Receipt, Said,
    Status, Which, check_content, checked_address, takes_messages,
};
use crate::store::Store;
use buzzchat::protocol::Millis;

/// The most of a page.
pub const MAX_PAGE: usize = 100;
/// The most characters of a name.
pub const MAX_NAME: usize = 100;
/// So many messages are read at once by a phone: each is told of, in one transaction.
const READ_AT_ONCE: usize = 200;
/// What the API's own messages say they came through.
const SOURCE: &str = "buzzchat";

/// The inbox of a workspace.
#[derive(Clone, Copy, Debug)]
pub struct Inbox<'a> {
    /// Where everything is kept.
    pub store: &'a Store,
    /// What sends and hears.
    pub messaging: &'a Messaging,
    /// Whose it is.
    pub workspace: &'a str,
}

/// A part of a list.
#[derive(Clone, Debug)]
pub struct Page<T> {
    /// The latest first.
    pub items: Vec<T>,
    /// What to ask the next page with; nothing on the last one.
    pub next: Option<String>,
}

/// What somebody writes who has the phone of a sandbox in hand.
#[derive(Clone, Copy, Debug)]
pub struct Phoned<'a> {
    /// How.
    pub channel: Channel,
    /// To which sandbox; nothing for the one there is.
    pub line: Option<&'a str>,
    /// The phone's number.
    pub from: &'a str,
    /// What the person calls themselves; empty for nothing.
    pub name: &'a str,
    /// What they write.
    pub text: &'a str,
}

impl Inbox<'_> {
    /// The conversations, the one written in last first.
    ///
    /// # Errors
    /// When limit or cursor are wrong.
    pub async fn conversations(&self, limit: usize, cursor: Option<&str>) -> Result<Page<Overview>, Failure> {
        let before = checked_page(limit, cursor)?;
        let found = self.store.overviews(self.workspace, before, limit + 1).await?;
        Ok(page(found, limit, |overview| overview.last.at))
    }

    /// One of them.
    ///
    /// # Errors
    /// When there is no such conversation.
    pub async fn conversation(&self, id: &str) -> Result<Overview, Failure> {
        let unknown = || Failure::NotFound("Conversation not found".into());
        self.store.overview(self.workspace, id).await?.ok_or_else(unknown)
    }

    /// The conversation with somebody, the one written in last where there are several.
    ///
    /// # Errors
    /// When the address is none, or nothing was written there yet.
    pub async fn conversation_with(&self, channel: Channel, address: &str) -> Result<Overview, Failure> {
        let address = checked_address(channel, address)?;
        let unknown = || Failure::NotFound("Conversation not found".into());
        let id = self.store.conversation_with(self.workspace, channel, &address).await?.ok_or_else(unknown)?;
        self.conversation(&id).await
    }

    /// What was written in a conversation.
    ///
    /// # Errors
    /// When there is no such conversation, or limit or cursor are wrong.
    pub async fn messages(&self, id: &str, limit: usize, cursor: Option<&str>) -> Result<Page<Message>, Failure> {
        let before = checked_page(limit, cursor)?;
        let conversation = self.conversation(id).await?.last.conversation;
        let found = self.store.written(&conversation, before, limit + 1).await?;
        Ok(page(found, limit, |message| message.at))
    }

    /// Queues a text of the seller's, over the line named or the one there is.
    ///
    /// # Errors
    /// When there is something wrong with it, or no line can take it.
    pub async fn send(&self, channel: Channel, to: &str, text: String, line: Option<&str>) -> Result<Message, Failure> {
        let outgoing = Outgoing { line, ..Outgoing::text(SOURCE, to, text) };
        self.messaging.send(self.workspace, channel, outgoing).await
    }

    /// Queues a text of the seller's in a conversation, over the line that it goes over.
    ///
    /// # Errors
    /// When there is no such conversation, its line is gone, or there is something wrong with the text.
    pub async fn answer(&self, id: &str, text: String) -> Result<Message, Failure> {
        let Overview { last, line_state, .. } = self.conversation(id).await?;
        if line_state.is_none() {
            return Err(Failure::validation("The line of this conversation was removed: write over another one"));
        }
        self.send(last.channel, &last.address, text, Some(&last.line)).await
    }

    /// Keeps what a sandbox's phone wrote, as if a service had told of it.
    ///
    /// # Errors
    /// When there is something wrong with it, or the line is no sandbox or not connected yet.
    pub async fn hear(&self, phoned: Phoned<'_>) -> Result<Message, Failure> {
        let content = Content::text(phoned.text);
        check_content(phoned.channel, &content)?;
        let address = checked_address(phoned.channel, phoned.from)?;
        let name = phoned.name.trim();
        if name.chars().count() > MAX_NAME {
            return Err(Failure::Validation(format!("name must be at most {MAX_NAME} characters")));
        }
        let line = takes_messages(self.sandbox(phoned.channel, phoned.line).await?)?;
        let now = clock::now();
        let service_id = clock::entropy().id("sandbox:in_", now);
        let said = Said { service_id, address, name: name.to_owned(), content, at: now, own: false };
        self.messaging.hear(&line, &[Happening::Said(said)]).await?.pop().ok_or(Failure::Internal)
    }

    /// Has a sandbox's phone see all that it got. Returns how much that was.
    ///
    /// # Errors
    /// When there is no such conversation, or its line is no sandbox.
    pub async fn read(&self, id: &str) -> Result<usize, Failure> {
        let last = self.conversation(id).await?.last;
        let line = self.sandbox(last.channel, Some(&last.line)).await?;
        let mut count = 0;
        loop {
            let unread = self.store.unread(&last.conversation, READ_AT_ONCE).await?;
            if unread.is_empty() {
                return Ok(count);
            }
            count += unread.len();
            let now = clock::now();
            let told: Vec<_> = unread.into_iter().map(|message| seen(message, now)).collect();
            self.messaging.hear(&line, &told).await?;
        }
    }

    /// The sandbox named, or the one there is; where nothing is connected it is made.
    async fn sandbox(&self, channel: Channel, named: Option<&str>) -> Result<Line, Failure> {
        let lines = self.store.lines(self.workspace, Some(channel)).await?;
        let is_sandbox = |line: &Line| line.carrier == Carrier::Sandbox;
        let unknown = || Failure::NotFound("Line not found".into());
        let none = || Failure::validation("There is no sandbox on this channel: add one first");
        let line = match named {
            Some(id) => lines.into_iter().find(|line| line.id == id).ok_or_else(unknown)?,
            None if lines.is_empty() => self.messaging.first_line(self.workspace, channel).await?,
            None => {
                let sandboxes = lines.into_iter().filter(is_sandbox);
                sandboxes.min_by_key(|line| line.state != LineState::Connected).ok_or_else(none)?
            }
        };
        if is_sandbox(&line) {
            return Ok(line);
        }
        Err(Failure::validation("Only the phone of a sandbox is in your hand: this line reaches a real one"))
    }
}

fn seen(message: String, at: Millis) -> Happening {
    let which = Which::Ours(message);
    Happening::Receipt(Receipt { which, status: Status::Read, at, reason: String::new(), code: String::new() })
}

/// The moment before which a page lies.
fn checked_page(limit: usize, cursor: Option<&str>) -> Result<Millis, Failure> {
    if limit == 0 || limit > MAX_PAGE {
        return Err(Failure::Validation(format!("limit must be between 1 and {MAX_PAGE}")));
    }
    let digits = |cursor: &&str| cursor.bytes().all(|byte| byte.is_ascii_digit());
    let wrong = || Failure::validation("cursor must be a nextCursor of an earlier answer");
    cursor.map_or(Ok(Millis::MAX), |cursor| Some(cursor).filter(digits).and_then(|c| c.parse().ok()).ok_or_else(wrong))
}

/// One more than a page was looked for.
fn page<T>(mut items: Vec<T>, limit: usize, moment: impl Fn(&T) -> Millis) -> Page<T> {
    let more = items.len() > limit;
    items.truncate(limit);
    let next = items.last().filter(|_| more).map(|last| moment(last).to_string());
    Page { items, next }
}
