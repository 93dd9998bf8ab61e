//! `/analytics/days`: what the bot did, day by day.

use super::envelope::{DataOut, KeyErrors, data};
use crate::auth::Caller;
use crate::clock::rfc3339;
use crate::error::{ErrorOut, Failure};
use crate::scopes::Scope;
use crate::service::analytics::{self, MAX_DAYS};
use axum::Json;
use axum::extract::Query;
use axum::extract::rejection::QueryRejection;
use buzzchat::journal::Totals;
use buzzchat::protocol::Millis;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How many days unless the caller says otherwise.
const DAYS: usize = 30;

const _: () = assert!(MAX_DAYS == 90 && DAYS == 30, "the description says so");

#[derive(Deserialize)]
pub(super) struct DaysIn {
    days: Option<String>,
    account: Option<String>,
}

/// What the bot did, day by day.
#[derive(Serialize, ToSchema)]
pub(super) struct DaysOut {
    /// The earliest first, today last; days on which nothing happened are there too.
    days: Vec<DayOut>,
}

/// What the bot did on a day.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct DayOut {
    /// The day, UTC.
    #[schema(format = Date, example = "2025-01-24")]
    date: String,
    /// Welcomes, answers and timed lines together.
    #[schema(example = 180)]
    total_messages: u64,
    /// Lines that welcomed.
    #[schema(example = 65)]
    welcome_messages: u64,
    /// Lines that answered.
    #[schema(example = 45)]
    faq_replies: u64,
    /// Lines a timer wrote.
    #[schema(example = 70)]
    timer_messages: u64,
    /// Lines of every other kind.
    #[schema(example = 3)]
    other_messages: u64,
    /// Among those, answers to commands.
    #[schema(example = 2)]
    command_replies: u64,
    /// Every line the bot wrote.
    #[schema(example = 183)]
    all_lines: u64,
    /// Viewers' lines read.
    #[schema(example = 6_911)]
    lines_read: u64,
}

impl From<(Millis, Totals)> for DayOut {
    fn from((began, totals): (Millis, Totals)) -> Self {
        Self {
            date: rfc3339(began).chars().take_while(|c| *c != 'T').collect(),
            total_messages: totals.total_messages(),
            welcome_messages: totals.welcome_messages,
            faq_replies: totals.faq_replies,
            timer_messages: totals.timer_messages,
            other_messages: totals.other_messages,
            command_replies: totals.command_replies,
            all_lines: totals.all_lines(),
            lines_read: totals.lines_read,
        }
    }
}

/// Retrieve analytics by the day
///
/// The totals of every UTC day, for a chart.
#[utoipa::path(
    get,
    path = "/analytics/days",
    operation_id = "getAnalyticsDays",
    tag = "analytics",
    params(
        (
            "days" = Option<usize>,
            Query,
            description = "How many days back, today included; 30 unless given.",
            minimum = 1,
            maximum = 90
        ),
        (
            "account" = Option<String>,
            Query,
            description = "The account's id; the active account unless given.",
            example = "acc_1"
        ),
    ),
    responses(
        (status = 200, description = "The days.", body = DataOut<DaysOut>),
        (
            status = 400,
            description = "There are no such days.",
            body = ErrorOut,
            example = json!({
                "success": false,
                "error": { "code": "VALIDATION_ERROR", "message": "days must be between 1 and 90" }
            })
        ),
        (
            status = 404,
            description = "The account is unknown.",
            body = ErrorOut,
            example = json!({ "success": false, "error": { "code": "NOT_FOUND", "message": "Account not found" } })
        ),
        KeyErrors,
    )
)]
pub(super) async fn list_days(
    caller: Caller,
    query: Result<Query<DaysIn>, QueryRejection>,
) -> Result<Json<DataOut<DaysOut>>, Failure> {
    caller.needs(Scope::Read)?;
    let Query(asked) = query.map_err(|_| Failure::validation("The query cannot be read"))?;
    // What is no number is as wrong as a number out of range.
    let count = asked.days.map_or(DAYS, |days| days.parse().unwrap_or(0));
    let days = analytics::days(&caller.workspace, count, asked.account.as_deref())?;
    Ok(data(DaysOut { days: days.into_iter().map(Into::into).collect() }))
}
