//! The replay lab's core: a recorded chat through the real engine, and what the bot would have said about it, and why.
//!
//! No clock, no I/O: the recording's own times drive a virtual clock, and all entropy comes from a counter, so the same
//! recording under the same settings has the same effects, byte for byte, natively and in the browser.

mod csv;
mod digest;
mod explain;
mod fields;
mod host;
mod json;
mod recording;
mod run;
mod show;
mod sprint;
mod times;
mod transcript;

pub use digest::Digest;
pub use explain::Explainer;
pub use recording::{Fault, Recording, TimedLine};
pub use run::{Action, Deed, Plan, Run};
pub use show::{Show, show};
pub use sprint::Sprint;
pub use transcript::{Note, RowView, Totals, Transcript, Who};

/// How a caller says "everything" where a number of turns is asked for.
pub const ALL: usize = usize::MAX;
