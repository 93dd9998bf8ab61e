//! BuzzChat's core: reads the chat of a live stream as data, decides what the seller's bot says, and folds everything
//! that happened into a state that every device and the relay agree on.
//!
//! It has no clock, no randomness and no I/O: a host hands it inputs and carries out its effects.

pub mod draw;
pub mod engine;
pub mod journal;
pub mod matching;
pub mod protocol;
pub mod replay;
pub mod sites;
pub mod transfer;

#[cfg(target_family = "wasm")]
pub mod page;
#[cfg(target_family = "wasm")]
pub mod worker;
