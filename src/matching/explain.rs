//! Why a rule fired, or why it did not.

use super::build::Inner;
use super::folding::Folded;
use super::lexicon::EXACT;
use super::scan::{Reached, Scan, head};
use super::trie::Posting;
use super::{Lane, near};
use crate::protocol::MatchMode;
use std::ops::Range;

/// What a line does in a lane.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Explanation {
    /// What fired.
    pub hit: Option<Fired>,
    /// What nearly fired, where nothing did.
    pub near: Option<NearMiss>,
}

/// A trigger that fired.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fired {
    /// The pattern's place in its lane.
    pub group: usize,
    /// The trigger's place in the pattern.
    pub trigger: usize,
    /// How it was looked for.
    pub mode: MatchMode,
    /// Where it stands: a range of bytes of the line.
    pub span: Range<usize>,
    /// How the line has it.
    pub how: How,
}

/// How a line has a trigger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// As the seller wrote it, but for capitals and accents.
    Exact,
    /// Misspelt, or as a plural.
    Typo,
}

/// A trigger that did not fire, although something in the line is like it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NearMiss {
    /// The pattern's place in its lane.
    pub group: usize,
    /// The trigger's place in the pattern.
    pub trigger: usize,
    /// Why not.
    pub why: Why,
    /// The same for a seller.
    pub sentence: String,
}

/// Why a trigger did not fire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// It is only a part of this word.
    InsideWord(String),
    /// This word is like it, but too many letters differ.
    TooDifferent(String),
    /// This word is like it, but is a word of its own.
    CommonWord(String),
    /// This word keeps the pattern from firing.
    Excluded(String),
    /// It stands there in other capitals or accents.
    OtherCase(String),
    /// Its words stand there, but not one after the other.
    Apart,
}

pub(super) fn explain(inner: &Inner, lane: Lane, line: &str) -> Explanation {
    let line = head(line);
    let folded = Folded::new(line, true);
    let mut scan = Scan::new(inner, line, Some(&folded), true);
    scan.run();
    let excluded = scan.excluded();
    let all =
        scan.reached.iter().flat_map(|reached| inner.trie.ends(reached.state).0.iter().map(move |p| (reached, p)));
    let fired = all.filter(|(reached, posting)| posting.lane == lane && scan.fires(reached, posting, &excluded));
    let first = fired.min_by_key(|(reached, posting)| (posting.group, posting.trigger, reached.start));
    let hit = first.map(|(reached, posting)| report(inner, &scan, reached, posting));
    let near = if hit.is_none() { near::miss(inner, lane, &scan, &folded.text) } else { None };
    Explanation { hit, near }
}

fn report(inner: &Inner, scan: &Scan<'_>, reached: &Reached, posting: &Posting) -> Fired {
    let pattern = inner.patterns.iter().find(|(_, state, _)| *state == reached.state);
    let (start, end) = pattern
        .and_then(|(_, _, pattern)| pattern.span(scan.line))
        .unwrap_or_else(|| scan.origin(reached.start, reached.end));
    let how = if reached.reading == EXACT { How::Exact } else { How::Typo };
    let mode = inner.groups[posting.lane as usize][posting.group as usize].mode;
    Fired { group: posting.group as usize, trigger: posting.trigger as usize, mode, span: start..end, how }
}
