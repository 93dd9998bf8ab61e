//! Rows of people, lines, conversations and messages. They are stored and found here; nothing is decided.

mod broadcasts;
mod clock;
mod conversations;
mod finding;
mod flows;
mod hearing;
mod lines;
mod many;
mod notices;
mod outbox;
mod people;
mod reading;
mod rows;

pub use finding::{Attributes, Trait};
pub use flows::FlowRun;
pub use lines::LineSettings;
pub use outbox::{DueMessage, Outcome};
pub use reading::Stretch;
pub use rows::{News, Tell};

pub(super) use clock::tick;
