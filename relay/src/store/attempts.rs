//! What came of attempts to deliver: marked on the deliveries, logged where they failed, and judged for the webhook.

use super::{Store, StoreError, signed, unsigned};
use crate::webhook::{Attempted, Fate, Schedule};
use sqlx::{AnyConnection, AssertSqlSafe};
use std::collections::BTreeMap;

/// So many rows are written by one statement.
const ROWS: usize = 50;

impl Store {
    /// Records what came of attempts, and what follows for their webhooks. Returns the webhooks that were switched off.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn record_attempts(
        &self,
        attempts: &[Attempted],
        schedule: &Schedule,
    ) -> Result<Vec<String>, StoreError> {
        let mut transaction = self.begin().await?;
        let delivered: Vec<_> = attempts.iter().filter(|attempt| attempt.fate == Fate::Delivered).collect();
        for rows in delivered.chunks(ROWS) {
            mark_delivered(&mut transaction, rows).await?;
        }
        for attempt in attempts.iter().filter(|attempt| attempt.fate != Fate::Delivered) {
            mark_failed(&mut transaction, attempt).await?;
        }
        let mut by_webhook: BTreeMap<&str, Vec<&Attempted>> = BTreeMap::new();
        for attempt in attempts {
            by_webhook.entry(&attempt.webhook).or_default().push(attempt);
        }
        let mut switched_off = Vec::new();
        for (webhook, attempts) in by_webhook {
            if judge(&mut transaction, webhook, &attempts, schedule).await? {
                switched_off.push(webhook.to_owned());
            }
        }
        transaction.commit().await?;
        Ok(switched_off)
    }
}

async fn mark_delivered(connection: &mut AnyConnection, rows: &[&Attempted]) -> Result<(), StoreError> {
    let row = |index: usize| {
        let [a, b, c, d, e] = [1, 2, 3, 4, 5].map(|column| index * 5 + column);
        format!("(${a}, ${b}, ${c}, ${d}, ${e})")
    };
    let values = (0..rows.len()).map(row).collect::<Vec<_>>().join(", ");
    // Numbered places only: nothing that anybody sent stands in the text.
    let sql = format!(
        "WITH done (webhook, event, at, status, millis) AS (VALUES {values}) UPDATE deliveries SET state = 'delivered', \
         attempts = attempts + 1, tries = tries + 1, locked_until = 0, last_at = done.at, last_status = done.status, \
         last_millis = done.millis, last_problem = '' FROM done \
         WHERE deliveries.webhook = done.webhook AND deliveries.event = done.event"
    );
    let mut query = sqlx::query(AssertSqlSafe(sql));
    for attempt in rows {
        query = query
            .bind(&attempt.webhook)
            .bind(&attempt.event)
            .bind(signed(attempt.at))
            .bind(i64::from(attempt.status))
            .bind(signed(attempt.millis));
    }
    query.execute(connection).await?;
    Ok(())
}

async fn mark_failed(connection: &mut AnyConnection, attempt: &Attempted) -> Result<(), StoreError> {
    let (state, next) = match attempt.fate {
        Fate::Again(at) => ("pending", at),
        Fate::Delivered | Fate::GivenUp | Fate::Gone => ("failed", attempt.at),
    };
    let number: Option<i64> = sqlx::query_scalar(
        "UPDATE deliveries SET state = $1, attempts = attempts + 1, tries = tries + 1, next_attempt = $2, \
         locked_until = 0, last_at = $3, last_status = $4, last_millis = $5, last_problem = $6 \
         WHERE webhook = $7 AND event = $8 RETURNING attempts",
    )
    .bind(state)
    .bind(signed(next))
    .bind(signed(attempt.at))
    .bind(i64::from(attempt.status))
    .bind(signed(attempt.millis))
    .bind(&attempt.problem)
    .bind(&attempt.webhook)
    .bind(&attempt.event)
    .fetch_optional(&mut *connection)
    .await?;
    // The webhook may be gone by now, and its deliveries with it.
    let Some(number) = number else { return Ok(()) };
    sqlx::query(
        "INSERT INTO failed_attempts (webhook, event, attempt, at, status, millis, problem) \
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (webhook, event, attempt) DO NOTHING",
    )
    .bind(&attempt.webhook)
    .bind(&attempt.event)
    .bind(number)
    .bind(signed(attempt.at))
    .bind(i64::from(attempt.status))
    .bind(signed(attempt.millis))
    .bind(&attempt.problem)
    .execute(connection)
    .await?;
    Ok(())
}

/// One success makes good whatever failed; a receiver that is gone, or failed for too long, is not called any more.
async fn judge(
    connection: &mut AnyConnection,
    webhook: &str,
    attempts: &[&Attempted],
    schedule: &Schedule,
) -> Result<bool, StoreError> {
    let row: Option<(i64, i64)> = sqlx::query_as("SELECT failing_since, failed_at FROM webhooks WHERE id = $1")
        .bind(webhook)
        .fetch_optional(&mut *connection)
        .await?;
    let Some((since, failed_at)) = row else { return Ok(false) };
    let now = attempts.iter().map(|attempt| attempt.at).max().unwrap_or(0);
    let gone = attempts.iter().any(|attempt| attempt.fate == Fate::Gone);
    let well = attempts.iter().any(|attempt| attempt.fate == Fate::Delivered);
    let since = if well { 0 } else { schedule.failing_since(unsigned(since), unsigned(failed_at), now) };
    let over = !well && schedule.is_over(since, now);
    let reason = match (gone, over) {
        (true, _) => "The receiver answered 410 Gone",
        (false, true) => "Every delivery failed for five days",
        (false, false) => "",
    };
    sqlx::query(
        "UPDATE webhooks SET last_triggered = $1, failing_since = $2, failed_at = $3, \
         active = CASE WHEN $4 = '' THEN active ELSE 0 END, \
         disabled_reason = CASE WHEN $4 = '' OR active = 0 THEN disabled_reason ELSE $4 END WHERE id = $5",
    )
    .bind(signed(now))
    .bind(signed(since))
    .bind(if well { failed_at } else { signed(now) })
    .bind(reason)
    .bind(webhook)
    .execute(connection)
    .await?;
    Ok(!reason.is_empty())
}
