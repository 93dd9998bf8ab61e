//! Where things happen, and where answers go. A live stream is a channel, so is an account of a messaging service; each
//! conversation is a thread on its account.

use super::Ids;
use crate::messaging::{Conversation, Line, Person};
use buzzchat::protocol::Stream;
use serde::{Deserialize, Serialize};

/// Where something happens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// In the chat of a live stream.
    Stream(Stream),
    /// On an account of a messaging service.
    Line {
        /// The line's id.
        id: String,
        /// What it is called.
        title: String,
    },
    /// In a conversation.
    Thread {
        /// The conversation's id.
        conversation: String,
        /// With whom.
        title: String,
        /// The id of the line it goes over.
        line: String,
    },
}

/// A channel as integrations know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Channel {
    /// A UUID.
    pub id: String,
    /// The channel it is a thread of; its own id where it is none.
    pub parent: String,
    /// For people.
    pub title: String,
    /// Whether everybody may read there.
    pub is_public: bool,
}

/// Where an answer goes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Destination {
    /// Into the chat of a live stream.
    Stream(Stream),
    /// To somebody on a messaging service.
    Person {
        /// The id of the line.
        line: String,
        /// Their address.
        address: String,
    },
    /// Nobody is there any more.
    Nobody,
}

impl Place {
    /// A line.
    #[must_use]
    pub fn line(line: &Line) -> Self {
        let names = [&line.name, &line.address, &line.id];
        Self::Line { id: line.id.clone(), title: first_of(&names) }
    }

    /// A conversation.
    #[must_use]
    pub fn thread(line: &Line, person: &Person, conversation: &Conversation) -> Self {
        let title = first_of(&[&person.name, &person.address]);
        Self::Thread { conversation: conversation.id.clone(), title, line: line.id.clone() }
    }

    /// What it is called in a workspace.
    #[must_use]
    pub fn channel(&self, ids: Ids<'_>) -> Channel {
        let id = ids.channel(self);
        let (parent, title) = match self {
            Self::Stream(Stream { site, channel }) => (id.clone(), format!("{site}/{channel}")),
            Self::Line { title, .. } => (id.clone(), title.clone()),
            Self::Thread { title, line, .. } => {
                let parent = Self::Line { id: line.clone(), title: String::new() };
                (ids.channel(&parent), title.clone())
            }
        };
        Channel { id, parent, title, is_public: matches!(self, Self::Stream(_)) }
    }
}

fn first_of(names: &[&String]) -> String {
    names.iter().find(|name| !name.is_empty()).map_or_else(String::new, |name| (*name).clone())
}
