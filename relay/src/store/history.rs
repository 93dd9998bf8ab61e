//! Events as somebody reads them who was not there: page after page, in the order of arrival. It writes nothing.

use super::events::EventRow;
use super::{Store, StoreError, signed, unsigned};
use buzzchat::protocol::NumberedEvent;

impl Store {
    /// The highest number given out in a workspace, be it an event's or that of a state merged as a whole.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn head(&self, workspace: &str) -> Result<u64, StoreError> {
        let mut head = 0;
        for newest in [
            "SELECT CAST(COALESCE(MAX(number), 0) AS BIGINT) FROM events WHERE workspace = $1",
            "SELECT CAST(COALESCE(MAX(number), 0) AS BIGINT) FROM snapshots WHERE workspace = $1",
        ] {
            let newest: i64 = sqlx::query_scalar(newest).bind(workspace).fetch_one(&self.pool).await?;
            head = head.max(unsigned(newest));
        }
        Ok(head)
    }

    /// The next events after a number and up to another.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn events_between(
        &self,
        workspace: &str,
        after: u64,
        last: u64,
        most: u32,
    ) -> Result<Vec<NumberedEvent>, StoreError> {
        let rows: Vec<EventRow> = sqlx::query_as(
            "SELECT number, id, origin, seq, at, account, fact FROM events \
             WHERE workspace = $1 AND number > $2 AND number <= $3 ORDER BY number LIMIT $4",
        )
        .bind(workspace)
        .bind(signed(after))
        .bind(signed(last))
        .bind(i64::from(most))
        .fetch_all(&self.pool)
        .await?;
        Ok(rows.into_iter().map(|EventRow(event)| event).collect())
    }

    /// The last events up to a number, the newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn events_up_to(&self, workspace: &str, last: u64, most: u32) -> Result<Vec<NumberedEvent>, StoreError> {
        let rows: Vec<EventRow> = sqlx::query_as(
            "SELECT number, id, origin, seq, at, account, fact FROM events \
             WHERE workspace = $1 AND number <= $2 ORDER BY number DESC LIMIT $3",
        )
        .bind(workspace)
        .bind(signed(last))
        .bind(i64::from(most))
        .fetch_all(&self.pool)
        .await?;
        Ok(rows.into_iter().map(|EventRow(event)| event).collect())
    }
}
