//! What the bot would make of a line that nobody wrote.

use crate::error::Failure;
use crate::workspace::Workspace;
use buzzchat::protocol::{ChatLine, LineKind};
use buzzchat::replay::{Explainer, Note};

/// What the settings of the active account say about a viewer's line. Cooldowns are not looked at.
///
/// # Errors
/// When the server fails.
pub async fn explain(workspace: &Workspace, viewer: String, text: String) -> Result<Vec<Note>, Failure> {
    let settings = workspace.replica().read(|shared| shared.active().settings());
    // Ten thousand rules take a moment to compile, and the other requests shall not wait for it.
    let explained = tokio::task::spawn_blocking(move || {
        let line = ChatLine { author: viewer, text, roles: Vec::new(), kind: LineKind::Chat, own: false, say: None };
        let mut notes = Vec::new();
        Explainer::new(settings.into()).explain(&line, &mut notes);
        notes
    });
    explained.await.map_err(|error| {
        tracing::error!(%error, "a line could not be explained");
        Failure::Internal
    })
}
