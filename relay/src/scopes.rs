//! What a key may be used for. It knows no key.

/// A part of what the API can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Look: analytics, entries, settings, accounts, events, conversations.
    Read,
    /// Write: lines into the chat, messages to people.
    Messages,
    /// Run giveaways: open, close, draw, clear.
    Giveaway,
    /// Change settings, the bot's switch, the active account, lines, what writes answers.
    Settings,
    /// Manage webhooks.
    Webhooks,
    /// Manage API keys, within what the key has itself.
    Keys,
}

const ALL: [(Scope, &str); 6] = [
    (Scope::Read, "read"),
    (Scope::Messages, "messages"),
    (Scope::Giveaway, "giveaway"),
    (Scope::Settings, "settings"),
    (Scope::Webhooks, "webhooks"),
    (Scope::Keys, "keys"),
];

/// A set of scopes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scopes(u8);

impl Scopes {
    /// Everything there is.
    pub const ALL: Self = Self(u8::MAX);
    /// What a key may do unless it was made for something else: all but making keys, which is asked for by name.
    pub const USUAL: Self = Self(!(1 << Scope::Keys as u8));
    /// Nothing.
    pub const NONE: Self = Self(0);

    /// Reads names separated by commas.
    ///
    /// # Errors
    /// The first name that is no scope.
    pub fn parse(text: &str) -> Result<Self, String> {
        let scope = |name: &str| ALL.iter().find(|(_, known)| *known == name).map(|(scope, _)| scope.bit());
        text.split(',').map(str::trim).try_fold(Self(0), |Self(bits), name| {
            let known = || ALL.map(|(_, name)| name).join(", ");
            scope(name)
                .map(|bit| Self(bits | bit))
                .ok_or_else(|| format!("\"{name}\" is no scope; there are {}", known()))
        })
    }

    /// The names, in the order in which they are written.
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        ALL.iter().filter(move |(scope, _)| self.allows(*scope)).map(|(_, name)| *name)
    }

    /// The first scope of the set that another one has not.
    #[must_use]
    pub fn beyond(self, other: Self) -> Option<Scope> {
        ALL.iter().map(|(scope, _)| *scope).find(|scope| self.allows(*scope) && !other.allows(*scope))
    }

    /// What both sets have.
    #[must_use]
    pub fn shared_with(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Whether the set has it.
    #[must_use]
    pub fn allows(self, scope: Scope) -> bool {
        self.0 & scope.bit() != 0
    }
}

/// The names, separated by commas: what `parse` reads.
impl std::fmt::Display for Scopes {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(&self.names().collect::<Vec<_>>().join(","))
    }
}

impl Scope {
    fn bit(self) -> u8 {
        1 << self as u8
    }

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        ALL[self as usize].1
    }
}

#[cfg(test)]
mod tests {
    use super::{Scope, Scopes};

    #[test]
    fn what_goes_beyond_another_set_is_named() {
        let scopes = |names| Scopes::parse(names).unwrap();
        assert_eq!(scopes("read,keys").beyond(scopes("read,messages")), Some(Scope::Keys));
        assert_eq!(scopes("read").beyond(Scopes::ALL), None);
        assert_eq!(Scopes::ALL.beyond(scopes(&Scopes::ALL.to_string())), None);
    }

    #[test]
    fn making_keys_is_not_usual() {
        assert_eq!(Scopes::USUAL.to_string(), "read,messages,giveaway,settings,webhooks");
        assert_eq!(Scopes::parse("read,keys").unwrap().shared_with(Scopes::USUAL), Scopes::parse("read").unwrap());
    }

    #[test]
    fn names_are_read_and_written() {
        let scopes = Scopes::parse("giveaway, read").unwrap();
        assert!(scopes.allows(Scope::Read) && scopes.allows(Scope::Giveaway) && !scopes.allows(Scope::Settings));
        assert_eq!(scopes.to_string(), "read,giveaway");
        assert_eq!(Scopes::parse(&Scopes::ALL.to_string()).unwrap().to_string(), Scopes::ALL.to_string());
        assert!(Scopes::parse("read,,x").is_err() && Scopes::parse("").is_err());
        for name in ["read", "messages", "giveaway", "settings", "webhooks", "keys"] {
            assert_eq!(Scopes::parse(name).unwrap().to_string(), name);
        }
    }
}
