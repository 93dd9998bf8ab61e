//! The settings of the active account.

use super::run;
use crate::error::Failure;
use crate::workspace::Workspace;
use buzzchat::protocol::{Command, Settings, SettingsPatch};
use serde_json::Value;
use std::collections::BTreeMap;

/// The settings as they are, and how often each command was used, by its id.
#[must_use]
pub fn read(workspace: &Workspace) -> (Settings, BTreeMap<String, u64>) {
    workspace.replica().read(|shared| (shared.active().settings(), shared.active().uses()))
}

/// Changes what the document names, and nothing else.
///
/// # Errors
/// The first field that is unknown or cannot be taken.
pub async fn change(workspace: &Workspace, document: &Value) -> Result<(), Failure> {
    let patch = SettingsPatch::parse(document).map_err(|error| Failure::Validation(error.message))?;
    patch.check().map_err(|error| Failure::Validation(error.message))?;
    run(workspace, Command::change(patch)).await.map(drop)
}
