//! Conversations, the one written in last first, and what was written in one. Drafts belong to none of it.

use super::rows::MESSAGE;
use crate::messaging::{Channel, Message, Overview};
use crate::store::text::stored;
use crate::store::{Store, StoreError, signed};
use buzzchat::protocol::Millis;
use sqlx::AssertSqlSafe;

/// The last message of each conversation, with what is around it.
const OVERVIEW: &str = "SELECT m.*, p.address AS address, p.name AS person_name, c.created AS begun, \
                        c.last_inbound AS last_inbound, l.name AS line_name, l.connector AS connector, \
                        l.state AS state, l.removed AS removed FROM messages m JOIN people p ON p.id = m.person \
                        JOIN conversations c ON c.id = m.conversation JOIN lines l ON l.id = m.line \
                        WHERE m.workspace = $1 AND m.status <> 'draft' AND NOT EXISTS (SELECT 1 FROM messages e \
                        WHERE e.conversation = m.conversation AND e.at > m.at AND e.status <> 'draft')";

impl Store {
    /// A workspace's conversations whose last message is from before a moment, the latest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn overviews(&self, workspace: &str, before: Millis, most: usize) -> Result<Vec<Overview>, StoreError> {
        let sql = format!("{OVERVIEW} AND m.at < $2 ORDER BY m.at DESC LIMIT $3");
        let rows = sqlx::query_as(AssertSqlSafe(sql)).bind(workspace).bind(signed(before)).bind(signed(most as Millis));
        Ok(rows.fetch_all(&self.pool).await?)
    }

    /// A conversation of a workspace; nothing where nothing was written in it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn overview(&self, workspace: &str, conversation: &str) -> Result<Option<Overview>, StoreError> {
        let sql = format!("{OVERVIEW} AND m.conversation = $2");
        let row = sqlx::query_as(AssertSqlSafe(sql)).bind(workspace).bind(stored(conversation));
        Ok(row.fetch_optional(&self.pool).await?)
    }

    /// The id of the conversation with somebody in which was written last; nothing where nothing was written.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn conversation_with(
        &self,
        workspace: &str,
        channel: Channel,
        address: &str,
    ) -> Result<Option<String>, StoreError> {
        let row = sqlx::query_scalar(
            "SELECT m.conversation FROM messages m JOIN people p ON p.id = m.person WHERE p.workspace = $1 \
             AND p.channel = $2 AND p.address = $3 AND m.status <> 'draft' ORDER BY m.at DESC LIMIT 1",
        );
        let row = row.bind(workspace).bind(channel.name()).bind(stored(address));
        Ok(row.fetch_optional(&self.pool).await?)
    }

    /// What was written in a conversation before a moment, the latest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn written(&self, conversation: &str, before: Millis, most: usize) -> Result<Vec<Message>, StoreError> {
        let sql = format!(
            "{MESSAGE} WHERE m.conversation = $1 AND m.at < $2 AND m.status <> 'draft' ORDER BY m.at DESC LIMIT $3"
        );
        let rows =
            sqlx::query_as(AssertSqlSafe(sql)).bind(conversation).bind(signed(before)).bind(signed(most as Millis));
        Ok(rows.fetch_all(&self.pool).await?)
    }

    /// The ids of what the seller wrote in a conversation and the person has not read, as far as the service has it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn unread(&self, conversation: &str, most: usize) -> Result<Vec<String>, StoreError> {
        let rows = sqlx::query_scalar(
            "SELECT id FROM messages WHERE conversation = $1 AND direction = 'out' AND status IN ('sent', 'delivered') \
             ORDER BY at LIMIT $2",
        );
        Ok(rows.bind(conversation).bind(signed(most as Millis)).fetch_all(&self.pool).await?)
    }
}
