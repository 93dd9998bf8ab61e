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
        let mut run = 0;
        for c in text {
            let repeated = it.count > 0 && it.letters[it.count - 1] == c;
            run = if repeated { run + 1 } else { 1 };
            // A letter held down for long says no more than three of it.
            if run > 3 {
                continue;
            }
            if it.count == LONGEST || c == u32::from(b'_') || char::from_u32(c).is_none_or(char::is_numeric) {
                return None;
            }
            it.letters[it.count] = c;
            it.count += 1;
            it.longest_run = it.longest_run.max(run);
            if !repeated {
                it.bare[it.bare_count] = c;
                it.bare_count += 1;
            }
        }
        (it.count > 0).then_some(it)
    }

    fn letters(&self) -> &[u32] {
        &self.letters[..self.count]
    }

    fn bare(&self) -> &[u32] {
        &self.bare[..self.bare_count]
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

    /// How many slips of the pen it takes to write one for the other; repetitions beyond the first cost nothing.
    pub(super) fn apart(&self, other: &Self) -> usize {
        if self.bare() == other.bare() {
            return 0;
        }
        distance(self.letters(), other.letters()).min(distance(self.bare(), other.bare()) + 1)
    }

    /// The slips allowed in this word.
    fn slips(&self) -> usize {
        if TWO_SLIPS.contains(&self.count) { 2 } else { usize::from(self.count >= TOLERANT) }
    }

    /// How badly this is written for a known word; none where it is another word.
    pub(super) fn slips_for(&self, known: &Self) -> Option<usize> {
        let apart = self.apart(known);
        if apart == 0 {
            return (known.count >= TOLERANT || self.draws_out(known)).then_some(0);
        }
        let swapped =
            self.count > 1 && known.count > 1 && self.bare[0] == known.bare[1] && self.bare[1] == known.bare[0];
        let begins = self.bare[0] == known.bare[0] || (swapped && apart == 1);
        (begins && apart <= known.slips()).then_some(apart)
    }

    /// Whether this is the known word with letters held down.
    fn draws_out(&self, known: &Self) -> bool {
        let pairs = self.letters().chunk_by(|a, b| a == b).zip(known.letters().chunk_by(|a, b| a == b));
        self.is_drawn_out() && pairs.into_iter().all(|(own, known)| own.len() > 2 || own.len() == known.len())
    }
}

/// Insertions, deletions, substitutions and swaps of neighbours.
fn distance(a: &[u32], b: &[u32]) -> usize {
    let mut rows = [[0_u8; LONGEST + 1]; 3];
    for (place, cell) in (0..).zip(&mut rows[0][..=b.len()]) {
        *cell = place;
    }
    for i in 1..=a.len() {
        let [before, above, row] = [(i + 1) % 3, (i + 2) % 3, i % 3];
        rows[row][0] = rows[above][0] + 1;
        for j in 1..=b.len() {
            let changed = rows[above][j - 1] + u8::from(a[i - 1] != b[j - 1]);
            let mut best = changed.min(rows[above][j] + 1).min(rows[row][j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(rows[before][j - 2] + 1);
            }
            rows[row][j] = best;
        }
    }
    usize::from(rows[a.len() % 3][b.len()])
}

/// Known words by their shortenings.
#[derive(Clone, Debug, Default)]
pub(super) struct Typos {
    table: Table,
    /// One bit for every shortening, to say no quickly.
    seen: Vec<u64>,
    /// The letters that words begin with.
    first: u64,
    two: bool,
}

impl Typos {
    pub(super) fn new(words: &[(u32, Spelling)]) -> Self {
        let mut filed = Vec::new();
        let (mut first, mut two) = (0, false);
        for (id, word) in words {
            let slips = word.slips().min(if words.len() > MANY { 1 } else { 2 });
            two |= slips == 2;
            first |= bit(word.bare[0]);
            shorten(word.bare(), slips, &mut |hash| {
                filed.push((hash, *id));
                false
            });
            if word.bare_count > 1 && slips > 0 {
                first |= bit(word.bare[1]);
                let mut swapped = word.bare;
                swapped.swap(0, 1);
                filed.push((hash_of(&swapped[..word.bare_count]), *id));
            }
        }
        let mut it = Self { table: Table::default(), seen: Vec::new(), first, two };
        if !filed.is_empty() {
            it.seen = vec![0; (filed.len() / 4).next_power_of_two()];
        }
        for (hash, id) in filed {
            let hash = spread(hash);
            let (place, bit) = it.place(hash);
            it.seen[place] |= bit;
            it.table.insert(hash, id);
        }
        it
    }

    fn place(&self, hash: u64) -> (usize, u64) {
        (((hash >> 6) as usize) & (self.seen.len() - 1), 1 << (hash & 63))
    }

    /// Whether a word that begins so may be a misspelling at all.
    pub(super) fn may_begin(&self, c: u32) -> bool {
        self.first & bit(c) != 0
    }

    /// Words that share a shortening with a spelling, some perhaps several times.
    pub(super) fn near(&self, spelling: &Spelling) -> Vec<u32> {
        let mut found = Vec::new();
        if self.seen.is_empty() {
            return found;
        }
        let slips = if self.two && spelling.bare_count > 4 { 2 } else { 1 };
        shorten(spelling.bare(), slips, &mut |hash| {
            let hash = spread(hash);
            let (place, bit) = self.place(hash);
            if self.seen[place] & bit != 0 {
                self.table.find(hash, |id| {
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

fn bit(c: u32) -> u64 {
    1 << (c & 63)
}

fn hash_of(letters: &[u32]) -> u64 {
    letters.iter().fold(0, |hash, &c| extend(hash, c))
}

/// The hashes of a word without none, one or two of its letters, but never without its first.
fn shorten(letters: &[u32], most: usize, visit: &mut dyn FnMut(u64) -> bool) {
    let count = letters.len();
    let (mut heads, mut powers) = ([0_u64; LONGEST + 1], [1_u64; LONGEST + 1]);
    for (at, &c) in letters.iter().enumerate() {
        heads[at + 1] = extend(heads[at], c);
        powers[at + 1] = powers[at].wrapping_mul(BASE);
    }
    let part = |from: usize, to: usize| heads[to].wrapping_sub(heads[from].wrapping_mul(powers[to - from]));
    let mut done = visit(heads[count]);
    for i in 1..count.min(count * most) {
        let without = heads[i].wrapping_mul(powers[count - 1 - i]).wrapping_add(part(i + 1, count));
        done = done || visit(without);
        for j in (i + 1)..if most > 1 { count } else { 0 } {
            let head = heads[i].wrapping_mul(powers[j - i - 1]).wrapping_add(part(i + 1, j));
            done = done || visit(head.wrapping_mul(powers[count - 1 - j]).wrapping_add(part(j + 1, count)));
        }
        if done {
            return;
        }
    }
}
