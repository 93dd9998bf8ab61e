//! A stream page and what its platform allows. The numbers come from the site adapters.

use serde::{Deserialize, Serialize};

/// A stream: a site plus its channel or video id. A reload of the page keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Stream {
    /// The adapter's id: `demo`, `whatnot`, `youtube`.
    pub site: String,
    /// The channel or video on that site.
    pub channel: String,
}

/// What a platform counts when it limits the length of a line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum LengthUnit {
    /// UTF-16 code units, as `maxlength` counts.
    #[default]
    Utf16,
    /// Unicode scalar values.
    CodePoints,
    /// What a reader sees as one character.
    Graphemes,
}

/// At most `messages` lines in any `ms` milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Window {
    /// How many lines.
    pub messages: u32,
    /// In how many milliseconds.
    pub ms: u64,
}

/// The platform's limits for our own lines (the `limits` block of a site adapter).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Limits {
    /// The longest line, in `count` units.
    pub max_chars: usize,
    /// What `max_chars` counts.
    #[serde(default)]
    pub count: LengthUnit,
    /// Milliseconds between two of our lines.
    #[serde(default)]
    pub min_gap_ms: u64,
    /// The rolling budget, if the platform has one.
    #[serde(default)]
    pub window: Option<Window>,
    /// For how long the same text may not be repeated.
    #[serde(default)]
    pub duplicate_ms: u64,
    /// The most `@mentions` in a line.
    #[serde(default)]
    pub max_mentions: Option<usize>,
    /// First characters that make a line a command there.
    #[serde(default)]
    pub forbid_prefix: Vec<String>,
}
