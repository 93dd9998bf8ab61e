//! The current giveaway: who entered, who wins.

use super::{run, unexpected};
use crate::error::Failure;
use crate::workspace::Workspace;
use buzzchat::protocol::{Command, Entry, Millis, Outcome};

/// Those who entered in time, the earliest first.
#[must_use]
pub fn entries(workspace: &Workspace) -> Vec<Entry> {
    let entrants = |round: &buzzchat::journal::Round| round.entrants().into_iter().cloned().collect();
    workspace.replica().read(|shared| shared.active().round().map(|(_, round)| entrants(round)).unwrap_or_default())
}

/// Draws winners. Returns them in the order drawn, and when.
///
/// # Errors
/// When there are too few entries.
pub async fn pick_winners(workspace: &Workspace, count: u32) -> Result<(Vec<String>, Millis), Failure> {
    match run(workspace, Command::PickWinner { count }).await? {
        Outcome::Winners { winners, at } => Ok((winners, at)),
        other => Err(unexpected(&other)),
    }
}

/// Throws the entries away.
///
/// # Errors
/// When the device does not answer.
pub async fn clear_entries(workspace: &Workspace) -> Result<(), Failure> {
    run(workspace, Command::ClearEntries).await.map(drop)
}
