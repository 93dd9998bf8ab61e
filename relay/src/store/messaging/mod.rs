//! Rows of people, lines, conversations and messages. They are stored and found here; nothing is decided.

mod clock;
mod conversations;
mod hearing;
mod lines;
mod notices;
mod outbox;
mod people;
mod reading;
mod rows;

pub use lines::LineSettings;
pub use outbox::{DueMessage, Outcome};
pub use reading::Stretch;
pub use rows::{News, Tell};
