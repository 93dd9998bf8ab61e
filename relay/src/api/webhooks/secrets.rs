//! `/webhooks/{id}/rotate-secret` and `/webhooks/{id}/test`: a new secret, and whether it is understood.

use super::super::body::Body;
use super::super::envelope::{BodyErrors, DataOut, KeyErrors, data};
use super::bodies::WebhookOut;
use super::{WebhookErrors, desk, id};
use crate::app::App;
use crate::auth::Caller;
use crate::error::{ErrorOut, Failure};
use crate::service::webhooks::{GRACE, Trial};
use crate::webhook::Announcement;
use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How to rotate.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({ "graceSeconds": 86400 }))]
pub(crate) struct RotateSecretIn {
    /// For how long the secret before signs too.
    #[serde(default = "grace")]
    #[schema(minimum = 0, maximum = 604_800, default = 86_400)]
    grace_seconds: u64,
}

fn grace() -> u64 {
    GRACE
}

impl Default for RotateSecretIn {
    fn default() -> Self {
        Self { grace_seconds: grace() }
    }
}

/// Rotate a webhook's secret
///
/// Makes a new secret, shown in this answer and never again. For a while deliveries carry the signatures of both:
/// `webhook-signature` lists the new and the old one, `X-BuzzChat-Signature` is made with the new one and
/// `X-BuzzChat-Signature-Previous` with the old one.
#[utoipa::path(
    post,
    path = "/webhooks/{webhookId}/rotate-secret",
    operation_id = "rotateWebhookSecret",
    tag = "webhooks",
    params(("webhookId" = String, Path, description = "The webhook's id.", example = "wh_abc123")),
    request_body = Option<RotateSecretIn>,
    responses(
        (status = 200, description = "The webhook with its new secret.", body = DataOut<WebhookOut>),
        (
            status = 400,
            description = "The body is wrong.",
            body = ErrorOut,
            example = json!({
                "success": false,
                "error": { "code": "VALIDATION_ERROR", "message": "graceSeconds must be at most 604800" }
            })
        ),
        KeyErrors,
        WebhookErrors,
        BodyErrors,
    )
)]
pub(crate) async fn rotate_secret(
    State(app): State<App>,
    caller: Caller,
    path: Result<Path<String>, PathRejection>,
    body: Body<Option<RotateSecretIn>>,
) -> Result<Json<DataOut<WebhookOut>>, Failure> {
    let RotateSecretIn { grace_seconds } = body.or_default().unwrap_or_default();
    let (webhook, secret) = desk(&app, &caller)?.rotate_secret(&id(path)?, grace_seconds).await?;
    Ok(data(WebhookOut::with_secret(webhook, &secret)))
}

/// How a test went.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TestWebhookOut {
    /// Whether the receiver answered with a 2xx status.
    #[schema(example = true)]
    delivered: bool,
    /// The status it answered; 0 where there was no answer.
    #[schema(example = 200)]
    response_code: u16,
    /// Milliseconds.
    #[schema(example = 150)]
    response_time: u64,
    /// What went wrong, where something did.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    problem: Option<String>,
}

impl From<Trial> for TestWebhookOut {
    fn from(Trial { delivered, status, millis, problem }: Trial) -> Self {
        Self { delivered, response_code: status, response_time: millis, problem }
    }
}

/// Test a webhook
///
/// Sends a made-up event of the first subscribed type at once, with `data.test` true and the header
/// `X-BuzzChat-Test: 1`, and answers once the receiver did. It is not retried and not logged.
#[utoipa::path(
    post,
    path = "/webhooks/{webhookId}/test",
    operation_id = "testWebhook",
    tag = "webhooks",
    params(("webhookId" = String, Path, description = "The webhook's id.", example = "wh_abc123")),
    responses(
        (
            status = 200,
            description = "The test was made; `delivered` says how it went.",
            body = DataOut<TestWebhookOut>,
            example = json!({
                "success": true, "data": { "delivered": true, "responseCode": 200, "responseTime": 150 }
            })
        ),
        KeyErrors,
        WebhookErrors,
    )
)]
pub(crate) async fn test_webhook(
    State(app): State<App>,
    caller: Caller,
    path: Result<Path<String>, PathRejection>,
) -> Result<Json<DataOut<TestWebhookOut>>, Failure> {
    Ok(data(desk(&app, &caller)?.test(&id(path)?, Announcement::sample).await?.into()))
}
