//! The Conversations API: what was written with a user.

use super::bot::{Bot, BotErrors, BotPath};
use super::channel_user::find;
use super::error::{Refusal, StatusOut};
use super::page::{PageIn, given};
use crate::app::App;
use crate::clock;
use crate::families::query::Params;
use crate::messaging::{Direction, Message};
use crate::scopes::Scope;
use crate::store::Stretch;
use axum::Json;
use axum::extract::{Path, State};
use buzzchat::protocol::Millis;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Whose conversation.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct UserPath {
    channel_user_id: String,
}

/// From when to when, in milliseconds since 1970. What is blank counts as left out.
#[derive(Deserialize)]
pub(super) struct DatesIn {
    start_date: Option<String>,
    end_date: Option<String>,
}

impl DatesIn {
    /// What was written up to now has moments that may run a little ahead of the clock, so without an end there is none.
    fn read(&self, now: Millis) -> Result<(Millis, Millis), Refusal> {
        let moment = |text: &str| {
            let at = text.parse().ok().filter(|at| *at <= Millis::MAX >> 1);
            at.ok_or_else(Refusal::dates)
        };
        let start = given(&self.start_date).map(moment).transpose()?.unwrap_or(0);
        let end = given(&self.end_date).map(moment).transpose()?;
        if end.unwrap_or(now) <= start {
            return Err(Refusal::dates());
        }
        Ok((start, end.unwrap_or(Millis::MAX)))
    }
}

/// A conversation.
#[derive(Serialize, ToSchema)]
pub(super) struct ConversationsOut {
    status: StatusOut,
    /// The oldest first.
    conversations: Vec<LineOut>,
    #[schema(example = 1)]
    page_number: u64,
    #[schema(example = 500)]
    page_size: u64,
    /// How many there are altogether.
    #[schema(example = 1)]
    total: u64,
}

/// Something that was written.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct LineOut {
    sender: SenderOut,
    /// The text, the address of the file, or the name of the template. A file without an address has what was written beside it.
    #[schema(example = "Hello! How can we help you today?")]
    response: String,
    /// What was written beside a file.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    caption: Option<String>,
    /// UTC.
    #[schema(example = "2026/01/25 12:00:00.000+0000", pattern = r"^\d{4}/\d\d/\d\d \d\d:\d\d:\d\d\.\d{3}\+0000$")]
    timestamp: String,
    #[schema(example = "text")]
    message_type: &'static str,
    #[schema(example = "whatsapp")]
    channel: &'static str,
    #[schema(example = "msg_01JJC0VK6ZT3Q9Y4F2M8W5X7AB")]
    message_id: String,
    /// What became of it: `queued`, `sent`, `delivered`, `read` or `failed`; `received` where the user wrote it.
    #[schema(example = "delivered")]
    status: &'static str,
}

/// Who wrote it.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum SenderOut {
    /// The seller, or what writes for them.
    Bot,
    /// The user.
    User,
}

impl LineOut {
    fn of(message: Message) -> Self {
        Self {
            sender: match message.direction {
                Direction::In => SenderOut::User,
                Direction::Out => SenderOut::Bot,
            },
            caption: message.content.note("caption").map(str::to_owned),
            response: match &*message.content.body {
                "" => message.content.words().to_owned(),
                body => body.to_owned(),
            },
            timestamp: stamp(message.at),
            message_type: message.content.kind.name(),
            channel: message.channel.name(),
            message_id: message.id,
            status: message.status.name(),
        }
    }
}

/// A moment as clients of these documents read it.
fn stamp(at: Millis) -> String {
    let at = Timestamp::from_millisecond(i64::try_from(at).unwrap_or(i64::MAX)).unwrap_or(Timestamp::MAX);
    at.strftime("%Y/%m/%d %H:%M:%S.%3f+0000").to_string()
}

/// Read a conversation
///
/// What was written with a user, the oldest first.
#[utoipa::path(
    get,
    path = "/bot-api/v1.0/customer/{customerId}/bot/{botKey}/channel-user/{channelUserId}/conversations",
    operation_id = "getConversations",
    tag = "users",
    params(
        BotPath,
        (
            "channelUserId" = String,
            Path,
            description = "The user: the digits of the phone number, or a `userId` of the Users API. A number that is \
                           known on WhatsApp and on iMessage is the user on WhatsApp.",
            example = "919565428256"
        ),
        (
            "start_date" = Option<u64>,
            Query,
            description = "Nothing before this moment, in milliseconds since 1970 UTC; everything unless given."
        ),
        (
            "end_date" = Option<u64>,
            Query,
            description = "Nothing after this moment, later than `start_date`; until now unless given."
        ),
        ("page_number" = Option<u64>, Query, description = "Which page; the first unless given.", minimum = 1),
        (
            "page_size" = Option<u64>,
            Query,
            description = "How many a page has: 500 unless given, and never more. `Page_size` is the same.",
            minimum = 1
        ),
    ),
    responses((status = 200, description = "The conversation.", body = ConversationsOut), BotErrors)
)]
pub(super) async fn get_conversations(
    State(app): State<App>,
    bot: Bot,
    Path(UserPath { channel_user_id }): Path<UserPath>,
    Params(dates): Params<DatesIn>,
    Params(page): Params<PageIn>,
) -> Result<Json<ConversationsOut>, Refusal> {
    bot.caller.needs(Scope::Read)?;
    let person = find(&app, bot.caller.workspace.name(), &channel_user_id).await?;
    let (from, to) = dates.read(clock::now())?;
    let page = page.read()?;
    let stretch = Stretch { from, to, offset: page.offset(), limit: page.size };
    let (messages, total) = app.hub().store().history(&person, stretch).await?;
    let conversations = messages.into_iter().map(LineOut::of).collect();
    let status = StatusOut::success();
    Ok(Json(ConversationsOut { status, conversations, page_number: page.number, page_size: page.size, total }))
}

#[cfg(test)]
mod tests {
    use super::{DatesIn, stamp};
    use buzzchat::protocol::Millis;

    #[test]
    fn a_moment_is_written_as_clients_read_it() {
        assert_eq!(stamp(1_769_342_400_000), "2026/01/25 12:00:00.000+0000");
        assert_eq!(stamp(1_769_342_400_120), "2026/01/25 12:00:00.120+0000");
    }

    #[test]
    fn dates_bound_something_or_are_refused() {
        let read = |start: &str, end: &str| {
            let dates = DatesIn { start_date: Some(start.to_owned()), end_date: Some(end.to_owned()) };
            dates.read(1_000).ok()
        };
        assert_eq!(read("", ""), Some((0, Millis::MAX)));
        assert_eq!((read("10", ""), read("", "10")), (Some((10, Millis::MAX)), Some((0, 10))));
        assert_eq!(read("10", "5000"), Some((10, 5_000)));
        for (start, end) in [
            ("10", "10"),
            ("11", "10"),
            ("2000", ""),
            ("-1", "10"),
            ("today", ""),
            ("", "0"),
            ("1.5", "9"),
            ("", "9223372036854775808"),
        ] {
            assert_eq!(read(start, end), None, "{start} {end}");
        }
    }
}
