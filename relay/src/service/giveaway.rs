//! The current giveaway: who entered, who wins.

use super::{run, unexpected};
use crate::error::Failure;
use crate::workspace::Workspace;
use buzzchat::engine::prove;
use buzzchat::journal::Shared;
use buzzchat::protocol::{Command, Entry, Millis, Outcome};

/// Those who entered in time, the earliest first.
#[must_use]
pub fn entries(workspace: &Workspace) -> Vec<Entry> {
    let current = |shared: &Shared| shared.active().round().map(|(_, round)| round.entrants().collect());
    workspace.replica().read(current).unwrap_or_default()
}

/// The proof of the current giveaway's draws: the file's text.
///
/// # Errors
/// When nothing can be proven.
pub async fn proof(workspace: &Workspace) -> Result<String, Failure> {
    let replica = workspace.replica().clone();
    // A million entries take a moment, and the other requests shall not wait for it.
    let proof = tokio::task::spawn_blocking(move || replica.read(prove)).await;
    let proof = proof.inspect_err(|error| tracing::error!(%error, "a proof could not be made"));
    proof.map_err(|_| Failure::Internal)?.ok_or_else(|| Failure::NotFound("There is no draw to prove".into()))
}

/// Begins a round; one that is open goes on.
///
/// # Errors
/// When the device does not answer.
pub async fn open(workspace: &Workspace) -> Result<(), Failure> {
    run(workspace, Command::OpenGiveaway).await.map(drop)
}

/// Takes no more entries.
///
/// # Errors
/// When no giveaway is open.
pub async fn close(workspace: &Workspace) -> Result<(), Failure> {
    run(workspace, Command::CloseGiveaway).await.map(drop)
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
