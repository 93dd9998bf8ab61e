//! Which rule a line fires.
//!
//! All triggers of all rules are one structure, so that a line costs the same with ten rules and with ten thousand:
//!
//! 1. the line is folded ([`fold`]) and cut into words; ASCII is read as it stands;
//! 2. each word is looked up once: a trigger's word, a misspelling of one, or nothing;
//! 3. words that are known take steps along the paths of the triggers; the end of a path fires its rule.
//!
//! It knows triggers and text; what is done with a hit is not its business. Every pattern runs in linear time.

mod build;
mod everyday;
mod explain;
mod folding;
mod lexicon;
mod near;
mod pattern;
mod scan;
mod table;
mod trie;
mod typos;
mod words;

pub use build::Matcher;
pub use explain::{Explanation, Fired, How, NearMiss, Why};
pub use folding::fold;
pub use pattern::check_pattern;

use crate::protocol::MatchMode;

/// What a scan looks for, by purpose. Each lane has its own groups and its own winner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lane {
    /// Questions that the bot answers.
    Faq,
    /// What nobody may write.
    Blocked,
    /// What enters a giveaway.
    Giveaway,
    /// What should catch the seller's eye.
    Alert,
}

impl Lane {
    const COUNT: usize = 4;

    fn bit(self) -> u8 {
        1 << self as u8
    }
}

/// One rule's triggers.
#[derive(Clone, Copy, Debug)]
pub struct Pattern<'a> {
    /// What fires it.
    pub triggers: &'a [String],
    /// Words that keep it from firing, wherever they stand in the line.
    pub exclude: &'a [String],
    /// How triggers are looked for.
    pub mode: MatchMode,
    /// Whether capitals and accents matter.
    pub case_sensitive: bool,
    /// Whether misspelt words and plurals will do. Only for [`MatchMode::Word`].
    pub typos: bool,
}

/// Which pattern fired, and by which of its triggers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hit {
    /// The pattern's place in its lane.
    pub group: usize,
    /// The trigger's place in the pattern.
    pub trigger: usize,
}

/// What a line fires: in each lane the first pattern, and of that the first trigger.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Hits([Option<Hit>; Lane::COUNT]);

impl Hits {
    /// The winner of a lane.
    #[must_use]
    pub fn of(&self, lane: Lane) -> Option<Hit> {
        self.0[lane as usize]
    }
}
