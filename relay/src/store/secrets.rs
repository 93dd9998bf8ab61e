//! Rows of sealed secrets: the seeds of giveaway rounds that were not cleared yet.

use super::{Store, StoreError};
use buzzchat::draw::to_hex;
use buzzchat::engine::Seeds;
use buzzchat::protocol::Seed;

impl Store {
    /// Keeps a round's seed. The first one stays.
    ///
    /// # Errors
    /// When the database fails, or the key cannot be read.
    pub async fn add_secret(&self, workspace: &str, round: &str, seed: &Seed) -> Result<(), StoreError> {
        let sealed = self.vault.seal(&place(workspace, round), seed.reveal().as_bytes())?;
        sqlx::query(
            "INSERT INTO secrets (workspace, round, sealed) VALUES ($1, $2, $3) \
             ON CONFLICT (workspace, round) DO NOTHING",
        )
        .bind(workspace)
        .bind(round)
        .bind(to_hex(&sealed))
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// Every seed of a workspace. One that the key does not open is left out: its round cannot be drawn here.
    ///
    /// # Errors
    /// When the database fails, or the key cannot be read.
    pub async fn secrets(&self, workspace: &str) -> Result<Seeds, StoreError> {
        let rows: Vec<(String, String)> = sqlx::query_as("SELECT round, sealed FROM secrets WHERE workspace = $1")
            .bind(workspace)
            .fetch_all(&self.pool)
            .await?;
        let mut seeds = Seeds::default();
        for (round, sealed) in rows {
            let opened = self.vault.open(&place(workspace, &round), &bytes(&sealed))?;
            let seed = opened.and_then(|bytes| String::from_utf8(bytes).ok()).map(Seed::new);
            if !seed.is_some_and(|seed| seeds.restore(&round, &seed)) {
                tracing::warn!(
                    workspace,
                    round,
                    "the secret of a giveaway cannot be opened: it can be drawn on a device only"
                );
            }
        }
        Ok(seeds)
    }

    /// Forgets the seeds of rounds that were cleared.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn delete_secrets(&self, workspace: &str, rounds: &[String]) -> Result<(), StoreError> {
        for round in rounds {
            sqlx::query("DELETE FROM secrets WHERE workspace = $1 AND round = $2")
                .bind(workspace)
                .bind(round)
                .execute(&self.pool)
                .await?;
        }
        Ok(())
    }
}

/// What a secret is sealed for. Neither part can be mistaken for the other: the first one's length comes first.
fn place(workspace: &str, round: &str) -> String {
    format!("{}:{workspace}{round}", workspace.len())
}

pub(super) fn bytes(hex: &str) -> Vec<u8> {
    let digits = hex.as_bytes().chunks_exact(2).map(|pair| str::from_utf8(pair).ok());
    digits.map_while(|pair| u8::from_str_radix(pair?, 16).ok()).collect()
}
