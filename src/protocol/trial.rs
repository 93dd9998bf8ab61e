//! What the bot would make of a line that nobody wrote.

use super::Role;
use serde::{Deserialize, Serialize};

/// What the bot would make of a viewer's line, rests and repeats not looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trial {
    /// Whether the bot ignores this viewer, whatever they write.
    pub ignored: bool,
    /// The blocked word for which the bot ignores the line.
    pub blocked: Option<String>,
    /// The word that would catch the seller's eye.
    pub alert: Option<String>,
    /// Whether it asks to enter the giveaway that is open.
    pub enters: bool,
    /// The command it is.
    pub command: Option<TriedCommand>,
    /// The rule that fires.
    pub rule: Option<TriedRule>,
    /// The rule that nearly does, where none does.
    pub near: Option<NearRule>,
}

/// A command that would answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TriedCommand {
    /// Its id.
    pub id: String,
    /// Its name, with the `!`.
    pub name: String,
    /// What the bot would write.
    pub reply: String,
    /// Who may use it; everybody where it is empty.
    pub roles: Vec<Role>,
}

/// A rule that would answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TriedRule {
    /// Its id.
    pub id: String,
    /// The trigger that fires.
    pub trigger: String,
    /// What the bot would write.
    pub reply: String,
    /// How the line has the trigger.
    pub how: Manner,
    /// What stands in the line for it.
    pub found: String,
    /// It would not: questions are not answered at present.
    pub off: bool,
}

/// How a line has a trigger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Manner {
    /// As a whole word.
    Word,
    /// As words in a row.
    Phrase,
    /// As a part of a word or of words.
    Part,
    /// As a pattern describes it.
    Pattern,
    /// Misspelt, or as a plural.
    Typo,
}

/// A rule that nearly fires.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NearRule {
    /// Its id.
    pub id: String,
    /// The trigger that is near.
    pub trigger: String,
    /// Why it does not fire, for a person.
    pub sentence: String,
}
