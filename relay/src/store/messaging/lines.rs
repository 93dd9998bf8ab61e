//! Rows of lines. What a connector needs lies sealed.

use super::clock::tick;
use super::hearing::{advance, forget_early_receipts};
use super::outbox::news;
use super::rows::{MESSAGE, News, Tell};
use crate::messaging::{Channel, Line, LineState, Message, Status};
use crate::store::integrations;
use crate::store::secrets::bytes;
use crate::store::text::stored;
use crate::store::{Store, StoreError, signed, unsigned};
use buzzchat::draw::to_hex;
use buzzchat::protocol::Millis;
use serde_json::{Map, Value};
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, AssertSqlSafe, FromRow, Row};

/// What a connector needs: addresses and secrets by name.
pub type LineSettings = Map<String, Value>;

impl Store {
    /// Keeps a new line.
    ///
    /// # Errors
    /// When the database fails, or the key cannot be read.
    pub async fn add_line(&self, line: &Line, settings: &LineSettings) -> Result<(), StoreError> {
        let sealed = self.seal_settings(&line.id, settings)?;
        let mut connection = self.pool.acquire().await?;
        insert(&mut connection, line, sealed).await
    }

    /// Keeps a line unless its workspace has one of its channel by now: of several who found none, the first makes it.
    /// Returns the one there is.
    ///
    /// # Errors
    /// When the database fails, or the key cannot be read.
    pub async fn add_first_line(&self, line: &Line, settings: &LineSettings) -> Result<Line, StoreError> {
        let sealed = self.seal_settings(&line.id, settings)?;
        let mut transaction = self.begin().await?;
        // Whoever else is about to do the same waits here.
        tick(&mut transaction, &line.workspace, line.created).await?;
        let known: Option<Line> = sqlx::query_as(
            "SELECT * FROM lines WHERE workspace = $1 AND channel = $2 AND removed = 0 ORDER BY created, id LIMIT 1",
        )
        .bind(&line.workspace)
        .bind(line.channel.name())
        .fetch_optional(&mut *transaction)
        .await?;
        if known.is_none() {
            insert(&mut transaction, line, sealed).await?;
        }
        transaction.commit().await?;
        Ok(known.unwrap_or_else(|| line.clone()))
    }

