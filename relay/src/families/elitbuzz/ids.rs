//! The customer id and the bot key by which Elitbuzz clients name a workspace. They open nothing: the key does.

use crate::uuid::uuid_of;
use sha2::{Digest, Sha256};

/// What a workspace is called in the addresses of Elitbuzz. It follows from the workspace's origin, and so stays the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BotIds {
    /// Ten digits.
    pub customer_id: String,
    /// A UUID.
    pub bot_key: String,
}

impl BotIds {
    /// Those of the workspace with this origin.
    #[must_use]
    pub fn new(origin: &str) -> Self {
        let number = u64::from_be_bytes(bytes("customer", origin)) % 9_000_000_000 + 1_000_000_000;
        Self { customer_id: number.to_string(), bot_key: uuid_of(bytes("bot", origin)) }
    }
}

/// The first bytes of a hash; the two ids say nothing of each other.
fn bytes<const N: usize>(what: &str, origin: &str) -> [u8; N] {
    let hash = Sha256::digest(format!("elitbuzz {what} {origin}"));
    std::array::from_fn(|index| hash[index])
}

#[cfg(test)]
mod tests {
    use super::BotIds;

    #[test]
    fn ids_have_the_documented_form_and_stay_the_same() {
        let ids = BotIds::new("rel_01JJC0VK6ZT3Q9Y4F2M8W5X7AB");
        assert_eq!(ids, BotIds::new("rel_01JJC0VK6ZT3Q9Y4F2M8W5X7AB"));
        assert!(ids.customer_id.len() == 10 && ids.customer_id.bytes().all(|byte| byte.is_ascii_digit()), "{ids:?}");
        let lengths: Vec<_> = ids.bot_key.split('-').map(str::len).collect();
        assert_eq!((lengths, &ids.bot_key[14..15]), (vec![8, 4, 4, 4, 12], "8"), "{ids:?}");
        let other = BotIds::new("rel_other");
        assert!(other.customer_id != ids.customer_id && other.bot_key != ids.bot_key);
    }
}
