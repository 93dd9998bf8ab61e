//! Rows of tokens that integrations show when they answer. Tokens arrive here as hashes only.

use crate::integrations::Destination;
use crate::store::text::{restored, stored};
use crate::store::{Store, StoreError, signed};
use buzzchat::protocol::Millis;
use sqlx::AnyConnection;

/// What a token is good for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnswerToken {
    /// The workspace of the integration that has it.
    pub workspace: String,
    /// The id of the integration.
    pub integration: String,
    /// The id of the key that made the integration.
    pub made_with: String,
    /// The id of the channel in the address.
    pub channel: String,
    /// Where what is answered goes.
    pub destination: Destination,
}

impl Store {
    /// What the token of this hash is good for, while it works.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn answer_token(&self, hash: &str, now: Millis) -> Result<Option<AnswerToken>, StoreError> {
        let row: Option<(String, String, String, String, String)> = sqlx::query_as(
            "SELECT i.workspace, i.id, i.made_with, t.channel, t.destination FROM answer_tokens t \
             JOIN integrations i ON i.id = t.integration WHERE t.hash = $1 AND t.expires > $2",
        )
        .bind(hash)
        .bind(signed(now))
        .fetch_optional(&self.pool)
        .await?;
        let Some((workspace, integration, made_with, channel, destination)) = row else { return Ok(None) };
        let destination = serde_json::from_str(&restored(&destination))?;
        Ok(Some(AnswerToken { workspace, integration, made_with, channel, destination }))
    }
}

/// Keeps a token until a moment, and forgets those that ran out.
pub(super) async fn add_token(
    connection: &mut AnyConnection,
    hash: &str,
    integration: &str,
    (channel, destination): (&str, &Destination),
    (now, expires): (Millis, Millis),
) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM answer_tokens WHERE expires <= $1").bind(signed(now)).execute(&mut *connection).await?;
    sqlx::query(
        "INSERT INTO answer_tokens (hash, integration, channel, destination, expires) VALUES ($1, $2, $3, $4, $5)",
    )
    .bind(hash)
    .bind(integration)
    .bind(channel)
    .bind(stored(&serde_json::to_string(destination)?))
    .bind(signed(expires))
    .execute(connection)
    .await?;
    Ok(())
}
