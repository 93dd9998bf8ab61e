//! Settings as files: every account's settings written down without loss, and read back; and what the extension that
//! BuzzChat follows wrote. A file is hostile data: it is checked as a whole before anything of it counts.
//!
//! Nothing here changes a state: a file is read into what somebody wants to change. No file holds or brings keys, counts,
//! entries, or whether the bot works.

mod original;
mod ours;
mod reader;

use crate::journal::Shared;
use crate::protocol::{FieldError, LeftOut, SettingsPatch};
use serde_json::Value;

/// The longest file that is read, in bytes.
const MAX_BYTES: usize = 8 * 1024 * 1024;
/// How deep a file may nest; ours nest 7 deep.
const MAX_DEPTH: usize = 12;
/// The most items of a list or fields of an object.
const MAX_ITEMS: usize = 10_000;
/// The longest text, in bytes.
const MAX_TEXT: usize = 10_000;
/// The most fields that are left out of one file: no file that was ever exported comes near.
const MAX_LEFT_OUT: usize = 1_000;
/// Names that mean something else than a field to a script that might read the file.
const FORBIDDEN: [&str; 3] = ["__proto__", "constructor", "prototype"];

/// What a file says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Import {
    /// The accounts in their order; at least one.
    pub accounts: Vec<ImportedAccount>,
    /// What stands in the file and could not be taken.
    pub left_out: Vec<LeftOut>,
}

/// An account of a file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ImportedAccount {
    /// Its name, where the file knows names.
    pub name: Option<String>,
    /// Its settings, checked; what is absent stays.
    pub settings: SettingsPatch,
}

/// Every account's settings as a file of ours: the same state gives the same text.
///
/// ```
/// use buzzchat::{journal::Shared, transfer};
///
/// let file = transfer::export(&Shared::default());
/// let import = transfer::parse(&file).expect("what was exported can be imported");
/// assert_eq!(import.accounts[0].name.as_deref(), Some("Main"));
/// assert!(import.left_out.is_empty());
/// ```
#[must_use]
pub fn export(shared: &Shared) -> String {
    ours::write(shared)
}

/// Reads a file: one of ours, of which every field must be right, or one of the extension that BuzzChat follows, of which
/// everything is taken that can be.
///
/// # Errors
/// The first field for which the whole file is refused; no field where it is no settings file at all.
pub fn parse(document: &str) -> Result<Import, FieldError> {
    if document.len() > MAX_BYTES {
        return Err(FieldError::new("", "The file is too large"));
    }
    let document = document.trim_start_matches('\u{feff}');
    let value: Value = serde_json::from_str(document)
        .map_err(|error| FieldError::new("", format!("The file is no valid JSON: {error}")))?;
    check_shape(&value, "", MAX_DEPTH)?;
    let Value::Object(root) = value else {
        return Err(FieldError::new("", "This is no settings file"));
    };
    let import = if root.contains_key("format") { ours::read(root)? } else { original::read(root)? };
    if import.left_out.len() > MAX_LEFT_OUT {
        return Err(FieldError::new("", "Too much of this file is unknown"));
    }
    Ok(import)
}

/// Refuses what no settings file holds, wherever it stands.
fn check_shape(value: &Value, place: &str, depth: usize) -> Result<(), FieldError> {
    let refused = |what: &str| Err(FieldError::new(place, format!("{} {what}", subject(place))));
    match value {
        Value::String(text) if text.len() > MAX_TEXT => refused("is too long"),
        Value::Array(_) | Value::Object(_) if depth == 0 => refused("is nested too deeply"),
        Value::Array(items) if items.len() > MAX_ITEMS => refused("holds too many items"),
        Value::Object(fields) if fields.len() > MAX_ITEMS => refused("holds too many fields"),
        Value::Array(items) => {
            let mut items = items.iter().enumerate();
            items.try_for_each(|(index, item)| check_shape(item, &format!("{place}[{index}]"), depth - 1))
        }
        Value::Object(fields) => fields.iter().try_for_each(|(name, field)| {
            let place = join(place, name);
            if FORBIDDEN.contains(&name.as_str()) {
                return Err(FieldError::new(place, format!("\"{name}\" has no place in a settings file")));
            }
            check_shape(field, &place, depth - 1)
        }),
        _ => Ok(()),
    }
}

fn subject(place: &str) -> &str {
    if place.is_empty() { "The file" } else { place }
}

/// The place of a field. Names in a file are data: only the beginning is told, in one line.
fn join(place: &str, name: &str) -> String {
    let name: String = name.chars().filter(|c| !c.is_control()).take(60).collect();
    if place.is_empty() { name } else { format!("{place}.{name}") }
}
