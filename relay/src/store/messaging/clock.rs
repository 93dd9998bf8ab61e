//! Moments of a workspace, one after the other. Whoever takes one keeps the others waiting until it is committed.

use crate::store::{StoreError, signed, unsigned};
use buzzchat::protocol::Millis;
use sqlx::AnyConnection;

/// The next moment of a workspace: now, or as soon after the last one as possible.
pub(super) async fn tick(connection: &mut AnyConnection, workspace: &str, now: Millis) -> Result<Millis, StoreError> {
    let at: i64 = sqlx::query_scalar(
        "INSERT INTO message_clocks (workspace, at, people) VALUES ($1, $2, 0) ON CONFLICT (workspace) DO UPDATE SET \
         at = CASE WHEN message_clocks.at >= excluded.at THEN message_clocks.at + 1 ELSE excluded.at END RETURNING at",
    )
    .bind(workspace)
    .bind(signed(now))
    .fetch_one(connection)
    .await?;
    Ok(unsigned(at))
}

/// The number of the next person of a workspace whose clock has ticked.
pub(super) async fn count_person(connection: &mut AnyConnection, workspace: &str) -> Result<i64, StoreError> {
    let count = "UPDATE message_clocks SET people = people + 1 WHERE workspace = $1 RETURNING people";
    Ok(sqlx::query_scalar(count).bind(workspace).fetch_one(connection).await?)
}
