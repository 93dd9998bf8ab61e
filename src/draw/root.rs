//! The root: 32 bytes that fix a round and its whole list of entrants, made in one pass and constant memory.

use super::{Bytes32, json};
use crate::protocol::Entry;
use sha2::{Digest, Sha256};

/// Entrants of one leaf. Hashing a leaf for every entrant would cost four times as much, and a million must not take a
/// second.
const PER_LEAF: u32 = 64;
/// What the input of a hash begins with: a leaf can never pass for a node (RFC 6962).
const LEAF: [u8; 1] = [0];
const NODE: [u8; 1] = [1];

/// What is known of a round when it closes, beside its entrants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header<'a> {
    /// The round's id.
    pub round: &'a str,
    /// The words that entered.
    pub keywords: &'a [String],
    /// What was published when the round opened.
    pub commitment: Bytes32,
    /// How many entrants follow.
    pub count: usize,
}

/// A Merkle tree of which only the right edge is kept: leaf 0 is the header, the others hold 64 entrants each, the last
/// one the rest.
///
/// ```
/// use buzzchat::draw::{Header, Root};
/// use buzzchat::protocol::Entry;
///
/// let mut root = Root::new(&Header { round: "gvw_1", keywords: &[], commitment: [0; 32], count: 1 });
/// root.push(&Entry { at: 1, id: "evt_1".into(), viewer: "ann".into() });
/// let first = root.finish();
/// let other = Root::new(&Header { round: "gvw_1", keywords: &[], commitment: [0; 32], count: 0 }).finish();
/// assert_ne!(first, other);
/// ```
#[derive(Clone, Debug)]
pub struct Root {
    leaf: Sha256,
    in_leaf: u32,
    /// Finished subtrees: how many leaves each has, and its hash. Sizes fall from left to right.
    edge: Vec<(u64, Bytes32)>,
    text: String,
}

impl Root {
    /// Begins with the header.
    #[must_use]
    pub fn new(header: &Header) -> Self {
        let mut text = String::new();
        json::header(&mut text, header);
        Self::after(text.as_bytes())
    }

    /// Begins with a header as written, but for its closing brace.
    pub(super) fn after(header: &[u8]) -> Self {
        let leaf = Sha256::new_with_prefix(LEAF).chain_update(header).chain_update(b"}").finalize();
        Self { leaf: Sha256::new(), in_leaf: 0, edge: vec![(1, leaf.into())], text: String::new() }
    }

    /// Takes the next entrant; they come sorted as [`Entry`] sorts.
    pub fn push(&mut self, entry: &Entry) {
        let mut text = std::mem::take(&mut self.text);
        text.clear();
        json::entry(&mut text, entry);
        self.push_written(text.as_bytes());
        self.text = text;
    }

    /// Takes the next entrant as written.
    pub(super) fn push_written(&mut self, entry: &[u8]) {
        self.leaf.update(if self.in_leaf == 0 { LEAF.as_slice() } else { b"," });
        self.leaf.update(entry);
        self.in_leaf += 1;
        if self.in_leaf == PER_LEAF {
            self.end_leaf();
        }
    }

    fn end_leaf(&mut self) {
        let mut right = self.leaf.finalize_reset().into();
        let mut leaves = 1;
        while let Some((_, left)) = self.edge.pop_if(|(size, _)| *size == leaves) {
            right = node(&left, &right);
            leaves *= 2;
        }
        self.edge.push((leaves, right));
        self.in_leaf = 0;
    }

    /// The root of all that was taken.
    #[must_use]
    pub fn finish(mut self) -> Bytes32 {
        if self.in_leaf > 0 {
            self.end_leaf();
        }
        let hashes = self.edge.into_iter().map(|(_, hash)| hash);
        hashes.rev().reduce(|right, left| node(&left, &right)).unwrap_or_default()
    }
}

fn node(left: &Bytes32, right: &Bytes32) -> Bytes32 {
    Sha256::new_with_prefix(NODE).chain_update(left).chain_update(right).finalize().into()
}
