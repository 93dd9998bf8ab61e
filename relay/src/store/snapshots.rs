//! Rows of snapshots, and how a state is put together from snapshot, entries and events.

use super::events::{insert_entry, insert_key_owner};
use super::text::restored;
use super::{Store, StoreError, signed, unsigned};
use buzzchat::journal::{Shared, StoredEntry};
use buzzchat::protocol::{Entry, Millis};
use sqlx::AnyConnection;

/// A workspace's state as stored.
#[derive(Debug)]
pub struct Loaded {
    /// The state.
    pub shared: Shared,
    /// The number of the last event in it.
    pub head: u64,
    /// Up to this number the events table has holes.
    pub floor: u64,
    /// The number of the newest snapshot.
    pub snapshot: u64,
    /// The latest time any event bears.
    pub latest: Millis,
}

impl Store {
    /// Puts a workspace's state together: the newest snapshot, the entries, the events after it.
    ///
    /// # Errors
    /// When the database fails or a row cannot be read.
    pub async fn load(&self, workspace: &str) -> Result<Loaded, StoreError> {
        let newest: Option<(i64, i64, String)> = sqlx::query_as(
            "SELECT number, floor, state FROM snapshots WHERE workspace = $1 ORDER BY number DESC LIMIT 1",
        )
        .bind(workspace)
        .fetch_optional(&self.pool)
        .await?;
        let (snapshot, floor, mut shared) = match newest {
            Some((number, floor, state)) => (unsigned(number), unsigned(floor), Shared::from_snapshot(&state)?),
            None => (0, 0, Shared::default()),
        };
        self.restore_entries(workspace, &mut shared).await?;
        let events = self.tail(workspace, snapshot, "").await?;
        for numbered in &events {
            shared.apply(&numbered.event);
        }
        let head = events.last().map_or(snapshot, |last| last.number);
        Ok(Loaded { shared, head, floor, snapshot, latest: self.latest(workspace).await? })
    }

    async fn restore_entries(&self, workspace: &str, shared: &mut Shared) -> Result<(), StoreError> {
        type EntryRow = (String, String, String, String, i64, String, i64);
        let rows: Vec<EntryRow> =
            sqlx::query_as("SELECT account, round, id, viewer, at, origin, seq FROM entries WHERE workspace = $1")
                .bind(workspace)
                .fetch_all(&self.pool)
                .await?;
        for (account, round, id, viewer, at, origin, seq) in rows {
            let entry = Entry { at: unsigned(at), id: restored(&id), viewer: restored(&viewer) };
            let stored = StoredEntry { entry, origin: restored(&origin), seq: unsigned(seq) };
            shared.restore_entry(&restored(&account), &restored(&round), &stored);
        }
        Ok(())
    }

    async fn latest(&self, workspace: &str) -> Result<Millis, StoreError> {
        let latest: Option<i64> = sqlx::query_scalar("SELECT MAX(at) FROM events WHERE workspace = $1")
            .bind(workspace)
            .fetch_one(&self.pool)
            .await?;
        Ok(latest.map_or(0, unsigned))
    }

    /// Stores a snapshot, so that the next start folds only what comes after it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn save_snapshot(&self, workspace: &str, number: u64, floor: u64, state: &str) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        replace_snapshot(&mut transaction, workspace, number, floor, state).await?;
        Ok(transaction.commit().await?)
    }

    /// Stores a state that did not come as events: its number becomes the floor.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn save_merged(&self, workspace: &str, number: u64, shared: &Shared) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        replace_snapshot(&mut transaction, workspace, number, number, &shared.to_snapshot()).await?;
        for (account, round, stored) in shared.entries() {
            insert_entry(&mut transaction, workspace, account, round, &stored).await?;
        }
        for (_, key) in shared.live_keys() {
            insert_key_owner(&mut transaction, workspace, &key.hash).await?;
        }
        Ok(transaction.commit().await?)
    }
}

/// Two snapshots stay: should the newest turn out unreadable, an operator can fall back on the one before.
async fn replace_snapshot(
    connection: &mut AnyConnection,
    workspace: &str,
    number: u64,
    floor: u64,
    state: &str,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO snapshots (workspace, number, floor, state) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (workspace, number) DO UPDATE SET floor = excluded.floor, state = excluded.state",
    )
    .bind(workspace)
    .bind(signed(number))
    .bind(signed(floor))
    .bind(state)
    .execute(&mut *connection)
    .await?;
    sqlx::query(
        "DELETE FROM snapshots WHERE workspace = $1 AND number NOT IN \
         (SELECT number FROM snapshots WHERE workspace = $1 ORDER BY number DESC LIMIT 2)",
    )
    .bind(workspace)
    .execute(connection)
    .await?;
    Ok(())
}