    /// A workspace's lines, the oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn lines(&self, workspace: &str, channel: Option<Channel>) -> Result<Vec<Line>, StoreError> {
        let rows = sqlx::query_as(
            "SELECT * FROM lines WHERE workspace = $1 AND removed = 0 AND ($2 = '' OR channel = $2) ORDER BY created, id",
        );
        Ok(rows.bind(workspace).bind(channel.map_or("", Channel::name)).fetch_all(&self.pool).await?)
    }

    /// Every workspace's lines that are carried by something outside.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn carried_lines(&self) -> Result<Vec<Line>, StoreError> {
        let rows =
            sqlx::query_as("SELECT * FROM lines WHERE removed = 0 AND connector <> 'sandbox' ORDER BY created, id");
        Ok(rows.fetch_all(&self.pool).await?)
    }

    /// The lines that were given up and whose services do not know it yet, each with the moment of that.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn lines_to_leave(&self) -> Result<Vec<(Line, Millis)>, StoreError> {
        let rows: Vec<LeftLine> =
            sqlx::query_as("SELECT * FROM lines WHERE removed > 0 AND settings <> ''").fetch_all(&self.pool).await?;
        Ok(rows.into_iter().map(|LeftLine(line, removed)| (line, removed)).collect())
    }

    /// Forgets what the connector of a line needed that was given up.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn forget_line_settings(&self, id: &str) -> Result<(), StoreError> {
        sqlx::query("UPDATE lines SET settings = '' WHERE id = $1 AND removed > 0")
            .bind(id)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// A line by its id, whosever it is.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn line(&self, id: &str) -> Result<Option<Line>, StoreError> {
        let row = sqlx::query_as("SELECT * FROM lines WHERE id = $1 AND removed = 0").bind(stored(id));
        Ok(row.fetch_optional(&self.pool).await?)
    }

    /// What a line's connector needs; nothing where the key does not open it.
    ///
    /// # Errors
    /// When the database fails, or the key cannot be read.
    pub async fn line_settings(&self, id: &str) -> Result<Option<LineSettings>, StoreError> {
        let sealed: Option<String> =
            sqlx::query_scalar("SELECT settings FROM lines WHERE id = $1").bind(id).fetch_optional(&self.pool).await?;
        let Some(sealed) = sealed else { return Ok(None) };
        let opened = self.vault.open(&place(id), &bytes(&sealed))?;
        Ok(opened.map(|json| serde_json::from_slice(&json)).transpose()?)
    }

    /// Notes how a line stands, and why; tells of it where it stands otherwise than before. Returns the line where anything
    /// was new.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn change_line_state(
        &self,
        id: &str,
        state: LineState,
        detail: &str,
        now: Millis,
        tell: Tell,
    ) -> Result<Option<Line>, StoreError> {
        let mut transaction = self.begin().await?;
        let row = sqlx::query_as("SELECT * FROM lines WHERE id = $1 AND removed = 0").bind(id);
        let before: Option<Line> = row.fetch_optional(&mut *transaction).await?;
        let Some(before) = before.filter(|line| line.state != state || line.detail != detail) else { return Ok(None) };
        // Of two who note something else, the later one's look comes again.
        let row = sqlx::query_as(
            "UPDATE lines SET state = $1, detail = $2 WHERE id = $3 AND removed = 0 AND state = $4 RETURNING *",
        );
        let row = row.bind(state.name()).bind(stored(detail)).bind(id).bind(before.state.name());
        let after: Option<Line> = row.fetch_optional(&mut *transaction).await?;
        if let Some(line) = after.as_ref().filter(|line| line.state != before.state) {
            let at = tick(&mut transaction, &line.workspace, now).await?;
            self.announce_news(&mut transaction, tell, News::Line(line, before.state), at).await?;
        }
        transaction.commit().await?;
        self.ring();
        Ok(after)
    }

    /// Up to when a line was asked for what came while nobody listened.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn caught_up(&self, id: &str) -> Result<Millis, StoreError> {
        let at: Option<i64> =
            sqlx::query_scalar("SELECT caught_up FROM lines WHERE id = $1").bind(id).fetch_optional(&self.pool).await?;
        Ok(unsigned(at.unwrap_or(0)))
    }

    /// Notes up to when a line was asked.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn note_caught_up(&self, id: &str, at: Millis) -> Result<(), StoreError> {
        sqlx::query("UPDATE lines SET caught_up = $1 WHERE id = $2 AND caught_up < $1")
            .bind(signed(at))
            .bind(id)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Gives a line up, and tells of it where it worked; what still waits to be sent fails, and is told of. What was
    /// written stays, and so do the settings until the service knows. Returns false where there is none.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn remove_line(&self, workspace: &str, id: &str, now: Millis, tell: Tell) -> Result<bool, StoreError> {
        let mut transaction = self.begin().await?;
        let removed: Option<Line> = sqlx::query_as(
            "UPDATE lines SET removed = $1 WHERE id = $2 AND workspace = $3 AND removed = 0 RETURNING *",
        )
        .bind(signed(now))
        .bind(stored(id))
        .bind(workspace)
        .fetch_optional(&mut *transaction)
        .await?;
        let Some(line) = removed else { return Ok(false) };
        self.fail_all(&mut transaction, &line.id, now, tell).await?;
        forget_early_receipts(&mut transaction, &line.id, Millis::MAX).await?;
        let at = tick(&mut transaction, workspace, now).await?;
        integrations::tell_who_is_gone(&mut transaction, &line, at).await?;
        if line.state == LineState::Connected {
            let at = tick(&mut transaction, workspace, now).await?;
            let gone = Line { state: LineState::Disconnected, detail: "The line was removed".to_owned(), ..line };
            self.announce_news(&mut transaction, tell, News::Line(&gone, LineState::Connected), at).await?;
        }
        transaction.commit().await?;
        self.ring();
        Ok(true)
    }

    /// Has what waits to be sent over a line fail that was removed, and tells of it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn fail_waiting(&self, line: &str, now: Millis, tell: Tell) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        self.fail_all(&mut transaction, line, now, tell).await?;
        transaction.commit().await?;
        self.ring();
        Ok(())
    }

    async fn fail_all(
        &self,
        connection: &mut AnyConnection,
        line: &str,
        now: Millis,
        tell: Tell,
    ) -> Result<(), StoreError> {
        for message in waiting(connection, line, now).await? {
            let at = tick(connection, &message.workspace, now).await?;
            let lost = news(&message, Status::Failed, now, "The line was removed before it was sent", "");
            if let Some(failed) = advance(connection, message, &lost).await? {
                self.announce_news(connection, tell, News::Message(&failed), at).await?;
            }
        }
        Ok(())
    }

    fn seal_settings(&self, id: &str, settings: &LineSettings) -> Result<String, StoreError> {
        Ok(to_hex(&self.vault.seal(&place(id), serde_json::to_string(settings)?.as_bytes())?))
    }
}

async fn insert(connection: &mut AnyConnection, line: &Line, sealed: String) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO lines (id, workspace, channel, connector, name, address, settings, state, detail, created, caught_up) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10)",
    )
    .bind(&line.id)
    .bind(&line.workspace)
    .bind(line.channel.name())
    .bind(line.carrier.name())
    .bind(stored(&line.name))
    .bind(stored(&line.address))
    .bind(sealed)
    .bind(line.state.name())
    .bind(stored(&line.detail))
    .bind(signed(line.created))
    .execute(connection)
    .await?;
    Ok(())
}

/// A line that was given up, and when.
struct LeftLine(Line, Millis);

impl<'r> FromRow<'r, AnyRow> for LeftLine {
    fn from_row(row: &'r AnyRow) -> Result<Self, sqlx::Error> {
        Ok(Self(Line::from_row(row)?, unsigned(row.try_get("removed")?)))
    }
}

/// What is still to be sent over a line, the oldest first; not what is under way, which may arrive.
async fn waiting(connection: &mut AnyConnection, line: &str, now: Millis) -> Result<Vec<Message>, StoreError> {
    let sql = format!("{MESSAGE} WHERE m.line = $1 AND m.status = 'queued' AND m.locked_until <= $2 ORDER BY m.at");
    Ok(sqlx::query_as(AssertSqlSafe(sql)).bind(line).bind(signed(now)).fetch_all(connection).await?)
}

fn place(line: &str) -> String {
    format!("line:{line}")
}
