//! The settings of the active account.

use super::{run, unexpected};
use crate::error::Failure;
use crate::workspace::Workspace;
use buzzchat::engine::settings_version;
use buzzchat::protocol::{Command, Outcome, Settings, SettingsPatch};
use serde_json::Value;
use std::collections::BTreeMap;

/// How often each command was used, by its id.
pub type Uses = BTreeMap<String, u64>;

/// The settings as they are, and how often each command was used.
#[must_use]
pub fn read(workspace: &Workspace) -> (Settings, Uses) {
    workspace.replica().read(|shared| (shared.active().settings(), shared.active().uses()))
}

/// The same, with the version of the settings.
#[must_use]
pub fn read_version(workspace: &Workspace) -> (Settings, Uses, String) {
    workspace.replica().read(|shared| {
        let settings = shared.active().settings();
        let version = settings_version(shared.active_id(), &settings);
        (settings, shared.active().uses(), version)
    })
}

/// Changes what the document names, and nothing else.
///
/// # Errors
/// The first field that is unknown or cannot be taken.
pub async fn change(workspace: &Workspace, document: &Value) -> Result<(), Failure> {
    change_at(workspace, document, Vec::new()).await.map(drop)
}

/// The same, where the settings are still at one of these versions; at any where none is named. Whoever decides the
/// change compares them, so nothing comes in between. Returns the version after the change.
///
/// # Errors
/// The first field that is unknown or cannot be taken; or the settings are at another version.
pub async fn change_at(workspace: &Workspace, document: &Value, versions: Vec<String>) -> Result<String, Failure> {
    let patch = SettingsPatch::parse(document).map_err(|error| Failure::Validation(error.message))?;
    let checked = workspace.replica().read(|shared| patch.check_over(&shared.active().settings()));
    checked.map_err(|error| Failure::Validation(error.message))?;
    match run(workspace, Command::change_at(patch, versions)).await? {
        Outcome::Changed { version } => Ok(version),
        other => Err(unexpected(&other)),
    }
}
