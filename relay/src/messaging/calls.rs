//! Hears what services tell by calling the relay. It knows no HTTP server: the call has been read, and is answered elsewhere.

use super::{Line, Messaging};
use crate::connectors::{Call, Connector, Refusal, Told, Unusable, is_same};
use crate::store::StoreError;
use std::sync::Arc;

/// A line whose address was called, with the right secret.
#[derive(Debug)]
pub(crate) struct CalledLine {
    line: Line,
    connector: Arc<dyn Connector>,
}

impl Messaging {
    /// The line at whose address this is; nothing where there is none, or the secret is another.
    ///
    /// # Errors
    /// When the database fails.
    pub(crate) async fn called_line(&self, id: &str, secret: &str) -> Result<Option<CalledLine>, StoreError> {
        let Some(line) = self.store.line(id).await? else { return Ok(None) };
        let found = match self.connectors.find(&line).await {
            Ok(found) => found,
            Err(Unusable::Settings(_)) => return Ok(None),
            Err(Unusable::Store(error)) => return Err(error),
        };
        let right = found.hook_secret.is_some_and(|known| is_same(secret, &known));
        Ok(right.then_some(CalledLine { line, connector: found.connector }))
    }

    /// Keeps what a service tells. Returns what it wants to read in answer.
    ///
    /// # Errors
    /// When the database fails: then the service must tell it again.
    pub(crate) async fn hear_call(
        &self,
        called: &CalledLine,
        call: &Call,
    ) -> Result<Result<String, Refusal>, StoreError> {
        let CalledLine { line, connector } = called;
        let Told { happenings, standing, answer } = match connector.read(line, call).await {
            Ok(told) => told,
            Err(refusal) => return Ok(Err(refusal)),
        };
        if !happenings.is_empty() {
            self.hear(line, &happenings).await?;
        }
        if let Some(standing) = standing {
            self.note_state(line, standing.state, &standing.detail).await?;
        }
        Ok(Ok(answer))
    }
}
