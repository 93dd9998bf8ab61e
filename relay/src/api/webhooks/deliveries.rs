//! `/webhooks/{id}/deliveries`: what was sent, what came of it, and sending it again.

use super::super::envelope::{DataOut, KeyErrors, data};
use super::bodies::moment;
use super::{WebhookErrors, desk, id};
use crate::app::App;
use crate::auth::Caller;
use crate::clock::rfc3339;
use crate::error::{ErrorOut, Failure};
use crate::service::webhooks::{MAX_PAGE, Page};
use crate::store::{Delivery, Tried};
use crate::webhook::EventType;
use axum::Json;
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The length of a page unless the caller says otherwise.
const PAGE: usize = 50;

/// Which part of the log.
#[derive(Deserialize)]
pub(crate) struct DeliveriesIn {
    limit: Option<String>,
    cursor: Option<String>,
}

/// A page of the log.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DeliveriesOut {
    /// The newest event first.
    deliveries: Vec<DeliveryOut>,
    /// What to ask the next page with; null on the last one.
    #[schema(required, example = "1042-0")]
    next_cursor: Option<String>,
}

/// An event on its way to a webhook, or there.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DeliveryOut {
    /// The event's id, the same in every attempt.
    #[schema(example = "evt_xyz789")]
    event_id: String,
    #[schema(value_type = EventType, example = "giveaway.entry")]
    r#type: String,
    #[schema(value_type = DeliveryState, example = "delivered")]
    state: String,
    /// How often it was attempted.
    #[schema(example = 1)]
    attempts: u64,
    /// When the relay learnt of the event.
    #[schema(format = DateTime, example = "2025-01-24T10:30:00Z")]
    created_at: String,
    /// When it is tried next, while it is pending.
    #[schema(required, format = DateTime)]
    next_attempt_at: Option<String>,
    /// The last attempt; null before the first.
    #[schema(required)]
    last_attempt: Option<AttemptOut>,
    /// Every attempt that failed, in order.
    failures: Vec<AttemptOut>,
}

/// What became of it.
#[derive(ToSchema)]
#[schema(rename_all = "lowercase")]
#[expect(dead_code, reason = "only describes the property; the store writes the word")]
enum DeliveryState {
    Pending,
    Delivered,
    Failed,
}

/// An attempt.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AttemptOut {
    /// Its number, from 1.
    #[schema(example = 1)]
    attempt: u64,
    #[schema(format = DateTime, example = "2025-01-24T10:30:00Z")]
    at: String,
    /// The status answered; 0 where there was no answer.
    #[schema(example = 200)]
    response_code: u16,
    /// Milliseconds.
    #[schema(example = 150)]
    response_time: u64,
    /// What went wrong; null where nothing did.
    #[schema(required)]
    problem: Option<String>,
}

impl From<Tried> for AttemptOut {
    fn from(Tried { attempt, at, status, millis, problem }: Tried) -> Self {
        let problem = Some(problem).filter(|problem| !problem.is_empty());
        Self { attempt, at: rfc3339(at), response_code: status, response_time: millis, problem }
    }
}

impl From<(Delivery, Vec<Tried>)> for DeliveryOut {
    fn from((delivery, failed): (Delivery, Vec<Tried>)) -> Self {
        let pending = delivery.state == "pending";
        Self {
            event_id: delivery.event,
            r#type: delivery.kind,
            state: delivery.state,
            attempts: delivery.attempts,
            created_at: rfc3339(delivery.created),
            next_attempt_at: moment(delivery.next_attempt).filter(|_| pending),
            last_attempt: (delivery.attempts > 0).then(|| delivery.last.into()),
            failures: failed.into_iter().map(Into::into).collect(),
        }
    }
}

