//! Misspelt words: how far two spellings are apart, and which known words a spelling may stand for.
//!
//! Every known word is filed under all its shortenings; a spelling is looked up under all of its own. So the cost does not
//! depend on how many words there are.

use super::table::{Table, spread};
use super::words::{BASE, extend};

/// The longest spelling looked at, in letters.
const LONGEST: usize = 24;
/// Shorter words must be spelt as they are.
const TOLERANT: usize = 5;
/// In a word of so many letters two may be swapped, no more.
const SWAPS_ONLY: usize = 4;
/// A letter too many, one too few, two swapped, or a vowel for another.
pub(super) const SLIP: usize = 2;
/// Any letter for another: rarer as a slip, more often another word.
pub(super) const OTHER_LETTER: usize = 3;
/// From this many letters on two slips are taken; up to this many, because of the number of shortenings.
const TWO_SLIPS: std::ops::RangeInclusive<usize> = 8..=18;
/// With more words than this one slip must do.
const MANY: usize = 20_000;

/// The letters of a word.
#[derive(Clone, Debug)]
pub(super) struct Spelling {
    letters: [u32; LONGEST],
    count: usize,
    /// Without repetitions: "shiiipping" is "shiping".
    bare: [u32; LONGEST],
    bare_count: usize,
    /// How often a letter stands in a row, at most.
    longest_run: usize,
}

impl Spelling {
    /// None where it is too long or holds something else than letters: numbers are not misspelt.
    pub(super) fn new(text: impl Iterator<Item = u32>) -> Option<Self> {
        let mut it = Self { letters: [0; LONGEST], count: 0, bare: [0; LONGEST], bare_count: 0, longest_run: 0 };
        let (mut run, mut before) = (0, 0);
        for c in text {
            run = if c == before { run + 1 } else { 1 };
            // A letter held down for long says no more than three of it.
            if run > 3 {
                continue;
            }
            if !is_letter(c) {
                return None;
            }
            *it.letters.get_mut(it.count)? = c;
            it.count += 1;
            it.longest_run = it.longest_run.max(run);
            if c != before {
                *it.bare.get_mut(it.bare_count)? = c;
                it.bare_count += 1;
            }
            before = c;
        }
        (it.count > 0).then_some(it)
    }

    fn letters(&self) -> &[u32] {
        &self.letters[..self.count]
    }

    fn bare(&self) -> &[u32] {
        &self.bare[..self.bare_count]
    }

    /// Whether a word begins and is about as long as one that this may be mistaken for.
    pub(super) fn may_be(&self, word: &str) -> bool {
        let first = word.chars().next().map_or(0, u32::from);
        self.bare[..2].contains(&first) && word.len() <= self.count + 3 && self.count <= word.len() + 3
    }

    pub(super) fn is_drawn_out(&self) -> bool {
        self.longest_run > 2
    }

    /// The hash of the word with three in a row cut to so many.
    pub(super) fn cut(&self, kept: usize) -> u64 {
        let letters = self.letters();
        let runs = letters.chunk_by(|a, b| a == b);
        runs.flat_map(|run| &run[..if run.len() > 2 { kept } else { run.len() }]).fold(0, |hash, &c| extend(hash, c))
    }

    /// How far one is from the other; repetitions alone cost nothing.
    pub(super) fn apart(&self, other: &Self) -> usize {
        if self.bare() == other.bare() {
            return 0;
        }
        distance(self.letters(), other.letters()).min(distance(self.bare(), other.bare()) + SLIP)
    }

    /// The slips allowed in this word.
    fn slips(&self) -> usize {
        if TWO_SLIPS.contains(&self.count) { 2 } else { usize::from(self.count >= SWAPS_ONLY) }
    }

    /// How far this is from a known word that it may be a misspelling of.
    pub(super) fn apart_from(&self, known: &Self) -> Option<usize> {
        let apart = self.apart(known);
        if apart == 0 {
            return (known.count >= TOLERANT || self.draws_out(known)).then_some(0);
        }
        let swapped = self.bare[..2] == [known.bare[1], known.bare[0]];
        let begins = self.bare[0] == known.bare[0] || (swapped && apart == SLIP);
        let allowed = match known.slips() {
            0 => false,
            1 if known.count == SWAPS_ONLY => apart == SLIP && self.is_swapped(known),
            1 => apart <= OTHER_LETTER,
            _ => apart <= SLIP + OTHER_LETTER,
        };
        (begins && allowed).then_some(apart)
    }

    /// Whether this has the letters of the known word in another order.
    fn is_swapped(&self, known: &Self) -> bool {
        let times = |word: &Self, c: u32| word.letters().iter().filter(|&&held| held == c).count();
        self.count == known.count && self.letters().iter().all(|&c| times(self, c) == times(known, c))
    }

    /// Whether this is the known word with letters held down.
    fn draws_out(&self, known: &Self) -> bool {
        let pairs = self.letters().chunk_by(|a, b| a == b).zip(known.letters().chunk_by(|a, b| a == b));
        self.is_drawn_out() && pairs.into_iter().all(|(own, known)| own.len() > 2 || own.len() == known.len())
    }
}

fn is_letter(c: u32) -> bool {
    match c {
        0x61..=0x7a => true,
        0..0x80 => false,
        _ => char::from_u32(c).is_some_and(|c| !c.is_numeric()),
    }
}

