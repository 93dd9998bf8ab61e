//! What the bot would make of a line that nobody wrote.

use crate::error::Failure;
use crate::workspace::Workspace;
use buzzchat::engine::try_line;
use buzzchat::protocol::Trial;

/// What the settings of the active account make of a viewer's line. Cooldowns are not looked at.
///
/// # Errors
/// When the server fails.
pub async fn try_viewer_line(workspace: &Workspace, viewer: String, text: String) -> Result<Trial, Failure> {
    let settings = workspace.replica().read(|shared| shared.active().settings());
    // Ten thousand rules take a moment to compile, and the other requests shall not wait for it.
    let tried = tokio::task::spawn_blocking(move || try_line(settings, &viewer, &text));
    tried.await.map_err(|error| {
        tracing::error!(%error, "a line could not be tried");
        Failure::Internal
    })
}
