//! Rows of workspaces, and which workspace owns an API key.

use super::{Store, StoreError, signed, unsigned};
use crate::tier::Tier;
use buzzchat::protocol::Millis;

/// How a workspace began.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Founding {
    /// What the relay's own events there are written under; no other workspace has it.
    pub origin: String,
    /// When it was made.
    pub created: Millis,
}

impl Store {
    /// Makes the workspace if it is missing, and returns what the relay's own events there are written under.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn ensure_workspace(&self, name: &str, new_origin: &str, now: Millis) -> Result<String, StoreError> {
        self.add_workspace(name, new_origin, now).await?;
        let origin = sqlx::query_scalar("SELECT origin FROM workspaces WHERE name = $1").bind(name);
        Ok(origin.fetch_one(&self.pool).await?)
    }

    /// Makes a workspace. Returns false where there is one of this name.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_workspace(&self, name: &str, origin: &str, now: Millis) -> Result<bool, StoreError> {
        let added = sqlx::query(
            "INSERT INTO workspaces (name, origin, created) VALUES ($1, $2, $3) ON CONFLICT (name) DO NOTHING",
        )
        .bind(name)
        .bind(origin)
        .bind(signed(now))
        .execute(&self.pool)
        .await?;
        Ok(added.rows_affected() > 0)
    }

    /// Every workspace: its name, its tier, when it was made.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn workspaces(&self) -> Result<Vec<(String, Tier, Millis)>, StoreError> {
        let rows: Vec<(String, String, i64)> =
            sqlx::query_as("SELECT name, tier, created FROM workspaces ORDER BY name").fetch_all(&self.pool).await?;
        Ok(rows.into_iter().map(|(name, tier, created)| (name, Tier::read(&tier), unsigned(created))).collect())
    }

    /// How a workspace began.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn founding(&self, workspace: &str) -> Result<Option<Founding>, StoreError> {
        let row: Option<(String, i64)> = sqlx::query_as("SELECT origin, created FROM workspaces WHERE name = $1")
            .bind(workspace)
            .fetch_optional(&self.pool)
            .await?;
        Ok(row.map(|(origin, created)| Founding { origin, created: unsigned(created) }))
    }

    /// What the relay's own events are written under, of every workspace.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn origins(&self) -> Result<Vec<String>, StoreError> {
        Ok(sqlx::query_scalar("SELECT origin FROM workspaces").fetch_all(&self.pool).await?)
    }

    /// The workspace that owns a key.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn key_owner(&self, hash: &str) -> Result<Option<String>, StoreError> {
        let owner = sqlx::query_scalar("SELECT workspace FROM key_owners WHERE hash = $1").bind(hash);
        Ok(owner.fetch_optional(&self.pool).await?)
    }
}
