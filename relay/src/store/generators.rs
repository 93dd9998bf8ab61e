//! Rows of what writes answers for a workspace. Secrets lie sealed.

use super::secrets::bytes;
use super::{Store, StoreError};
use crate::generation::{Kind, Service};
use buzzchat::draw::to_hex;

impl Store {
    /// What writes answers for a workspace; nothing where that is the relay itself, or cannot be read.
    ///
    /// # Errors
    /// When the database fails, or the key cannot be read.
    pub async fn generator(&self, workspace: &str) -> Result<Option<Service>, StoreError> {
        let row: Option<(String, String, String, String)> =
            sqlx::query_as("SELECT kind, url, model, secret FROM generators WHERE workspace = $1")
                .bind(workspace)
                .fetch_optional(&self.pool)
                .await?;
        let Some((kind, url, model, sealed)) = row else { return Ok(None) };
        let secret =
            self.vault.open(&place(workspace), &bytes(&sealed))?.and_then(|bytes| String::from_utf8(bytes).ok());
        if secret.is_none() {
            tracing::warn!(workspace, "the secret of a generator cannot be opened: set it anew");
        }
        Ok(Kind::parse(&kind).zip(secret).map(|(kind, secret)| Service { kind, url, model, secret }))
    }

    /// Has answers written by a service from now on.
    ///
    /// # Errors
    /// When the database fails, or the key cannot be read.
    pub async fn set_generator(&self, workspace: &str, service: &Service) -> Result<(), StoreError> {
        let sealed = to_hex(&self.vault.seal(&place(workspace), service.secret.as_bytes())?);
        sqlx::query(
            "INSERT INTO generators (workspace, kind, url, model, secret) VALUES ($1, $2, $3, $4, $5) \
             ON CONFLICT (workspace) DO UPDATE SET kind = excluded.kind, url = excluded.url, model = excluded.model, \
             secret = excluded.secret",
        )
        .bind(workspace)
        .bind(service.kind.name())
        .bind(&service.url)
        .bind(&service.model)
        .bind(sealed)
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// Has answers written by the relay itself again. Returns false where they were.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn delete_generator(&self, workspace: &str) -> Result<bool, StoreError> {
        let deleted =
            sqlx::query("DELETE FROM generators WHERE workspace = $1").bind(workspace).execute(&self.pool).await?;
        Ok(deleted.rows_affected() > 0)
    }
}

fn place(workspace: &str) -> String {
    format!("generator:{workspace}")
}
