//! Rows of deliveries on the way in and out: written with the events they tell of, and claimed when they are due.

use super::{Store, StoreError, signed, unsigned, webhooks};
use crate::webhook::{Announcement, Style};
use buzzchat::protocol::{Event, Millis, NumberedEvent};
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, FromRow, Row};

/// A delivery to attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// The event's id.
    pub event: String,
    /// What it tells of, by name.
    pub kind: String,
    /// What is sent.
    pub body: String,
    /// Attempts ever made.
    pub attempts: u64,
    /// Attempts since it was queued or replayed.
    pub tries: u64,
    /// Its place among the others: when it was due, and where its event stands.
    place: (i64, i64, i64),
}

impl<'r> FromRow<'r, AnyRow> for Due {
    fn from_row(row: &'r AnyRow) -> Result<Self, sqlx::Error> {
        Ok(Self {
            event: row.try_get("event")?,
            kind: row.try_get("type")?,
            body: row.try_get("body")?,
            attempts: unsigned(row.try_get("attempts")?),
            tries: unsigned(row.try_get("tries")?),
            place: (row.try_get("next_attempt")?, row.try_get("number")?, row.try_get("part")?),
        })
    }
}

/// Those who are told of a live chat's events, each from its own moment on.
pub(super) struct Audience(Vec<(String, Vec<String>, Millis)>);

impl Audience {
    /// Nobody is told of what an origin wrote before its device was first paired: no webhooks for the past.
    pub(super) async fn of(
        connection: &mut AnyConnection,
        workspace: &str,
        events: &[NumberedEvent],
    ) -> Result<Self, StoreError> {
        let Some(first) = events.iter().find(|numbered| !Announcement::of(&numbered.event).is_empty()) else {
            return Ok(Self(Vec::new()));
        };
        webhooks::lock_workspace(connection, workspace).await?;
        let rows: Vec<(String, String, i64)> = sqlx::query_as(
            "SELECT id, events, CASE WHEN created >= paired THEN created ELSE paired END FROM webhooks, \
             (SELECT COALESCE(CAST(MAX(created) AS BIGINT), 0) AS paired FROM devices WHERE workspace = $1 AND origin = $2) AS device \
             WHERE workspace = $1 AND family = $3 AND active = 1",
        )
        .bind(workspace)
        .bind(&first.event.origin)
        .bind(Style::Buzzchat.name())
        .fetch_all(connection)
        .await?;
        let read = |(id, events, since): (String, String, i64)| Ok((id, webhooks::events(&events)?, unsigned(since)));
        Ok(Self(rows.into_iter().map(read).collect::<Result<_, StoreError>>()?))
    }

    /// Queues what an event has to tell. Returns whether anybody is told anything.
    pub(super) async fn tell(
        &self,
        connection: &mut AnyConnection,
        number: u64,
        event: &Event,
        now: Millis,
    ) -> Result<bool, StoreError> {
        if self.0.is_empty() {
            return Ok(false);
        }
        let mut told = false;
        for (part, announcement) in (0..).zip(Announcement::of(event)) {
            let Announcement { id, kind, at, body } = &announcement;
            let wants = |(_, events, since): &&(String, Vec<String>, Millis)| {
                at >= since && events.iter().any(|event| event == kind.name())
            };
            let told_of = Told { id, kind: kind.name(), body, place: (number, part), now };
            for (webhook, ..) in self.0.iter().filter(wants) {
                told_of.queue_for(connection, webhook).await?;
                told = true;
            }
        }
        Ok(told)
    }
}

/// Something that is told.
pub(super) struct Told<'a> {
    pub(super) id: &'a str,
    pub(super) kind: &'a str,
    pub(super) body: &'a str,
    /// Where it stands among all that happened: a number, and its part in what has that number.
    pub(super) place: (u64, u64),
    pub(super) now: Millis,
}

impl Told<'_> {
    /// What is known already is not told twice.
    pub(super) async fn queue_for(&self, connection: &mut AnyConnection, webhook: &str) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO deliveries (webhook, event, number, part, type, body, created, state, next_attempt) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, 'pending', $7) ON CONFLICT (webhook, event) DO NOTHING",
        )
        .bind(webhook)
        .bind(self.id)
        .bind(signed(self.place.0))
        .bind(signed(self.place.1))
        .bind(self.kind)
        .bind(self.body)
        .bind(signed(self.now))
        .execute(connection)
        .await?;
        Ok(())
    }
}

impl Store {
    /// The webhooks with something due.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn due_webhooks(&self, now: Millis) -> Result<Vec<String>, StoreError> {
        let ids = sqlx::query_scalar(
            "SELECT id FROM webhooks WHERE active = 1 AND EXISTS (SELECT 1 FROM deliveries WHERE webhook = webhooks.id \
             AND state = 'pending' AND next_attempt <= $1 AND locked_until <= $1) ORDER BY id",
        )
        .bind(signed(now));
        Ok(ids.fetch_all(&self.pool).await?)
    }

    /// Takes a webhook's next deliveries in order; until the given time nobody else gets them.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn claim_deliveries(
        &self,
        webhook: &str,
        now: Millis,
        until: Millis,
        most: usize,
    ) -> Result<Vec<Due>, StoreError> {
        // What is locked is asked for twice: where two claim at once, the second finds the first one's rows changed.
        let mut due: Vec<Due> = sqlx::query_as(
            "UPDATE deliveries SET locked_until = $1 WHERE webhook = $2 AND state = 'pending' AND locked_until <= $3 \
             AND event IN (SELECT event FROM deliveries WHERE webhook = $2 AND state = 'pending' \
             AND next_attempt <= $3 AND locked_until <= $3 ORDER BY next_attempt, number, part LIMIT $4) \
             RETURNING event, type, body, attempts, tries, next_attempt, number, part",
        )
        .bind(signed(until))
        .bind(webhook)
        .bind(signed(now))
        .bind(i64::try_from(most).unwrap_or(i64::MAX))
        .fetch_all(&self.pool)
        .await?;
        due.sort_unstable_by_key(|due| due.place);
        Ok(due)
    }

    /// Gives back what was claimed and not attempted.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn release_deliveries(&self, webhook: &str, events: &[String]) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        for event in events {
            sqlx::query("UPDATE deliveries SET locked_until = 0 WHERE webhook = $1 AND event = $2")
                .bind(webhook)
                .bind(event)
                .execute(&mut *transaction)
                .await?;
        }
        Ok(transaction.commit().await?)
    }

    /// Gives back whatever a server that is gone had claimed. Only for the one server that uses the database.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn release_all_deliveries(&self) -> Result<(), StoreError> {
        sqlx::query("UPDATE deliveries SET locked_until = 0 WHERE state = 'pending' AND locked_until > 0")
            .execute(&self.pool)
            .await?;
        Ok(())
    }
}
