//! The secret of a giveaway round: it travels only where it is meant to, and shows itself nowhere.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A round's seed, hex. Whoever knows it before the draw may know the winners.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Seed(String);

impl Seed {
    /// Takes 64 hexadecimal digits; whoever uses them checks that they are.
    #[must_use]
    pub fn new(hex: String) -> Self {
        Self(hex)
    }

    /// The digits.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

/// Nothing secret in a log.
impl fmt::Debug for Seed {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Seed(…)")
    }
}
