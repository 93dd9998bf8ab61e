//! `/analytics`: what the bot did.

use super::envelope::{DataOut, KeyErrors, Plain, data};
use crate::auth::Caller;
use crate::error::{ErrorOut, Failure};
use crate::scopes::Scope;
use crate::service;
use axum::Json;
use axum::extract::Query;
use axum::extract::rejection::QueryRejection;
use buzzchat::journal::{Breakdown, Totals};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

#[derive(Deserialize)]
pub(super) struct AnalyticsIn {
    period: Option<String>,
    account: Option<String>,
}

/// The documented periods.
#[derive(ToSchema)]
#[schema(rename_all = "lowercase", default = "week")]
#[expect(dead_code, reason = "only describes the parameter; the core reads the word")]
enum PeriodIn {
    Day,
    Week,
    Month,
    All,
}

/// What the bot did in a period.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AnalyticsOut {
    /// Welcomes, answers and timed lines together.
    #[schema(example = 1250)]
    total_messages: u64,
    /// Lines that welcomed.
    #[schema(example = 450)]
    welcome_messages: u64,
    /// Lines that answered.
    #[schema(example = 320)]
    faq_replies: u64,
    /// Lines a timer wrote.
    #[schema(example = 480)]
    timer_messages: u64,
    /// The period asked for.
    #[schema(example = "week")]
    period: String,
    breakdown: BreakdownOut,
    /// Lines of every other kind: announcements of winners, lines sent through the API.
    #[schema(example = 12)]
    other_messages: u64,
    /// Among those, answers to commands.
    #[schema(example = 9)]
    command_replies: u64,
    /// Every line the bot wrote.
    #[schema(example = 1262)]
    all_lines: u64,
    /// Questions answered; one line may answer several.
    #[schema(example = 371)]
    questions_answered: u64,
    /// Viewers welcomed; one line may welcome several.
    #[schema(example = 902)]
    viewers_welcomed: u64,
    /// Viewers' lines read.
    #[schema(example = 48211)]
    lines_read: u64,
}

/// Shares of `totalMessages` in percent, to one decimal.
#[derive(Serialize, ToSchema)]
pub(crate) struct BreakdownOut {
    #[schema(value_type = f64, example = 36)]
    welcome: Plain,
    #[schema(value_type = f64, example = 25.6)]
    faq: Plain,
    #[schema(value_type = f64, example = 38.4)]
    timer: Plain,
}

impl AnalyticsOut {
    pub(crate) fn new(totals: &Totals, period: String) -> Self {
        let Breakdown { welcome, faq, timer } = totals.breakdown();
        let breakdown = BreakdownOut { welcome: Plain(welcome), faq: Plain(faq), timer: Plain(timer) };
        Self {
            total_messages: totals.total_messages(),
            welcome_messages: totals.welcome_messages,
            faq_replies: totals.faq_replies,
            timer_messages: totals.timer_messages,
            period,
            breakdown,
            other_messages: totals.other_messages,
            command_replies: totals.command_replies,
            all_lines: totals.all_lines(),
            questions_answered: totals.questions_answered,
            viewers_welcomed: totals.viewers_welcomed,
            lines_read: totals.lines_read,
        }
    }
}

/// Retrieve analytics
///
/// What the bot did in a period.
#[utoipa::path(
    get,
    path = "/analytics",
    operation_id = "getAnalytics",
    tag = "analytics",
    params(
        (
            "period" = inline(Option<PeriodIn>),
            Query,
            description = "Rolling time back from now: 24 hours, 7 days, 30 days, or everything."
        ),
        (
            "account" = Option<String>,
            Query,
            description = "The account's id; the active account unless given.",
            example = "acc_1"
        ),
    ),
    responses(
        (status = 200, description = "What the bot did.", body = DataOut<AnalyticsOut>),
        (
            status = 400,
            description = "The period is unknown.",
            body = ErrorOut,
            example = json!({
                "success": false,
                "error": { "code": "VALIDATION_ERROR", "message": "period must be one of day, week, month, all" }
            })
        ),
        (
            status = 404,
            description = "The account is unknown.",
            body = ErrorOut,
            example = json!({
                "success": false,
                "error": { "code": "NOT_FOUND", "message": "Account not found" }
            })
        ),
        KeyErrors,
    )
)]
pub(super) async fn get_analytics(
    caller: Caller,
    query: Result<Query<AnalyticsIn>, QueryRejection>,
) -> Result<Json<DataOut<AnalyticsOut>>, Failure> {
    caller.needs(Scope::Read)?;
    let Query(asked) = query.map_err(|_| Failure::validation("The query cannot be read"))?;
    let period = asked.period.unwrap_or_else(|| "week".to_owned());
    let totals = service::analytics::totals(&caller.workspace, &period, asked.account.as_deref())?;
    Ok(data(AnalyticsOut::new(&totals, period)))
}

/// How often each trigger was asked for, all time.
#[derive(Serialize, ToSchema)]
pub(super) struct FaqTriggersOut {
    /// The most frequent first.
    #[schema(example = json!([
        { "keyword": "shipping", "count": 145 },
        { "keyword": "payment", "count": 89 },
        { "keyword": "size", "count": 67 }
    ]))]
    triggers: Vec<TriggerOut>,
}

/// A trigger.
#[derive(Serialize, ToSchema)]
pub(super) struct TriggerOut {
    keyword: String,
    /// How many questions it answered.
    count: u64,
}

/// Retrieve FAQ triggers
///
/// How often each trigger was asked for, all time.
#[utoipa::path(
    get,
    path = "/analytics/faq-triggers",
    operation_id = "getFaqTriggers",
    tag = "analytics",
    responses((status = 200, description = "The triggers.", body = DataOut<FaqTriggersOut>), KeyErrors)
)]
pub(super) async fn get_faq_triggers(caller: Caller) -> Result<Json<DataOut<FaqTriggersOut>>, Failure> {
    caller.needs(Scope::Read)?;
    let triggers = service::analytics::triggers(&caller.workspace);
    let triggers = triggers.into_iter().map(|(keyword, count)| TriggerOut { keyword, count }).collect();
    Ok(data(FaqTriggersOut { triggers }))
}
