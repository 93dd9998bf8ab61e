//! Rows of workspaces, and which workspace owns an API key.

use super::{Store, StoreError, signed};
use buzzchat::protocol::Millis;

impl Store {
    /// Makes the workspace if it is missing, and returns what the relay's own events there are written under.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn ensure_workspace(&self, name: &str, new_origin: &str, now: Millis) -> Result<String, StoreError> {
        sqlx::query("INSERT INTO workspaces (name, origin, created) VALUES ($1, $2, $3) ON CONFLICT (name) DO NOTHING")
            .bind(name)
            .bind(new_origin)
            .bind(signed(now))
            .execute(&self.pool)
            .await?;
        let origin = sqlx::query_scalar("SELECT origin FROM workspaces WHERE name = $1").bind(name);
        Ok(origin.fetch_one(&self.pool).await?)
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
