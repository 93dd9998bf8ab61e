//! Rows of commands: how the command line asks a running server for something.

use super::{Store, StoreError, signed};
use buzzchat::protocol::{Command, Millis, Outcome};

/// A command nobody executed yet.
#[derive(Debug)]
pub struct WaitingCommand {
    /// Its id.
    pub id: String,
    /// For which workspace.
    pub workspace: String,
    /// What to do; an error where this version does not understand it.
    pub command: Result<Command, serde_json::Error>,
}

impl Store {
    /// Leaves a command for the server.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_command(
        &self,
        id: &str,
        workspace: &str,
        command: &Command,
        now: Millis,
    ) -> Result<(), StoreError> {
        sqlx::query("INSERT INTO commands (id, workspace, command, created) VALUES ($1, $2, $3, $4)")
            .bind(id)
            .bind(workspace)
            .bind(serde_json::to_string(command)?)
            .bind(signed(now))
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// What waits, the oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn waiting_commands(&self) -> Result<Vec<WaitingCommand>, StoreError> {
        let rows: Vec<(String, String, String)> = sqlx::query_as(
            "SELECT id, workspace, command FROM commands WHERE done IS NULL ORDER BY created, id LIMIT 100",
        )
        .fetch_all(&self.pool)
        .await?;
        let read = |(id, workspace, command): (String, String, String)| WaitingCommand {
            id,
            workspace,
            command: serde_json::from_str(&command),
        };
        Ok(rows.into_iter().map(read).collect())
    }

    /// Records what came of a command.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn finish_command(&self, id: &str, outcome: &Outcome, now: Millis) -> Result<(), StoreError> {
        sqlx::query("UPDATE commands SET done = $1, outcome = $2 WHERE id = $3")
            .bind(signed(now))
            .bind(serde_json::to_string(outcome)?)
            .bind(id)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// What came of a command, if the server executed it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn command_outcome(&self, id: &str) -> Result<Option<Outcome>, StoreError> {
        let outcome: Option<Option<String>> = sqlx::query_scalar("SELECT outcome FROM commands WHERE id = $1")
            .bind(id)
            .fetch_optional(&self.pool)
            .await?;
        Ok(outcome.flatten().map(|outcome| serde_json::from_str(&outcome)).transpose()?)
    }
}
