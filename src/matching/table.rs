//! Numbers found by hash: one flat table, the only one the matcher uses, for words, for steps between them and for typos.

/// Numbers by hash. Several may share one; the caller knows which it means.
#[derive(Debug, Default)]
pub(super) struct Table {
    /// The upper half of the hash, and the number plus one; nothing is zero. A power of two of them, at most half in use.
    slots: Vec<(u32, u32)>,
    used: usize,
}

/// Spreads a hash over all bits.
#[inline]
pub(super) fn spread(hash: u64) -> u64 {
    let hash = (hash ^ (hash >> 31)).wrapping_mul(0xd6e8_feb8_6659_fd93);
    hash ^ (hash >> 32)
}

impl Table {
    /// Adds a number under a spread hash.
    pub(super) fn insert(&mut self, hash: u64, number: u32) {
        if self.used * 2 >= self.slots.len() {
            let old = std::mem::take(&mut self.slots);
            self.slots = vec![(0, 0); (old.len() * 2).max(16)];
            old.into_iter().filter(|slot| slot.1 != 0).for_each(|slot| self.place(slot));
        }
        self.used += 1;
        self.place((tag(hash), number + 1));
    }

    fn place(&mut self, slot: (u32, u32)) {
        let mut at = self.home(slot.0);
        while self.slots[at].1 != 0 {
            at = (at + 1) & (self.slots.len() - 1);
        }
        self.slots[at] = slot;
    }

    fn home(&self, tag: u32) -> usize {
        // The tag alone says the place, so that the table can grow without the rest of the hash.
        let spread = u64::from(tag).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        ((spread >> 32) as usize) & (self.slots.len() - 1)
    }

    /// The first number under a hash that is the one meant.
    #[inline]
    pub(super) fn find(&self, hash: u64, mut meant: impl FnMut(u32) -> bool) -> Option<u32> {
        if self.slots.is_empty() {
            return None;
        }
        let tag = tag(hash);
        let mut at = self.home(tag);
        loop {
            let (held, number) = self.slots[at];
            if number == 0 {
                return None;
            }
            if held == tag && meant(number - 1) {
                return Some(number - 1);
            }
            at = (at + 1) & (self.slots.len() - 1);
        }
    }
}

fn tag(hash: u64) -> u32 {
    (hash >> 32) as u32
}
