//! Rows of what services tell: messages that came, and news of those that went. The same is told twice and out of order.

use super::clock::tick;
use super::many::rows;
use super::people::{converse, meet};
use super::rows::{MESSAGE, News, Tell};
use crate::clock;
use crate::integrations::Occurrence;
use crate::messaging::{Conversation, Direction, Happening, Line, Message, Person, Receipt, Said, Status, Which};
use crate::store::integrations;
use crate::store::text::stored;
use crate::store::{Store, StoreError, signed};
use buzzchat::protocol::Millis;
use sqlx::{AnyConnection, AssertSqlSafe};
use std::slice;

/// So long a receipt waits for its message.
const EARLY: Millis = 2 * 24 * 3_600 * 1_000;

impl Store {
    /// Keeps what a line's service told, all of it or nothing, and tells of what was new. Returns what was new.
    ///
    /// # Errors
    /// When the database fails: then the service should tell it again.
    pub async fn hear(
        &self,
        line: &Line,
        told: &[Happening],
        now: Millis,
        tell: Tell,
    ) -> Result<Vec<Message>, StoreError> {
        let mut transaction = self.begin().await?;
        let mut new = Vec::new();
        for happening in told {
            let at = tick(&mut transaction, &line.workspace, now).await?;
            let message = match happening {
                Happening::Said(said) => hear_message(&mut transaction, line, said, at).await?,
                Happening::Receipt(receipt) => hear_receipt(&mut transaction, line, receipt).await?,
            };
            if let Some(message) = message {
                self.announce_news(&mut transaction, tell, News::Message(&message), at).await?;
                new.push(message);
            }
        }
        transaction.commit().await?;
        self.ring();
        Ok(new)
    }
}

/// Keeps a message; nothing where it was known.
async fn hear_message(
    connection: &mut AnyConnection,
    line: &Line,
    said: &Said,
    at: Millis,
) -> Result<Option<Message>, StoreError> {
    let known: Option<String> =
        sqlx::query_scalar("SELECT id FROM messages WHERE line = $1 AND service_id = $2 AND service_id <> ''")
            .bind(&line.id)
            .bind(stored(&said.service_id))
            .fetch_optional(&mut *connection)
            .await?;
    if known.is_some() {
        return Ok(None);
    }
    let person = meet(connection, line, &said.address, &said.name, at).await?;
    let conversation = converse(connection, line, &person, true, at).await?;
    let message = heard(line, &person, &conversation, said, at);
    insert_all(connection, slice::from_ref(&message), 0).await?;
    tell_integrations(connection, line, &person, &conversation, &message).await?;
    if message.direction == Direction::In {
        sqlx::query("UPDATE conversations SET last_inbound = $1 WHERE id = $2 AND last_inbound < $1")
            .bind(signed(said.at))
            .bind(&conversation.id)
            .execute(&mut *connection)
            .await?;
    }
    Ok(Some(message))
}

/// What the seller wrote is nothing to tell: an integration's own answers are among it.
async fn tell_integrations(
    connection: &mut AnyConnection,
    line: &Line,
    person: &Person,
    conversation: &Conversation,
    message: &Message,
) -> Result<(), StoreError> {
    let mut occurrences = Vec::new();
    if conversation.created == message.at {
        occurrences.push(Occurrence::conversation(line, person, conversation));
    }
    if message.direction == Direction::In {
        occurrences.push(Occurrence::message(line, person, conversation, message));
    }
    // The bell is rung once all of it is committed.
    integrations::tell(connection, &line.workspace, &occurrences, message.at).await.map(drop)
}

fn heard(line: &Line, person: &Person, conversation: &Conversation, said: &Said, at: Millis) -> Message {
    let (direction, status) = if said.own { (Direction::Out, Status::Sent) } else { (Direction::In, Status::Received) };
    Message {
        id: clock::entropy().id("msg_", at),
        workspace: line.workspace.clone(),
        conversation: conversation.id.clone(),
        line: line.id.clone(),
        person: person.id.clone(),
        address: person.address.clone(),
        channel: line.channel,
        direction,
        content: said.content.clone(),
        status,
        reason: String::new(),
        code: String::new(),
        at,
        said: said.at,
        service_id: said.service_id.clone(),
        sent: if said.own { said.at } else { 0 },
        delivered: 0,
        read: 0,
        source: String::new(),
        broadcast: String::new(),
    }
}

