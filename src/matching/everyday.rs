//! Everyday words of the six languages: written correctly, they are not misspellings of a trigger.

use super::table::{Table, spread};
use super::typos::Spelling;
use super::words::{extend, letters};
use std::sync::OnceLock;

/// Sorted words without spaces: a capital says how many letters are those of the word before (A: none), the rest follows.
/// Made from `tests/fixtures/everyday.txt` by `tests/it/everyday.rs`.
static LIST: &str = include_str!("everyday.txt");

/// The words, ready to be asked.
#[derive(Debug, Default)]
pub(super) struct Everyday {
    table: Table,
    words: Vec<Box<str>>,
}

impl Everyday {
    pub(super) fn get() -> &'static Self {
        static WORDS: OnceLock<Everyday> = OnceLock::new();
        WORDS.get_or_init(Self::read)
    }

    fn read() -> Self {
        let mut it = Self::default();
        let mut word = String::new();
        for c in LIST.trim_end().chars().chain(['A']) {
            if c.is_ascii_uppercase() {
                it.add(&word);
                word.truncate(usize::from(c as u8 - b'A'));
            } else {
                word.push(c);
            }
        }
        it
    }

    fn add(&mut self, word: &str) {
        if !word.is_empty() {
            let hash = letters(word).fold(0, extend);
            self.table.insert(spread(hash), u32::try_from(self.words.len()).unwrap_or(0));
            self.words.push(word.into());
        }
    }

    /// By the hash of its letters.
    pub(super) fn has(&self, hash: u64) -> bool {
        self.table.find(spread(hash), |_| true).is_some()
    }

    /// The everyday words that a known word may be mistaken for.
    pub(super) fn rivals(&self, known: &Spelling) -> Box<[Spelling]> {
        let close = |word: &&Spelling| word.apart_from(known).is_some();
        let words = self.words.iter().filter(|word| known.may_be(word)).filter_map(|word| Spelling::new(letters(word)));
        words.filter(|word| close(&word)).collect()
    }
}
