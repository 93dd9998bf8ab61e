//! Rows of messages and conversations, as they are read.

use super::rows::MESSAGE;
use crate::clock;
use crate::messaging::{Channel, Conversation, Message, Person};
use crate::store::text::stored;
use crate::store::{Store, StoreError, signed, unsigned};
use buzzchat::protocol::Millis;
use sqlx::{AnyConnection, AssertSqlSafe};

/// A stretch of a history.
#[derive(Clone, Copy, Debug)]
pub struct Stretch {
    /// Nothing before this moment.
    pub from: Millis,
    /// Nothing after this one.
    pub to: Millis,
    /// So many are passed over.
    pub offset: u64,
    /// So many at most.
    pub limit: u64,
}

impl Store {
    /// A message of a workspace.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn message(&self, workspace: &str, id: &str) -> Result<Option<Message>, StoreError> {
        let sql = format!("{MESSAGE} WHERE m.workspace = $1 AND m.id = $2");
        let row = sqlx::query_as(AssertSqlSafe(sql)).bind(workspace).bind(stored(id));
        Ok(row.fetch_optional(&self.pool).await?)
    }

    /// Whether a service calls a message so that the relay sent.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn is_name_taken(&self, line: &str, service_id: &str) -> Result<bool, StoreError> {
        // What the seller wrote elsewhere was never attempted: it may be the echo of what is looked for.
        let known: Option<String> =
            sqlx::query_scalar("SELECT id FROM messages WHERE line = $1 AND service_id = $2 AND attempts > 0")
                .bind(line)
                .bind(stored(service_id))
                .fetch_optional(&self.pool)
                .await?;
        Ok(known.is_some())
    }

    /// What was written with somebody, the oldest first, and how much there is altogether. Drafts are left out, and what is
    /// planned for later.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn history(&self, person: &Person, stretch: Stretch) -> Result<(Vec<Message>, u64), StoreError> {
        const WHERE: &str = "m.person = $1 AND m.at >= $2 AND m.at <= $3 AND m.status <> 'draft' \
                             AND NOT (m.status = 'queued' AND m.attempts = 0 AND m.next_attempt > $4)";
        let now = signed(clock::now());
        let sql = format!("{MESSAGE} WHERE {WHERE} ORDER BY m.at LIMIT $5 OFFSET $6");
        let messages = sqlx::query_as(AssertSqlSafe(sql))
            .bind(&person.id)
            .bind(signed(stretch.from))
            .bind(signed(stretch.to))
            .bind(now)
            .bind(signed(stretch.limit))
            .bind(signed(stretch.offset))
            .fetch_all(&self.pool)
            .await?;
        let sql = format!("SELECT CAST(COUNT(*) AS BIGINT) FROM messages m WHERE {WHERE}");
        let total: i64 = sqlx::query_scalar(AssertSqlSafe(sql))
            .bind(&person.id)
            .bind(signed(stretch.from))
            .bind(signed(stretch.to))
            .bind(now)
            .fetch_one(&self.pool)
            .await?;
        Ok((messages, unsigned(total)))
    }

    /// What people wrote on a channel after a moment, the oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn incoming(
        &self,
        workspace: &str,
        channel: Channel,
        after: Millis,
        person: Option<&Person>,
        most: u64,
    ) -> Result<Vec<Message>, StoreError> {
        let whom = if person.is_some() { "AND m.person = $4" } else { "AND $4 = ''" };
        let sql = format!(
            "{MESSAGE} WHERE m.workspace = $1 AND m.channel = $2 AND m.at > $3 AND m.direction = 'in' {whom} \
             ORDER BY m.at LIMIT $5"
        );
        let rows = sqlx::query_as(AssertSqlSafe(sql))
            .bind(workspace)
            .bind(channel.name())
            .bind(signed(after))
            .bind(person.map_or("", |person| &person.id))
            .bind(signed(most));
        Ok(rows.fetch_all(&self.pool).await?)
    }

    /// A line's conversations with those they are with, the one with the latest message first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn conversations(&self, line: &str, most: u64) -> Result<Vec<(Conversation, Person)>, StoreError> {
        let conversations: Vec<Conversation> = sqlx::query_as(
            "SELECT c.* FROM conversations c WHERE c.line = $1 ORDER BY \
             (SELECT COALESCE(MAX(m.at), 0) FROM messages m WHERE m.conversation = c.id) DESC LIMIT $2",
        )
        .bind(line)
        .bind(signed(most))
        .fetch_all(&self.pool)
        .await?;
        let mut connection = self.pool.acquire().await?;
        let mut with = Vec::with_capacity(conversations.len());
        for conversation in conversations {
            let person = person_of(&mut connection, &conversation).await?;
            with.push((conversation, person));
        }
        Ok(with)
    }
}

async fn person_of(connection: &mut AnyConnection, conversation: &Conversation) -> Result<Person, StoreError> {
    let row = sqlx::query_as("SELECT * FROM people WHERE id = $1").bind(&conversation.person);
    Ok(row.fetch_one(connection).await?)
}
