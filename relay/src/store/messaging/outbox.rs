//! Rows of messages on their way out: queued, claimed when they are due, and what came of sending them.

use super::clock::tick;
use super::hearing::{advance, insert_all, write_course};
use super::people::{converse, meet};
use super::rows::{MESSAGE, News, Tell};
use crate::clock;
use crate::integrations::Occurrence;
use crate::messaging::{Direction, Line, Message, Outgoing, Receipt, Status, Which};
use crate::store::integrations;
use crate::store::text::{restored, stored};
use crate::store::{Store, StoreError, signed, unsigned};
use buzzchat::protocol::Millis;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, AssertSqlSafe, FromRow, Row};
use std::slice;

/// A message to be sent now.
#[derive(Clone, Debug)]
pub struct DueMessage {
    /// What.
    pub message: Message,
    /// The how manieth attempt this is, from 1.
    pub attempt: u64,
    /// When the person last wrote; 0 for never.
    pub last_inbound: Millis,
}

impl<'r> FromRow<'r, AnyRow> for DueMessage {
    fn from_row(row: &'r AnyRow) -> Result<Self, sqlx::Error> {
        Ok(Self {
            message: Message::from_row(row)?,
            attempt: unsigned(row.try_get("attempts")?),
            last_inbound: unsigned(row.try_get("last_inbound")?),
        })
    }
}

/// What came of an attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The service has it, and calls it so.
    Taken(String),
    /// It is tried again at the moment given.
    Later(Millis),
    /// It was given up: why, and what the service calls that.
    Refused(String, String),
}

impl Store {
    /// Queues a message, or keeps it as a draft.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn queue_message(
        &self,
        line: &Line,
        outgoing: &Outgoing<'_>,
        now: Millis,
    ) -> Result<Message, StoreError> {
        let mut transaction = self.begin().await?;
        let message = queue(&mut transaction, line, outgoing, now).await?;
        transaction.commit().await?;
        self.ring();
        Ok(message)
    }

    /// The lines with something to send now.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn lines_due(&self, now: Millis) -> Result<Vec<String>, StoreError> {
        let rows = sqlx::query_scalar(
            "SELECT DISTINCT line FROM messages WHERE status = 'queued' AND next_attempt <= $1 AND locked_until <= $1",
        );
        Ok(rows.bind(signed(now)).fetch_all(&self.pool).await?)
    }

    /// Claims what a line is to send now, until the moment given. Of a conversation only the first: what was written
    /// after it waits, unless the first is planned for later and was never tried.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn claim_messages(
        &self,
        line: &str,
        now: Millis,
        until: Millis,
        most: usize,
    ) -> Result<Vec<DueMessage>, StoreError> {
        let mut transaction = self.begin().await?;
        let claimed: Vec<String> = sqlx::query_scalar(
            "UPDATE messages SET locked_until = $1, attempts = attempts + 1 WHERE id IN (\
             SELECT m.id FROM messages m WHERE m.line = $2 AND m.status = 'queued' AND m.next_attempt <= $3 \
             AND m.locked_until <= $3 AND NOT EXISTS (SELECT 1 FROM messages e WHERE e.conversation = m.conversation \
             AND e.status = 'queued' AND e.at < m.at AND (e.attempts > 0 OR e.next_attempt <= $3)) \
             ORDER BY m.at LIMIT $4) RETURNING id",
        )
        .bind(signed(until))
        .bind(line)
        .bind(signed(now))
        .bind(i64::try_from(most).unwrap_or(i64::MAX))
        .fetch_all(&mut *transaction)
        .await?;
        let mut due = Vec::with_capacity(claimed.len());
        for id in claimed {
            due.push(claimed_message(&mut transaction, &id).await?);
        }
        transaction.commit().await?;
        due.sort_by_key(|due: &DueMessage| due.message.at);
        Ok(due)
    }

    /// Gives back whatever a server that is gone had claimed, to be tried again at the moment given and not before. Only
    /// for the one server that uses the database.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn release_messages(&self, at: Millis) -> Result<(), StoreError> {
        sqlx::query(
            "UPDATE messages SET locked_until = 0, next_attempt = $1 WHERE status = 'queued' AND locked_until > 0",
        )
        .bind(signed(at))
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// Records what came of an attempt, and tells of it where the message went a step further. Receipts that came before
    /// are taken into account.
    ///
    /// # Errors
    /// When the database fails; then the attempt is made again when the claim runs out.
    pub async fn record_attempt(
        &self,
        message: &Message,
        outcome: &Outcome,
        now: Millis,
        tell: Tell,
    ) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        let at = tick(&mut transaction, &message.workspace, now).await?;
        let fresh = find(&mut transaction, &message.id).await?;
        let steps = match outcome {
            Outcome::Later(next) => {
                put_off(&mut transaction, &message.id, *next).await?;
                Vec::new()
            }
            Outcome::Refused(reason, code) => {
                let failed = news(message, Status::Failed, now, reason, code);
                advance(&mut transaction, fresh, &failed).await?.into_iter().collect()
            }
            Outcome::Taken(service_id) => taken(&mut transaction, fresh, service_id, now).await?,
        };
        for step in &steps {
            self.announce_news(&mut transaction, tell, News::Message(step), at).await?;
        }
        transaction.commit().await?;
        self.ring();
        Ok(())
    }
}

