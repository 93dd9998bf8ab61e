//! Finds a name among a million: a hash table of places that keeps no names of its own.

use super::Bytes32;
use std::hash::{DefaultHasher, Hasher};

/// Places by name. Which slot a name gets depends on the root, and the root on every name: nobody can choose names that
/// crowd into one slot.
pub(super) struct Names {
    hasher: DefaultHasher,
    /// The upper half of a name's hash, and its place counted from 1; 0 is a free slot. Never more than half are taken.
    slots: Vec<u64>,
}

impl Default for Names {
    fn default() -> Self {
        Self::new(&Bytes32::default(), 0)
    }
}

impl Names {
    pub(super) fn new(root: &Bytes32, names: usize) -> Self {
        let mut hasher = DefaultHasher::new();
        hasher.write(root);
        Self { hasher, slots: vec![0; (names * 2).next_power_of_two()] }
    }

    /// The place under which a name was put, where `same` tells whether the name at a place is this one.
    pub(super) fn find(&self, name: &str, same: impl Fn(usize) -> bool) -> Option<usize> {
        self.look(self.hash(name), same).err()
    }

    /// Puts a name; or returns the place under which it already is.
    pub(super) fn put(&mut self, name: &str, place: usize, same: impl Fn(usize) -> bool) -> Result<(), usize> {
        let hash = self.hash(name);
        let slot = self.look(hash, same)?;
        self.slots[slot] = (hash & UPPER) | (place as u64 + 1);
        Ok(())
    }

    /// The free slot for this hash, or else the place of the name.
    fn look(&self, hash: u64, same: impl Fn(usize) -> bool) -> Result<usize, usize> {
        let mask = self.slots.len() - 1;
        let mut slot = hash as usize & mask;
        while self.slots[slot] != 0 {
            let place = (self.slots[slot] & !UPPER) as usize - 1;
            if self.slots[slot] & UPPER == hash & UPPER && same(place) {
                return Err(place);
            }
            slot = (slot + 1) & mask;
        }
        Ok(slot)
    }

    fn hash(&self, name: &str) -> u64 {
        let mut hasher = self.hasher.clone();
        hasher.write(name.as_bytes());
        hasher.finish()
    }
}

const UPPER: u64 = u64::MAX << 32;
