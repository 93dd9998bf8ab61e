//! What people, lines, conversations and messages are. It does nothing with them.

use buzzchat::protocol::Millis;
use serde_json::{Map, Value};

/// Names of the variants, as they are stored and shown.
macro_rules! named {
    ($type:ident { $($variant:ident = $name:literal),+ $(,)? }) => {
        impl $type {
            /// Every one there is.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// Its name, as it is stored and shown.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }

            /// The one of this name.
            #[must_use]
            pub fn parse(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.name() == name)
            }
        }
    };
}

/// How people are reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Channel {
    /// Apple's messages.
    Imessage,
    /// WhatsApp.
    Whatsapp,
    /// The chat of a live stream.
    Live,
}

named!(Channel { Imessage = "imessage", Whatsapp = "whatsapp", Live = "live" });

impl Channel {
    /// The most characters of a text.
    #[must_use]
    pub fn longest_text(self) -> usize {
        match self {
            Self::Imessage => 10_000,
            Self::Whatsapp => 4_096,
            Self::Live => 500,
        }
    }

    /// What the ids of its lines begin with.
    #[must_use]
    pub fn line_prefix(self) -> &'static str {
        match self {
            Self::Whatsapp => "wha_",
            Self::Imessage | Self::Live => "lin_",
        }
    }
}

/// Who carries a line's messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Carrier {
    /// The relay itself: the other end is its inbox page.
    Sandbox,
    /// A BlueBubbles server on the seller's Mac.
    BlueBubbles,
    /// Meta's WhatsApp Cloud API.
    Cloud,
    /// A WAHA server, paired by QR code.
    Waha,
}

impl Carrier {
    /// What it reaches; nothing where that is chosen for each line.
    #[must_use]
    pub fn channel(self) -> Option<Channel> {
        match self {
            Self::Sandbox => None,
            Self::BlueBubbles => Some(Channel::Imessage),
            Self::Cloud | Self::Waha => Some(Channel::Whatsapp),
        }
    }
}

named!(Carrier { Sandbox = "sandbox", BlueBubbles = "bluebubbles", Cloud = "cloud", Waha = "waha" });

/// How a line stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineState {
    /// It was not paired yet.
    Pending,
    /// It works.
    Connected,
    /// It worked and is away: what is written waits.
    Disconnected,
    /// It does not work, and will not by itself.
    Failed,
}

named!(LineState { Pending = "pending", Connected = "connected", Disconnected = "disconnected", Failed = "failed" });

/// What a message is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Words.
    Text,
    /// A picture.
    Image,
    /// A film.
    Video,
    /// A sound.
    Audio,
    /// A file.
    Document,
    /// A sticker.
    Sticker,
    /// A place: "latitude,longitude".
    Location,
    /// Cards of people.
    Contacts,
    /// A text that the service approved beforehand; `content` is its name.
    Template,
    /// Something this version does not know.
    Unknown,
}

named!(Kind {
    Text = "text",
    Image = "image",
    Video = "video",
    Audio = "audio",
    Document = "document",
    Sticker = "sticker",
    Location = "location",
    Contacts = "contacts",
    Template = "template",
    Unknown = "unknown",
});

impl Kind {
    /// Whether its content is the address of a file.
    #[must_use]
    pub fn is_media(self) -> bool {
        matches!(self, Self::Image | Self::Video | Self::Audio | Self::Document | Self::Sticker)
    }
}

/// Who wrote a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// The person.
    In,
    /// The seller.
    Out,
}

named!(Direction { In = "in", Out = "out" });

/// Somebody on a channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// `usr_` and a ULID.
    pub id: String,
    /// Whose they are.
    pub workspace: String,
    /// Counted in the workspace, from 1.
    pub number: u64,
    /// Where they are reached.
    pub channel: Channel,
    /// Their telephone number as E.164, or their name on a stream.
    pub address: String,
    /// What they call themselves; empty where nobody said.
    pub name: String,
    /// When they were first known.
    pub created: Millis,
}

/// A connected account of a service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// `wha_` on WhatsApp, else `lin_`, and a ULID.
    pub id: String,
    /// Whose it is.
    pub workspace: String,
    /// What it reaches.
    pub channel: Channel,
    /// Who carries it.
    pub carrier: Carrier,
    /// What the seller calls it.
    pub name: String,
    /// Its own number; empty where it has none.
    pub address: String,
    /// How it stands.
    pub state: LineState,
    /// Why, where there is something to say.
    pub detail: String,
    /// When it was made.
    pub created: Millis,
}

impl Line {
    /// Whether the relay made it by itself, so that something can be tried before anything is connected.
    #[must_use]
    pub fn is_own_sandbox(&self) -> bool {
        self.carrier == Carrier::Sandbox && self.address.is_empty()
    }
}

/// What is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Content {
    /// What it is.
    pub kind: Kind,
    /// The text, or the address of the media.
    pub body: String,
    /// What else belongs to it: `caption`, `filename`, `template`, `contacts`.
    pub extra: Map<String, Value>,
}

impl Content {
    /// Plain words.
    pub fn text(body: impl Into<String>) -> Self {
        Self { kind: Kind::Text, body: body.into(), extra: Map::new() }
    }

    /// What somebody wrote, or wrote beside a file; else the file's address, or its name where that is hidden.
    #[must_use]
    pub fn words(&self) -> &str {
        let said = [self.note("caption"), Some(&*self.body), self.note("filename")];
        said.into_iter().flatten().find(|words| !words.is_empty()).unwrap_or_default()
    }

    /// Something that belongs to it, where that is a text.
    #[must_use]
    pub fn note(&self, name: &str) -> Option<&str> {
        self.extra.get(name).and_then(Value::as_str)
    }
}

/// A message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// `msg_` and a ULID; `msg_ai_` where the relay wrote it.
    pub id: String,
    /// Whose it is.
    pub workspace: String,
    /// What it belongs to.
    pub conversation: String,
    /// What it went over.
    pub line: String,
    /// Whom it came from or went to.
    pub person: String,
    /// Their address.
    pub address: String,
    /// Where.
    pub channel: Channel,
    /// Who wrote it.
    pub direction: Direction,
    /// What.
    pub content: Content,
    /// What became of it.
    pub status: super::Status,
    /// Why it failed.
    pub reason: String,
    /// What the service calls that.
    pub code: String,
    /// Its moment: no two messages of a workspace share one.
    pub at: Millis,
    /// When it was written, by the clock of whoever wrote it.
    pub said: Millis,
    /// What the service calls it; empty where that is not known.
    pub service_id: String,
    /// When the service took it; 0 for never.
    pub sent: Millis,
    /// When it was delivered; 0 for never.
    pub delivered: Millis,
    /// When it was read; 0 for never.
    pub read: Millis,
    /// The family of addresses it came through.
    pub source: String,
    /// The broadcast it is a part of; empty for none.
    pub broadcast: String,
}

#[cfg(test)]
mod tests {
    use super::{Carrier, Channel, Direction, Kind, LineState};

    #[test]
    fn every_name_is_read_as_it_is_written() {
        for channel in Channel::ALL {
            assert_eq!(Channel::parse(channel.name()), Some(*channel));
        }
        for kind in Kind::ALL {
            assert_eq!(Kind::parse(kind.name()), Some(*kind));
        }
        assert_eq!((Carrier::parse("waha"), Carrier::parse("WAHA")), (Some(Carrier::Waha), None));
        assert_eq!(LineState::parse("pending"), Some(LineState::Pending));
        assert_eq!(Direction::parse(""), None);
    }
}
