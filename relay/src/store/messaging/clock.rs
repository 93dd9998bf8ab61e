//! Moments of a workspace, one after the other. Whoever takes one keeps the others waiting until it is committed.

use crate::store::{StoreError, signed, unsigned};
use buzzchat::protocol::Millis;
use sqlx::AnyConnection;

/// The next moment of a workspace: now, or as soon after the last one as possible.
pub(in crate::store) async fn tick(
    connection: &mut AnyConnection,
    workspace: &str,
    now: Millis,
) -> Result<Millis, StoreError> {
    ticks(connection, workspace, now, 1).await
}

/// The first of so many next moments; the others follow it one by one.
pub(super) async fn ticks(
    connection: &mut AnyConnection,
    workspace: &str,
    now: Millis,
    count: u64,
) -> Result<Millis, StoreError> {
    let last: i64 = sqlx::query_scalar(
        "INSERT INTO message_clocks (workspace, at, people) VALUES ($1, $2, 0) ON CONFLICT (workspace) DO UPDATE SET \
         at = CASE WHEN message_clocks.at >= $3 THEN message_clocks.at + $4 ELSE excluded.at END RETURNING at",
    )
    .bind(workspace)
    .bind(signed(now + count - 1))
    .bind(signed(now))
    .bind(signed(count))
    .fetch_one(connection)
    .await?;
    Ok(unsigned(last) + 1 - count)
}

/// The first number of so many next people of a workspace whose clock has ticked.
pub(super) async fn count_people(
    connection: &mut AnyConnection,
    workspace: &str,
    count: usize,
) -> Result<i64, StoreError> {
    let count = signed(count as u64);
    let sql = "UPDATE message_clocks SET people = people + $2 WHERE workspace = $1 RETURNING people";
    let last: i64 = sqlx::query_scalar(sql).bind(workspace).bind(count).fetch_one(connection).await?;
    Ok(last + 1 - count)
}
