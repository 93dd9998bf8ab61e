//! Broadcasts: to many at once. One is queued whole or not at all; what becomes of each of its messages is the outbox's.

use super::{Channel, Content, Messaging, check_content};
use crate::clock;
use crate::error::Failure;
use buzzchat::protocol::Millis;
use std::sync::Arc;

/// The most messages of a broadcast.
pub const MOST_MESSAGES: usize = 10_000;
/// The longest title, in characters.
const MAX_TITLE: usize = 200;

/// A broadcast.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broadcast {
    /// `brd_` and a ULID.
    pub id: String,
    /// Whose it is.
    pub workspace: String,
    /// What the seller calls it.
    pub title: String,
    /// Where it is sent.
    pub channel: Channel,
    /// When it goes out.
    pub planned: Millis,
    /// When it was made.
    pub created: Millis,
}

/// A broadcast to be made.
#[derive(Clone, Debug)]
pub struct Planned<'a> {
    /// What the seller calls it.
    pub title: &'a str,
    /// Where it is sent.
    pub channel: Channel,
    /// When it goes out; what is past is now.
    pub at: Millis,
    /// To whom, by their addresses in the one spelling, and what: often the same for all.
    pub letters: Vec<(String, Arc<Content>)>,
    /// The family of addresses it came through.
    pub source: &'a str,
}

impl Messaging {
    /// Queues all of a broadcast. Whom the service does not reach is known from their message: nobody is left out.
    ///
    /// # Errors
    /// When there is something wrong with it, or no line can take it; then nothing of it is queued.
    pub async fn broadcast(&self, workspace: &str, planned: &Planned<'_>) -> Result<Broadcast, Failure> {
        check(planned)?;
        let line = self.line_for(workspace, planned.channel, None).await?;
        let now = clock::now();
        let broadcast = Broadcast {
            id: clock::entropy().id("brd_", now),
            workspace: workspace.to_owned(),
            title: planned.title.trim().to_owned(),
            channel: planned.channel,
            planned: planned.at.max(now),
            created: now,
        };
        self.store.add_broadcast(&line, &broadcast, planned, now).await?;
        self.queued.notify_one();
        Ok(broadcast)
    }
}

fn check(planned: &Planned<'_>) -> Result<(), Failure> {
    let wrong = |why: String| Err(Failure::Validation(why));
    if planned.title.trim().is_empty() || planned.title.chars().count() > MAX_TITLE {
        return wrong(format!("The title of a broadcast must have 1 to {MAX_TITLE} characters"));
    }
    if planned.letters.is_empty() {
        return wrong("A broadcast must go to somebody".to_owned());
    }
    if planned.letters.len() > MOST_MESSAGES {
        return wrong(format!(
            "A broadcast has at most {MOST_MESSAGES} messages, and this one {}",
            planned.letters.len()
        ));
    }
    planned.letters.iter().try_for_each(|(_, content)| check_content(planned.channel, content))
}