/// Writes the rows of messages; they are due at the moment given.
pub(super) async fn insert_all(
    connection: &mut AnyConnection,
    messages: &[Message],
    due: Millis,
) -> Result<(), StoreError> {
    let sql = format!(
        "INSERT INTO messages (id, workspace, conversation, line, person, channel, direction, kind, content, extra, \
         status, at, said, service_id, sent, source, broadcast, next_attempt) VALUES {}",
        rows(messages.len(), 18)
    );
    let mut query = sqlx::query(AssertSqlSafe(sql));
    for message in messages {
        query = query
            .bind(&message.id)
            .bind(&message.workspace)
            .bind(&message.conversation)
            .bind(&message.line)
            .bind(&message.person)
            .bind(message.channel.name())
            .bind(message.direction.name())
            .bind(message.content.kind.name())
            .bind(stored(&message.content.body))
            .bind(stored(&serde_json::to_string(&message.content.extra)?))
            .bind(message.status.name())
            .bind(signed(message.at))
            .bind(signed(message.said))
            .bind(stored(&message.service_id))
            .bind(signed(message.sent))
            .bind(&message.source)
            .bind(&message.broadcast)
            .bind(signed(due));
    }
    query.execute(connection).await?;
    Ok(())
}

/// Takes a message further; nothing where that changes nothing. What the relay knows nothing of yet is kept.
async fn hear_receipt(
    connection: &mut AnyConnection,
    line: &Line,
    receipt: &Receipt,
) -> Result<Option<Message>, StoreError> {
    let (column, value) = match &receipt.which {
        Which::Ours(id) => ("m.id", id),
        Which::Theirs(id) => ("m.service_id", id),
    };
    let sql = format!("{MESSAGE} WHERE m.line = $1 AND {column} = $2 AND m.direction = 'out'");
    let message: Option<Message> =
        sqlx::query_as(AssertSqlSafe(sql)).bind(&line.id).bind(stored(value)).fetch_optional(&mut *connection).await?;
    match (message, &receipt.which) {
        (Some(message), _) => advance(connection, message, receipt).await,
        (None, Which::Theirs(id)) => keep_for_later(connection, line, id, receipt).await.map(|()| None),
        (None, Which::Ours(_)) => Ok(None),
    }
}

/// Takes a message as far as a receipt says; nothing where that is nothing new.
pub(super) async fn advance(
    connection: &mut AnyConnection,
    mut message: Message,
    receipt: &Receipt,
) -> Result<Option<Message>, StoreError> {
    let step = message.status.after(receipt.status);
    match receipt.status {
        Status::Sent if message.sent == 0 => message.sent = receipt.at,
        Status::Delivered if message.delivered == 0 => message.delivered = receipt.at,
        Status::Read if message.read == 0 => message.read = receipt.at,
        _ if step.is_none() => return Ok(None),
        _ => {}
    }
    if let Some(status) = step {
        message.status = status;
        (message.reason, message.code) = (receipt.reason.clone(), receipt.code.clone());
    }
    write_course(connection, &message).await?;
    Ok(step.map(|_| message))
}

/// Writes how far a message is.
pub(super) async fn write_course(connection: &mut AnyConnection, message: &Message) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE messages SET status = $1, reason = $2, code = $3, service_id = $4, sent = $5, delivered = $6, read = $7, \
         locked_until = 0 WHERE id = $8",
    )
    .bind(message.status.name())
    .bind(stored(&message.reason))
    .bind(stored(&message.code))
    .bind(stored(&message.service_id))
    .bind(signed(message.sent))
    .bind(signed(message.delivered))
    .bind(signed(message.read))
    .bind(&message.id)
    .execute(connection)
    .await?;
    Ok(())
}

/// Services also tell of what somebody else sent, whose message never comes.
async fn keep_for_later(
    connection: &mut AnyConnection,
    line: &Line,
    service_id: &str,
    receipt: &Receipt,
) -> Result<(), StoreError> {
    let oldest = clock::now().saturating_sub(EARLY);
    forget_early_receipts(connection, &line.id, oldest).await?;
    if receipt.at < oldest {
        return Ok(());
    }
    sqlx::query(
        "INSERT INTO early_receipts (line, service_id, status, at, reason, code) VALUES ($1, $2, $3, $4, $5, $6) \
         ON CONFLICT (line, service_id, status) DO NOTHING",
    )
    .bind(&line.id)
    .bind(stored(service_id))
    .bind(receipt.status.name())
    .bind(signed(receipt.at))
    .bind(stored(&receipt.reason))
    .bind(stored(&receipt.code))
    .execute(connection)
    .await?;
    Ok(())
}

/// Forgets what was told of a line's messages before a moment and belongs to none that is known.
pub(super) async fn forget_early_receipts(
    connection: &mut AnyConnection,
    line: &str,
    before: Millis,
) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM early_receipts WHERE line = $1 AND at < $2")
        .bind(line)
        .bind(signed(before))
        .execute(connection)
        .await?;
    Ok(())
}
