//! `/webhooks`: who is told of events.

mod bodies;
mod deliveries;
mod secrets;

pub(super) use bodies::{moment, named};
pub(super) use deliveries::{__path_list_deliveries, __path_replay_delivery, list_deliveries, replay_delivery};
pub(super) use secrets::{__path_rotate_secret, __path_test_webhook, rotate_secret, test_webhook};

use super::body::Body;
use super::envelope::{BodyErrors, DataOut, DoneOut, KeyErrors, data, done};
use crate::app::App;
use crate::auth::Caller;
use crate::error::{ErrorOut, Failure};
use crate::scopes::Scope;
use crate::service::webhooks::Desk;
use crate::webhook::{OwnHeaders, Style};
use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use bodies::{ChangeWebhookIn, CreateWebhookIn, WebhookOut, WebhooksOut, names};
use utoipa::IntoResponses;

/// The webhooks the caller may see, if it may see any.
fn desk<'a>(app: &'a App, caller: &'a Caller) -> Result<Desk<'a>, Failure> {
    caller.needs(Scope::Webhooks)?;
    let (store, webhooks, workspace) = (app.hub().store(), app.webhooks(), caller.workspace.name());
    Ok(Desk { store, webhooks, workspace, style: Style::Buzzchat })
}

/// The id in the address; one that cannot be read belongs to nothing.
fn id(path: Result<Path<String>, PathRejection>) -> Result<String, Failure> {
    path.map(|Path(id)| id).map_err(|_| Failure::NotFound("Webhook not found".into()))
}

/// What may go wrong with every request about one webhook, besides.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "only describes responses; failures are made in `error`")]
enum WebhookErrors {
    /// There is no such webhook in the key's workspace.
    #[response(status = 404, example = json!({
        "success": false, "error": { "code": "NOT_FOUND", "message": "Webhook not found" }
    }))]
    NotFound(ErrorOut),
}

/// Create a webhook
///
/// Has events sent to an address from now on. The secret that signs them is shown in this answer and never again.
#[utoipa::path(
    post,
    path = "/webhooks",
    operation_id = "createWebhook",
    tag = "webhooks",
    request_body = CreateWebhookIn,
    responses(
        (
            status = 201,
            description = "The webhook exists.",
            body = DataOut<WebhookOut>,
            example = json!({
                "success": true,
                "data": {
                    "id": "wh_abc123",
                    "url": "https://example.com/webhooks/buzzchat",
                    "events": ["giveaway.entry", "giveaway.winner"],
                    "secret": "whsec_xyz789...",
                    "active": true,
                    "createdAt": "2025-01-24T10:00:00Z",
                    "lastTriggeredAt": null,
                    "disabledReason": null,
                    "failingSince": null,
                    "previousSecretExpiresAt": null
                }
            })
        ),
        (
            status = 400,
            description = "The body is wrong, or the workspace has 20 webhooks already.",
            body = ErrorOut,
            example = json!({
                "success": false,
                "error": { "code": "VALIDATION_ERROR", "message": "events must name at least one event" }
            })
        ),
        KeyErrors,
        BodyErrors,
    )
)]
pub(super) async fn create_webhook(
    State(app): State<App>,
    caller: Caller,
    body: Body<CreateWebhookIn>,
) -> Result<(StatusCode, Json<DataOut<WebhookOut>>), Failure> {
    let CreateWebhookIn { url, events } = body.required()?;
    let (webhook, secret) = desk(&app, &caller)?.create(&url, names(&events), &OwnHeaders::default()).await?;
    Ok((StatusCode::CREATED, data(WebhookOut::with_secret(webhook, &secret))))
}

/// List webhooks
///
/// Every webhook of the workspace, without secrets.
#[utoipa::path(
    get,
    path = "/webhooks",
    operation_id = "listWebhooks",
    tag = "webhooks",
    responses((status = 200, description = "The webhooks.", body = DataOut<WebhooksOut>), KeyErrors)
)]
pub(super) async fn list_webhooks(
    State(app): State<App>,
    caller: Caller,
) -> Result<Json<DataOut<WebhooksOut>>, Failure> {
    let webhooks = desk(&app, &caller)?.list().await?.into_iter().map(Into::into).collect();
    Ok(data(WebhooksOut { webhooks }))
}

/// Get a webhook
///
/// One webhook, without its secret.
#[utoipa::path(
    get,
    path = "/webhooks/{webhookId}",
    operation_id = "getWebhook",
    tag = "webhooks",
    params(("webhookId" = String, Path, description = "The webhook's id.", example = "wh_abc123")),
    responses((status = 200, description = "The webhook.", body = DataOut<WebhookOut>), KeyErrors, WebhookErrors)
)]
pub(super) async fn get_webhook(
    State(app): State<App>,
    caller: Caller,
    path: Result<Path<String>, PathRejection>,
) -> Result<Json<DataOut<WebhookOut>>, Failure> {
    Ok(data(desk(&app, &caller)?.get(&id(path)?).await?.into()))
}

/// Update a webhook
///
/// Changes what is named. While a webhook is not active, events that happen are not kept for it, and what was still to be
/// sent waits. Switching it on forgives what failed before.
#[utoipa::path(
    patch,
    path = "/webhooks/{webhookId}",
    operation_id = "updateWebhook",
    tag = "webhooks",
    params(("webhookId" = String, Path, description = "The webhook's id.", example = "wh_abc123")),
    request_body = ChangeWebhookIn,
    responses(
        (status = 200, description = "The webhook as it is now.", body = DataOut<WebhookOut>),
        (
            status = 400,
            description = "The body is wrong.",
            body = ErrorOut,
            example = json!({
                "success": false,
                "error": { "code": "VALIDATION_ERROR", "message": "events must not name an event twice" }
            })
        ),
        KeyErrors,
        WebhookErrors,
        BodyErrors,
    )
)]
pub(super) async fn change_webhook(
    State(app): State<App>,
    caller: Caller,
    path: Result<Path<String>, PathRejection>,
    body: Body<ChangeWebhookIn>,
) -> Result<Json<DataOut<WebhookOut>>, Failure> {
    let change = body.required()?.into();
    Ok(data(desk(&app, &caller)?.change(&id(path)?, change).await?.into()))
}

/// Delete a webhook
///
/// Forgets it, with its secret, its log and whatever was still to be sent.
#[utoipa::path(
    delete,
    path = "/webhooks/{webhookId}",
    operation_id = "deleteWebhook",
    tag = "webhooks",
    params(("webhookId" = String, Path, description = "The webhook's id.", example = "wh_abc123")),
    responses(
        (
            status = 200,
            description = "The webhook is gone.",
            body = DoneOut,
            example = json!({ "success": true, "message": "Webhook deleted" })
        ),
        KeyErrors,
        WebhookErrors,
    )
)]
pub(super) async fn delete_webhook(
    State(app): State<App>,
    caller: Caller,
    path: Result<Path<String>, PathRejection>,
) -> Result<Json<DoneOut>, Failure> {
    desk(&app, &caller)?.delete(&id(path)?).await?;
    Ok(done("Webhook deleted"))
}
