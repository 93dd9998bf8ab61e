//! One pass over a line.

use super::build::Inner;
use super::folding::Folded;
use super::lexicon::{EXACT, Reading};
use super::trie::{BYTES, Posting, WORDS};
use super::words::{Kind, Word, Words, cuts_word, join};
use super::{Hit, Hits, Lane};

/// How much of a line is looked at, in characters.
pub(super) const LOOKED_AT: usize = 500;
/// More triggers than this are not followed at once.
const FOLLOWED: usize = 64;

/// The part of a line that is looked at.
pub(super) fn head(line: &str) -> &str {
    if line.len() <= LOOKED_AT {
        return line;
    }
    line.char_indices().nth(LOOKED_AT).map_or(line, |(end, _)| &line[..end])
}

/// A trigger that a line may be in the middle of.
#[derive(Clone, Copy, Debug)]
struct Path {
    state: u32,
    start: usize,
    reading: u8,
}

/// The end of a trigger, reached in the line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reached {
    pub(super) state: u32,
    /// Its place in the text that was read.
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) reading: u8,
}

/// For each lane, which groups the line keeps from firing; empty where it keeps none.
pub(super) type Excluded = [Vec<bool>; Lane::COUNT];

pub(super) struct Scan<'a> {
    inner: &'a Inner,
    /// The line, and what was read of it: the same where it is ASCII.
    pub(super) line: &'a str,
    folded: Option<&'a Folded>,
    best: [(u32, u32); Lane::COUNT],
    /// What cannot be decided before all is read; everything, where the scan is traced.
    pub(super) reached: Vec<Reached>,
    traced: bool,
    paths: Vec<Path>,
    next: Vec<Path>,
    readings: Vec<Reading>,
}

const NONE: (u32, u32) = (u32::MAX, u32::MAX);

pub(super) fn hits(inner: &Inner, line: &str) -> Hits {
    let line = head(line);
    if line.is_ascii() {
        let mut scan = Scan::new(inner, line, None, false);
        scan.run();
        return scan.hits();
    }
    let folded = Folded::new(line, inner.exact);
    let mut scan = Scan::new(inner, line, Some(&folded), false);
    scan.run();
    scan.hits()
}

impl<'a> Scan<'a> {
    pub(super) fn new(inner: &'a Inner, line: &'a str, folded: Option<&'a Folded>, traced: bool) -> Self {
        let (reached, paths, next, readings) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        Self { inner, line, folded, best: [NONE; Lane::COUNT], reached, traced, paths, next, readings }
    }

