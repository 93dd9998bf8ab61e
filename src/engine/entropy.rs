//! Randomness as the engine may use it: a stream drawn from the 32 bytes that arrive with each input.

use crate::protocol::Millis;
use chacha20::ChaCha20Rng;
use chacha20::rand_core::{Rng, SeedableRng};

/// Random bytes and the ids made of them. The same seed gives the same bytes.
pub struct Entropy {
    stream: ChaCha20Rng,
    last: u128,
}

impl Entropy {
    /// Takes the fresh bytes of an input.
    #[must_use]
    pub fn new(seed: [u8; 32]) -> Self {
        Self { stream: ChaCha20Rng::from_seed(seed), last: 0 }
    }

    /// Bytes that nobody can guess.
    pub fn bytes<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0; N];
        self.stream.fill_bytes(&mut bytes);
        bytes
    }

    /// Fresh bytes for someone who has made ids before: the next ids sort behind [`Entropy::last`].
    #[must_use]
    pub fn after(seed: [u8; 32], last: u128) -> Self {
        Self { last, ..Self::new(seed) }
    }

    /// The last id made, as a number.
    #[must_use]
    pub fn last(&self) -> u128 {
        self.last
    }

    /// A sortable id: the prefix and a ULID. Ids sort in the order they were made, even within a millisecond.
    ///
    /// ```
    /// let id = buzzchat::engine::Entropy::new([1; 32]).id("evt_", 1_700_000_000_000);
    /// assert!(id.starts_with("evt_") && id.len() == 30);
    /// ```
    pub fn id(&mut self, prefix: &str, now: Millis) -> String {
        let random = u128::from_be_bytes(self.bytes::<16>());
        // Steps nobody can guess: whoever begins again behind the same id goes on with others.
        let step = 1 + (random & 0xff_ffff_ffff);
        self.last = ulid::Ulid::from_parts(now, random).0.max(self.last + step);
        format!("{prefix}{}", ulid::Ulid(self.last))
    }
}

/// The number of an id that [`Entropy::id`] made; 0 for any other.
pub(super) fn id_number(id: &str) -> u128 {
    let ulid = id.split_once('_').and_then(|(_, ulid)| ulid::Ulid::from_string(ulid).ok());
    ulid.map_or(0, |ulid| ulid.0)
}
