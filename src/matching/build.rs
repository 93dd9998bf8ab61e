//! Triggers made into paths.

use super::everyday::Everyday;
use super::folding::fold;
use super::lexicon::Lexicon;
use super::pattern::UserPattern;
use super::trie::{BYTES, Posting, Trie, WORDS};
use super::words::{Kind, Word, Words, extend, letters};
use super::{Explanation, Hits, Lane, Pattern, explain, scan};
use crate::protocol::MatchMode;
use std::sync::Arc;

/// All triggers of all rules, ready to be looked for. Cheap to clone; the default finds nothing.
///
/// ```
/// use buzzchat::matching::{Hit, Lane, Matcher, Pattern};
/// use buzzchat::protocol::MatchMode;
///
/// let triggers = ["shipping".to_string()];
/// let pattern = Pattern { triggers: &triggers, exclude: &[], mode: MatchMode::Word, case_sensitive: false, typos: true };
/// let matcher = Matcher::new(&[(Lane::Faq, vec![pattern])]);
/// let hits = matcher.scan("how mutch is shiping??");
/// assert_eq!(hits.of(Lane::Faq), Some(Hit { group: 0, trigger: 0 }));
/// assert_eq!(matcher.scan("shopping!").of(Lane::Faq), None);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Matcher {
    pub(super) inner: Arc<Inner>,
}

#[derive(Debug, Default)]
pub(super) struct Inner {
    pub(super) lexicon: Lexicon,
    pub(super) trie: Trie,
    pub(super) prefixes: Prefixes,
    /// Users' patterns with the state that says what they fire.
    pub(super) patterns: Vec<(Posting, u32, UserPattern)>,
    pub(super) groups: [Vec<Group>; Lane::COUNT],
    /// Whether it matters what the line was before it was folded.
    pub(super) exact: bool,
}

/// A pattern as it was handed in.
#[derive(Debug)]
pub(super) struct Group {
    pub(super) triggers: Vec<String>,
    pub(super) mode: MatchMode,
    pub(super) typos: bool,
}

