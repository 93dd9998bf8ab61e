//! What happens on a channel. It tells nobody.

use super::{Destination, Event, Place};
use crate::messaging::{Conversation, Line, Message, Person, normal_number};

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Occurrence {
    /// `evt_` and letters or digits: the same where the same is told again.
    pub id: String,
    /// Where.
    pub place: Place,
    /// What.
    pub what: What,
    /// Where an answer goes.
    pub answers: Destination,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// Somebody wrote.
    Posted {
        /// Who.
        author: Author,
        /// What.
        text: String,
    },
    /// A thread began there.
    ThreadCreated(Place),
    /// People came in; their names.
    Joined(Vec<String>),
    /// People are gone; their names.
    Left(Vec<String>),
}

/// Who wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Author {
    /// A viewer of a live stream.
    Viewer {
        /// The stream's site.
        site: String,
        /// The name shown there.
        name: String,
    },
    /// Somebody on a messaging service.
    Person {
        /// Their number in the workspace.
        number: u64,
        /// What they call themselves, or their address.
        name: String,
    },
}

impl Occurrence {
    /// A message came.
    #[must_use]
    pub fn message(line: &Line, person: &Person, conversation: &Conversation, message: &Message) -> Self {
        let name = if person.name.is_empty() { &person.address } else { &person.name };
        Self {
            id: event_id(&message.id),
            place: Place::thread(line, person, conversation),
            what: What::Posted {
                author: Author::Person { number: person.number, name: name.clone() },
                text: message.content.words().to_owned(),
            },
            answers: to(line, person),
        }
    }

    /// A conversation began.
    #[must_use]
    pub fn conversation(line: &Line, person: &Person, conversation: &Conversation) -> Self {
        Self {
            id: event_id(&conversation.id),
            place: Place::line(line),
            what: What::ThreadCreated(Place::thread(line, person, conversation)),
            answers: to(line, person),
        }
    }

    /// A line was given up, and with it those it reached. `id` is new.
    #[must_use]
    pub fn gone(id: String, line: &Line, names: Vec<String>) -> Self {
        Self { id, place: Place::line(line), what: What::Left(names), answers: Destination::Nobody }
    }

    /// Whether it is what such events tell of.
    #[must_use]
    pub fn is(&self, event: Event) -> bool {
        match self.what {
            What::Posted { .. } => matches!(event, Event::MessagePosted | Event::SlashCommand),
            What::ThreadCreated(_) => event == Event::ThreadCreated,
            What::Joined(_) => event == Event::UsersJoined,
            What::Left(_) => event == Event::UsersLeft,
        }
    }

    /// The first word, where it begins as a command does: without the "/" or "!".
    #[must_use]
    pub fn command(&self) -> Option<&str> {
        let What::Posted { text, .. } = &self.what else { return None };
        text.split_whitespace().next()?.strip_prefix(['/', '!']).filter(|command| !command.is_empty())
    }
}

/// Who writes from a mail address can be heard and not answered.
fn to(line: &Line, person: &Person) -> Destination {
    match normal_number(&person.address) {
        Some(address) => Destination::Person { line: line.id.clone(), address },
        None => Destination::Nobody,
    }
}

/// The id of the event that tells of a thing, by the thing's own.
fn event_id(id: &str) -> String {
    format!("evt_{}", id.replace('_', "-"))
}
