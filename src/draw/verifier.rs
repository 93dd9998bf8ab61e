//! Verifies a proof's text in slices, so that a page stays responsive over a million entrants.

use super::names::Names;
use super::reader::Reader;
use super::{Beacon, Bytes32, Drawn, Pool, ProofError, Root, Verdict, commitment, key};
use crate::protocol::viewer_key;
use std::borrow::Cow;

/// No larger file is read: places in it are kept in 32 bits, and nobody has so many viewers.
const MAX_BYTES: usize = 1 << 30;
/// The shortest entrant, with its comma.
const SHORTEST: usize = r#"[0,"",""],"#.len();
/// How often a round may be drawn; each draw costs as much as there were winners before.
const MAX_DRAWS: u32 = 10_000;

/// How far a verification is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Progress {
    /// There is more to do.
    Working {
        /// Steps done, of about `of`.
        done: usize,
        /// Steps in all.
        of: usize,
    },
    /// The proof holds.
    Done(Verdict),
}

/// A verification under way.
///
/// ```
/// use buzzchat::draw::{ProofError, Verifier};
///
/// assert_eq!(Verifier::new(b"{}".to_vec()).and_then(Verifier::run), Err(ProofError::NotAProof));
/// ```
pub struct Verifier {
    bytes: Vec<u8>,
    at: usize,
    stage: Stage,
    verdict: Verdict,
    /// Where each entrant's name begins.
    name_starts: Vec<u32>,
    /// Where the entrant read last begins.
    last_start: usize,
    names: Names,
    pool: Pool,
    beacon: Beacon,
    seed: Bytes32,
}

/// What is done next.
enum Stage {
    /// Read the entrants in their order.
    Entrants(Root),
    /// See that nobody stands there twice, from this place on.
    Names(usize),
    /// Draw again.
    Draws,
    /// Nothing.
    Over(Result<(), ProofError>),
}

impl Verifier {
    /// Takes a proof's text and reads its header.
    ///
    /// # Errors
    /// When it is no proof.
    pub fn new(bytes: Vec<u8>) -> Result<Self, ProofError> {
        if bytes.len() > MAX_BYTES {
            return Err(ProofError::TooLarge);
        }
        let mut reader = Reader::new(&bytes, 0);
        let heading = reader.heading()?;
        let at = reader.at();
        if heading.count > (bytes.len() - at) / SHORTEST + 1 {
            return Err(ProofError::Form { at: heading.end });
        }
        let root = Root::after(&bytes[..heading.end]);
        let verdict = Verdict {
            round: heading.round,
            keywords: heading.keywords,
            commitment: heading.commitment,
            root: Bytes32::default(),
            entrants: heading.count,
            beacon: None,
            draws: Vec::new(),
        };
        Ok(Self {
            bytes,
            at,
            stage: Stage::Entrants(root),
            name_starts: Vec::with_capacity(verdict.entrants),
            last_start: at,
            pool: Pool::new(verdict.entrants),
            verdict,
            names: Names::default(),
            beacon: Beacon::None,
            seed: Bytes32::default(),
        })
    }

    /// Goes on, at most over so many entrants or one draw.
    ///
    /// # Errors
    /// The first thing that does not agree; there is no use in going on then.
    pub fn step(&mut self, entrants: usize) -> Result<Progress, ProofError> {
        let next = match std::mem::replace(&mut self.stage, Stage::Draws) {
            Stage::Entrants(root) => self.read_entrants(root, entrants),
            Stage::Names(place) => self.put_names(place, entrants),
            Stage::Draws => self.draw_again(),
            over @ Stage::Over(_) => Ok(over),
        };
        self.stage = next.unwrap_or_else(|error| Stage::Over(Err(error)));
        let entrants = self.verdict.entrants;
        let done = match &self.stage {
            Stage::Entrants(_) => self.name_starts.len(),
            Stage::Names(place) => entrants + place,
            Stage::Draws => 2 * entrants,
            Stage::Over(outcome) => return outcome.clone().map(|()| Progress::Done(self.verdict.clone())),
        };
        Ok(Progress::Working { done, of: 2 * entrants + 1 })
    }

    /// Goes on to the end.
    ///
    /// # Errors
    /// The first thing that does not agree.
    pub fn run(mut self) -> Result<Verdict, ProofError> {
        loop {
            if let Progress::Done(verdict) = self.step(usize::MAX)? {
                return Ok(verdict);
            }
        }
    }

