//! Tells integrations of many people at once: with whom a conversation began, and who is gone with a line.

use super::telling::{is_heard, tell};
use crate::clock;
use crate::integrations::Occurrence;
use crate::messaging::{Conversation, Line, Person};
use crate::store::text::restored;
use crate::store::{StoreError, signed};
use buzzchat::protocol::Millis;
use sqlx::AnyConnection;

/// The most people that one event names.
const AT_ONCE: usize = 100;

/// Those whom a line reached are gone from it. `at` is the workspace's moment, which was taken in this transaction.
pub(in crate::store) async fn tell_who_is_gone(
    connection: &mut AnyConnection,
    line: &Line,
    at: Millis,
) -> Result<(), StoreError> {
    let names: Vec<(String, String)> = sqlx::query_as(
        "SELECT p.name, p.address FROM conversations c JOIN people p ON p.id = c.person WHERE c.line = $1 ORDER BY p.number",
    )
    .bind(&line.id)
    .fetch_all(&mut *connection)
    .await?;
    let shown = |(name, address): &(String, String)| restored(if name.is_empty() { address } else { name });
    let occurrences: Vec<_> = names
        .chunks(AT_ONCE)
        .map(|names| Occurrence::gone(clock::entropy().id("evt_", at), line, names.iter().map(shown).collect()))
        .collect();
    // The bell is rung once all of it is committed.
    tell(connection, &line.workspace, &occurrences, at).await.map(drop)
}

/// The conversations over a line that began at a moment are threads now. `at` was taken in this transaction.
pub(in crate::store) async fn tell_who_is_new(
    connection: &mut AnyConnection,
    line: &Line,
    at: Millis,
) -> Result<(), StoreError> {
    if !is_heard(connection, &line.workspace).await? {
        return Ok(());
    }
    let begun: Vec<Conversation> =
        sqlx::query_as("SELECT * FROM conversations WHERE line = $1 AND created = $2 ORDER BY id")
            .bind(&line.id)
            .bind(signed(at))
            .fetch_all(&mut *connection)
            .await?;
    let mut occurrences = Vec::with_capacity(begun.len());
    for conversation in &begun {
        let row = sqlx::query_as("SELECT * FROM people WHERE id = $1").bind(&conversation.person);
        let person: Person = row.fetch_one(&mut *connection).await?;
        occurrences.push(Occurrence::conversation(line, &person, conversation));
    }
    tell(connection, &line.workspace, &occurrences, at).await.map(drop)
}
