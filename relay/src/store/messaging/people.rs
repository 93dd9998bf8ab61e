//! Rows of people, what is known of them, and their conversations.

use super::clock::count_people;
use super::finding::Attributes;
use super::many::begin_all;
use crate::clock;
use crate::messaging::{Channel, Conversation, Line, Person};
use crate::store::text::{restored, stored};
use crate::store::{Store, StoreError, signed};
use buzzchat::protocol::Millis;
use sqlx::AnyConnection;

/// The person at an address, made where nobody was known there. The workspace's clock has ticked in this transaction.
pub(super) async fn meet(
    connection: &mut AnyConnection,
    line: &Line,
    address: &str,
    name: &str,
    now: Millis,
) -> Result<Person, StoreError> {
    if let Some(person) = known(connection, line, address).await? {
        return rename(connection, person, name).await;
    }
    let number = count_people(connection, &line.workspace, 1).await?;
    let row = sqlx::query_as(
        "INSERT INTO people (id, workspace, number, channel, address, name, created) VALUES ($1, $2, $3, $4, $5, $6, $7) \
         RETURNING *",
    )
    .bind(clock::entropy().id("usr_", now))
    .bind(&line.workspace)
    .bind(number)
    .bind(line.channel.name())
    .bind(stored(address))
    .bind(stored(name))
    .bind(signed(now));
    Ok(row.fetch_one(connection).await?)
}

async fn known(connection: &mut AnyConnection, line: &Line, address: &str) -> Result<Option<Person>, StoreError> {
    let row = sqlx::query_as("SELECT * FROM people WHERE workspace = $1 AND channel = $2 AND address = $3");
    let row = row.bind(&line.workspace).bind(line.channel.name()).bind(stored(address));
    Ok(row.fetch_optional(connection).await?)
}

async fn rename(connection: &mut AnyConnection, person: Person, name: &str) -> Result<Person, StoreError> {
    if name.is_empty() || person.name == name {
        return Ok(person);
    }
    sqlx::query("UPDATE people SET name = $1 WHERE id = $2")
        .bind(stored(name))
        .bind(&person.id)
        .execute(connection)
        .await?;
    Ok(Person { name: name.to_owned(), ..person })
}

/// The conversation with a person over a line, made where there is none. It begins unless this is for a draft, which nobody
/// gets. The workspace's clock has ticked.
pub(super) async fn converse(
    connection: &mut AnyConnection,
    line: &Line,
    person: &Person,
    begins: bool,
    now: Millis,
) -> Result<Conversation, StoreError> {
    let row = sqlx::query_as("SELECT * FROM conversations WHERE line = $1 AND person = $2");
    let known: Option<Conversation> = row.bind(&line.id).bind(&person.id).fetch_optional(&mut *connection).await?;
    if let Some(known) = known {
        if begins && known.created == 0 {
            begin_all(connection, line, &[&person.id], now).await?;
            return Ok(Conversation { created: now, ..known });
        }
        return Ok(known);
    }
    let row = sqlx::query_as(
        "INSERT INTO conversations (id, workspace, line, person, created) VALUES ($1, $2, $3, $4, $5) RETURNING *",
    )
    .bind(clock::entropy().id("cnv_", now))
    .bind(&line.workspace)
    .bind(&line.id)
    .bind(&person.id)
    .bind(if begins { signed(now) } else { 0 });
    Ok(row.fetch_one(connection).await?)
}

impl Store {
    /// The person at an address of a channel.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn person_at(
        &self,
        workspace: &str,
        channel: Channel,
        address: &str,
    ) -> Result<Option<Person>, StoreError> {
        let row = sqlx::query_as("SELECT * FROM people WHERE workspace = $1 AND channel = $2 AND address = $3");
        Ok(row.bind(workspace).bind(channel.name()).bind(stored(address)).fetch_optional(&self.pool).await?)
    }

    /// Somebody of a workspace.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn person(&self, workspace: &str, id: &str) -> Result<Option<Person>, StoreError> {
        let row = sqlx::query_as("SELECT * FROM people WHERE workspace = $1 AND id = $2");
        Ok(row.bind(workspace).bind(stored(id)).fetch_optional(&self.pool).await?)
    }

    /// Knows somebody from now on, whether anything was written or not.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_person(&self, line: &Line, address: &str, name: &str, now: Millis) -> Result<Person, StoreError> {
        let mut transaction = self.begin().await?;
        super::clock::tick(&mut transaction, &line.workspace, now).await?;
        let person = meet(&mut transaction, line, address, name, now).await?;
        transaction.commit().await?;
        Ok(person)
    }

    /// What is known of somebody, by name.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn attributes(&self, person: &str) -> Result<Attributes, StoreError> {
        let rows: Vec<(String, String)> =
            sqlx::query_as("SELECT name, value FROM person_attributes WHERE person = $1 ORDER BY name")
                .bind(person)
                .fetch_all(&self.pool)
                .await?;
        Ok(rows.into_iter().map(|(name, value)| (restored(&name), restored(&value))).collect())
    }

    /// Notes what is known of somebody; what was known by the same names before is replaced.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn set_attributes(&self, person: &Person, attributes: &[(String, String)]) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        note_attributes(&mut transaction, person, attributes).await?;
        Ok(transaction.commit().await?)
    }
}

/// Notes what is known of somebody; of two values by one name the later stays.
pub(super) async fn note_attributes(
    connection: &mut AnyConnection,
    person: &Person,
    attributes: &[(String, String)],
) -> Result<(), StoreError> {
    for (name, value) in attributes {
        sqlx::query(
            "INSERT INTO person_attributes (person, workspace, name, value) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (person, name) DO UPDATE SET value = excluded.value",
        )
        .bind(&person.id)
        .bind(&person.workspace)
        .bind(stored(name))
        .bind(stored(value))
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}
