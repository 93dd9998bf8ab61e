//! The documented events by name. It knows nothing of what they carry.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// An event a webhook may subscribe to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(try_from = "String")]
pub enum EventType {
    /// A viewer entered the giveaway.
    #[serde(rename = "giveaway.entry")]
    GiveawayEntry,
    /// Winners were drawn.
    #[serde(rename = "giveaway.winner")]
    GiveawayWinner,
    /// A line of the bot stands in the chat.
    #[serde(rename = "message.sent")]
    MessageSent,
    /// A viewer's line matched a FAQ rule or a command.
    #[serde(rename = "message.received")]
    MessageReceived,
    /// The bot was switched on.
    #[serde(rename = "bot.started")]
    BotStarted,
    /// The bot was switched off.
    #[serde(rename = "bot.stopped")]
    BotStopped,
}

impl EventType {
    /// Every event there is.
    pub const ALL: [Self; 6] = [
        Self::GiveawayEntry,
        Self::GiveawayWinner,
        Self::MessageSent,
        Self::MessageReceived,
        Self::BotStarted,
        Self::BotStopped,
    ];

    /// Its documented name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::GiveawayEntry => "giveaway.entry",
            Self::GiveawayWinner => "giveaway.winner",
            Self::MessageSent => "message.sent",
            Self::MessageReceived => "message.received",
            Self::BotStarted => "bot.started",
            Self::BotStopped => "bot.stopped",
        }
    }

    /// The event of this name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

impl TryFrom<String> for EventType {
    type Error = String;

    fn try_from(name: String) -> Result<Self, String> {
        let known = || Self::ALL.map(Self::name).join(", ");
        Self::parse(&name).ok_or_else(|| format!("unknown event `{name}`: it must be one of {}", known()))
    }
}

#[cfg(test)]
mod tests {
    use super::EventType;

    #[test]
    fn names_on_the_wire_are_the_names() {
        for kind in EventType::ALL {
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.name());
            assert_eq!(EventType::parse(kind.name()), Some(kind));
        }
        assert_eq!(EventType::parse("giveaway.opened"), None);
    }
}
