//! What things are called on the wire. Every id follows from the workspace's origin and the thing itself, so that nothing has
//! to be kept for it to stay the same.

use super::Place;
use crate::uuid::uuid_of;
use buzzchat::protocol::viewer_key;
use sha2::{Digest, Sha256};

/// The largest number that every reader of JSON takes exactly.
const MAX_NUMBER: u64 = (1 << 53) - 1;

/// The ids of one workspace.
#[derive(Clone, Copy, Debug)]
pub struct Ids<'a> {
    /// What the relay's own events there are written under; no other workspace has it.
    pub origin: &'a str,
}

impl Ids<'_> {
    /// The workspace, as the user that owns its integrations.
    #[must_use]
    pub fn owner(&self) -> u64 {
        // Short enough for readers with 32 bits: there is one of it.
        u64::from_be_bytes(self.bytes(&["owner"])) % 900_000_000 + 100_000_000
    }

    /// A viewer, the same one however the name is spelled.
    #[must_use]
    pub fn viewer(&self, site: &str, name: &str) -> u64 {
        u64::from_be_bytes(self.bytes(&["viewer", site, &viewer_key(name)])) % MAX_NUMBER + 1
    }

    /// Somebody on a messaging service, by their number in the workspace.
    #[must_use]
    pub fn person(&self, number: u64) -> u64 {
        u64::from_be_bytes(self.bytes(&["person", &number.to_string()])) % MAX_NUMBER + 1
    }

    /// The channel of a place.
    #[must_use]
    pub fn channel(&self, place: &Place) -> String {
        match place {
            Place::Stream(stream) => uuid_of(self.bytes(&["stream", &stream.site, &stream.channel])),
            Place::Line { id, .. } => uuid_of(self.bytes(&["line", id])),
            Place::Thread { conversation, .. } => uuid_of(self.bytes(&["thread", conversation])),
        }
    }

    /// The first bytes of a hash of all the words; each has its length before it, so that none can be mistaken for two.
    fn bytes<const N: usize>(&self, words: &[&str]) -> [u8; N] {
        let mut hash = Sha256::new();
        for word in [self.origin].iter().chain(words) {
            hash.update(format!("{}:{word}", word.len()));
        }
        let hash = hash.finalize();
        std::array::from_fn(|index| hash[index])
    }
}

#[cfg(test)]
mod tests {
    use super::{Ids, MAX_NUMBER};
    use crate::integrations::Place;
    use buzzchat::protocol::Stream;

    const OURS: Ids<'_> = Ids { origin: "rel_1" };

    fn stream(site: &str, channel: &str) -> Place {
        Place::Stream(Stream { site: site.into(), channel: channel.into() })
    }

    #[test]
    fn the_same_thing_is_always_called_the_same() {
        assert_eq!(OURS.viewer("demo", " @Ann"), OURS.viewer("demo", "ann"));
        assert_eq!(OURS.channel(&stream("demo", "main")), OURS.channel(&stream("demo", "main")));
        assert_eq!(OURS.owner(), OURS.owner());
        assert!((1..=MAX_NUMBER).contains(&OURS.viewer("demo", "")) && OURS.owner() < 1 << 31);
    }

    #[test]
    fn different_things_are_called_differently() {
        let theirs = Ids { origin: "rel_2" };
        assert_ne!(OURS.channel(&stream("ab", "c")), OURS.channel(&stream("a", "bc")));
        assert_ne!(OURS.channel(&stream("demo", "main")), theirs.channel(&stream("demo", "main")));
        assert_ne!((OURS.owner(), OURS.person(1)), (theirs.owner(), theirs.person(1)));
        assert_ne!(OURS.viewer("demo", "ann"), OURS.viewer("twitch", "ann"));
        assert_ne!(OURS.person(1), OURS.person(2));
    }
}
