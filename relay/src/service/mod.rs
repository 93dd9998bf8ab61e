//! What can be asked of a workspace, whatever the protocol: REST handlers and MCP tools call the same functions.
//!
//! Nothing here knows HTTP.

pub mod accounts;
pub mod analytics;
pub mod devices;
pub mod events;
pub mod faq;
pub mod generator;
pub mod giveaway;
pub mod inbox;
pub mod integrations;
pub mod items;
pub mod keys;
pub mod lines;
pub mod messages;
pub mod newest;
pub mod settings;
pub mod status;
pub mod webhooks;

use crate::error::{Failure, unless_refused};
use crate::metrics::count_command;
use crate::workspace::{Place, Workspace};
use buzzchat::protocol::{Command, Outcome, RefusalCode};

/// Has a command carried out where it belongs.
async fn run(workspace: &Workspace, command: Command) -> Result<Outcome, Failure> {
    let outcome = workspace.execute(command, Place::Anywhere).await?;
    count_command(match &outcome {
        Outcome::Refused { code: RefusalCode::ValidationError, .. } => "VALIDATION_ERROR",
        Outcome::Refused { code: RefusalCode::BotInactive, .. } => "BOT_INACTIVE",
        Outcome::Refused { code: RefusalCode::NotFound, .. } => "NOT_FOUND",
        Outcome::Refused { code: RefusalCode::ServiceUnavailable, .. } => "SERVICE_UNAVAILABLE",
        Outcome::Refused { code: RefusalCode::PreconditionFailed, .. } => "PRECONDITION_FAILED",
        _ => "done",
    });
    unless_refused(outcome)
}

/// A device answered something that does not belong to the command.
fn unexpected(outcome: &Outcome) -> Failure {
    tracing::error!(?outcome, "a device gave an answer that does not fit the command");
    Failure::Internal
}
