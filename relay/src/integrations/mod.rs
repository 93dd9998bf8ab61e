//! Integrations: programs that hear the channels of a workspace and answer in them. What happens there, who wants to be told
//! of it, and what the letter says. It stores nothing and knows no HTTP.

mod channel;
mod event;
mod hearing;
mod ids;
mod letter;
mod model;
mod occurrence;

pub use channel::{Channel, Destination, Place};
pub use event::Event;
pub use ids::Ids;
pub use letter::{ANSWERS, Letter};
pub use model::{Integration, Reach, Subscriber, Subscription};
pub use occurrence::{Author, Occurrence, What};

pub(crate) use hearing::keep_hearing;
