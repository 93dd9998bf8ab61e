//! Rows of devices, and of codes that work once. Tokens and codes arrive here as hashes only.

use super::{Store, StoreError, signed, unsigned};
use buzzchat::protocol::Millis;

/// A paired device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Device {
    /// Where it belongs.
    pub workspace: String,
    /// What its events are written under.
    pub origin: String,
    /// SHA-256 of its token, hex.
    pub token_hash: String,
    /// The Origin header it paired with; empty for a client that is no browser.
    pub web_origin: String,
}

/// A paired device, to be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PairedDevice {
    /// What its events are written under.
    pub origin: String,
    /// The Origin header it paired with; empty for a client that is no browser.
    pub web_origin: String,
    /// When it first paired.
    pub created: Millis,
    /// When it last connected.
    pub seen: Millis,
}

impl Store {
    /// The devices of a workspace, the one seen last first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn devices(&self, workspace: &str) -> Result<Vec<PairedDevice>, StoreError> {
        let rows: Vec<(String, String, i64, i64)> = sqlx::query_as(
            "SELECT origin, web_origin, created, seen FROM devices WHERE workspace = $1 ORDER BY seen DESC, origin",
        )
        .bind(workspace)
        .fetch_all(&self.pool)
        .await?;
        let device = |(origin, web_origin, created, seen)| PairedDevice {
            origin,
            web_origin,
            created: unsigned(created),
            seen: unsigned(seen),
        };
        Ok(rows.into_iter().map(device).collect())
    }

    /// Keeps a code, and forgets those that ran out.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_code(&self, hash: &str, workspace: &str, now: Millis, expires: Millis) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        sqlx::query("DELETE FROM pairing_codes WHERE expires <= $1")
            .bind(signed(now))
            .execute(&mut *transaction)
            .await?;
        sqlx::query("INSERT INTO pairing_codes (hash, workspace, expires) VALUES ($1, $2, $3)")
            .bind(hash)
            .bind(workspace)
            .bind(signed(expires))
            .execute(&mut *transaction)
            .await?;
        Ok(transaction.commit().await?)
    }

    /// Uses a code up and returns its workspace. A second use finds nothing.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn take_code(&self, hash: &str, now: Millis) -> Result<Option<String>, StoreError> {
        let taken =
            sqlx::query_scalar("DELETE FROM pairing_codes WHERE hash = $1 AND expires > $2 RETURNING workspace")
                .bind(hash)
                .bind(signed(now));
        Ok(taken.fetch_optional(&self.pool).await?)
    }

    /// Keeps a device that has just paired. Pairing again replaces its token.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_device(&self, device: &Device, now: Millis) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO devices (workspace, origin, token_hash, web_origin, created, seen) \
             VALUES ($1, $2, $3, $4, $5, $5) ON CONFLICT (workspace, origin) DO UPDATE SET \
             token_hash = excluded.token_hash, web_origin = excluded.web_origin, seen = excluded.seen",
        )
        .bind(&device.workspace)
        .bind(&device.origin)
        .bind(&device.token_hash)
        .bind(&device.web_origin)
        .bind(signed(now))
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// The device with this token.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn device(&self, token_hash: &str) -> Result<Option<Device>, StoreError> {
        let row: Option<(String, String, String, String)> =
            sqlx::query_as("SELECT workspace, origin, token_hash, web_origin FROM devices WHERE token_hash = $1")
                .bind(token_hash)
                .fetch_optional(&self.pool)
                .await?;
        Ok(row.map(|(workspace, origin, token_hash, web_origin)| Device { workspace, origin, token_hash, web_origin }))
    }

    /// Notes that a device is here, and under which origin it writes now. Returns false where that origin belongs to
    /// another device.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn device_seen(&self, device: &Device, origin: &str, now: Millis) -> Result<bool, StoreError> {
        let updated = sqlx::query(
            "UPDATE devices SET origin = $1, seen = $2 WHERE token_hash = $3 AND NOT EXISTS \
             (SELECT 1 FROM devices WHERE workspace = $4 AND origin = $1 AND token_hash <> $3)",
        )
        .bind(origin)
        .bind(signed(now))
        .bind(&device.token_hash)
        .bind(&device.workspace)
        .execute(&self.pool)
        .await?;
        Ok(updated.rows_affected() > 0)
    }
}
