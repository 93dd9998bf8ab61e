//! Rows of people, found by what is known of them.

use crate::messaging::{Channel, Person};
use crate::store::text::{restored, stored};
use crate::store::{Store, StoreError, signed, unsigned};
use sqlx::AssertSqlSafe;
use std::collections::HashMap;

/// What is known of somebody, by name.
pub type Attributes = Vec<(String, String)>;

/// What people are found by.
#[derive(Clone, Copy, Debug)]
pub enum Trait<'a> {
    /// What was noted of them: its name, and its value.
    Attribute(&'a str, &'a str),
    /// What they are called: see [`Person::called`].
    Name(&'a str),
    /// Where they are reached.
    Address(&'a str),
    /// How they are reached.
    Channel(Channel),
}

impl Trait<'_> {
    /// The condition on a row, and the two texts it compares with.
    fn condition(&self) -> (&'static str, String, String) {
        let is = |sql, first: &str, second: &str| (sql, stored(first), stored(second));
        match self {
            Self::Attribute(name, value) => {
                let noted = "p.id IN (SELECT a.person FROM person_attributes a \
                             WHERE a.workspace = $1 AND a.name = $2 AND substr(a.value, 1, 200) = substr($3, 1, 200) \
                             AND a.value = $3)";
                is(noted, name, value)
            }
            Self::Name(name) => is("(p.name = $2 OR (p.name = '' AND p.address = $3))", name, &format!("+{name}")),
            Self::Address(address) => is("p.address IN ($2, $3)", address, address),
            Self::Channel(channel) => is("p.channel IN ($2, $3)", channel.name(), channel.name()),
        }
    }
}

impl Store {
    /// Those of a workspace who have a number and a trait, in the order in which they became known, with what was noted of
    /// each; and how many there are altogether.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn people_with(
        &self,
        workspace: &str,
        wanted: &Trait<'_>,
        offset: u64,
        limit: u64,
    ) -> Result<(Vec<(Person, Attributes)>, u64), StoreError> {
        let (condition, first, second) = wanted.condition();
        let found =
            format!("FROM people p WHERE p.workspace = $1 AND p.channel IN ('imessage', 'whatsapp') AND {condition}");
        let page = format!("{found} ORDER BY p.number LIMIT $4 OFFSET $5");
        let people: Vec<Person> = sqlx::query_as(AssertSqlSafe(format!("SELECT p.* {page}")))
            .bind(workspace)
            .bind(&first)
            .bind(&second)
            .bind(signed(limit))
            .bind(signed(offset))
            .fetch_all(&self.pool)
            .await?;
        let noted = format!("SELECT person, name, value FROM person_attributes WHERE person IN (SELECT p.id {page})");
        let noted: Vec<(String, String, String)> = sqlx::query_as(AssertSqlSafe(noted))
            .bind(workspace)
            .bind(&first)
            .bind(&second)
            .bind(signed(limit))
            .bind(signed(offset))
            .fetch_all(&self.pool)
            .await?;
        let total: i64 = sqlx::query_scalar(AssertSqlSafe(format!("SELECT CAST(COUNT(*) AS BIGINT) {found}")))
            .bind(workspace)
            .bind(&first)
            .bind(&second)
            .fetch_one(&self.pool)
            .await?;
        Ok((together(people, noted), unsigned(total)))
    }
}

fn together(people: Vec<Person>, noted: Vec<(String, String, String)>) -> Vec<(Person, Attributes)> {
    let mut by_person: HashMap<String, Attributes> = HashMap::new();
    for (person, name, value) in noted {
        by_person.entry(person).or_default().push((restored(&name), restored(&value)));
    }
    let with = |person: Person| {
        let attributes = by_person.remove(&person.id).unwrap_or_default();
        (person, attributes)
    };
    people.into_iter().map(with).collect()
}
