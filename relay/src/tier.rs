//! What a workspace has subscribed to. It knows no workspace.

/// A tier; a later one includes those before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, clap::ValueEnum)]
pub enum Tier {
    /// The extension alone.
    Free,
    /// More of the extension.
    Pro,
    /// The API too.
    Business,
}

const NAMES: [(Tier, &str); 3] = [(Tier::Free, "free"), (Tier::Pro, "pro"), (Tier::Business, "business")];

impl Tier {
    /// Its name, as it is stored.
    #[must_use]
    pub fn name(self) -> &'static str {
        NAMES[self as usize].1
    }

    /// The tier of this name. A name that a newer version stored opens nothing.
    #[must_use]
    pub fn read(name: &str) -> Self {
        NAMES.iter().find(|(_, known)| *known == name).map_or(Self::Free, |(tier, _)| *tier)
    }
}

#[cfg(test)]
mod tests {
    use super::Tier;

    #[test]
    fn names_are_read_as_they_are_written_and_unknown_ones_open_nothing() {
        for tier in [Tier::Free, Tier::Pro, Tier::Business] {
            assert_eq!(Tier::read(tier.name()), tier);
        }
        assert_eq!(Tier::read("Business "), Tier::Free);
        assert!(Tier::Pro < Tier::Business);
    }
}