/// Queues a message: knows whom it is for, and writes its row.
pub(super) async fn queue(
    connection: &mut AnyConnection,
    line: &Line,
    outgoing: &Outgoing<'_>,
    now: Millis,
) -> Result<Message, StoreError> {
    let at = tick(connection, &line.workspace, now).await?;
    let person = meet(connection, line, outgoing.to, "", at).await?;
    let conversation = converse(connection, line, &person, !outgoing.draft, at).await?;
    if conversation.created == at {
        let begun = Occurrence::conversation(line, &person, &conversation);
        integrations::tell(connection, &line.workspace, &[begun], at).await?;
    }
    let message = written(line, outgoing, (&person.id, &conversation.id), at, now);
    insert_all(connection, slice::from_ref(&message), outgoing.not_before.max(now)).await?;
    Ok(message)
}

/// A message on its way to a person, as a part of a conversation.
pub(super) fn written(
    line: &Line,
    outgoing: &Outgoing<'_>,
    (person, conversation): (&str, &str),
    at: Millis,
    now: Millis,
) -> Message {
    Message {
        id: clock::entropy().id(outgoing.prefix, at),
        workspace: line.workspace.clone(),
        conversation: conversation.to_owned(),
        line: line.id.clone(),
        person: person.to_owned(),
        address: outgoing.to.to_owned(),
        channel: line.channel,
        direction: Direction::Out,
        content: outgoing.content.clone(),
        status: if outgoing.draft { Status::Draft } else { Status::Queued },
        reason: String::new(),
        code: String::new(),
        at,
        said: now,
        service_id: String::new(),
        sent: 0,
        delivered: 0,
        read: 0,
        source: outgoing.source.to_owned(),
        broadcast: outgoing.broadcast.to_owned(),
    }
}

async fn find(connection: &mut AnyConnection, id: &str) -> Result<Message, StoreError> {
    let sql = format!("{MESSAGE} WHERE m.id = $1");
    Ok(sqlx::query_as(AssertSqlSafe(sql)).bind(id).fetch_one(connection).await?)
}

async fn claimed_message(connection: &mut AnyConnection, id: &str) -> Result<DueMessage, StoreError> {
    let row = sqlx::query_as(
        // A line that was connected anew begins its conversations anew; the service remembers.
        "SELECT m.*, p.address AS address, (SELECT CAST(MAX(c.last_inbound) AS BIGINT) FROM conversations c \
         WHERE c.person = m.person) AS last_inbound FROM messages m JOIN people p ON p.id = m.person WHERE m.id = $1",
    );
    Ok(row.bind(id).fetch_one(connection).await?)
}

async fn put_off(connection: &mut AnyConnection, id: &str, next: Millis) -> Result<(), StoreError> {
    sqlx::query("UPDATE messages SET next_attempt = $1, locked_until = 0 WHERE id = $2")
        .bind(signed(next))
        .bind(id)
        .execute(connection)
        .await?;
    Ok(())
}

/// The service has it; what it said of it before is now known to belong here.
async fn taken(
    connection: &mut AnyConnection,
    mut message: Message,
    service_id: &str,
    now: Millis,
) -> Result<Vec<Message>, StoreError> {
    service_id.clone_into(&mut message.service_id);
    // The service may have told of it, as of something the seller wrote elsewhere, before its answer was read.
    let echoes: Vec<(i64, i64)> = sqlx::query_as(
        "DELETE FROM messages WHERE line = $1 AND service_id = $2 AND service_id <> '' AND id <> $3 \
         RETURNING delivered, read",
    )
    .bind(&message.line)
    .bind(stored(service_id))
    .bind(&message.id)
    .fetch_all(&mut *connection)
    .await?;
    write_course(connection, &message).await?;
    let mut receipts = vec![news(&message, Status::Sent, now, "", "")];
    for (delivered, read) in echoes {
        let steps = [(Status::Delivered, unsigned(delivered)), (Status::Read, unsigned(read))];
        let known = steps.into_iter().filter(|(_, at)| *at > 0);
        receipts.extend(known.map(|(status, at)| news(&message, status, at, "", "")));
    }
    receipts.extend(early(connection, &message).await?);
    let mut steps = Vec::new();
    for receipt in receipts {
        if let Some(step) = advance(connection, message.clone(), &receipt).await? {
            steps.push(step.clone());
            message = step;
        }
    }
    Ok(steps)
}

/// What became of a message of ours, as far as we know.
pub(super) fn news(message: &Message, status: Status, at: Millis, reason: &str, code: &str) -> Receipt {
    Receipt { which: Which::Ours(message.id.clone()), status, at, reason: reason.to_owned(), code: code.to_owned() }
}

async fn early(connection: &mut AnyConnection, message: &Message) -> Result<Vec<Receipt>, StoreError> {
    let rows: Vec<(String, i64, String, String)> = sqlx::query_as(
        "DELETE FROM early_receipts WHERE line = $1 AND service_id = $2 RETURNING status, at, reason, code",
    )
    .bind(&message.line)
    .bind(stored(&message.service_id))
    .fetch_all(connection)
    .await?;
    let read = |(status, at, reason, code): (String, i64, String, String)| {
        Some(news(message, Status::parse(&status)?, unsigned(at), &restored(&reason), &restored(&code)))
    };
    let mut receipts: Vec<_> = rows.into_iter().filter_map(read).collect();
    receipts.sort_by_key(|receipt| receipt.at);
    Ok(receipts)
}