/// Letters inserted, left out, changed, or swapped with their neighbours, each at its price.
fn distance(a: &[u32], b: &[u32]) -> usize {
    let mut rows = [[0_usize; LONGEST + 1]; 3];
    for (place, cell) in rows[0][..=b.len()].iter_mut().enumerate() {
        *cell = place * SLIP;
    }
    for i in 1..=a.len() {
        let [before, above, row] = [(i + 1) % 3, (i + 2) % 3, i % 3];
        rows[row][0] = i * SLIP;
        for j in 1..=b.len() {
            let changed = rows[above][j - 1] + change(a[i - 1], b[j - 1]);
            let mut best = changed.min(rows[above][j].min(rows[row][j - 1]) + SLIP);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(rows[before][j - 2] + SLIP);
            }
            rows[row][j] = best;
        }
    }
    rows[a.len() % 3][b.len()]
}

fn change(a: u32, b: u32) -> usize {
    let is_vowel = |c| char::from_u32(c).is_some_and(|c| matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y'));
    match a == b {
        true => 0,
        false if is_vowel(a) && is_vowel(b) => SLIP,
        false => OTHER_LETTER,
    }
}

/// Known words by their shortenings.
#[derive(Debug, Default)]
pub(super) struct Typos {
    table: Table,
    /// One bit for every shortening, to say no quickly.
    seen: Vec<u64>,
    /// By how words begin, and by how many letters must be left out of a spelling to find them: how long, without
    /// repetitions, the spelling may be.
    lengths: Vec<[u32; 3]>,
}

impl Typos {
    pub(super) fn new(words: &[(u32, Spelling)]) -> Self {
        let mut it = Self { lengths: vec![[0; 3]; 64], ..Self::default() };
        let mut filed = Vec::new();
        for (id, word) in words {
            let slips = word.slips().min(if words.len() > MANY { 1 } else { 2 });
            it.note(word.bare[0], word.bare_count, slips);
            shorten(word.bare(), slips, &mut |hash| {
                filed.push((hash, *id));
                false
            });
            if word.bare_count > 1 && slips > 0 {
                it.note(word.bare[1], word.bare_count, 0);
                let mut swapped = word.bare;
                swapped.swap(0, 1);
                filed.push((hash_of(&swapped[..word.bare_count]), *id));
            }
        }
        it.seen = vec![0; (filed.len() / 6).next_power_of_two()];
        for (hash, id) in filed {
            let (place, bit) = it.place(hash);
            it.seen[place] |= bit;
            it.table.insert(spread(hash), id);
        }
        it
    }

    /// Notes how long misspellings of a word may be that begins so. Of one that lacks a letter, one less is left out.
    fn note(&mut self, first: u32, count: usize, slips: usize) {
        let lengths = &mut self.lengths[(first & 63) as usize];
        for length in count.saturating_sub(slips)..=count + slips {
            lengths[slips.saturating_sub(count.saturating_sub(length))] |= 1 << length;
        }
    }

    fn place(&self, hash: u64) -> (usize, u64) {
        (((hash >> 40) as usize) & (self.seen.len() - 1), 1 << (hash >> 34 & 63))
    }

    /// Whether a word that begins so and has so many letters, repeated ones included, may be a misspelling at all.
    pub(super) fn may_be(&self, first: char, length: u32) -> bool {
        let first = u32::from(first.to_ascii_lowercase());
        let Some([none, one, two]) = self.lengths.get((first & 63) as usize) else { return false };
        (none | one | two) & ((2 << length.min(30)) - 1) != 0
    }

    /// Words that share a shortening with a spelling.
    pub(super) fn near(&self, spelling: &Spelling) -> Vec<u32> {
        let mut found = Vec::new();
        let lengths = self.lengths.get((spelling.bare[0] & 63) as usize).copied().unwrap_or_default();
        let Some(slips) = lengths.iter().rposition(|lengths| lengths & 1 << spelling.bare_count != 0) else {
            return found;
        };
        shorten(spelling.bare(), slips, &mut |hash| {
            let (place, bit) = self.place(hash);
            if self.seen[place] & bit != 0 {
                self.table.find(spread(hash), |id| {
                    if !found.contains(&id) {
                        found.push(id);
                    }
                    found.len() >= ENOUGH
                });
            }
            found.len() >= ENOUGH
        });
        found
    }
}

/// More words than this are not weighed for one spelling.
const ENOUGH: usize = 64;

fn hash_of(letters: &[u32]) -> u64 {
    letters.iter().fold(0, |hash, &c| extend(hash, c))
}

const POWERS: [u64; LONGEST + 1] = {
    let mut powers = [1_u64; LONGEST + 1];
    let mut at = 1;
    while at <= LONGEST {
        powers[at] = powers[at - 1].wrapping_mul(BASE);
        at += 1;
    }
    powers
};

/// The hashes of a word without none, one or two of its letters, but never without its first.
fn shorten(letters: &[u32], most: usize, visit: &mut dyn FnMut(u64) -> bool) {
    let count = letters.len();
    let mut tails = [0_u64; LONGEST + 1];
    for (left, &c) in letters.iter().rev().enumerate() {
        tails[count - left - 1] = u64::from(c).wrapping_mul(POWERS[left]).wrapping_add(tails[count - left]);
    }
    if visit(tails[0]) || most == 0 {
        return;
    }
    let mut head = 0;
    for (i, &c) in letters.iter().enumerate() {
        // The letters up to here without the one at i, going on with the others one by one.
        let mut without = head;
        head = extend(head, c);
        if i == 0 {
            continue;
        }
        if visit(without.wrapping_mul(POWERS[count - 1 - i]).wrapping_add(tails[i + 1])) {
            return;
        }
        for j in (i + 1)..if most > 1 { count } else { 0 } {
            if visit(without.wrapping_mul(POWERS[count - 1 - j]).wrapping_add(tails[j + 1])) {
                return;
            }
            without = extend(without, letters[j]);
        }
    }
}
