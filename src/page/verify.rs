//! Verifies a draw's proof in a web page: takes the file in pieces and works in slices, so the page never stands still.

use crate::draw::{Progress, ProofError, Verdict, Verifier, to_hex};
use wasm_bindgen::JsError;
use wasm_bindgen::prelude::wasm_bindgen;

/// A proof's verification. Pieces of the file go in first, then it is stepped until all is done.
#[wasm_bindgen]
pub struct DrawVerifier {
    file: Vec<u8>,
    verifier: Option<Verifier>,
    verdict: Option<Verdict>,
}

#[wasm_bindgen]
impl DrawVerifier {
    /// Makes room for a file of this size.
    ///
    /// # Errors
    /// When there is not so much memory.
    #[wasm_bindgen(constructor)]
    pub fn new(size: usize) -> Result<Self, JsError> {
        let mut file = Vec::new();
        file.try_reserve_exact(size).map_err(|_| failure(&ProofError::TooLarge))?;
        Ok(Self { file, verifier: None, verdict: None })
    }

    /// Takes the next piece of the file.
    pub fn append(&mut self, piece: &[u8]) {
        self.file.extend_from_slice(piece);
    }

    /// Works on, over at most so many entrants, and says which part of the work is done: 1 when the proof holds.
    ///
    /// # Errors
    /// Why the proof does not hold.
    pub fn step(&mut self, entrants: usize) -> Result<f64, JsError> {
        if self.verifier.is_none() {
            self.verifier = Some(Verifier::new(std::mem::take(&mut self.file)).map_err(|error| failure(&error))?);
        }
        let Some(verifier) = &mut self.verifier else { return Ok(0.0) };
        match verifier.step(entrants).map_err(|error| failure(&error))? {
            Progress::Working { done, of } => Ok(done as f64 / of as f64),
            Progress::Done(verdict) => {
                self.verdict = Some(verdict);
                Ok(1.0)
            }
        }
    }

    /// The place on the list, from 1, of a viewer.
    #[must_use]
    pub fn place(&self, viewer: &str) -> Option<usize> {
        self.verifier.as_ref()?.place(viewer)
    }

    /// The round's id.
    #[must_use]
    pub fn round(&self) -> String {
        self.verdict.as_ref().map(|verdict| verdict.round.clone()).unwrap_or_default()
    }

    /// The words that entered.
    #[must_use]
    pub fn keywords(&self) -> Vec<String> {
        self.verdict.as_ref().map(|verdict| verdict.keywords.clone()).unwrap_or_default()
    }

    /// How many entrants there were.
    #[must_use]
    pub fn entrants(&self) -> usize {
        self.verdict.as_ref().map_or(0, |verdict| verdict.entrants)
    }

    /// How many draws there were.
    #[must_use]
    pub fn draws(&self) -> usize {
        self.verdict.as_ref().map_or(0, |verdict| verdict.draws.len())
    }

    /// Who won a draw, in the order drawn; draws count from 1.
    #[must_use]
    pub fn winners(&self, draw: usize) -> Vec<String> {
        let drawn = self.verdict.as_ref().and_then(|verdict| verdict.draws.get(draw.checked_sub(1)?));
        drawn.map(|drawn| drawn.winners.clone()).unwrap_or_default()
    }

    /// What was published when the round opened, hex.
    #[must_use]
    pub fn commitment(&self) -> String {
        self.verdict.as_ref().map(|verdict| to_hex(&verdict.commitment)).unwrap_or_default()
    }

    /// What was published when the round closed, hex.
    #[must_use]
    pub fn root(&self) -> String {
        self.verdict.as_ref().map(|verdict| to_hex(&verdict.root)).unwrap_or_default()
    }

    /// What was checked and found right.
    #[must_use]
    pub fn proven(&self) -> Vec<String> {
        self.verdict.as_ref().map(Verdict::proven).unwrap_or_default()
    }

    /// What the proof cannot show.
    #[must_use]
    pub fn unproven(&self) -> Vec<String> {
        let lines = self.verdict.as_ref().map(Verdict::unproven).unwrap_or_default();
        lines.into_iter().map(String::from).collect()
    }
}

fn failure(error: &ProofError) -> JsError {
    JsError::new(&error.to_string())
}
