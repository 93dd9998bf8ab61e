//! Rows of subscriptions: a webhook, the integration it belongs to, and the command it is about.

use crate::integrations::{Event, Subscription};
use crate::outgoing::Secret;
use crate::store::text::{restored, stored};
use crate::store::webhooks::{Webhook, events, lock_workspace};
use crate::store::{Store, StoreError};
use crate::webhook::{OwnHeaders, Style};
use sqlx::Row;
use sqlx::any::AnyRow;

/// What came of subscribing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subscribed {
    /// It is subscribed.
    Done,
    /// There is no such integration any more.
    Unknown,
    /// The workspace has as many subscriptions as it may.
    Full,
}

impl Store {
    /// Keeps a new subscription: its webhook, and whose it is.
    ///
    /// # Errors
    /// When the database fails, or the key cannot be read.
    pub async fn add_subscription(
        &self,
        integration: &str,
        command: &str,
        webhook: &Webhook,
        headers: &OwnHeaders,
        secret: &Secret,
    ) -> Result<Subscribed, StoreError> {
        let mut transaction = self.begin().await?;
        // Before looking: an integration must not go while it subscribes.
        lock_workspace(&mut transaction, &webhook.workspace).await?;
        let known: Option<String> = sqlx::query_scalar("SELECT id FROM integrations WHERE workspace = $1 AND id = $2")
            .bind(&webhook.workspace)
            .bind(integration)
            .fetch_optional(&mut *transaction)
            .await?;
        if known.is_none() {
            return Ok(Subscribed::Unknown);
        }
        if !self.add_webhook_in(&mut transaction, webhook, headers, secret).await? {
            return Ok(Subscribed::Full);
        }
        sqlx::query("INSERT INTO subscriptions (webhook, integration, command) VALUES ($1, $2, $3)")
            .bind(&webhook.id)
            .bind(integration)
            .bind(stored(command))
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(Subscribed::Done)
    }

    /// What an integration of a workspace subscribed to, the oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn subscriptions(&self, workspace: &str, integration: &str) -> Result<Vec<Subscription>, StoreError> {
        let rows = sqlx::query(
            "SELECT w.id AS id, w.url AS url, w.events AS events, w.disabled_reason AS disabled_reason, \
             s.command AS command FROM subscriptions s JOIN webhooks w ON w.id = s.webhook \
             WHERE w.workspace = $1 AND s.integration = $2 ORDER BY w.created, w.id",
        )
        .bind(workspace)
        .bind(integration)
        .fetch_all(&self.pool)
        .await?;
        rows.iter().map(read_subscription).collect()
    }

    /// Whether somebody in a workspace wants to be told of what happens in the chats of live streams.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn listens(&self, workspace: &str) -> Result<bool, StoreError> {
        let rows: Vec<String> = sqlx::query_scalar(
            "SELECT DISTINCT events FROM webhooks WHERE workspace = $1 AND family = $2 AND active = 1",
        )
        .bind(workspace)
        .bind(Style::Domo.name())
        .fetch_all(&self.pool)
        .await?;
        for row in rows {
            if events(&row)?.iter().any(|name| Event::LIVE.iter().any(|event| event.name() == name)) {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

fn read_subscription(row: &AnyRow) -> Result<Subscription, StoreError> {
    let command = restored(row.try_get("command")?);
    Ok(Subscription {
        id: row.try_get("id")?,
        event: read_event(row)?,
        url: row.try_get("url")?,
        command: Some(command).filter(|command| !command.is_empty()),
        disabled_reason: row.try_get("disabled_reason")?,
    })
}

/// The one event that a subscription's webhook asks for.
pub(super) fn read_event(row: &AnyRow) -> Result<Event, StoreError> {
    let names = events(row.try_get("events")?)?;
    let event = names.first().and_then(|name| Event::parse(name));
    Ok(event.ok_or_else(|| sqlx::Error::Decode(format!("{names:?} is no event").into()))?)
}
