//! One item of a list in the settings: an FAQ rule, a timer, a command. The others stay, whoever edits them meanwhile.

use super::run;
use crate::clock;
use crate::error::Failure;
use crate::workspace::Workspace;
use buzzchat::protocol::{Command, ItemEdit, ListItem};
use serde_json::{Map, Value};

/// Puts an item behind the others. Returns its id.
///
/// # Errors
/// The first field that is missing, unknown or cannot be taken.
pub async fn add<T: ListItem>(workspace: &Workspace, fields: Map<String, Value>) -> Result<String, Failure> {
    let item = clock::entropy().id(T::PREFIX, clock::now());
    edit::<T>(workspace, item.clone(), ItemEdit::Add(fields)).await?;
    Ok(item)
}

/// Sets fields of an item.
///
/// # Errors
/// When there is no such item, or the first field that cannot be taken.
pub async fn change<T: ListItem>(
    workspace: &Workspace,
    item: String,
    fields: Map<String, Value>,
) -> Result<(), Failure> {
    edit::<T>(workspace, item, ItemEdit::Change(fields)).await
}

/// Takes an item out.
///
/// # Errors
/// When there is no such item.
pub async fn remove<T: ListItem>(workspace: &Workspace, item: String) -> Result<(), Failure> {
    edit::<T>(workspace, item, ItemEdit::Remove).await
}

async fn edit<T: ListItem>(workspace: &Workspace, item: String, edit: ItemEdit) -> Result<(), Failure> {
    let command = Command::EditItem { list: T::LIST.into(), item, edit };
    run(workspace, command).await.map(drop).map_err(|failure| match failure {
        Failure::Validation(message) => Failure::Validation(within_item::<T>(message)),
        other => other,
    })
}

/// Whoever edits one item knows nothing of its place among the others.
fn within_item<T: ListItem>(message: String) -> String {
    let place = message.strip_prefix(T::LIST).filter(|rest| rest.starts_with('['));
    match place.and_then(|rest| rest.split_once("].")) {
        Some((_, of_item)) => of_item.to_owned(),
        None => message,
    }
}
