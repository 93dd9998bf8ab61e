//! Takes what is to be sent: checks it, finds the line, and queues it. It sends nothing.

use super::{Carrier, Channel, Content, Kind, Line, LineState, Message, Messaging, normal_number};
use crate::clock;
use crate::error::Failure;
use crate::store::LineSettings;
use buzzchat::protocol::Millis;
use url::Url;

/// What is to be sent.
#[derive(Clone, Debug)]
pub struct Outgoing<'a> {
    /// Over which line; nothing for the one there is.
    pub line: Option<&'a str>,
    /// To which address.
    pub to: &'a str,
    /// What.
    pub content: Content,
    /// The family of addresses it came through.
    pub source: &'a str,
    /// The broadcast it is a part of; empty for none.
    pub broadcast: &'a str,
    /// Not before this moment; 0 for at once.
    pub not_before: Millis,
    /// Whether it is only kept.
    pub draft: bool,
    /// What its id begins with.
    pub prefix: &'a str,
}

impl<'a> Outgoing<'a> {
    /// A text that goes at once over the line there is.
    pub fn text(source: &'a str, to: &'a str, text: impl Into<String>) -> Self {
        Self {
            line: None,
            to,
            content: Content::text(text),
            source,
            broadcast: "",
            not_before: 0,
            draft: false,
            prefix: "msg_",
        }
    }
}

impl Messaging {
    /// Queues a message, or keeps it as a draft.
    ///
    /// # Errors
    /// When there is something wrong with it, or no line can take it.
    pub async fn send(&self, workspace: &str, channel: Channel, outgoing: Outgoing<'_>) -> Result<Message, Failure> {
        check_content(channel, &outgoing.content)?;
        let to = checked_address(channel, outgoing.to)?;
        let line = self.best_line(workspace, channel, outgoing.line).await?;
        // Nobody is to get a draft.
        let line = if outgoing.draft { line } else { takes_messages(line)? };
        let outgoing = Outgoing { to: &to, ..outgoing };
        let message = self.store.queue_message(&line, &outgoing, clock::now()).await?;
        self.queued.notify_one();
        Ok(message)
    }

    /// The line that messages of a channel go over: the one named, else one that works rather than one that is away, and a
    /// sandbox last. A workspace without any gets a sandbox, so that everything can be tried before something is connected.
    ///
    /// # Errors
    /// When there is none that can take a message.
    pub async fn line_for(&self, workspace: &str, channel: Channel, named: Option<&str>) -> Result<Line, Failure> {
        takes_messages(self.best_line(workspace, channel, named).await?)
    }

    async fn best_line(&self, workspace: &str, channel: Channel, named: Option<&str>) -> Result<Line, Failure> {
        let lines = self.store.lines(workspace, Some(channel)).await?;
        if let Some(id) = named {
            let unknown = || Failure::NotFound(format!("There is no {} account \"{id}\"", channel.name()));
            return lines.into_iter().find(|line| line.id == id).ok_or_else(unknown);
        }
        if lines.is_empty() {
            return self.first_line(workspace, channel).await;
        }
        lines.into_iter().min_by_key(standing).ok_or(Failure::Internal)
    }

    /// The line whose other end is the relay's own inbox page, for a workspace without any of the channel.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn first_line(&self, workspace: &str, channel: Channel) -> Result<Line, Failure> {
        let now = clock::now();
        let line = Line {
            id: clock::entropy().id(channel.line_prefix(), now),
            workspace: workspace.to_owned(),
            channel,
            carrier: Carrier::Sandbox,
            name: "Sandbox".to_owned(),
            address: String::new(),
            state: LineState::Connected,
            detail: String::new(),
            created: now,
        };
        Ok(self.store.add_first_line(&line, &LineSettings::new()).await?)
    }
}

/// Which of several lines comes first: one that works, the oldest of them. A sandbox comes behind every line that ever reached
/// somebody, also behind one that is away: what is meant for people shall not seem to have arrived. Of sandboxes one that was
/// connected comes before the relay's own.
fn standing(line: &Line) -> u8 {
    match (line.carrier, line.state) {
        (Carrier::Sandbox, LineState::Pending) => 6,
        (Carrier::Sandbox, _) if line.is_own_sandbox() => 5,
        (Carrier::Sandbox, _) => 3,
        (_, LineState::Connected) => 0,
        (_, LineState::Disconnected) => 1,
        (_, LineState::Failed) => 2,
        (_, LineState::Pending) => 4,
    }
}

/// The line, if messages may go over it.
///
/// # Errors
/// When it is not connected yet, or cannot be.
pub(crate) fn takes_messages(line: Line) -> Result<Line, Failure> {
    match line.state {
        LineState::Connected | LineState::Disconnected => Ok(line),
        LineState::Pending => Err(Failure::Validation(format!("The account {} is not connected yet", line.id))),
        LineState::Failed => {
            Err(Failure::Unavailable(format!("The account {} does not work: {}", line.id, line.detail)))
        }
    }
}

/// An address in its one spelling.
///
/// # Errors
/// When it is none.
pub fn checked_address(channel: Channel, address: &str) -> Result<String, Failure> {
    let wrong = || Failure::validation("The phone number must be in E.164 format, such as +1234567890");
    match channel {
        Channel::Imessage | Channel::Whatsapp => normal_number(address).ok_or_else(wrong),
        Channel::Live => Ok(address.to_owned()),
    }
}

/// Checks that something can be written on a channel at all.
///
/// # Errors
/// What is wrong with it.
pub(crate) fn check_content(channel: Channel, content: &Content) -> Result<(), Failure> {
    let wrong = |why: String| Err(Failure::Validation(why));
    match content.kind {
        Kind::Unknown => wrong("The type of the message is not known".to_owned()),
        kind if kind.is_media() => check_media(&content.body),
        _ if content.body.trim().is_empty() => wrong("The message must not be empty".to_owned()),
        Kind::Text if content.body.chars().count() > channel.longest_text() => {
            wrong(format!("The message must be at most {} characters", channel.longest_text()))
        }
        Kind::Location if place(&content.body).is_none() => {
            wrong("The content of a location must be \"latitude,longitude\", such as 51.5007,-0.1246".to_owned())
        }
        _ => Ok(()),
    }
}

/// The latitude and the longitude that a text names, in degrees.
pub(crate) fn place(text: &str) -> Option<(f64, f64)> {
    let (latitude, longitude) = text.split_once(',')?;
    let degrees = |text: &str, most: f64| text.trim().parse().ok().filter(|degrees: &f64| degrees.abs() <= most);
    Some((degrees(latitude, 90.0)?, degrees(longitude, 180.0)?))
}

/// The service fetches it, so it must be an address of the web.
fn check_media(address: &str) -> Result<(), Failure> {
    let reads = Url::parse(address).is_ok_and(|url| matches!(url.scheme(), "https" | "http") && url.has_host());
    if reads && address.len() <= 2_048 {
        return Ok(());
    }
    Err(Failure::validation(
        "The content of a media message must be the URL of the file, such as https://example.com/a.jpg",
    ))
}

#[cfg(test)]
mod tests {
    use super::place;

    #[test]
    fn a_place_is_two_numbers_of_degrees() {
        assert_eq!(place("51.5007, -0.1246"), Some((51.5007, -0.1246)));
        for text in ["", "51.5", "here,there", "91,0", "0,180.1", "NaN,0", "0,inf", "1,2,3"] {
            assert_eq!(place(text), None, "{text}");
        }
    }
}
