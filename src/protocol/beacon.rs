//! What the chat adds to a draw, so that a seller who knows the seed still cannot know the winners.

use serde::{Deserialize, Serialize};

/// A viewer's line, written after a round was closed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BeaconLine {
    /// The name as shown.
    pub viewer: String,
    /// The text, cut to what an event keeps.
    pub text: String,
}

/// The first lines of the chat after a round was closed, in the order read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Beacon {
    /// Winners were drawn at once, without waiting for the chat.
    #[default]
    None,
    /// What the chat wrote; empty when nobody did in time.
    Lines(Vec<BeaconLine>),
}