impl Matcher {
    /// Compiles patterns, each lane once. A pattern that [`super::check_pattern`] refuses never fires.
    #[must_use]
    pub fn new(lanes: &[(Lane, Vec<Pattern<'_>>)]) -> Self {
        let mut inner = Inner::default();
        for (lane, patterns) in lanes {
            for pattern in patterns {
                inner.add(*lane, pattern);
            }
        }
        inner.lexicon.settle();
        inner.trie.settle();
        Self { inner: Arc::new(inner) }
    }

    /// What a line fires, in all lanes.
    #[must_use]
    pub fn scan(&self, line: &str) -> Hits {
        scan::hits(&self.inner, line)
    }

    /// What fired in a lane, where and how; or what nearly did, and why it did not.
    #[must_use]
    pub fn explain(&self, lane: Lane, line: &str) -> Explanation {
        explain::explain(&self.inner, lane, line)
    }
}

/// Halves shorter than this are no words of their own.
const HALF: usize = 3;
/// Two words of a trigger that many forget to part make at least so many letters.
const JOINED: usize = 7;
/// What stands before a word too often to be half of one.
const LITTLE_WORDS: &[&str] = &[
    "the", "for", "not", "but", "and", "can", "are", "you", "was", "has", "had", "his", "her", "our", "out", "all",
    "per", "its", "with", "this", "that", "from", "les", "des", "une", "pour", "los", "las", "por", "con", "der",
    "die", "das", "und", "den", "dem", "mit", "che", "del", "uma", "com",
];
/// What is no word but stands before many.
const PREFIXES: &[&str] = &["pre", "re", "un", "dis"];

impl Inner {
    fn add(&mut self, lane: Lane, pattern: &Pattern<'_>) {
        let number = |index: usize| u32::try_from(index).unwrap_or(u32::MAX);
        self.exact |= pattern.case_sensitive;
        let groups = &mut self.groups[lane as usize];
        groups.push(Group {
            triggers: pattern.triggers.to_vec(),
            mode: pattern.mode,
            typos: pattern.typos && pattern.mode == MatchMode::Word && !pattern.case_sensitive,
        });
        let last = groups.len() - 1;
        let posting = Posting {
            lane,
            group: number(last),
            trigger: 0,
            excludes: false,
            tolerant: groups[last].typos,
            exact: pattern.case_sensitive,
            amid: false,
            held: !pattern.exclude.is_empty(),
        };
        for (index, trigger) in pattern.triggers.iter().enumerate() {
            self.add_trigger(trigger, pattern.mode, Posting { trigger: number(index), ..posting });
        }
        for word in pattern.exclude {
            self.add_words(word, Posting { excludes: true, tolerant: false, exact: false, ..posting });
        }
    }

    fn add_trigger(&mut self, trigger: &str, mode: MatchMode, posting: Posting) {
        match mode {
            MatchMode::Word | MatchMode::Phrase => self.add_words(trigger, posting),
            MatchMode::Contains => self.add_bytes(trigger, posting),
            MatchMode::Regex => {
                if let Some(pattern) = UserPattern::new(trigger, !posting.exact) {
                    let posting = Posting { exact: false, ..posting };
                    self.patterns.push((posting, self.trie.island(posting), pattern));
                }
            }
        }
    }

    fn add_bytes(&mut self, trigger: &str, posting: Posting) {
        let text = fold(trigger);
        let text = text.trim();
        if !text.is_empty() {
            self.prefixes.add(text.as_bytes());
            self.trie.add(BYTES, text.bytes().map(u32::from), posting);
        }
    }

    fn add_words(&mut self, trigger: &str, posting: Posting) {
        let text = fold(trigger);
        let words: Vec<_> = Words::new(&text).collect();
        if words.is_empty() {
            self.add_bytes(trigger, posting);
            return;
        }
        let posting = Posting { amid: words.iter().all(|word| word.kind == Kind::Letter), ..posting };
        let path: Vec<_> =
            words.iter().map(|word| self.lexicon.learn(&text[word.start..word.end], word.hash)).collect();
        self.trie.add(WORDS, path.iter().copied(), posting);
        if let [only] = path[..] {
            self.lexicon.set_whole(only, posting.lane.bit());
        }
        if words.iter().any(|word| word.soft) {
            self.add_joined(&text, &words, posting);
        }
        if posting.tolerant {
            self.tolerate(&text, &words, &path, posting);
        }
    }

    /// "pre-order" also as "preorder".
    fn add_joined(&mut self, text: &str, words: &[Word], posting: Posting) {
        let joined = words.chunk_by(|word, _| word.soft);
        let path: Vec<_> = joined.map(|part| self.learn(&text[part[0].start..part[part.len() - 1].end])).collect();
        self.trie.add(WORDS, path, posting);
    }

    fn learn(&mut self, text: &str) -> u32 {
        self.lexicon.learn(text, letters(text).fold(0, extend))
    }

    /// What viewers write for a trigger besides misspelling it: two words as one, one as two.
    fn tolerate(&mut self, text: &str, words: &[Word], path: &[u32], posting: Posting) {
        for (_, id) in words.iter().zip(path).filter(|(word, _)| word.kind == Kind::Word) {
            self.lexicon.set_tolerant(*id, posting.lane.bit());
        }
        if words.iter().any(|word| word.kind != Kind::Word || word.end - word.start != word.length as usize) {
            return;
        }
        if let [word] = words {
            self.add_halves(&text[word.start..word.end], posting);
        } else {
            let joined: String = words.iter().map(|word| &text[word.start..word.end]).collect();
            if joined.len() >= JOINED && !Everyday::get().has(letters(&joined).fold(0, extend)) {
                let id = self.learn(&joined);
                self.trie.add(WORDS, [id], posting);
            }
        }
    }

    fn add_halves(&mut self, word: &str, posting: Posting) {
        let is_word = |half: &str| half.len() >= HALF && Everyday::get().has(letters(half).fold(0, extend));
        for at in 2..word.len().saturating_sub(HALF - 1) {
            let (first, second) = word.split_at(at);
            let parts = PREFIXES.contains(&first) || is_word(first) && !LITTLE_WORDS.contains(&first);
            if parts && is_word(second) && !LITTLE_WORDS.contains(&second) {
                let path = [self.learn(first), self.learn(second)];
                self.trie.add(WORDS, path, posting);
            }
        }
    }
}

/// The first bytes of what is looked for anywhere, to pass over most of a line quickly.
#[derive(Debug, Default)]
pub(super) struct Prefixes {
    /// By the first three bytes, hashed; empty where nothing is looked for.
    three: Vec<u64>,
    /// By the first byte, of what is shorter than three.
    short: [u64; 4],
}

impl Prefixes {
    fn add(&mut self, text: &[u8]) {
        if self.three.is_empty() {
            self.three = vec![0; 1 << 10];
        }
        if let [a, b, c, ..] = text {
            let at = Self::place(*a, *b, *c);
            self.three[at >> 6] |= 1 << (at & 63);
        } else {
            self.short[usize::from(text[0] >> 6)] |= 1 << (text[0] & 63);
        }
    }

    fn place(a: u8, b: u8, c: u8) -> usize {
        (usize::from(a) << 8 ^ usize::from(b) << 4 ^ usize::from(c)) & 0xffff
    }

    pub(super) fn is_empty(&self) -> bool {
        self.three.is_empty()
    }

    /// Whether something may begin with these bytes; those beyond the end are zero.
    pub(super) fn may_begin(&self, a: u8, b: u8, c: u8) -> bool {
        let at = Self::place(a, b, c);
        self.three[at >> 6] & (1 << (at & 63)) != 0 || self.short[usize::from(a >> 6)] & (1 << (a & 63)) != 0
    }
}
