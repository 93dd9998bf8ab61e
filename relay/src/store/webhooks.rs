//! Rows of webhooks: who wants to be told of what. Every family has its own, and sees no other's. What lies sealed in them
//! is read in `addressees`.

use super::addressees::style;
use super::{Store, StoreError, signed, unsigned};
use crate::outgoing::Secret;
use crate::webhook::{OwnHeaders, Style};
use buzzchat::protocol::Millis;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, FromRow, Row};

/// A webhook without its secrets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Webhook {
    /// `wh_` and a ULID.
    pub id: String,
    /// Whose it is.
    pub workspace: String,
    /// Which family made it.
    pub style: Style,
    /// Where deliveries go.
    pub url: String,
    /// What it wants to be told of by name, in the order asked for.
    pub events: Vec<String>,
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
    pub events: Option<Vec<String>>,
    /// Whether it is told.
    pub active: Option<bool>,
}

impl<'r> FromRow<'r, AnyRow> for Webhook {
    fn from_row(row: &'r AnyRow) -> Result<Self, sqlx::Error> {
        Ok(Self {
            id: row.try_get("id")?,
            workspace: row.try_get("workspace")?,
            style: style(row.try_get("family")?)?,
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

pub(super) fn events(stored: &str) -> Result<Vec<String>, serde_json::Error> {
    serde_json::from_str(stored)
}

impl Store {
    /// Keeps a new webhook. Returns false where its family has as many in the workspace as it may.
    ///
    /// # Errors
    /// When the database fails, or the key cannot be read.
    pub async fn add_webhook(
        &self,
        webhook: &Webhook,
        headers: &OwnHeaders,
        secret: &Secret,
    ) -> Result<bool, StoreError> {
        let mut transaction = self.begin().await?;
        let added = self.add_webhook_in(&mut transaction, webhook, headers, secret).await?;
        transaction.commit().await?;
        Ok(added)
    }

    /// As [`Store::add_webhook`], for whoever keeps more rows together with it.
    pub(super) async fn add_webhook_in(
        &self,
        connection: &mut AnyConnection,
        webhook: &Webhook,
        headers: &OwnHeaders,
        secret: &Secret,
    ) -> Result<bool, StoreError> {
        if !has_room(connection, webhook).await? {
            return Ok(false);
        }
        sqlx::query(
            "INSERT INTO webhooks (id, workspace, url, events, secret, active, created, family, headers) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        )
        .bind(&webhook.id)
        .bind(&webhook.workspace)
        .bind(&webhook.url)
        .bind(serde_json::to_string(&webhook.events)?)
        .bind(self.seal_webhook_secret(&webhook.id, secret)?)
        .bind(i64::from(webhook.active))
        .bind(signed(webhook.created))
        .bind(webhook.style.name())
        .bind(self.seal_webhook_headers(&webhook.id, headers)?)
        .execute(connection)
        .await?;
        Ok(true)
    }

    /// A family's webhooks in a workspace, the oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn webhooks(&self, workspace: &str, style: Style) -> Result<Vec<Webhook>, StoreError> {
        let rows = sqlx::query_as("SELECT * FROM webhooks WHERE workspace = $1 AND family = $2 ORDER BY created, id")
            .bind(workspace)
            .bind(style.name());
        Ok(rows.fetch_all(&self.pool).await?)
    }

    /// One of a family's webhooks in a workspace.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn webhook(&self, workspace: &str, style: Style, id: &str) -> Result<Option<Webhook>, StoreError> {
        let row = sqlx::query_as("SELECT * FROM webhooks WHERE workspace = $1 AND family = $2 AND id = $3")
            .bind(workspace)
            .bind(style.name())
            .bind(id);
        Ok(row.fetch_optional(&self.pool).await?)
    }

    /// Changes what is named, and returns the webhook as it then is. Switching it on, or to another receiver, forgives
    /// what failed before.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn change_webhook(
        &self,
        workspace: &str,
        style: Style,
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
             WHERE workspace = $4 AND family = $5 AND id = $6 RETURNING *",
        )
        .bind(change.url.clone().unwrap_or_default())
        .bind(events.unwrap_or_default())
        .bind(change.active.map_or(-1, i64::from))
        .bind(workspace)
        .bind(style.name())
        .bind(id);
        Ok(row.fetch_optional(&self.pool).await?)
    }

    /// Forgets a webhook and everything that was to be sent to it. Returns false where there is none.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn delete_webhook(&self, workspace: &str, style: Style, id: &str) -> Result<bool, StoreError> {
        let mut transaction = self.begin().await?;
        lock_workspace(&mut transaction, workspace).await?;
        // Deliveries before their webhook: in that order results are recorded too.
        let deliveries = "DELETE FROM deliveries WHERE webhook IN \
                          (SELECT id FROM webhooks WHERE workspace = $1 AND family = $2 AND id = $3)";
        let webhooks = "DELETE FROM webhooks WHERE workspace = $1 AND family = $2 AND id = $3";
        let mut deleted = 0;
        for sql in [deliveries, webhooks] {
            let done = sqlx::query(sql).bind(workspace).bind(style.name()).bind(id).execute(&mut *transaction).await?;
            deleted = done.rows_affected();
        }
        transaction.commit().await?;
        Ok(deleted > 0)
    }
}

/// Whether its family may have one more in the workspace.
async fn has_room(connection: &mut AnyConnection, webhook: &Webhook) -> Result<bool, StoreError> {
    lock_workspace(connection, &webhook.workspace).await?;
    let count: i64 =
        sqlx::query_scalar("SELECT CAST(COUNT(*) AS BIGINT) FROM webhooks WHERE workspace = $1 AND family = $2")
            .bind(&webhook.workspace)
            .bind(webhook.style.name())
            .fetch_one(connection)
            .await?;
    Ok(usize::try_from(count).is_ok_and(|count| count < webhook.style.most()))
}

/// Who counts before adding must not be alone with its count, and a webhook must not go while it is told something; this
/// also waits on a database that lets writers run side by side.
pub(super) async fn lock_workspace(connection: &mut AnyConnection, workspace: &str) -> Result<(), StoreError> {
    sqlx::query("UPDATE workspaces SET created = created WHERE name = $1").bind(workspace).execute(connection).await?;
    Ok(())
}
