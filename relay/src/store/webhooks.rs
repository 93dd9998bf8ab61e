//! Rows of webhooks: who wants to be told of what, and what signs it. Secrets lie sealed.

use super::secrets::bytes;
use super::{Store, StoreError, signed, unsigned};
use crate::outgoing::Secret;
use crate::webhook::{EventType, Secrets};
use buzzchat::draw::to_hex;
use buzzchat::protocol::Millis;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, FromRow, Row};

/// The most webhooks of a workspace.
pub const MAX_WEBHOOKS: usize = 20;

/// A webhook without its secrets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Webhook {
    /// `wh_` and a ULID.
    pub id: String,
    /// Whose it is.
    pub workspace: String,
    /// Where deliveries go.
    pub url: String,
    /// What it wants to be told of, in the order asked for.
    pub events: Vec<EventType>,
    /// Whether it is told.
    pub active: bool,
    /// Why the relay switched it off; empty where it did not.
    pub disabled_reason: String,
    /// When it was made.
    pub created: Millis,
    /// When something was last sent to it; 0 for never.
    pub last_triggered: Millis,
    /// Since when nothing but failures came of it; 0 where all is well.
    pub failing_since: Millis,
    /// The last of them.
    pub failed_at: Millis,
    /// Until when the secret before the last rotation signs too.
    pub previous_until: Millis,
}

/// What to change about a webhook; what is left out stays.
#[derive(Clone, Debug, Default)]
pub struct WebhookChange {
    /// Where deliveries go.
    pub url: Option<String>,
    /// What it wants to be told of.
    pub events: Option<Vec<EventType>>,
    /// Whether it is told.
    pub active: Option<bool>,
}

impl<'r> FromRow<'r, AnyRow> for Webhook {
    fn from_row(row: &'r AnyRow) -> Result<Self, sqlx::Error> {
        Ok(Self {
            id: row.try_get("id")?,
            workspace: row.try_get("workspace")?,
            url: row.try_get("url")?,
            events: events(row.try_get("events")?).map_err(|error| sqlx::Error::Decode(Box::new(error)))?,
            active: row.try_get::<i64, _>("active")? != 0,
            disabled_reason: row.try_get("disabled_reason")?,
            created: unsigned(row.try_get("created")?),
            last_triggered: unsigned(row.try_get("last_triggered")?),
            failing_since: unsigned(row.try_get("failing_since")?),
            failed_at: unsigned(row.try_get("failed_at")?),
            previous_until: unsigned(row.try_get("previous_until")?),
        })
    }
}

pub(super) fn events(stored: &str) -> Result<Vec<EventType>, serde_json::Error> {
    serde_json::from_str(stored)
}

impl Store {
    /// Keeps a new webhook. Returns false where the workspace has as many as it may.
    ///
    /// # Errors
    /// When the database fails, or the key cannot be read.
    pub async fn add_webhook(&self, webhook: &Webhook, secret: &Secret) -> Result<bool, StoreError> {
        let sealed = self.seal_webhook_secret(&webhook.id, secret)?;
        let mut transaction = self.begin().await?;
        lock_workspace(&mut transaction, &webhook.workspace).await?;
        let count: i64 = sqlx::query_scalar("SELECT CAST(COUNT(*) AS BIGINT) FROM webhooks WHERE workspace = $1")
            .bind(&webhook.workspace)
            .fetch_one(&mut *transaction)
            .await?;
        if usize::try_from(count).is_ok_and(|count| count >= MAX_WEBHOOKS) {
            return Ok(false);
        }
        sqlx::query(
            "INSERT INTO webhooks (id, workspace, url, events, secret, active, created) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(&webhook.id)
        .bind(&webhook.workspace)
        .bind(&webhook.url)
        .bind(serde_json::to_string(&webhook.events)?)
        .bind(sealed)
        .bind(i64::from(webhook.active))
        .bind(signed(webhook.created))
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(true)
    }

    /// A workspace's webhooks, the oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn webhooks(&self, workspace: &str) -> Result<Vec<Webhook>, StoreError> {
        let rows = sqlx::query_as("SELECT * FROM webhooks WHERE workspace = $1 ORDER BY created, id").bind(workspace);
        Ok(rows.fetch_all(&self.pool).await?)
    }

