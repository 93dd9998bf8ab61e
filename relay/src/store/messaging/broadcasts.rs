//! Rows of broadcasts, and of their messages as parts of them.

use super::many::{AT_ONCE, queue_all};
use super::rows::{MESSAGE, named, number, text};
use crate::messaging::{Broadcast, Channel, Content, Line, Message, Outgoing, Planned, Status};
use crate::store::text::stored;
use crate::store::{Store, StoreError, signed, unsigned};
use buzzchat::protocol::Millis;
use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, FromRow, Row};

impl<'r> FromRow<'r, AnyRow> for Broadcast {
    fn from_row(row: &'r AnyRow) -> Result<Self, sqlx::Error> {
        Ok(Self {
            id: row.try_get("id")?,
            workspace: row.try_get("workspace")?,
            title: text(row, "title")?,
            channel: named(row, "channel", Channel::parse)?,
            planned: number(row, "planned")?,
            created: number(row, "created")?,
        })
    }
}

impl Store {
    /// Keeps a broadcast and queues its messages, all of them or nothing.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_broadcast(
        &self,
        line: &Line,
        broadcast: &Broadcast,
        planned: &Planned<'_>,
        now: Millis,
    ) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        sqlx::query(
            "INSERT INTO broadcasts (id, workspace, title, channel, planned, created) VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(&broadcast.id)
        .bind(&broadcast.workspace)
        .bind(stored(&broadcast.title))
        .bind(broadcast.channel.name())
        .bind(signed(broadcast.planned))
        .bind(signed(broadcast.created))
        .execute(&mut *transaction)
        .await?;
        for part in planned.letters.chunks(AT_ONCE) {
            let outgoing = part.iter().map(|(to, content)| Outgoing {
                content: Content::clone(content),
                broadcast: &broadcast.id,
                ..Outgoing::text(planned.source, to, "")
            });
            let outgoing: Vec<_> = outgoing.collect();
            queue_all(&mut transaction, line, &outgoing, broadcast.planned, now).await?;
        }
        transaction.commit().await?;
        self.ring();
        Ok(())
    }

    /// A broadcast of a workspace.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn broadcast(&self, workspace: &str, id: &str) -> Result<Option<Broadcast>, StoreError> {
        let row = sqlx::query_as("SELECT * FROM broadcasts WHERE workspace = $1 AND id = $2");
        Ok(row.bind(workspace).bind(stored(id)).fetch_optional(&self.pool).await?)
    }

    /// How many messages of a broadcast are how far.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn broadcast_counts(&self, broadcast: &Broadcast) -> Result<Vec<(Status, u64)>, StoreError> {
        let rows: Vec<(String, i64)> = sqlx::query_as(
            "SELECT status, CAST(COUNT(*) AS BIGINT) FROM messages WHERE broadcast = $1 GROUP BY status",
        )
        .bind(&broadcast.id)
        .fetch_all(&self.pool)
        .await?;
        Ok(rows.into_iter().filter_map(|(status, count)| Some((Status::parse(&status)?, unsigned(count)))).collect())
    }

    /// The messages of a broadcast, in the order in which they were queued.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn broadcast_messages(
        &self,
        broadcast: &Broadcast,
        offset: u64,
        limit: u64,
    ) -> Result<Vec<Message>, StoreError> {
        let sql = format!("{MESSAGE} WHERE m.broadcast = $1 ORDER BY m.at LIMIT $2 OFFSET $3");
        let rows = sqlx::query_as(AssertSqlSafe(sql)).bind(&broadcast.id).bind(signed(limit)).bind(signed(offset));
        Ok(rows.fetch_all(&self.pool).await?)
    }
}
