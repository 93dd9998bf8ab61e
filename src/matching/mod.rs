//! Which rule a line fires.
//!
//! It knows triggers and text; what is done with a hit is not its business. Every pattern runs in linear time.

mod rules;
mod words;

pub use rules::{Hit, Rules, check_pattern};
pub use words::Keywords;
