//! Whose webhooks they are: each family has its own events, and as many webhooks as it may have. It knows nothing of what
//! events carry.

use super::EventType;
use crate::family::Family;
use crate::integrations::Event;

const BOTBIZ: [&str; 7] = [
    "whatsapp.message.received",
    "whatsapp.message.sent",
    "whatsapp.message.delivered",
    "whatsapp.message.read",
    "whatsapp.message.failed",
    "whatsapp.account.connected",
    "whatsapp.account.disconnected",
];

/// A family that tells by webhook.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Style {
    /// The six events of a live chat.
    Buzzchat,
    /// What becomes of WhatsApp messages and accounts.
    Botbiz,
    /// What integrations subscribe to.
    Domo,
}

impl Style {
    /// Every family there is.
    pub const ALL: [Self; 3] = [Self::Buzzchat, Self::Botbiz, Self::Domo];

    /// What it is stored under: the family's name.
    #[must_use]
    pub fn name(self) -> &'static str {
        let family = match self {
            Self::Buzzchat => Family::Buzzchat,
            Self::Botbiz => Family::Botbiz,
            Self::Domo => Family::Domo,
        };
        family.name()
    }

    /// The family of this name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|style| style.name() == name)
    }

    /// The names of the events its webhooks may ask for.
    #[must_use]
    pub fn events(self) -> Vec<&'static str> {
        match self {
            Self::Buzzchat => EventType::ALL.map(EventType::name).to_vec(),
            Self::Botbiz => BOTBIZ.to_vec(),
            Self::Domo => Event::ALL.map(Event::name).to_vec(),
        }
    }

    /// The most webhooks a workspace may have of it.
    #[must_use]
    pub fn most(self) -> usize {
        match self {
            Self::Buzzchat | Self::Botbiz => 20,
            // One for each event of each integration.
            Self::Domo => 100,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Style;
    use std::collections::BTreeSet;

    #[test]
    fn a_stored_name_is_read_back() {
        for style in Style::ALL {
            assert_eq!(Style::parse(style.name()), Some(style));
        }
        assert_eq!(Style::parse("ava"), None);
    }

    #[test]
    fn no_event_belongs_to_two_families() {
        let all: Vec<_> = Style::ALL.into_iter().flat_map(Style::events).collect();
        assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len());
    }
}
