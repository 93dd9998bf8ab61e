//! What integrations may subscribe to. It knows nothing of what an event carries.

/// A kind of event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// Somebody wrote.
    MessagePosted,
    /// Somebody used a command.
    SlashCommand,
    /// A thread began on a channel.
    ThreadCreated,
    /// People came in.
    UsersJoined,
    /// People are gone.
    UsersLeft,
}

impl Event {
    /// Every one there is, as documented.
    pub const ALL: [Self; 5] =
        [Self::MessagePosted, Self::SlashCommand, Self::ThreadCreated, Self::UsersJoined, Self::UsersLeft];
    /// Those that happen in the chat of a live stream.
    pub const LIVE: [Self; 3] = [Self::MessagePosted, Self::SlashCommand, Self::UsersJoined];

    /// Its documented name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::MessagePosted => "MESSAGE_POSTED",
            Self::SlashCommand => "SLASH_COMMAND",
            Self::ThreadCreated => "THREAD_CREATED",
            Self::UsersJoined => "USERS_JOINED_CHANNEL",
            Self::UsersLeft => "USERS_LEFT_CHANNEL",
        }
    }

    /// The one of this name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|event| event.name() == name)
    }
}
