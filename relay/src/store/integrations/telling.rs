//! Tells integrations of what happens, in the transaction in which it happens: their deliveries, and the tokens with which
//! they may answer.

use super::answers::add_token;
use super::rows::read_reach;
use super::subscriptions::read_event;
use crate::clock;
use crate::integrations::{Channel, Destination, Ids, Letter, Occurrence, Subscriber};
use crate::pairing::hash_token;
use crate::store::messaging::tick;
use crate::store::notices::announce;
use crate::store::text::restored;
use crate::store::webhooks::lock_workspace;
use crate::store::{Notice, Store, StoreError};
use crate::webhook::Style;
use buzzchat::draw::to_hex;
use buzzchat::protocol::Millis;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};
use std::collections::BTreeMap;

/// How long an answer is taken.
const ANSWERED_WITHIN: Millis = 60 * 60 * 1_000;

impl Store {
    /// Tells a workspace's integrations of what happened on a live stream. Returns whether any of them was told.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn tell_integrations(
        &self,
        workspace: &str,
        occurrences: &[Occurrence],
        now: Millis,
    ) -> Result<bool, StoreError> {
        let mut transaction = self.begin().await?;
        let number = tick(&mut transaction, workspace, now).await?;
        let told = tell(&mut transaction, workspace, occurrences, number).await?;
        transaction.commit().await?;
        if told {
            self.ring();
        }
        Ok(told)
    }
}

/// Tells a workspace's integrations. `number` is the workspace's moment, which was taken in this transaction. Returns whether
/// anything was queued: then [`Store::ring`] is to be called once it is committed.
pub(in crate::store) async fn tell(
    connection: &mut AnyConnection,
    workspace: &str,
    occurrences: &[Occurrence],
    number: Millis,
) -> Result<bool, StoreError> {
    if occurrences.is_empty() || !is_heard(connection, workspace).await? {
        return Ok(false);
    }
    // None of them may go while it is told something.
    lock_workspace(connection, workspace).await?;
    let origin: String = sqlx::query_scalar("SELECT origin FROM workspaces WHERE name = $1")
        .bind(workspace)
        .fetch_one(&mut *connection)
        .await?;
    let subscribers = subscribers(connection, workspace).await?;
    let mut writer = Writer { ids: Ids { origin: &origin }, workspace, number, tokens: BTreeMap::new() };
    let mut notices = Vec::new();
    for occurrence in occurrences {
        let channel = occurrence.place.channel(writer.ids);
        for subscriber in subscribers.iter().filter(|subscriber| subscriber.wants(occurrence, &channel)) {
            notices.push(writer.notice(connection, occurrence, &channel, subscriber).await?);
        }
    }
    announce(connection, &notices).await
}

/// Whether there is anybody to tell: mostly there is not.
pub(super) async fn is_heard(connection: &mut AnyConnection, workspace: &str) -> Result<bool, StoreError> {
    let one: Option<String> =
        sqlx::query_scalar("SELECT id FROM webhooks WHERE workspace = $1 AND family = $2 AND active = 1 LIMIT 1")
            .bind(workspace)
            .bind(Style::Domo.name())
            .fetch_optional(connection)
            .await?;
    Ok(one.is_some())
}

async fn subscribers(connection: &mut AnyConnection, workspace: &str) -> Result<Vec<Subscriber>, StoreError> {
    let rows = sqlx::query(
        "SELECT s.webhook AS webhook, s.command AS command, w.events AS events, i.id AS integration, \
         i.scope AS scope, i.channels AS channels, i.base AS base FROM subscriptions s \
         JOIN webhooks w ON w.id = s.webhook JOIN integrations i ON i.id = s.integration \
         WHERE i.workspace = $1 AND w.active = 1 ORDER BY w.created, w.id",
    )
    .bind(workspace)
    .fetch_all(connection)
    .await?;
    rows.iter().map(read_subscriber).collect()
}

fn read_subscriber(row: &AnyRow) -> Result<Subscriber, StoreError> {
    Ok(Subscriber {
        webhook: row.try_get("webhook")?,
        event: read_event(row)?,
        command: restored(row.try_get("command")?),
        integration: row.try_get("integration")?,
        reach: read_reach(row)?,
        base: row.try_get("base")?,
    })
}

/// Writes what is told at one moment.
struct Writer<'a> {
    ids: Ids<'a>,
    workspace: &'a str,
    number: Millis,
    /// By integration, channel and destination. What happens at one moment shares its token: a lively chat would leave
    /// thousands.
    tokens: BTreeMap<(String, String, Destination), String>,
}

impl Writer<'_> {
    async fn notice(
        &mut self,
        connection: &mut AnyConnection,
        occurrence: &Occurrence,
        channel: &Channel,
        subscriber: &Subscriber,
    ) -> Result<Notice, StoreError> {
        let token = self.token(connection, occurrence, channel, subscriber).await?;
        let letter =
            Letter { ids: self.ids, workspace: self.workspace, occurrence, channel, subscriber, token: &token };
        Ok(Notice {
            workspace: self.workspace.to_owned(),
            style: Style::Domo,
            only: Some(subscriber.webhook.clone()),
            id: occurrence.id.clone(),
            kind: subscriber.event.name().to_owned(),
            body: letter.body(),
            number: self.number,
            now: clock::now(),
        })
    }

    async fn token(
        &mut self,
        connection: &mut AnyConnection,
        occurrence: &Occurrence,
        channel: &Channel,
        subscriber: &Subscriber,
    ) -> Result<String, StoreError> {
        let (integration, destination) = (&subscriber.integration, &occurrence.answers);
        let key = (integration.clone(), channel.id.clone(), destination.clone());
        if let Some(known) = self.tokens.get(&key) {
            return Ok(known.clone());
        }
        let (token, now) = (to_hex(&clock::entropy().bytes::<32>()), clock::now());
        let until = (now, now + ANSWERED_WITHIN);
        add_token(connection, &hash_token(&token), integration, (&channel.id, destination), until).await?;
        self.tokens.insert(key, token.clone());
        Ok(token)
    }
}
