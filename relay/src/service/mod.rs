//! What can be asked of a workspace, whatever the protocol: REST handlers and MCP tools call the same functions.
//!
//! Nothing here knows HTTP.

pub mod accounts;
pub mod analytics;
pub mod events;
pub mod giveaway;
pub mod messages;
pub mod settings;
pub mod webhooks;

use crate::error::{Failure, unless_refused};
use crate::workspace::{Place, Workspace};
use buzzchat::protocol::{Command, Outcome};

/// Has a command carried out where it belongs.
async fn run(workspace: &Workspace, command: Command) -> Result<Outcome, Failure> {
    unless_refused(workspace.execute(command, Place::Anywhere).await?)
}

/// A device answered something that does not belong to the command.
fn unexpected(outcome: &Outcome) -> Failure {
    tracing::error!(?outcome, "a device gave an answer that does not fit the command");
    Failure::Internal
}
