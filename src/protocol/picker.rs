//! What the picker says and hears over the port named `picker`, which it opens on a page that the seller points at.
//!
//! What it says is untrusted: only selectors are taken from it, and the worker derives everything else from the sender.

use serde::{Deserialize, Serialize};

/// The selectors of what the seller pointed at.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PickedPage {
    /// The list of lines.
    pub container: String,
    /// A line in it.
    pub item: String,
    /// The viewer's name in a line.
    pub author: String,
    /// What they wrote, in a line.
    pub text: String,
    /// The box to write in; nothing where the chat is only read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub input: Option<String>,
    /// The button that sends; nothing where Enter does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub button: Option<String>,
    /// Whether the list uses its rows again for other lines.
    #[serde(default)]
    pub recycles: bool,
}

/// What the picker says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum PickerMessage {
    /// Whether this page can be one of the seller's own.
    Start,
    /// It is, with these selectors.
    Picked {
        /// What the seller pointed at.
        page: PickedPage,
    },
}

/// What the picker is answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum PickerAnswer {
    /// Go on.
    Welcome,
    /// The page is kept, and read from now on.
    Kept,
    /// It is not.
    Refused {
        /// Why, for the seller.
        reason: String,
    },
}
