//! The families of documented addresses: what each is called, and which one an address belongs to. It answers nothing.

use crate::mcp::MCP;
use crate::openapi::{BASE, OTHER_BASE};
use clap::ValueEnum;

/// A family of documented addresses, with keys, errors and a description of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Family {
    /// BuzzChat itself
    Buzzchat,
    /// AVA: messages by iMessage
    Ava,
    /// Botbiz: accounts and messages on WhatsApp
    Botbiz,
    /// Elitbuzz: users, conversations, broadcasts, triggers
    Elitbuzz,
    /// Domo Buzz: integrations that hear a channel and answer in it
    Domo,
}

/// Where a Domo client gets its token; it shows the key itself there.
pub const TOKEN: &str = "/oauth/token";
/// Where a Domo integration answers; it shows the token of the event there.
const BOTS: &str = "/api/buzz/v1/bots/";

/// Which addresses are whose: an address, and everything below it. Of several that fit, the first counts.
const PLACES: [(&str, Family); 10] = [
    ("/v1/whatsapp", Family::Botbiz),
    ("/v1/users", Family::Botbiz),
    ("/v1/buzz", Family::Domo),
    ("/api/buzz", Family::Domo),
    (TOKEN, Family::Domo),
    ("/bot-api", Family::Elitbuzz),
    ("/whatsapp-api", Family::Elitbuzz),
    (BASE, Family::Buzzchat),
    (OTHER_BASE, Family::Buzzchat),
    ("/api", Family::Ava),
];

impl Family {
    /// Every family.
    pub const ALL: [Self; 5] = [Self::Buzzchat, Self::Ava, Self::Botbiz, Self::Elitbuzz, Self::Domo];
    /// The families beside BuzzChat's own.
    pub const OTHERS: [Self; 4] = [Self::Ava, Self::Botbiz, Self::Elitbuzz, Self::Domo];

    /// Its name, as it is stored.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Buzzchat => "buzzchat",
            Self::Ava => "ava",
            Self::Botbiz => "botbiz",
            Self::Elitbuzz => "elitbuzz",
            Self::Domo => "domo",
        }
    }

    /// The family of this name. A name that a newer version stored is no family here.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|family| family.name() == name)
    }

    /// The family an address belongs to, be there something or not.
    #[must_use]
    pub fn of(path: &str) -> Option<Self> {
        let is_below =
            |base: &str| path.strip_prefix(base).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        if path == MCP {
            return Some(Self::Buzzchat);
        }
        PLACES.iter().find(|(base, _)| is_below(base)).map(|(_, family)| *family)
    }

    /// The family whose keys an address asks for. Nothing where it asks for none, or for something that only its handler
    /// knows how to look at.
    #[must_use]
    pub fn asked_for(path: &str) -> Option<Self> {
        let by_itself = path == TOKEN || path.starts_with(BOTS);
        Self::of(path).filter(|_| !by_itself)
    }
}

#[cfg(test)]
mod tests {
    use super::Family;

    #[test]
    fn names_are_read_as_they_are_written() {
        for family in Family::ALL {
            assert_eq!(Family::parse(family.name()), Some(family));
        }
        assert_eq!(Family::parse("Domo"), None);
    }

    #[test]
    fn an_address_belongs_to_one_family_whether_there_is_something_or_not() {
        let cases: [(&str, Option<Family>); 27] = [
            ("/api/v1", Some(Family::Buzzchat)),
            ("/api/v1/analytics", Some(Family::Buzzchat)),
            ("/v1", Some(Family::Buzzchat)),
            ("/v1/", Some(Family::Buzzchat)),
            ("/v1/settings", Some(Family::Buzzchat)),
            ("/v1/usersx", Some(Family::Buzzchat)),
            ("/v1/buzzer", Some(Family::Buzzchat)),
            ("/mcp", Some(Family::Buzzchat)),
            ("/mcp/x", None),
            ("/v1/users", Some(Family::Botbiz)),
            ("/v1/whatsapp", Some(Family::Botbiz)),
            ("/v1/whatsapp/accounts/wha_1/qr-code", Some(Family::Botbiz)),
            ("/v1/buzz/integrations", Some(Family::Domo)),
            ("/oauth/token", Some(Family::Domo)),
            ("/oauth", None),
            ("/api/buzz/v1/bots/message/1", Some(Family::Domo)),
            ("/bot-api/v1.0/customer/1/bot/2/users", Some(Family::Elitbuzz)),
            ("/whatsapp-api/v1.0/customer/1/bot/2/template", Some(Family::Elitbuzz)),
            ("/bot-apis", None),
            ("/api/send", Some(Family::Ava)),
            ("/api/messages/+1234567890", Some(Family::Ava)),
            ("/api/v1x", Some(Family::Ava)),
            ("/api", Some(Family::Ava)),
            ("/apis", None),
            ("/", None),
            ("/app", None),
            ("/healthz", None),
        ];
        for (path, family) in cases {
            assert_eq!(Family::of(path), family, "{path}");
        }
        assert_eq!(Family::asked_for("/oauth/token"), None);
        assert_eq!(Family::asked_for("/api/buzz/v1/bots/message/1"), None);
        assert_eq!(Family::asked_for("/v1/buzz/integrations"), Some(Family::Domo));
    }
}