    fn text(&self) -> &'a str {
        self.folded.map_or(self.line, |folded| &folded.text)
    }

    /// Reads the line.
    pub(super) fn run(&mut self) {
        if !self.inner.lexicon.is_empty() {
            self.run_words();
        }
        if !self.inner.prefixes.is_empty() {
            self.run_bytes();
        }
        self.run_patterns();
    }

    fn run_words(&mut self) {
        let text = self.text();
        let mut joining: Option<(Word, Vec<Path>)> = None;
        for word in Words::new(text) {
            let before = word.soft.then(|| self.paths.clone());
            self.take(&word, text);
            if let Some((first, paths)) = joining.take() {
                self.take_joined(&first, &word, &paths, text);
            }
            joining = before.map(|paths| (word, paths));
        }
    }

    fn take(&mut self, word: &Word, text: &str) {
        self.inner.lexicon.read(word, text, &mut self.readings);
        if !self.readings.is_empty() {
            self.follow_all(word);
        }
        // An emoji between two words does not part them.
        if word.kind != Kind::Sign {
            self.paths.clear();
        }
        if !self.next.is_empty() {
            self.paths.append(&mut self.next);
            self.paths.truncate(FOLLOWED);
        }
    }

    fn follow_all(&mut self, word: &Word) {
        let (readings, paths) = (std::mem::take(&mut self.readings), std::mem::take(&mut self.paths));
        for &(id, reading) in &readings {
            for path in &paths {
                self.follow(*path, id, reading, word.end);
            }
            self.follow(Path { state: WORDS, start: word.start, reading: EXACT }, id, reading, word.end);
        }
        (self.readings, self.paths) = (readings, paths);
    }

    fn take_joined(&mut self, first: &Word, second: &Word, paths: &[Path], text: &str) {
        let hash = join(first.hash, second.hash, second.length);
        let Some(id) = self.inner.lexicon.read_joined(&text[first.start..second.end], hash) else { return };
        for path in paths {
            self.follow(*path, id, EXACT, second.end);
        }
        self.follow(Path { state: WORDS, start: first.start, reading: EXACT }, id, EXACT, second.end);
        let mut next = std::mem::take(&mut self.next);
        self.paths.append(&mut next);
        self.paths.truncate(FOLLOWED);
        self.next = next;
    }

    fn follow(&mut self, path: Path, word: u32, reading: u8, end: usize) {
        let Some(state) = self.inner.trie.step(path.state, word) else { return };
        let reading = match (path.reading, reading) {
            (EXACT, reading) | (reading, EXACT) => reading,
            (a, b) => a & b,
        };
        self.reach(Reached { state, start: path.start, end, reading });
        if self.inner.trie.leads(state) {
            self.next.push(Path { state, start: path.start, reading });
        }
    }

    fn reach(&mut self, reached: Reached) {
        let (ends, plain) = self.inner.trie.ends(reached.state);
        if ends.is_empty() {
            return;
        }
        if self.traced || !plain {
            self.reached.push(reached);
        } else {
            ends.iter().filter(|posting| allows(reached.reading, posting)).for_each(|posting| self.count(posting));
        }
    }

    fn count(&mut self, posting: &Posting) {
        let best = &mut self.best[posting.lane as usize];
        *best = (*best).min((posting.group, posting.trigger));
    }

    fn run_bytes(&mut self) {
        let text = self.text().as_bytes();
        let byte = |at: usize| text.get(at).map_or(0, u8::to_ascii_lowercase);
        for start in 0..text.len() {
            if !self.inner.prefixes.may_begin(byte(start), byte(start + 1), byte(start + 2)) {
                continue;
            }
            let (mut state, mut end) = (BYTES, start);
            while end < text.len()
                && let Some(next) = self.inner.trie.step(state, u32::from(byte(end)))
            {
                (state, end) = (next, end + 1);
                self.reach(Reached { state, start, end, reading: EXACT });
            }
        }
    }

    fn run_patterns(&mut self) {
        for (posting, state, pattern) in &self.inner.patterns {
            let ahead = self.best[posting.lane as usize] < (posting.group, posting.trigger);
            if (self.traced || !ahead) && pattern.is_in(self.line) {
                self.reach(Reached { state: *state, start: 0, end: 0, reading: EXACT });
            }
        }
    }

    /// Decides what had to wait.
    fn hits(mut self) -> Hits {
        if !self.reached.is_empty() {
            let excluded = self.excluded();
            let reached = std::mem::take(&mut self.reached);
            let postings = reached.iter().flat_map(|reached| {
                self.inner.trie.ends(reached.state).0.iter().map(move |posting| (reached, posting))
            });
            let mut best = self.best;
            for (reached, posting) in postings {
                let place = (posting.group, posting.trigger);
                let best = &mut best[posting.lane as usize];
                if place < *best && self.fires(reached, posting, &excluded) {
                    *best = place;
                }
            }
            self.best = best;
        }
        if self.best == [NONE; Lane::COUNT] {
            return Hits::default();
        }
        let hit = |(group, trigger): (u32, u32)| Hit { group: group as usize, trigger: trigger as usize };
        Hits(self.best.map(|best| (best != NONE).then(|| hit(best))))
    }

    /// The groups that the line keeps from firing.
    pub(super) fn excluded(&self) -> Excluded {
        let mut excluded = Excluded::default();
        let postings = self.reached.iter().flat_map(|reached| self.inner.trie.ends(reached.state).0);
        for posting in postings.filter(|posting| posting.excludes) {
            let groups = &mut excluded[posting.lane as usize];
            groups.resize(self.inner.groups[posting.lane as usize].len(), false);
            groups[posting.group as usize] = true;
        }
        excluded
    }

    /// Whether a trigger whose end was reached really fires.
    pub(super) fn fires(&self, reached: &Reached, posting: &Posting, excluded: &Excluded) -> bool {
        !posting.excludes
            && allows(reached.reading, posting)
            && !(posting.held && excluded[posting.lane as usize].get(posting.group as usize) == Some(&true))
            && (!posting.exact || self.is_exact(reached, posting))
            && !(posting.amid && cuts_word(self.text(), reached.start, reached.end))
    }

    /// Whether the line has the very letters of the trigger.
    pub(super) fn is_exact(&self, reached: &Reached, posting: &Posting) -> bool {
        let group = &self.inner.groups[posting.lane as usize][posting.group as usize];
        let seen = |text: &'a str| text.chars().filter(|c| c.is_alphanumeric());
        seen(self.written(reached.start, reached.end)).eq(seen(&group.triggers[posting.trigger as usize]))
    }

    /// What the viewer wrote there.
    pub(super) fn written(&self, start: usize, end: usize) -> &'a str {
        let (start, end) = self.origin(start, end);
        &self.line[start..end]
    }

    /// The same with the letters that touch it.
    pub(super) fn around(&self, start: usize, end: usize) -> &'a str {
        let text = self.text();
        let is_gap = |c: char| !c.is_alphanumeric();
        let from = text[..start].char_indices().rev().find(|(_, c)| is_gap(*c)).map_or(0, |(at, c)| at + c.len_utf8());
        let to = text[end..].find(is_gap).map_or(text.len(), |at| end + at);
        self.written(from, to)
    }

    /// A range of the line, from one of what was read.
    pub(super) fn origin(&self, start: usize, end: usize) -> (usize, usize) {
        self.folded.map_or((start, end), |folded| folded.origin(start, end))
    }
}

/// Whether a misspelling, if it is one, will do.
pub(super) fn allows(reading: u8, posting: &Posting) -> bool {
    reading == EXACT || (posting.tolerant && reading & posting.lane.bit() != 0)
}
