//! What somebody wants done, and what came of it: the same for popup, REST API and command line.

use super::{Millis, SettingsPatch, Stream};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The stored form of an API key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyHash {
    /// `key_` and a ULID.
    pub key: String,
    /// SHA-256 of the key, hex.
    pub hash: String,
    /// What may be shown.
    pub mask: String,
}

/// What to do with an item of a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ItemEdit {
    /// Put it behind the others.
    Add(Map<String, Value>),
    /// Set these of its fields.
    Change(Map<String, Value>),
    /// Take it out.
    Remove,
}

/// What to do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum Command {
    /// Write a line into the chat.
    SendMessage {
        /// The line.
        message: String,
        /// Milliseconds to wait first.
        delay: u64,
    },
    /// Write a line into the chat of one stream, and of no other.
    SendTo {
        /// The stream.
        stream: Stream,
        /// The line.
        message: String,
    },
    /// Change settings.
    ChangeSettings {
        /// The fields to change, by their documented names.
        patch: Box<SettingsPatch>,
        /// Only where the settings are at one of these versions; at any where none is named. Whoever gives a list hears
        /// the version after the change.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        versions: Option<Vec<String>>,
    },
    /// Change one item of a list in the settings and leave the others alone, whatever became of them meanwhile.
    EditItem {
        /// The setting that holds the list.
        list: String,
        /// The item's id.
        item: String,
        /// What to do with it.
        edit: ItemEdit,
    },
    /// Begin a giveaway round.
    OpenGiveaway,
    /// Take no more entries.
    CloseGiveaway,
    /// Draw winners among those who entered.
    PickWinner {
        /// How many, 1 to 10.
        count: u32,
    },
    /// Throw the entries away.
    ClearEntries,
    /// Make an API key and show it once.
    CreateKey {
        /// What the seller calls it.
        name: String,
    },
    /// Take over a key whose text never leaves its maker (the relay's command line).
    RegisterKey {
        /// What the operator calls it.
        name: String,
        /// The stored form.
        hash: KeyHash,
    },
    /// Stop accepting a key.
    RevokeKey {
        /// The key's id.
        key: String,
    },
    /// Make an account with settings as after installing.
    CreateAccount {
        /// What the seller calls it.
        name: String,
    },
    /// Call an account something else.
    RenameAccount {
        /// The account's id.
        account: String,
        /// What the seller calls it.
        name: String,
    },
    /// Make an account with another one's settings.
    DuplicateAccount {
        /// The id of the account to copy.
        account: String,
        /// What the seller calls the copy.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        name: Option<String>,
    },
    /// Throw an account away, with everything in it.
    DeleteAccount {
        /// The account's id.
        account: String,
    },
    /// Let the bot work for another account.
    SwitchAccount {
        /// The account's id.
        account: String,
    },
    /// Take settings from a file: one of ours, or one of the extension that BuzzChat follows.
    ImportSettings {
        /// The file's text.
        document: String,
    },
}

impl Command {
    /// Changes settings.
    #[must_use]
    pub fn change(patch: SettingsPatch) -> Self {
        Self::ChangeSettings { patch: Box::new(patch), versions: None }
    }

    /// Changes settings that are still at one of these versions; at any where none is named.
    #[must_use]
    pub fn change_at(patch: SettingsPatch, versions: Vec<String>) -> Self {
        Self::ChangeSettings { patch: Box::new(patch), versions: Some(versions) }
    }
}

/// Why a command was refused. The relay maps each to a documented error code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum RefusalCode {
    /// The request itself is wrong.
    ValidationError,
    /// No live page, or the bot is off.
    BotInactive,
    /// There is no such thing.
    NotFound,
    /// It is no longer as the caller believes.
    PreconditionFailed,
    /// The device did not answer in time.
    ServiceUnavailable,
}

/// A field of an imported file that was not taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOut {
    /// Its place in the file: `faq.rules[2].reply`.
    pub field: String,
    /// Why, for a person.
    pub reason: String,
}

/// What came of a command.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum Outcome {
    /// Done, nothing more to say.
    Done,
    /// The settings are changed.
    Changed {
        /// Their version now.
        version: String,
    },
    /// The line is in the chat, or will be at `at`.
    Message {
        /// `msg_` and a ULID.
        message: String,
        /// When it was seen, or is planned.
        at: Millis,
    },
    /// The draw.
    Winners {
        /// Names, in the order drawn.
        winners: Vec<String>,
        /// When.
        at: Millis,
    },
    /// The new key; this is the only time its text exists.
    Key {
        /// Its id.
        key: String,
        /// Its text.
        text: String,
        /// What may be shown later.
        mask: String,
    },
    /// The new account.
    Account {
        /// Its id.
        account: String,
    },
    /// The settings of a file were taken.
    Imported {
        /// What was in the file and could not be taken.
        left_out: Vec<LeftOut>,
    },
    /// Not done.
    Refused {
        /// Which kind of refusal.
        code: RefusalCode,
        /// What to tell the person.
        message: String,
        /// The field that is wrong, if it is one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        field: Option<String>,
    },
}

impl Outcome {
    /// A refusal without a field.
    pub fn refused(code: RefusalCode, message: impl Into<String>) -> Self {
        Self::Refused { code, message: message.into(), field: None }
    }
}
