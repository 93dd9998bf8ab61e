//! Rows of keys that end by themselves: those of people who signed in to the dashboard. They are no events, so no device
//! learns of them.

use super::{Store, StoreError, signed, unsigned};

use buzzchat::protocol::{KeyHash, Millis};

/// A key that a sign-in made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignIn {
    /// What is kept of it.
    pub key: KeyHash,
    /// When it was made.
    pub created: Millis,
    /// From when on it opens nothing.
    pub expires: Millis,
}

/// What hangs on the hash of a key.
const FORGET: [&str; 2] = ["DELETE FROM key_terms WHERE hash = $1", "DELETE FROM key_uses WHERE hash = $1"];

impl Store {
    /// Keeps the key of somebody who signed in.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_sign_in(&self, workspace: &str, sign_in: &SignIn) -> Result<(), StoreError> {
        let SignIn { key, created, expires } = sign_in;
        sqlx::query(
            "INSERT INTO sign_ins (hash, workspace, id, mask, created, expires) VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(&key.hash)
        .bind(workspace)
        .bind(&key.key)
        .bind(&key.mask)
        .bind(signed(*created))
        .bind(signed(*expires))
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// The workspace that a sign-in's key opens at a time, and the key's id.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn signed_in(&self, hash: &str, now: Millis) -> Result<Option<(String, String)>, StoreError> {
        let found = sqlx::query_as("SELECT workspace, id FROM sign_ins WHERE hash = $1 AND expires > $2")
            .bind(hash)
            .bind(signed(now));
        Ok(found.fetch_optional(&self.pool).await?)
    }

    /// Who is signed in to a workspace at a time, the first one first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sign_ins(&self, workspace: &str, now: Millis) -> Result<Vec<SignIn>, StoreError> {
        type Row = (String, String, String, i64, i64);
        let rows: Vec<Row> = sqlx::query_as(
            "SELECT id, hash, mask, created, expires FROM sign_ins WHERE workspace = $1 AND expires > $2 \
             ORDER BY created, id",
        )
        .bind(workspace)
        .bind(signed(now))
        .fetch_all(&self.pool)
        .await?;
        let sign_in = |(key, hash, mask, created, expires)| SignIn {
            key: KeyHash { key, hash, mask },
            created: unsigned(created),
            expires: unsigned(expires),
        };
        Ok(rows.into_iter().map(sign_in).collect())
    }

    /// Ends a sign-in. Returns false where the workspace has none of this id.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn end_sign_in(&self, workspace: &str, id: &str) -> Result<bool, StoreError> {
        let ended = sqlx::query_scalar("DELETE FROM sign_ins WHERE workspace = $1 AND id = $2 RETURNING hash")
            .bind(workspace)
            .bind(id);
        let hash: Option<String> = ended.fetch_optional(&self.pool).await?;
        self.forget_keys(hash.as_slice()).await?;
        Ok(hash.is_some())
    }

    /// Forgets the keys whose time is over.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn end_past_sign_ins(&self, now: Millis) -> Result<(), StoreError> {
        let ended = sqlx::query_scalar("DELETE FROM sign_ins WHERE expires <= $1 RETURNING hash").bind(signed(now));
        let hashes: Vec<String> = ended.fetch_all(&self.pool).await?;
        self.forget_keys(&hashes).await
    }

    async fn forget_keys(&self, hashes: &[String]) -> Result<(), StoreError> {
        for hash in hashes {
            for sql in FORGET {
                sqlx::query(sql).bind(hash).execute(&self.pool).await?;
            }
        }
        Ok(())
    }
}
