//! Draws over a round as the journal knows it: fixing the list, drawing, proving. What is proven is for `crate::draw` to
//! say; who draws when is for the commands.

use crate::draw::{
    Bytes32, Drawn, Header, Pool, ProofWriter, Root, commitment as commitment_to, from_hex, key as key_of,
};
use crate::journal::{Closing, List, Round, Shared};
use crate::protocol::Beacon;

/// A list of entrants that no longer changes.
pub(super) struct Fixed<'a> {
    pub(super) id: &'a str,
    pub(super) round: &'a Round,
    pub(super) list: List<'a>,
    pub(super) root: Bytes32,
}

/// Fixes the list of a round as it stands.
pub(super) fn fix<'a>(id: &'a str, round: &'a Round) -> Fixed<'a> {
    let list = round.list();
    let mut root = Root::new(&header(id, round, list.count()));
    list.each(|entry| root.push(entry));
    Fixed { id, round, list, root: root.finish() }
}

/// The list that was fixed when a round closed; nothing where this replica does not hold all of it.
pub(super) fn fixed<'a>(shared: &Shared, id: &'a str, round: &'a Round) -> Option<Fixed<'a>> {
    let closing = round.closing().filter(|closing| is_complete(shared, closing))?;
    let (root, list) = (from_hex(closing.root.as_bytes())?, round.list());
    (list.count() as u64 == closing.n).then_some(Fixed { id, round, list, root })
}

/// Whether every event up to the cut is known here.
pub(super) fn is_complete(shared: &Shared, closing: &Closing) -> bool {
    closing.cut.iter().all(|(origin, seq)| shared.known(origin) >= *seq)
}

fn header<'a>(id: &'a str, round: &'a Round, count: usize) -> Header<'a> {
    Header { round: id, keywords: round.keywords(), commitment: commitment(round).unwrap_or_default(), count }
}

fn commitment(round: &Round) -> Option<Bytes32> {
    from_hex(round.commitment().as_bytes())
}

/// Whether this is the seed that was committed to.
pub(super) fn is_seed_of(round: &Round, seed: &Bytes32) -> bool {
    commitment(round) == Some(commitment_to(seed))
}

impl Fixed<'_> {
    /// Draws anew what was drawn already, as far as it follows from the seed.
    fn replay(&self, seed: &Bytes32, beacon: &Beacon) -> (Pool, Vec<Drawn>) {
        let mut pool = Pool::new(self.list.count());
        let mut drawn = Vec::new();
        for draw in self.round.draws() {
            let key = key_of(seed, self.id, &self.root, beacon, draw.number);
            let mut next = pool.clone();
            if self.list.viewers_at(&next.draw(key, draw.winners.len())) != draw.winners {
                break;
            }
            pool = next;
            drawn.push(Drawn { number: draw.number, key, winners: draw.winners.clone() });
        }
        (pool, drawn)
    }

    /// The next draw: its number and winners. Nothing where the draws before do not follow from this seed.
    pub(super) fn draw(&self, seed: &Bytes32, beacon: &Beacon, count: usize) -> Option<(u32, Vec<String>)> {
        let before = self.round.draws().len();
        let (mut pool, drawn) = self.replay(seed, beacon);
        let number = before as u32 + 1;
        let places = pool.draw(key_of(seed, self.id, &self.root, beacon, number), count);
        (drawn.len() == before).then(|| (number, self.list.viewers_at(&places)))
    }
}

/// The proof of the current round's draws: the file's text. Nothing where nothing was drawn, or not everything is known
/// here.
#[must_use]
pub fn prove(shared: &Shared) -> Option<String> {
    let (id, round) = shared.active().round()?;
    let fixed = fixed(shared, id, round)?;
    let seed = from_hex(round.draws().first()?.seed.as_bytes()).filter(|seed| is_seed_of(round, seed))?;
    let beacon = round.beacon();
    let (_, drawn) = fixed.replay(&seed, &beacon);
    if drawn.is_empty() {
        return None;
    }
    let mut writer = ProofWriter::new(&header(id, round, fixed.list.count()));
    fixed.list.each(|entry| writer.push(entry));
    Some(writer.finish(&fixed.root, &beacon, &seed, &drawn))
}

/// Whether [`prove`] may be asked for the current round.
#[must_use]
pub fn is_provable(shared: &Shared, round: &Round) -> bool {
    let complete = round.closing().is_some_and(|closing| is_complete(shared, closing));
    complete && commitment(round).is_some() && !round.draws().is_empty()
}
