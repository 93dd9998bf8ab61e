//! What AVA's answers have in common: a message and a moment. It decides nothing.

use crate::messaging::{Direction, Message, Status};
use buzzchat::protocol::Millis;
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

/// A message.
#[derive(Serialize, ToSchema)]
pub(super) struct MessageOut {
    #[schema(example = "msg_abc123")]
    id: String,
    /// The other end's number.
    #[schema(example = "+1234567890")]
    phone: String,
    /// The text, or what was written beside a file; else the file's address or name.
    #[schema(example = "Hello!")]
    message: String,
    direction: DirectionOut,
    /// No two messages share one.
    #[schema(format = DateTime, example = "2026-01-25T12:00:00.000Z")]
    timestamp: String,
    status: StatusOut,
}

/// Who wrote it.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum DirectionOut {
    /// The person.
    Inbound,
    /// You.
    Outbound,
}

/// What became of it.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum StatusOut {
    /// It is to be sent.
    Queued,
    /// The service has it.
    Sent,
    /// The phone has it.
    Delivered,
    /// The person saw it.
    Read,
    /// It did not get there.
    Failed,
    /// It came from the person.
    Received,
}

impl MessageOut {
    pub(super) fn of(message: Message) -> Self {
        Self {
            id: message.id,
            phone: message.address,
            message: message.content.words().to_owned(),
            direction: match message.direction {
                Direction::In => DirectionOut::Inbound,
                Direction::Out => DirectionOut::Outbound,
            },
            timestamp: moment(message.at),
            status: match message.status {
                Status::Draft | Status::Queued => StatusOut::Queued,
                Status::Sent => StatusOut::Sent,
                Status::Delivered => StatusOut::Delivered,
                Status::Read => StatusOut::Read,
                Status::Failed => StatusOut::Failed,
                Status::Received => StatusOut::Received,
            },
        }
    }
}

/// A moment with its milliseconds, always three digits: texts sort as moments do.
pub(super) fn moment(at: Millis) -> String {
    let at = Timestamp::from_millisecond(i64::try_from(at).unwrap_or(i64::MAX)).unwrap_or(Timestamp::MAX);
    format!("{at:.3}")
}

#[cfg(test)]
mod tests {
    use super::moment;

    #[test]
    fn moments_have_three_digits_after_the_second() {
        assert_eq!(moment(1_769_342_400_000), "2026-01-25T12:00:00.000Z");
        assert_eq!(moment(1_769_342_400_120), "2026-01-25T12:00:00.120Z");
    }
}
