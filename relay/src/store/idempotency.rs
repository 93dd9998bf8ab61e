//! Rows of requests that are carried out once: what came of them, sealed. It decides nothing about HTTP.

use super::secrets::bytes;
use super::{Store, StoreError, signed};
use buzzchat::draw::to_hex;
use buzzchat::protocol::Millis;

/// So long an answer is kept.
const KEPT: Millis = 86_400_000;

/// What is known of a request when it comes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Begun {
    /// Nothing: it is begun from now on.
    New,
    /// It was answered.
    Answered(Answer),
    /// Another request came under the same key.
    Other,
    /// It was begun, and nobody knows what came of it.
    Unknown,
}

/// What a request was answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The body.
    pub body: Vec<u8>,
}

type Row = (String, Option<i64>, Option<String>);

impl Store {
    /// Begins a request, unless it was begun within the last day.
    ///
    /// # Errors
    /// When the database fails, or the key cannot be read.
    pub async fn begin_request(&self, place: &str, request: &str, now: Millis) -> Result<Begun, StoreError> {
        let mut transaction = self.begin().await?;
        sqlx::query("DELETE FROM idempotent_requests WHERE created <= $1")
            .bind(signed(now.saturating_sub(KEPT)))
            .execute(&mut *transaction)
            .await?;
        let begun = sqlx::query(
            "INSERT INTO idempotent_requests (place, request, created) VALUES ($1, $2, $3) ON CONFLICT (place) DO NOTHING",
        )
        .bind(place)
        .bind(request)
        .bind(signed(now))
        .execute(&mut *transaction)
        .await?;
        let row: Row = sqlx::query_as("SELECT request, status, answer FROM idempotent_requests WHERE place = $1")
            .bind(place)
            .fetch_one(&mut *transaction)
            .await?;
        transaction.commit().await?;
        if begun.rows_affected() > 0 { Ok(Begun::New) } else { self.read_begun(place, request, row) }
    }

    fn read_begun(&self, place: &str, wanted: &str, (request, status, answer): Row) -> Result<Begun, StoreError> {
        if request != wanted {
            return Ok(Begun::Other);
        }
        let (Some(status), Some(answer)) = (status.and_then(|status| u16::try_from(status).ok()), answer) else {
            return Ok(Begun::Unknown);
        };
        let opened = self.vault.open(place, &bytes(&answer))?;
        Ok(opened.map_or(Begun::Unknown, |body| Begun::Answered(Answer { status, body })))
    }

    /// Keeps what a request was answered.
    ///
    /// # Errors
    /// When the database fails, or the key cannot be read.
    pub async fn end_request(&self, place: &str, answer: &Answer) -> Result<(), StoreError> {
        let sealed = self.vault.seal(place, &answer.body)?;
        sqlx::query("UPDATE idempotent_requests SET status = $1, answer = $2 WHERE place = $3")
            .bind(i64::from(answer.status))
            .bind(to_hex(&sealed))
            .bind(place)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Forgets a request, so that it can be made again.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn forget_request(&self, place: &str) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM idempotent_requests WHERE place = $1").bind(place).execute(&self.pool).await?;
        Ok(())
    }
}
