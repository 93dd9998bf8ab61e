//! Rows of events, and of the giveaway entries inside them.

use super::outbox::Audience;
use super::text::{restored, stored};
use super::{Store, StoreError, signed, unsigned};
use crate::clock;
use buzzchat::journal::StoredEntry;
use buzzchat::protocol::{Event, Fact, NumberedEvent};
use serde_json::Value;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, FromRow, Row};
use std::collections::HashMap;

/// The columns a stored event is read from.
pub(super) struct EventRow(pub(super) NumberedEvent);

impl<'r> FromRow<'r, AnyRow> for EventRow {
    fn from_row(row: &'r AnyRow) -> Result<Self, sqlx::Error> {
        let fact: &str = row.try_get("fact")?;
        let event = Event {
            id: restored(row.try_get("id")?),
            origin: row.try_get("origin")?,
            seq: unsigned(row.try_get("seq")?),
            at: unsigned(row.try_get("at")?),
            account: restored(row.try_get("account")?),
            fact: serde_json::from_str(fact).map_err(|error| sqlx::Error::Decode(Box::new(error)))?,
        };
        Ok(Self(NumberedEvent { number: unsigned(row.try_get("number")?), event }))
    }
}

impl Store {
    /// Stores a batch with everything that hangs on it, or nothing.
    ///
    /// # Errors
    /// When the database fails, or a number, place or id is taken.
    pub async fn append(&self, workspace: &str, events: &[NumberedEvent]) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        let audience = Audience::of(&mut transaction, workspace, events).await?;
        let (now, mut queued) = (clock::now(), false);
        for numbered in events {
            insert_event(&mut transaction, workspace, numbered).await?;
            insert_consequences(&mut transaction, workspace, &numbered.event).await?;
            queued |= audience.tell(&mut transaction, numbered.number, &numbered.event, now).await?;
        }
        transaction.commit().await?;
        if queued {
            self.ring();
        }
        Ok(())
    }

    /// Events after a number that another origin wrote, in order.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn tail(&self, workspace: &str, after: u64, except: &str) -> Result<Vec<NumberedEvent>, StoreError> {
        let rows: Vec<EventRow> = sqlx::query_as(
            "SELECT number, id, origin, seq, at, account, fact FROM events \
             WHERE workspace = $1 AND number > $2 AND origin <> $3 ORDER BY number",
        )
        .bind(workspace)
        .bind(signed(after))
        .bind(except)
        .fetch_all(&self.pool)
        .await?;
        Ok(rows.into_iter().map(|EventRow(event)| event).collect())
    }

    /// The ids of an origin's stored events, by sequence number.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn ids(
        &self,
        workspace: &str,
        origin: &str,
        first: u64,
        last: u64,
    ) -> Result<HashMap<u64, String>, StoreError> {
        let rows: Vec<(i64, String)> = sqlx::query_as(
            "SELECT seq, id FROM events WHERE workspace = $1 AND origin = $2 AND seq >= $3 AND seq <= $4",
        )
        .bind(workspace)
        .bind(origin)
        .bind(signed(first))
        .bind(signed(last))
        .fetch_all(&self.pool)
        .await?;
        Ok(rows.into_iter().map(|(seq, id)| (unsigned(seq), restored(&id))).collect())
    }
}

async fn insert_event(
    connection: &mut AnyConnection,
    workspace: &str,
    NumberedEvent { number, event }: &NumberedEvent,
) -> Result<(), StoreError> {
    let fact = serde_json::to_value(&event.fact)?;
    sqlx::query(
        "INSERT INTO events (workspace, number, origin, seq, id, at, account, type, fact) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(workspace)
    .bind(signed(*number))
    .bind(&event.origin)
    .bind(signed(event.seq))
    .bind(stored(&event.id))
    .bind(signed(event.at))
    .bind(stored(&event.account))
    .bind(name_of(&fact))
    .bind(fact.to_string())
    .execute(connection)
    .await?;
    Ok(())
}

/// A fact on the wire is its name with its fields, or its bare name where it has none.
fn name_of(fact: &Value) -> &str {
    let with_fields = || fact.as_object()?.keys().next().map(String::as_str);
    fact.as_str().or_else(with_fields).unwrap_or_default()
}

/// Entries are rows, not parts of a snapshot; keys are found before their workspace is loaded.
async fn insert_consequences(connection: &mut AnyConnection, workspace: &str, event: &Event) -> Result<(), StoreError> {
    match &event.fact {
        Fact::GiveawayEntry { round, entries } => {
            for entry in entries {
                let entry = StoredEntry { entry: entry.clone(), origin: event.origin.clone(), seq: event.seq };
                insert_entry(connection, workspace, &event.account, round, &entry).await?;
            }
        }
        Fact::GiveawayCleared { round } => {
            sqlx::query("DELETE FROM entries WHERE workspace = $1 AND account = $2 AND round = $3")
                .bind(workspace)
                .bind(stored(&event.account))
                .bind(stored(round))
                .execute(connection)
                .await?;
        }
        Fact::AccountDeleted => {
            sqlx::query("DELETE FROM entries WHERE workspace = $1 AND account = $2")
                .bind(workspace)
                .bind(stored(&event.account))
                .execute(connection)
                .await?;
        }
        Fact::KeyCreated { hash, .. } => insert_key_owner(connection, workspace, hash).await?,
        _ => {}
    }
    Ok(())
}

pub(super) async fn insert_entry(
    connection: &mut AnyConnection,
    workspace: &str,
    account: &str,
    round: &str,
    StoredEntry { entry, origin, seq }: &StoredEntry,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO entries (workspace, account, round, id, viewer, at, origin, seq) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (workspace, account, round, id) DO NOTHING",
    )
    .bind(workspace)
    .bind(stored(account))
    .bind(stored(round))
    .bind(stored(&entry.id))
    .bind(stored(&entry.viewer))
    .bind(signed(entry.at))
    .bind(stored(origin))
    .bind(signed(*seq))
    .execute(connection)
    .await?;
    Ok(())
}

pub(super) async fn insert_key_owner(
    connection: &mut AnyConnection,
    workspace: &str,
    hash: &str,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO key_owners (hash, workspace) VALUES ($1, $2) \
         ON CONFLICT (hash) DO UPDATE SET workspace = excluded.workspace",
    )
    .bind(stored(hash))
    .bind(workspace)
    .execute(connection)
    .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::name_of;
    use buzzchat::protocol::Fact;

    #[test]
    fn a_fact_is_filed_under_its_documented_name() {
        let cases = [
            (Fact::BotStarted, "bot.started"),
            (Fact::GiveawayCleared { round: "r".into() }, "giveaway.cleared"),
            (Fact::ChatCounted { hour: 1, lines: 2 }, "chat.counted"),
        ];
        for (fact, name) in cases {
            assert_eq!(name_of(&serde_json::to_value(fact).unwrap()), name);
        }
    }
}
