//! Rows of deliveries for what happens elsewhere than in the events of devices: whoever makes it happen says so in the
//! same transaction.

use super::outbox::Told;
use super::webhooks::{events, lock_workspace};
use super::{Store, StoreError, signed, unsigned};
use crate::webhook::Style;
use buzzchat::protocol::Millis;
use sqlx::AnyConnection;
use std::collections::BTreeMap;

/// Something to tell a workspace's webhooks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Whose webhooks.
    pub workspace: String,
    /// Of which family.
    pub style: Style,
    /// The only webhook that is told; everyone that wants it where this is missing.
    pub only: Option<String>,
    /// `evt_` and what the relay made: it goes into a header, and the same id is told once.
    pub id: String,
    /// What it tells of: one of the style's events.
    pub kind: String,
    /// The body as it is sent and signed.
    pub body: String,
    /// Where it stands among all that happens in the workspace: never lower than what was told before it.
    pub number: u64,
    /// When it is announced.
    pub now: Millis,
}

impl Store {
    /// Tells webhooks of something that no other row goes with.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn announce(&self, notices: &[Notice]) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        let queued = announce(&mut transaction, notices).await?;
        transaction.commit().await?;
        if queued {
            self.ring();
        }
        Ok(())
    }
}

/// Queues each notice for every active webhook of its family in its workspace that wants it. Returns whether anything was
/// queued: then [`Store::ring`] is to be called once the transaction is committed.
pub(super) async fn announce(connection: &mut AnyConnection, notices: &[Notice]) -> Result<bool, StoreError> {
    let mut by_audience: BTreeMap<(&str, Style), Vec<&Notice>> = BTreeMap::new();
    for notice in notices {
        by_audience.entry((&notice.workspace, notice.style)).or_default().push(notice);
    }
    let mut queued = false;
    // In the order of names: two who lock several workspaces must not wait for each other.
    for ((workspace, style), notices) in by_audience {
        lock_workspace(connection, workspace).await?;
        let audience = audience(connection, workspace, style).await?;
        for notice in notices {
            queued |= tell(connection, &audience, notice).await?;
        }
    }
    Ok(queued)
}

/// Active webhooks, and what each of them wants.
async fn audience(
    connection: &mut AnyConnection,
    workspace: &str,
    style: Style,
) -> Result<Vec<(String, Vec<String>)>, StoreError> {
    let rows: Vec<(String, String)> =
        sqlx::query_as("SELECT id, events FROM webhooks WHERE workspace = $1 AND family = $2 AND active = 1")
            .bind(workspace)
            .bind(style.name())
            .fetch_all(connection)
            .await?;
    rows.into_iter().map(|(id, wanted)| Ok((id, events(&wanted)?))).collect()
}

async fn tell(
    connection: &mut AnyConnection,
    audience: &[(String, Vec<String>)],
    notice: &Notice,
) -> Result<bool, StoreError> {
    let Notice { only, id, kind, body, number, now, .. } = notice;
    let wants = |(webhook, events): &&(String, Vec<String>)| {
        only.as_ref().is_none_or(|only| only == webhook) && events.contains(kind)
    };
    let mut queued = false;
    for (webhook, _) in audience.iter().filter(wants) {
        let place = (*number, next_part(connection, webhook, *number).await?);
        Told { id, kind, body, place, now: *now }.queue_for(connection, webhook).await?;
        queued = true;
    }
    Ok(queued)
}

/// Several things may happen under one number, also in calls of their own: they are told in the order of the calls.
async fn next_part(connection: &mut AnyConnection, webhook: &str, number: u64) -> Result<u64, StoreError> {
    let last: Option<i64> =
        sqlx::query_scalar("SELECT CAST(MAX(part) AS BIGINT) FROM deliveries WHERE webhook = $1 AND number = $2")
            .bind(webhook)
            .bind(signed(number))
            .fetch_one(connection)
            .await?;
    Ok(last.map_or(0, |last| unsigned(last) + 1))
}
