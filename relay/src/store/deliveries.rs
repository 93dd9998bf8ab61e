//! Rows of deliveries as people look at them: the log of a webhook, and sending again.

use super::{Store, StoreError, signed, unsigned};
use buzzchat::protocol::Millis;
use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, FromRow, Row};

/// A delivery in the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// The event's id.
    pub event: String,
    /// What it tells of.
    pub kind: String,
    /// `pending`, `delivered` or `failed`.
    pub state: String,
    /// Attempts ever made.
    pub attempts: u64,
    /// When it was queued.
    pub created: Millis,
    /// When it is due, while it is pending.
    pub next_attempt: Millis,
    /// Its last attempt.
    pub last: Tried,
    /// Where its event stands among all of them: what a page of the log ends with.
    pub place: (u64, u64),
}

/// An attempt in the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tried {
    /// Its number, from 1; 0 for none.
    pub attempt: u64,
    /// When.
    pub at: Millis,
    /// The status answered, 0 for none.
    pub status: u16,
    /// How long it took.
    pub millis: u64,
    /// What went wrong; empty where nothing did.
    pub problem: String,
}

impl<'r> FromRow<'r, AnyRow> for Delivery {
    fn from_row(row: &'r AnyRow) -> Result<Self, sqlx::Error> {
        let attempts = unsigned(row.try_get("attempts")?);
        Ok(Self {
            event: row.try_get("event")?,
            kind: row.try_get("type")?,
            state: row.try_get("state")?,
            attempts,
            created: unsigned(row.try_get("created")?),
            next_attempt: unsigned(row.try_get("next_attempt")?),
            last: Tried {
                attempt: attempts,
                at: unsigned(row.try_get("last_at")?),
                status: status(row.try_get("last_status")?),
                millis: unsigned(row.try_get("last_millis")?),
                problem: row.try_get("last_problem")?,
            },
            place: (unsigned(row.try_get("number")?), unsigned(row.try_get("part")?)),
        })
    }
}

fn status(stored: i64) -> u16 {
    u16::try_from(stored).unwrap_or(0)
}

impl Store {
    /// A page of a webhook's deliveries, the newest event first, from before a place on.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn deliveries(
        &self,
        webhook: &str,
        before: (u64, u64),
        most: usize,
    ) -> Result<Vec<Delivery>, StoreError> {
        let rows = sqlx::query_as(
            "SELECT * FROM deliveries WHERE webhook = $1 AND (number < $2 OR (number = $2 AND part < $3)) \
             ORDER BY number DESC, part DESC LIMIT $4",
        )
        .bind(webhook)
        .bind(signed(before.0))
        .bind(signed(before.1))
        .bind(i64::try_from(most).unwrap_or(i64::MAX));
        Ok(rows.fetch_all(&self.pool).await?)
    }

    /// The failed attempts at some of a webhook's deliveries, each with its event, in order.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn failed_attempts(
        &self,
        webhook: &str,
        deliveries: &[Delivery],
    ) -> Result<Vec<(String, Tried)>, StoreError> {
        if deliveries.is_empty() {
            return Ok(Vec::new());
        }
        // Numbered places only: nothing that anybody sent stands in the text.
        let places: Vec<_> = (0..deliveries.len()).map(|index| format!("${}", index + 2)).collect();
        let sql = format!(
            "SELECT event, attempt, at, status, millis, problem FROM failed_attempts \
             WHERE webhook = $1 AND event IN ({}) ORDER BY event, attempt",
            places.join(", ")
        );
        let mut query = sqlx::query_as(AssertSqlSafe(sql)).bind(webhook);
        for delivery in deliveries {
            query = query.bind(&delivery.event);
        }
        let rows: Vec<(String, i64, i64, i64, i64, String)> = query.fetch_all(&self.pool).await?;
        let read = |(event, attempt, at, answered, millis, problem): (String, i64, i64, i64, i64, String)| {
            let (attempt, at, millis) = (unsigned(attempt), unsigned(at), unsigned(millis));
            (event, Tried { attempt, at, status: status(answered), millis, problem })
        };
        Ok(rows.into_iter().map(read).collect())
    }

    /// Queues a delivery once more, with all its attempts before it. Returns it as it then is.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn replay_delivery(
        &self,
        webhook: &str,
        event: &str,
        now: Millis,
    ) -> Result<Option<Delivery>, StoreError> {
        let row = sqlx::query_as(
            "UPDATE deliveries SET state = 'pending', tries = 0, next_attempt = $1 \
             WHERE webhook = $2 AND event = $3 RETURNING *",
        )
        .bind(signed(now))
        .bind(webhook)
        .bind(event)
        .fetch_optional(&self.pool)
        .await?;
        self.ring();
        Ok(row)
    }

    /// Forgets some of the deliveries queued before a moment. Returns whether there may be more.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn forget_deliveries(&self, before: Millis) -> Result<bool, StoreError> {
        const MOST: i64 = 1_000;
        let deleted = sqlx::query(
            "DELETE FROM deliveries WHERE (webhook, event) IN \
             (SELECT webhook, event FROM deliveries WHERE created < $1 ORDER BY created LIMIT $2)",
        )
        .bind(signed(before))
        .bind(MOST)
        .execute(&self.pool)
        .await?;
        Ok(i64::try_from(deleted.rows_affected()).is_ok_and(|deleted| deleted >= MOST))
    }
}
