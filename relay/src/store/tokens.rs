//! Rows of access tokens. Tokens and keys arrive here as hashes only.

use super::{Store, StoreError, signed};
use buzzchat::protocol::Millis;

impl Store {
    /// Keeps a token that stands for a key, and forgets those that ran out.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_token(&self, hash: &str, key: &str, now: Millis, expires: Millis) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        sqlx::query("DELETE FROM domo_tokens WHERE expires <= $1").bind(signed(now)).execute(&mut *transaction).await?;
        sqlx::query("INSERT INTO domo_tokens (hash, key_hash, expires) VALUES ($1, $2, $3)")
            .bind(hash)
            .bind(key)
            .bind(signed(expires))
            .execute(&mut *transaction)
            .await?;
        Ok(transaction.commit().await?)
    }

    /// The hash of the key that a token stands for, while it works.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn key_of_token(&self, hash: &str, now: Millis) -> Result<Option<String>, StoreError> {
        let key = sqlx::query_scalar("SELECT key_hash FROM domo_tokens WHERE hash = $1 AND expires > $2")
            .bind(hash)
            .bind(signed(now));
        Ok(key.fetch_optional(&self.pool).await?)
    }
}
