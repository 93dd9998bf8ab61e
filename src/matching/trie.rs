//! Triggers as paths: from the words (or bytes) of a trigger to the rules that it fires.

use super::Lane;
use super::table::{Table, spread};

/// Where paths of words begin.
pub(super) const WORDS: u32 = 0;
/// Where paths of bytes begin.
pub(super) const BYTES: u32 = 1;

/// What the end of a path means.
#[derive(Clone, Copy, Debug)]
pub(super) struct Posting {
    pub(super) lane: Lane,
    pub(super) group: u32,
    pub(super) trigger: u32,
    /// It does not fire the group, it keeps it from firing.
    pub(super) excludes: bool,
    /// Misspelt words will do.
    pub(super) tolerant: bool,
    /// The letters of the line must be the trigger's own.
    pub(super) exact: bool,
    /// It is of a script in which the words around it decide whether it is a word.
    pub(super) amid: bool,
    /// The group has words that keep it from firing.
    pub(super) held: bool,
}

impl Posting {
    fn is_plain(&self) -> bool {
        !(self.excludes || self.exact || self.amid || self.held)
    }
}

#[derive(Clone, Debug)]
struct State {
    parent: u32,
    symbol: u32,
    /// Its part of the postings.
    ends: (u32, u32),
    /// Whether paths go on from here.
    leads: bool,
    /// Whether every posting counts as it stands.
    plain: bool,
}

/// All paths.
#[derive(Debug)]
pub(super) struct Trie {
    next: Table,
    states: Vec<State>,
    postings: Vec<Posting>,
    /// While it is built: where each posting belongs.
    loose: Vec<(u32, Posting)>,
}

impl Default for Trie {
    fn default() -> Self {
        let root = State { parent: u32::MAX, symbol: 0, ends: (0, 0), leads: true, plain: true };
        Self { next: Table::default(), states: vec![root.clone(), root], postings: Vec::new(), loose: Vec::new() }
    }
}

fn key(state: u32, symbol: u32) -> u64 {
    spread((u64::from(state) << 32) | u64::from(symbol))
}

impl Trie {
    /// Adds a path with what its end means.
    pub(super) fn add(&mut self, root: u32, path: impl IntoIterator<Item = u32>, posting: Posting) {
        let mut state = root;
        for symbol in path {
            state = self.step(state, symbol).unwrap_or_else(|| self.grow(state, symbol));
        }
        self.loose.push((state, posting));
    }

    /// Adds a state that no path leads to.
    pub(super) fn island(&mut self, posting: Posting) -> u32 {
        let state = self.grow(u32::MAX, 0);
        self.loose.push((state, posting));
        state
    }

    fn grow(&mut self, parent: u32, symbol: u32) -> u32 {
        let state = u32::try_from(self.states.len()).unwrap_or(u32::MAX);
        self.states.push(State { parent, symbol, ends: (0, 0), leads: false, plain: true });
        if let Some(parent) = self.states.get_mut(parent as usize) {
            parent.leads = true;
            self.next.insert(key(self.states[state as usize].parent, symbol), state);
        }
        state
    }

    /// Brings the postings of each state together, once all are there; they came in the order in which they count. Those
    /// that another always comes before are dropped.
    pub(super) fn settle(&mut self) {
        let loose = std::mem::take(&mut self.loose);
        let mut last: Vec<u32> = vec![0; self.states.len()];
        // For every posting the one before it at the same state, counted from one, so that none needs to be moved.
        let mut before = Vec::with_capacity(loose.len());
        for (number, (state, posting)) in (1..).zip(&loose) {
            self.states[*state as usize].plain &= posting.is_plain();
            before.push(std::mem::replace(&mut last[*state as usize], number));
        }
        let mut chain = Vec::new();
        for (state, mut at) in last.into_iter().enumerate() {
            while let Some(index) = at.checked_sub(1) {
                chain.push(index as usize);
                at = before[index as usize];
            }
            self.collect(state, chain.drain(..).rev().map(|index| loose[index].1));
        }
    }

    fn collect(&mut self, state: usize, postings: impl Iterator<Item = Posting>) {
        let (start, plain) = (self.postings.len(), self.states[state].plain);
        for posting in postings {
            let same = |held: &Posting| {
                (held.lane, held.tolerant, held.exact, held.excludes)
                    == (posting.lane, posting.tolerant, posting.exact, posting.excludes)
            };
            // Where nothing can speak against the first group, no later one has its turn.
            let covered = |held: &Posting| same(held) && (plain || held.group == posting.group) && !posting.exact;
            if !self.postings[start..].iter().rev().take(2 * Lane::COUNT).any(covered) {
                self.postings.push(posting);
            }
        }
        let index = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        self.states[state].ends = (index(start), index(self.postings.len()));
    }

    pub(super) fn step(&self, state: u32, symbol: u32) -> Option<u32> {
        self.next.find(key(state, symbol), |next| {
            let next = &self.states[next as usize];
            next.parent == state && next.symbol == symbol
        })
    }

    /// What it means to be here, and whether all of it counts as it stands.
    pub(super) fn ends(&self, state: u32) -> (&[Posting], bool) {
        let state = &self.states[state as usize];
        (&self.postings[state.ends.0 as usize..state.ends.1 as usize], state.plain)
    }

    pub(super) fn leads(&self, state: u32) -> bool {
        self.states[state as usize].leads
    }
}
