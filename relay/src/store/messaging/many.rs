//! Rows of many at once, in a few statements: a statement for each would keep everybody else waiting too long.

use super::clock::{count_people, ticks};
use super::hearing::insert_all;
use super::outbox::written;
use crate::clock;
use crate::messaging::{Line, Outgoing};
use crate::store::integrations::tell_who_is_new;
use crate::store::text::stored;
use crate::store::{StoreError, signed};
use buzzchat::protocol::Millis;
use sqlx::{AnyConnection, AssertSqlSafe};
use std::collections::{BTreeSet, HashMap};

/// How many of them a statement takes: the databases bound its parameters, and look long for each of very many.
pub(super) const AT_ONCE: usize = 50;

/// Queues up to [`AT_ONCE`] messages, as one after the other would be; all are due at the same moment.
pub(super) async fn queue_all(
    connection: &mut AnyConnection,
    line: &Line,
    outgoing: &[Outgoing<'_>],
    due: Millis,
    now: Millis,
) -> Result<(), StoreError> {
    let first = ticks(connection, &line.workspace, now, outgoing.len() as u64).await?;
    let people = meet_all(connection, line, outgoing.iter().map(|one| stored(one.to)).collect(), first).await?;
    let conversations = converse_all(connection, line, people.values().map(String::as_str).collect(), first).await?;
    let write = |(one, at): (&Outgoing<'_>, Millis)| {
        // Everybody was met, and a conversation begun with each.
        let person = &people[&stored(one.to)];
        written(line, one, (person, &conversations[person]), at, now)
    };
    let messages: Vec<_> = outgoing.iter().zip(first..).map(write).collect();
    insert_all(connection, &messages, due).await?;
    tell_who_is_new(connection, line, first).await
}

/// The ids of the people at addresses, made where nobody was known there.
async fn meet_all(
    connection: &mut AnyConnection,
    line: &Line,
    addresses: BTreeSet<String>,
    now: Millis,
) -> Result<HashMap<String, String>, StoreError> {
    let sql = format!(
        "SELECT address, id FROM people WHERE workspace = $1 AND channel = $2 AND address IN ({})",
        parameters(3, addresses.len())
    );
    let mut query = sqlx::query_as(AssertSqlSafe(sql)).bind(&line.workspace).bind(line.channel.name());
    for address in &addresses {
        query = query.bind(address);
    }
    let known: Vec<(String, String)> = query.fetch_all(&mut *connection).await?;
    let mut people: HashMap<_, _> = known.into_iter().collect();
    let unknown: Vec<_> = addresses.into_iter().filter(|address| !people.contains_key(address)).collect();
    if unknown.is_empty() {
        return Ok(people);
    }
    let first = count_people(connection, &line.workspace, unknown.len()).await?;
    let values = rows(unknown.len(), 7);
    let sql = format!("INSERT INTO people (id, workspace, number, channel, address, name, created) VALUES {values}");
    let mut query = sqlx::query(AssertSqlSafe(sql));
    for (address, number) in unknown.into_iter().zip(first..) {
        let id = clock::entropy().id("usr_", now);
        query = query.bind(id.clone()).bind(&line.workspace).bind(number).bind(line.channel.name());
        query = query.bind(address.clone()).bind("").bind(signed(now));
        people.insert(address, id);
    }
    query.execute(connection).await?;
    Ok(people)
}

/// The ids of the conversations with people over a line, begun where there is none.
async fn converse_all(
    connection: &mut AnyConnection,
    line: &Line,
    people: BTreeSet<&str>,
    now: Millis,
) -> Result<HashMap<String, String>, StoreError> {
    let sql =
        format!("SELECT person, id FROM conversations WHERE line = $1 AND person IN ({})", parameters(2, people.len()));
    let mut query = sqlx::query_as(AssertSqlSafe(sql)).bind(&line.id);
    for person in &people {
        query = query.bind(*person);
    }
    let known: Vec<(String, String)> = query.fetch_all(&mut *connection).await?;
    begin_all(connection, line, &people.iter().copied().collect::<Vec<_>>(), now).await?;
    let mut conversations: HashMap<_, _> = known.into_iter().collect();
    let silent: Vec<_> = people.into_iter().filter(|person| !conversations.contains_key(*person)).collect();
    if silent.is_empty() {
        return Ok(conversations);
    }
    let values = rows(silent.len(), 5);
    let sql = format!("INSERT INTO conversations (id, workspace, line, person, created) VALUES {values}");
    let mut query = sqlx::query(AssertSqlSafe(sql));
    for person in silent {
        let id = clock::entropy().id("cnv_", now);
        query = query.bind(id.clone()).bind(&line.workspace).bind(&line.id).bind(person).bind(signed(now));
        conversations.insert(person.to_owned(), id);
    }
    query.execute(connection).await?;
    Ok(conversations)
}

/// Conversations that were made for a draft begin now.
pub(super) async fn begin_all(
    connection: &mut AnyConnection,
    line: &Line,
    people: &[&str],
    now: Millis,
) -> Result<(), StoreError> {
    let sql = format!(
        "UPDATE conversations SET created = $1 WHERE line = $2 AND created = 0 AND person IN ({})",
        parameters(3, people.len())
    );
    let mut query = sqlx::query(AssertSqlSafe(sql)).bind(signed(now)).bind(&line.id);
    for person in people {
        query = query.bind(*person);
    }
    query.execute(connection).await?;
    Ok(())
}

/// "$3, $4".
fn parameters(first: usize, count: usize) -> String {
    (first..first + count).map(|number| format!("${number}")).collect::<Vec<_>>().join(", ")
}

/// "($1, $2), ($3, $4)".
pub(super) fn rows(count: usize, columns: usize) -> String {
    let row = |at: usize| format!("({})", parameters(at * columns + 1, columns));
    (0..count).map(row).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::{parameters, rows};

    #[test]
    fn parameters_are_counted_through() {
        assert_eq!((parameters(3, 2), rows(2, 2)), ("$3, $4".to_owned(), "($1, $2), ($3, $4)".to_owned()));
    }
}
