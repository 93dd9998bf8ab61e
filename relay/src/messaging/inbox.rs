//! Takes what services tell, and news of lines. It asks nobody.

use super::{Happening, Line, LineState, Message, Messaging};
use crate::clock;
use crate::store::StoreError;

impl Messaging {
    /// Keeps what a line's service told. Returns what was new.
    ///
    /// # Errors
    /// When the database fails: then the service must tell it again.
    pub async fn hear(&self, line: &Line, told: &[Happening]) -> Result<Vec<Message>, StoreError> {
        let new = self.store.hear(line, told, clock::now(), self.tell).await?;
        // A receipt may have let the next message of a conversation go.
        self.queued.notify_one();
        Ok(new)
    }

    /// Notes how a line stands.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn note_state(&self, line: &Line, state: LineState, detail: &str) -> Result<(), StoreError> {
        if self.store.change_line_state(&line.id, state, detail, clock::now(), self.tell).await?.is_some() {
            tracing::info!(line = line.id, state = state.name(), detail, "a line stands otherwise");
            self.queued.notify_one();
        }
        Ok(())
    }
}
