//! Rows of workspaces, and which workspace owns an API key.

use super::{Store, StoreError, signed, unsigned};
use crate::tier::Tier;
use buzzchat::protocol::Millis;

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

    /// The workspace that owns a key.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn key_owner(&self, hash: &str) -> Result<Option<String>, StoreError> {
        let owner = sqlx::query_scalar("SELECT workspace FROM key_owners WHERE hash = $1").bind(hash);
        Ok(owner.fetch_optional(&self.pool).await?)
    }
}