    /// One of a workspace's webhooks.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn webhook(&self, workspace: &str, id: &str) -> Result<Option<Webhook>, StoreError> {
        let row = sqlx::query_as("SELECT * FROM webhooks WHERE workspace = $1 AND id = $2").bind(workspace).bind(id);
        Ok(row.fetch_optional(&self.pool).await?)
    }

    /// Where a webhook's deliveries go, and what signs them now. No secrets where the key does not open them.
    ///
    /// # Errors
    /// When the database fails, or the key cannot be read.
    pub async fn webhook_target(&self, id: &str, now: Millis) -> Result<Option<(String, Option<Secrets>)>, StoreError> {
        let row: Option<(String, String, String, i64)> =
            sqlx::query_as("SELECT url, secret, previous, previous_until FROM webhooks WHERE id = $1")
                .bind(id)
                .fetch_optional(&self.pool)
                .await?;
        let Some((url, secret, previous, until)) = row else { return Ok(None) };
        let current = self.open_webhook_secret(id, &secret)?;
        let previous = if unsigned(until) > now { self.open_webhook_secret(id, &previous)? } else { None };
        if current.is_none() {
            tracing::warn!(webhook = id, "the secret of a webhook cannot be opened: rotate it");
        }
        Ok(Some((url, current.map(|current| Secrets { current, previous }))))
    }

    /// Changes what is named, and returns the webhook as it then is. Switching it on, or to another receiver, forgives
    /// what failed before.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn change_webhook(
        &self,
        workspace: &str,
        id: &str,
        change: &WebhookChange,
    ) -> Result<Option<Webhook>, StoreError> {
        let events = change.events.as_ref().map(serde_json::to_string).transpose()?;
        let row = sqlx::query_as(
            "UPDATE webhooks SET url = CASE WHEN $1 = '' THEN url ELSE $1 END, \
             events = CASE WHEN $2 = '' THEN events ELSE $2 END, active = CASE WHEN $3 < 0 THEN active ELSE $3 END, \
             disabled_reason = CASE WHEN $3 < 0 THEN disabled_reason ELSE '' END, \
             failing_since = CASE WHEN $3 = 1 OR $1 <> '' THEN 0 ELSE failing_since END, \
             failed_at = CASE WHEN $3 = 1 OR $1 <> '' THEN 0 ELSE failed_at END \
             WHERE workspace = $4 AND id = $5 RETURNING *",
        )
        .bind(change.url.clone().unwrap_or_default())
        .bind(events.unwrap_or_default())
        .bind(change.active.map_or(-1, i64::from))
        .bind(workspace)
        .bind(id);
        Ok(row.fetch_optional(&self.pool).await?)
    }

    /// Gives a webhook a new secret; the one before signs too until the time given.
    ///
    /// # Errors
    /// When the database fails, or the key cannot be read.
    pub async fn rotate_webhook_secret(&self, id: &str, secret: &Secret, until: Millis) -> Result<(), StoreError> {
        let sealed = self.seal_webhook_secret(id, secret)?;
        sqlx::query("UPDATE webhooks SET previous = secret, previous_until = $1, secret = $2 WHERE id = $3")
            .bind(signed(until))
            .bind(sealed)
            .bind(id)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Forgets a webhook and everything that was to be sent to it. Returns false where there is none.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn delete_webhook(&self, workspace: &str, id: &str) -> Result<bool, StoreError> {
        let mut transaction = self.begin().await?;
        lock_workspace(&mut transaction, workspace).await?;
        // Deliveries before their webhook: in that order results are recorded too.
        sqlx::query(
            "DELETE FROM deliveries WHERE webhook IN (SELECT id FROM webhooks WHERE workspace = $1 AND id = $2)",
        )
        .bind(workspace)
        .bind(id)
        .execute(&mut *transaction)
        .await?;
        let deleted = sqlx::query("DELETE FROM webhooks WHERE workspace = $1 AND id = $2")
            .bind(workspace)
            .bind(id)
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(deleted.rows_affected() > 0)
    }

    fn seal_webhook_secret(&self, id: &str, secret: &Secret) -> Result<String, StoreError> {
        Ok(to_hex(&self.vault.seal(&place(id), secret.reveal().as_bytes())?))
    }

    fn open_webhook_secret(&self, id: &str, sealed: &str) -> Result<Option<Secret>, StoreError> {
        let opened = self.vault.open(&place(id), &bytes(sealed))?;
        Ok(opened.and_then(|bytes| String::from_utf8(bytes).ok()).map(Secret::from_text))
    }
}

/// What a secret is sealed for: the seeds of giveaways are sealed for places that begin with a number.
fn place(webhook: &str) -> String {
    format!("webhook:{webhook}")
}

/// Who counts before adding must not be alone with its count, and a webhook must not go while it is told something; this
/// also waits on a database that lets writers run side by side.
pub(super) async fn lock_workspace(connection: &mut AnyConnection, workspace: &str) -> Result<(), StoreError> {
    sqlx::query("UPDATE workspaces SET created = created WHERE name = $1").bind(workspace).execute(connection).await?;
    Ok(())
}