    /// The place on the list, from 1, of a viewer. To be asked when the verification is done.
    #[must_use]
    pub fn place(&self, viewer: &str) -> Option<usize> {
        let key = viewer_key(viewer);
        self.names.find(&key, |place| self.viewer_key_at(place) == key).map(|place| place + 1)
    }

    fn read_entrants(&mut self, mut root: Root, budget: usize) -> Result<Stage, ProofError> {
        let mut reader = Reader::new(&self.bytes, self.at);
        let first = self.name_starts.len();
        // Read once more at the beginning of a slice: what borrows from the text does not outlive a step.
        let mut last = match first {
            0 => None,
            _ => Some(Reader::new(&self.bytes, self.last_start).entrant()?.0),
        };
        for place in (first..self.verdict.entrants).take(budget) {
            if place > 0 && !reader.skip(b',') {
                return Err(reader.fault());
            }
            self.last_start = reader.at();
            let (entrant, name_at) = reader.entrant()?;
            root.push_written(&self.bytes[self.last_start..reader.at()]);
            if last.is_some_and(|last| last >= entrant) {
                return Err(ProofError::Order { place: place + 1 });
            }
            last = Some(entrant);
            self.name_starts.push(name_at as u32);
        }
        self.at = reader.at();
        if self.name_starts.len() < self.verdict.entrants { Ok(Stage::Entrants(root)) } else { self.close(root) }
    }

    fn close(&mut self, root: Root) -> Result<Stage, ProofError> {
        let mut reader = Reader::new(&self.bytes, self.at);
        let closing = reader.closing()?;
        self.at = reader.at();
        if commitment(&closing.seed) != self.verdict.commitment {
            return Err(ProofError::Commitment);
        }
        if root.finish() != closing.root {
            return Err(ProofError::Root);
        }
        self.verdict.beacon = match &closing.beacon {
            Beacon::None => None,
            Beacon::Lines(lines) => Some(lines.len()),
        };
        (self.verdict.root, self.beacon, self.seed) = (closing.root, closing.beacon, closing.seed);
        self.names = Names::new(&closing.root, self.verdict.entrants);
        Ok(Stage::Names(0))
    }

    fn put_names(&mut self, first: usize, budget: usize) -> Result<Stage, ProofError> {
        let mut names = std::mem::take(&mut self.names);
        let end = first.saturating_add(budget).min(self.verdict.entrants);
        for place in first..end {
            let key = self.viewer_key_at(place);
            let put = names.put(&key, place, |other| self.viewer_key_at(other) == key);
            put.map_err(|other| ProofError::Twice { places: [other + 1, place + 1] })?;
        }
        self.names = names;
        Ok(if end < self.verdict.entrants { Stage::Names(end) } else { Stage::Draws })
    }

    fn draw_again(&mut self) -> Result<Stage, ProofError> {
        let mut reader = Reader::new(&self.bytes, self.at);
        let drawn = reader.drawn()?;
        let more = reader.skip(b',');
        if !more {
            reader.end()?;
        }
        self.at = reader.at();
        self.check(&drawn)?;
        self.verdict.draws.push(drawn);
        Ok(if more { Stage::Draws } else { Stage::Over(Ok(())) })
    }

    fn check(&mut self, drawn: &Drawn) -> Result<(), ProofError> {
        let draw = self.verdict.draws.len() as u32 + 1;
        if drawn.number != draw || draw > MAX_DRAWS {
            return Err(ProofError::Number { expected: draw });
        }
        if drawn.key != key(&self.seed, &self.verdict.round, &self.verdict.root, &self.beacon, draw) {
            return Err(ProofError::Key { draw });
        }
        let places = self.pool.draw(drawn.key, drawn.winners.len());
        let won = places.iter().map(|place| self.viewer_at(*place));
        if drawn.winners.is_empty() || !won.eq(drawn.winners.iter().map(|winner| Some(winner.into()))) {
            return Err(ProofError::Winners { draw });
        }
        Ok(())
    }

    /// The name as entered. A name that was read once reads again.
    fn viewer_at(&self, place: usize) -> Option<Cow<'_, str>> {
        Reader::new(&self.bytes, *self.name_starts.get(place)? as usize).text().ok()
    }

    fn viewer_key_at(&self, place: usize) -> String {
        self.viewer_at(place).map(|viewer| viewer_key(&viewer)).unwrap_or_default()
    }
}
