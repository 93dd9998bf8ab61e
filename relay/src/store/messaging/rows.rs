//! Rows as what they stand for.

use crate::messaging::{
    Carrier, Channel, Content, Conversation, Direction, Kind, Line, LineState, Message, Overview, Person, Status,
};
use crate::store::text::restored;
use crate::store::{Notice, unsigned};
use sqlx::any::AnyRow;
use sqlx::{FromRow, Row};

/// Something happened that others may want to be told of.
#[derive(Clone, Copy, Debug)]
pub enum News<'a> {
    /// A message came, or went one step further.
    Message(&'a Message),
    /// A line stands otherwise than before, and how it stood then.
    Line(&'a Line, LineState),
}

/// Says who is to be told of news, and what.
pub type Tell = fn(News<'_>) -> Vec<Notice>;

/// The columns of a message.
pub(super) const MESSAGE: &str = "SELECT m.*, p.address AS address FROM messages m JOIN people p ON p.id = m.person";

pub(super) fn named<T>(row: &AnyRow, column: &str, parse: impl Fn(&str) -> Option<T>) -> Result<T, sqlx::Error> {
    let name: &str = row.try_get(column)?;
    parse(name).ok_or_else(|| sqlx::Error::Decode(format!("\"{name}\" is no {column}").into()))
}

pub(super) fn number(row: &AnyRow, column: &str) -> Result<u64, sqlx::Error> {
    Ok(unsigned(row.try_get(column)?))
}

pub(super) fn text(row: &AnyRow, column: &str) -> Result<String, sqlx::Error> {
    Ok(restored(row.try_get(column)?))
}

impl<'r> FromRow<'r, AnyRow> for Person {
    fn from_row(row: &'r AnyRow) -> Result<Self, sqlx::Error> {
        Ok(Self {
            id: row.try_get("id")?,
            workspace: row.try_get("workspace")?,
            number: number(row, "number")?,
            channel: named(row, "channel", Channel::parse)?,
            address: text(row, "address")?,
            name: text(row, "name")?,
            created: number(row, "created")?,
        })
    }
}

impl<'r> FromRow<'r, AnyRow> for Line {
    fn from_row(row: &'r AnyRow) -> Result<Self, sqlx::Error> {
        Ok(Self {
            id: row.try_get("id")?,
            workspace: row.try_get("workspace")?,
            channel: named(row, "channel", Channel::parse)?,
            carrier: named(row, "connector", Carrier::parse)?,
            name: text(row, "name")?,
            address: text(row, "address")?,
            state: named(row, "state", LineState::parse)?,
            detail: text(row, "detail")?,
            created: number(row, "created")?,
        })
    }
}

impl<'r> FromRow<'r, AnyRow> for Conversation {
    fn from_row(row: &'r AnyRow) -> Result<Self, sqlx::Error> {
        Ok(Self {
            id: row.try_get("id")?,
            line: row.try_get("line")?,
            person: row.try_get("person")?,
            created: number(row, "created")?,
            last_inbound: number(row, "last_inbound")?,
        })
    }
}

impl<'r> FromRow<'r, AnyRow> for Overview {
    fn from_row(row: &'r AnyRow) -> Result<Self, sqlx::Error> {
        let state = named(row, "state", LineState::parse)?;
        Ok(Self {
            last: Message::from_row(row)?,
            name: text(row, "person_name")?,
            created: number(row, "begun")?,
            last_inbound: number(row, "last_inbound")?,
            line_name: text(row, "line_name")?,
            carrier: named(row, "connector", Carrier::parse)?,
            line_state: (number(row, "removed")? == 0).then_some(state),
        })
    }
}

impl<'r> FromRow<'r, AnyRow> for Content {
    fn from_row(row: &'r AnyRow) -> Result<Self, sqlx::Error> {
        let extra = text(row, "extra")?;
        Ok(Self {
            kind: named(row, "kind", Kind::parse)?,
            body: text(row, "content")?,
            extra: serde_json::from_str(&extra).map_err(|error| sqlx::Error::Decode(Box::new(error)))?,
        })
    }
}

impl<'r> FromRow<'r, AnyRow> for Message {
    fn from_row(row: &'r AnyRow) -> Result<Self, sqlx::Error> {
        Ok(Self {
            id: row.try_get("id")?,
            workspace: row.try_get("workspace")?,
            conversation: row.try_get("conversation")?,
            line: row.try_get("line")?,
            person: row.try_get("person")?,
            address: text(row, "address")?,
            channel: named(row, "channel", Channel::parse)?,
            direction: named(row, "direction", Direction::parse)?,
            content: Content::from_row(row)?,
            status: named(row, "status", Status::parse)?,
            reason: text(row, "reason")?,
            code: text(row, "code")?,
            at: number(row, "at")?,
            said: number(row, "said")?,
            service_id: text(row, "service_id")?,
            sent: number(row, "sent")?,
            delivered: number(row, "delivered")?,
            read: number(row, "read")?,
            source: row.try_get("source")?,
            broadcast: row.try_get("broadcast")?,
        })
    }
}
