//! Rows of integrations. What they want sent along lies sealed.

use crate::integrations::{Integration, Reach};
use crate::store::secrets::bytes;
use crate::store::text::{restored, stored};
use crate::store::webhooks::lock_workspace;
use crate::store::{Store, StoreError, signed, unsigned};
use crate::webhook::{OwnHeader, OwnHeaders};
use buzzchat::draw::to_hex;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};

impl Store {
    /// Keeps a new integration. Returns false where its workspace has `most` already.
    ///
    /// # Errors
    /// When the database fails, or the key cannot be read.
    pub async fn add_integration(&self, integration: &Integration, most: usize) -> Result<bool, StoreError> {
        let mut transaction = self.begin().await?;
        lock_workspace(&mut transaction, &integration.workspace).await?;
        let count: i64 = sqlx::query_scalar("SELECT CAST(COUNT(*) AS BIGINT) FROM integrations WHERE workspace = $1")
            .bind(&integration.workspace)
            .fetch_one(&mut *transaction)
            .await?;
        if usize::try_from(count).is_ok_and(|count| count >= most) {
            return Ok(false);
        }
        self.insert_integration(&mut transaction, integration).await?;
        transaction.commit().await?;
        Ok(true)
    }

    async fn insert_integration(
        &self,
        connection: &mut AnyConnection,
        integration: &Integration,
    ) -> Result<(), StoreError> {
        let Integration { id, workspace, made_with, name, description, reach, headers, base, created } = integration;
        sqlx::query(
            "INSERT INTO integrations (id, workspace, made_with, name, description, scope, channels, headers, base, created) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        )
        .bind(id)
        .bind(workspace)
        .bind(made_with)
        .bind(stored(name))
        .bind(stored(description))
        .bind(reach.name())
        .bind(serde_json::to_string(reach.channels().unwrap_or_default())?)
        .bind(self.seal_headers(id, headers)?)
        .bind(base)
        .bind(signed(*created))
        .execute(connection)
        .await?;
        Ok(())
    }

    /// A workspace's integrations, the oldest first.
    ///
    /// # Errors
    /// When the database fails, or the key cannot be read.
    pub async fn integrations(&self, workspace: &str) -> Result<Vec<Integration>, StoreError> {
        let rows = sqlx::query("SELECT * FROM integrations WHERE workspace = $1 ORDER BY created, id")
            .bind(workspace)
            .fetch_all(&self.pool)
            .await?;
        rows.iter().map(|row| self.read_integration(row)).collect()
    }

    /// One of a workspace's integrations.
    ///
    /// # Errors
    /// When the database fails, or the key cannot be read.
    pub async fn integration(&self, workspace: &str, id: &str) -> Result<Option<Integration>, StoreError> {
        let row = sqlx::query("SELECT * FROM integrations WHERE workspace = $1 AND id = $2")
            .bind(workspace)
            .bind(id)
            .fetch_optional(&self.pool)
            .await?;
        row.map(|row| self.read_integration(&row)).transpose()
    }

    /// Forgets an integration, what it subscribed to, and whatever was to be sent to it. Returns the webhooks that are gone
    /// with it; nothing where there is no such integration.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn delete_integration(&self, workspace: &str, id: &str) -> Result<Option<Vec<String>>, StoreError> {
        let mut transaction = self.begin().await?;
        lock_workspace(&mut transaction, workspace).await?;
        let known: Option<String> = sqlx::query_scalar("SELECT id FROM integrations WHERE workspace = $1 AND id = $2")
            .bind(workspace)
            .bind(id)
            .fetch_optional(&mut *transaction)
            .await?;
        if known.is_none() {
            return Ok(None);
        }
        let webhooks: Vec<String> = sqlx::query_scalar("SELECT webhook FROM subscriptions WHERE integration = $1")
            .bind(id)
            .fetch_all(&mut *transaction)
            .await?;
        // In the order of what refers to what.
        for sql in [
            "DELETE FROM deliveries WHERE webhook IN (SELECT webhook FROM subscriptions WHERE integration = $1)",
            "DELETE FROM webhooks WHERE id IN (SELECT webhook FROM subscriptions WHERE integration = $1)",
            "DELETE FROM integrations WHERE id = $1",
        ] {
            sqlx::query(sql).bind(id).execute(&mut *transaction).await?;
        }
        transaction.commit().await?;
        Ok(Some(webhooks))
    }

    fn read_integration(&self, row: &AnyRow) -> Result<Integration, StoreError> {
        let id: String = row.try_get("id")?;
        let headers = self.open_headers(&id, row.try_get("headers")?)?;
        Ok(Integration {
            workspace: row.try_get("workspace")?,
            made_with: row.try_get("made_with")?,
            name: restored(row.try_get("name")?),
            description: restored(row.try_get("description")?),
            reach: read_reach(row)?,
            headers,
            base: row.try_get("base")?,
            created: unsigned(row.try_get("created")?),
            id,
        })
    }

    fn seal_headers(&self, id: &str, headers: &OwnHeaders) -> Result<String, StoreError> {
        if headers.list().is_empty() {
            return Ok(String::new());
        }
        Ok(to_hex(&self.vault.seal(&place(id), &serde_json::to_vec(headers.list())?)?))
    }

    /// Headers that the key does not open are left out: they are shown to nobody, and the letters have their own copy.
    fn open_headers(&self, id: &str, sealed: &str) -> Result<OwnHeaders, StoreError> {
        if sealed.is_empty() {
            return Ok(OwnHeaders::default());
        }
        let opened = self.vault.open(&place(id), &bytes(sealed))?;
        let headers = opened.and_then(|bytes| serde_json::from_slice::<Vec<OwnHeader>>(&bytes).ok());
        if headers.is_none() {
            tracing::warn!(integration = id, "the headers of an integration cannot be opened: make it anew");
        }
        Ok(headers.and_then(|headers| OwnHeaders::checked(headers).ok()).unwrap_or_default())
    }
}

/// Which channels the integration of a row hears.
pub(super) fn read_reach(row: &AnyRow) -> Result<Reach, StoreError> {
    let (scope, channels): (&str, &str) = (row.try_get("scope")?, row.try_get("channels")?);
    let wrong = || sqlx::Error::Decode(format!("\"{scope}\" is no scope").into());
    Ok(Reach::parse(scope, serde_json::from_str(channels)?).ok_or_else(wrong)?)
}

/// What headers are sealed for.
fn place(integration: &str) -> String {
    format!("integration:{integration}:headers")
}
