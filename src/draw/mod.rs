//! Verifiable draws: who wins follows from a seed committed to before the round, the list of entrants, and what the chat
//! wrote after closing. `docs/verifiable-draws.md` fixes every byte.
//!
//! It knows no engine state and no time: whoever opens, closes and draws calls it, and so does whoever verifies.

mod json;
mod key;
mod names;
mod pool;
mod proof;
mod reader;
mod root;
mod verdict;
mod verifier;

pub use crate::protocol::{Beacon, BeaconLine};
pub use key::{commitment, from_hex, key, to_hex};
pub use pool::{Pool, winners};
pub use proof::{Drawn, Proof, ProofWriter};
pub use root::{Header, Root};
pub use verdict::{ProofError, Verdict};
pub use verifier::{Progress, Verifier};

/// 32 bytes: a seed, a key, or a SHA-256.
pub type Bytes32 = [u8; 32];

/// At most this many lines of the chat are taken as a beacon.
pub const MAX_BEACON_LINES: usize = 10;
