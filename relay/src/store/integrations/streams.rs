//! Rows of live streams that devices had open.

use crate::store::text::{restored, stored};
use crate::store::{Store, StoreError, signed};
use buzzchat::protocol::{Millis, Stream};

/// The most that are remembered of a workspace: devices may say what they like.
const MOST: i64 = 200;

impl Store {
    /// Remembers streams that a device has open, and forgets those that were open longest ago where there are too many.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn note_streams(&self, workspace: &str, streams: &[Stream], now: Millis) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        for Stream { site, channel } in streams {
            sqlx::query(
                "INSERT INTO heard_streams (workspace, site, channel, opened) VALUES ($1, $2, $3, $4) \
                 ON CONFLICT (workspace, site, channel) DO UPDATE SET opened = excluded.opened",
            )
            .bind(workspace)
            .bind(stored(site))
            .bind(stored(channel))
            .bind(signed(now))
            .execute(&mut *transaction)
            .await?;
        }
        sqlx::query(
            "DELETE FROM heard_streams WHERE workspace = $1 AND opened < \
             (SELECT MIN(opened) FROM (SELECT opened FROM heard_streams WHERE workspace = $1 ORDER BY opened DESC LIMIT $2) AS kept)",
        )
        .bind(workspace)
        .bind(MOST)
        .execute(&mut *transaction)
        .await?;
        Ok(transaction.commit().await?)
    }

    /// The streams that devices of a workspace had open, the last one first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn heard_streams(&self, workspace: &str) -> Result<Vec<Stream>, StoreError> {
        let rows: Vec<(String, String)> = sqlx::query_as(
            "SELECT site, channel FROM heard_streams WHERE workspace = $1 ORDER BY opened DESC, site, channel LIMIT $2",
        )
        .bind(workspace)
        .bind(MOST)
        .fetch_all(&self.pool)
        .await?;
        let stream = |(site, channel): (String, String)| Stream { site: restored(&site), channel: restored(&channel) };
        Ok(rows.into_iter().map(stream).collect())
    }
}
