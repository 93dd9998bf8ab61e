//! What an integration is, and what it wants to be told of. It does nothing with either.

use super::{Channel, Event, Occurrence};
use crate::webhook::OwnHeaders;
use buzzchat::protocol::Millis;

/// A program that hears channels and answers in them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Integration {
    /// A UUID.
    pub id: String,
    /// Whose it is.
    pub workspace: String,
    /// The id of the key that made it: with the key its answers end.
    pub made_with: String,
    /// What it is called.
    pub name: String,
    /// What it does.
    pub description: String,
    /// What it hears.
    pub reach: Reach,
    /// What it wants with every letter.
    pub headers: OwnHeaders,
    /// Where its maker reached the relay, without a slash at the end: answers come there.
    pub base: String,
    /// When it was made.
    pub created: Millis,
}

/// Which channels an integration hears.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Those that everybody may read: live streams.
    Public,
    /// Every one of the workspace.
    Owner,
    /// Those with these ids, and threads on them.
    List(Vec<String>),
}

impl Reach {
    /// Its documented name.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Public => "PUBLIC_CHANNELS",
            Self::Owner => "OWNER_ACCESS",
            Self::List(_) => "CHANNEL_LIST",
        }
    }

    /// The one of this name, with the ids that only a list has.
    #[must_use]
    pub fn parse(name: &str, channels: Vec<String>) -> Option<Self> {
        [Self::Public, Self::Owner, Self::List(channels)].into_iter().find(|reach| reach.name() == name)
    }

    /// The ids, where it is a list.
    #[must_use]
    pub fn channels(&self) -> Option<&[String]> {
        if let Self::List(ids) = self { Some(ids) } else { None }
    }

    fn covers(&self, channel: &Channel) -> bool {
        match self {
            Self::Public => channel.is_public,
            Self::Owner => true,
            Self::List(ids) => {
                ids.iter().any(|id| id.eq_ignore_ascii_case(&channel.id) || id.eq_ignore_ascii_case(&channel.parent))
            }
        }
    }
}

/// What an integration wants to be told of, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subscription {
    /// A UUID; the id of its webhook too.
    pub id: String,
    /// Of what.
    pub event: Event,
    /// Where.
    pub url: String,
    /// The command, as it was asked for.
    pub command: Option<String>,
    /// Why nothing is sent there any more; empty where something is.
    pub disabled_reason: String,
}

/// A subscription beside its integration, as far as telling needs to know them.
#[derive(Clone, Debug)]
pub struct Subscriber {
    /// The id of the webhook.
    pub webhook: String,
    /// What it is about.
    pub event: Event,
    /// The command it is about, as it was asked for; empty where it is about something else.
    pub command: String,
    /// The id of the integration.
    pub integration: String,
    /// What it hears.
    pub reach: Reach,
    /// Where answers come.
    pub base: String,
}

impl Subscriber {
    /// Whether it is to be told.
    #[must_use]
    pub fn wants(&self, occurrence: &Occurrence, channel: &Channel) -> bool {
        let fits = || match self.event {
            Event::SlashCommand => occurrence.command().is_some_and(|used| is_same(used, &self.command)),
            _ => true,
        };
        occurrence.is(self.event) && self.reach.covers(channel) && fits()
    }
}

/// Whether a command that somebody used is the one asked for, which may have been written with its first character.
fn is_same(used: &str, asked: &str) -> bool {
    used.to_lowercase() == asked.strip_prefix(['/', '!']).unwrap_or(asked).to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::{Reach, Subscriber};
    use crate::integrations::{Author, Destination, Event, Ids, Occurrence, Place, What};
    use buzzchat::protocol::Stream;

    const IDS: Ids<'_> = Ids { origin: "rel_1" };

    fn stream() -> Place {
        Place::Stream(Stream { site: "demo".into(), channel: "main".into() })
    }

    fn thread() -> Place {
        Place::Thread { conversation: "cnv_1".into(), title: "Ann".into(), line: "lin_1".into() }
    }

    fn posted(place: Place, text: &str) -> Occurrence {
        let author = Author::Viewer { site: "demo".into(), name: "ann".into() };
        let what = What::Posted { author, text: text.into() };
        Occurrence { id: "evt_1".into(), place, what, answers: Destination::Nobody }
    }

    fn subscriber(event: Event, reach: Reach) -> Subscriber {
        let (webhook, integration, base) = ("w".into(), "i".into(), "http://relay".into());
        Subscriber { webhook, event, command: "Close".into(), integration, reach, base }
    }

    #[track_caller]
    fn wants(subscriber: &Subscriber, occurrence: &Occurrence) -> bool {
        subscriber.wants(occurrence, &occurrence.place.channel(IDS))
    }

    #[test]
    fn a_command_is_the_first_word_in_any_case() {
        let subscriber = subscriber(Event::SlashCommand, Reach::Owner);
        for text in ["/close deal 73964", "!CLOSE", "  /Close\tx", "/close"] {
            assert!(wants(&subscriber, &posted(stream(), text)), "{text}");
        }
        for text in ["close", "/closed", "please /close", "/", "!", "", "//close"] {
            assert!(!wants(&subscriber, &posted(stream(), text)), "{text}");
        }
        let slashed = Subscriber { command: "/close".into(), ..subscriber };
        assert!(wants(&slashed, &posted(stream(), "!close")));
    }

    #[test]
    fn each_reach_covers_its_channels() {
        let line = Place::Line { id: "lin_1".into(), title: String::new() };
        let listed = |place: &Place| Reach::List(vec![IDS.channel(place).to_uppercase()]);
        let cases = [
            (Reach::Public, true, false),
            (Reach::Owner, true, true),
            (listed(&stream()), true, false),
            (listed(&thread()), false, true),
            (listed(&line), false, true),
            (Reach::List(Vec::new()), false, false),
        ];
        for (reach, on_stream, in_thread) in cases {
            let subscriber = subscriber(Event::MessagePosted, reach);
            assert_eq!(wants(&subscriber, &posted(stream(), "hello")), on_stream, "{subscriber:?}");
            assert_eq!(wants(&subscriber, &posted(thread(), "hello")), in_thread, "{subscriber:?}");
        }
    }

    #[test]
    fn a_message_is_no_other_event() {
        for event in [Event::ThreadCreated, Event::UsersJoined, Event::UsersLeft] {
            assert!(!wants(&subscriber(event, Reach::Owner), &posted(stream(), "/close")));
        }
    }
}