/// List a webhook's deliveries
///
/// What was sent in the last 30 days, what came of it, and what is still to be sent.
#[utoipa::path(
    get,
    path = "/webhooks/{webhookId}/deliveries",
    operation_id = "listWebhookDeliveries",
    tag = "webhooks",
    params(
        ("webhookId" = String, Path, description = "The webhook's id.", example = "wh_abc123"),
        (
            "limit" = inline(Option<PageLength>),
            Query,
            description = "How many at most, from 1 to 100; 50 unless given."
        ),
        ("cursor" = inline(Option<PageStart>), Query, description = "`nextCursor` of the page before."),
    ),
    responses(
        (status = 200, description = "The deliveries.", body = DataOut<DeliveriesOut>),
        (
            status = 400,
            description = "The query is wrong.",
            body = ErrorOut,
            example = json!({
                "success": false,
                "error": { "code": "VALIDATION_ERROR", "message": "limit must be between 1 and 100" }
            })
        ),
        KeyErrors,
        WebhookErrors,
    )
)]
pub(crate) async fn list_deliveries(
    State(app): State<App>,
    caller: Caller,
    path: Result<Path<String>, PathRejection>,
    query: Result<Query<DeliveriesIn>, QueryRejection>,
) -> Result<Json<DataOut<DeliveriesOut>>, Failure> {
    let Query(asked) = query.map_err(|_| Failure::validation("The query cannot be read"))?;
    // What is no number is as wrong as a number out of range.
    let limit = asked.limit.map_or(PAGE, |limit| limit.parse().unwrap_or(0));
    let page = desk(&app, &caller)?.deliveries(&id(path)?, limit, asked.cursor.as_deref()).await?;
    let Page { deliveries, next } = page;
    Ok(data(DeliveriesOut { deliveries: deliveries.into_iter().map(Into::into).collect(), next_cursor: next }))
}

/// How many deliveries a page may have.
#[derive(ToSchema)]
#[schema(minimum = 1, maximum = 100, default = 50)]
#[expect(dead_code, reason = "only describes the parameter; the service checks it")]
struct PageLength(usize);

/// Where a page begins.
#[derive(ToSchema)]
#[schema(pattern = "^[0-9]{1,18}-[0-9]{1,18}$")]
#[expect(dead_code, reason = "only describes the parameter; the service reads it")]
struct PageStart(String);

const _: () = assert!(MAX_PAGE == 100 && PAGE <= MAX_PAGE, "the description says so");

/// Replay a delivery
///
/// Sends an event once more, under the same id, whatever came of it before.
#[utoipa::path(
    post,
    path = "/webhooks/{webhookId}/deliveries/{eventId}/replay",
    operation_id = "replayWebhookDelivery",
    tag = "webhooks",
    params(
        ("webhookId" = String, Path, description = "The webhook's id.", example = "wh_abc123"),
        ("eventId" = String, Path, description = "The event's id.", example = "evt_xyz789"),
    ),
    responses(
        (status = 200, description = "The delivery is pending again.", body = DataOut<DeliveryOut>),
        (
            status = 400,
            description = "The webhook is not active.",
            body = ErrorOut,
            example = json!({
                "success": false,
                "error": {
                    "code": "VALIDATION_ERROR", "message": "The webhook is not active: switch it on first"
                }
            })
        ),
        (
            status = 404,
            description = "There is no such webhook in the key's workspace, or it was not told of this event.",
            body = ErrorOut,
            example = json!({
                "success": false, "error": { "code": "NOT_FOUND", "message": "Delivery not found" }
            })
        ),
        KeyErrors,
    )
)]
pub(crate) async fn replay_delivery(
    State(app): State<App>,
    caller: Caller,
    path: Result<Path<(String, String)>, PathRejection>,
) -> Result<Json<DataOut<DeliveryOut>>, Failure> {
    let Path((webhook, event)) = path.map_err(|_| Failure::NotFound("Delivery not found".into()))?;
    Ok(data(desk(&app, &caller)?.replay(&webhook, &event).await?.into()))
}
