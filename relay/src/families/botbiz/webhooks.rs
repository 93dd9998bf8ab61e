//! `/v1/whatsapp/webhooks`: who is told of what happens on WhatsApp. The work is done in `service`.

use super::ErrorOut;
use crate::api::Body;
use crate::app::App;
use crate::auth::Caller;
use crate::clock::rfc3339;
use crate::error::Failure;
use crate::outgoing::Secret;
use crate::scopes::Scope;
use crate::service::webhooks::Desk;
use crate::store::Webhook;
use crate::webhook::{OwnHeaders, Style};
use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa::openapi::schema::{Array, ArrayBuilder, ObjectBuilder, Type};

/// Who is to be told of what.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "url": "https://example.com/botbiz", "events": ["whatsapp.message.received"] }))]
pub(super) struct CreateWebhookIn {
    /// An https address that can be reached from the internet.
    #[schema(format = "uri", min_length = 1, max_length = 2048)]
    url: String,
    /// The events to send, each at most once; every event there is unless given.
    #[serde(default = "every_event")]
    #[schema(required = false, schema_with = events_schema)]
    events: Vec<String>,
}

fn every_event() -> Vec<String> {
    Style::Botbiz.events().into_iter().map(str::to_owned).collect()
}

fn events_schema() -> Array {
    let events = every_event();
    let most = events.len();
    let each = ObjectBuilder::new().schema_type(Type::String).enum_values(Some(events));
    let described = ArrayBuilder::new().items(each).min_items(Some(1)).max_items(Some(most)).unique_items(true);
    described.description(Some("Events by name, each at most once; every event there is unless given.")).build()
}

/// A webhook.
#[derive(Serialize, ToSchema)]
pub(super) struct WebhookOut {
    #[schema(example = "wh_12345")]
    id: String,
    #[schema(format = "uri", example = "https://example.com/botbiz")]
    url: String,
    #[schema(schema_with = events_schema)]
    events: Vec<String>,
    #[schema(value_type = WebhookStatus, example = "active")]
    status: &'static str,
    /// What signs its events; only in the answer that made it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "whsec_xyz789...")]
    secret: Option<String>,
    #[schema(format = DateTime, example = "2023-04-08T12:00:00Z")]
    created_at: String,
    /// Why nothing is sent to it any more; null where something is.
    #[schema(required)]
    disabled_reason: Option<String>,
}

/// Whether events are sent.
#[derive(ToSchema)]
#[schema(rename_all = "lowercase")]
#[expect(dead_code, reason = "only describes the property; `WebhookOut` writes the word")]
enum WebhookStatus {
    Active,
    Disabled,
}

impl From<Webhook> for WebhookOut {
    fn from(webhook: Webhook) -> Self {
        Self {
            id: webhook.id,
            url: webhook.url,
            events: webhook.events,
            status: if webhook.active { "active" } else { "disabled" },
            secret: None,
            created_at: rfc3339(webhook.created),
            disabled_reason: Some(webhook.disabled_reason).filter(|reason| !reason.is_empty()),
        }
    }
}

impl WebhookOut {
    /// With its secret, which is shown once.
    fn with_secret(webhook: Webhook, secret: &Secret) -> Self {
        Self { secret: Some(secret.reveal().to_owned()), ..webhook.into() }
    }
}

/// The webhooks of a workspace.
#[derive(Serialize, ToSchema)]
pub(super) struct WebhooksOut {
    /// The oldest first.
    webhooks: Vec<WebhookOut>,
}

/// A webhook that is gone.
#[derive(Serialize, ToSchema)]
pub(super) struct DeletedOut {
    #[schema(example = "wh_12345")]
    id: String,
    /// Always true.
    #[schema(example = true)]
    deleted: bool,
}

/// The webhooks the caller may see, if it may see any.
fn desk<'a>(app: &'a App, caller: &'a Caller) -> Result<Desk<'a>, Failure> {
    caller.needs(Scope::Webhooks)?;
    let (store, webhooks, workspace) = (app.hub().store(), app.webhooks(), caller.workspace.name());
    Ok(Desk { store, webhooks, workspace, style: Style::Botbiz })
}

/// Create a webhook
///
/// Has events sent to an address from now on, one `POST` each, at least once. Any answer of 200 to 299 accepts one; 410
/// switches the webhook off. The header `X-Botbiz-Signature` is the HMAC-SHA256 of the raw body with the secret as its
/// key, in hex; `webhook-id`, `webhook-timestamp` and `webhook-signature` are those of Standard Webhooks. The secret is
/// shown in this answer and never again.
#[utoipa::path(
    post,
    path = "/v1/whatsapp/webhooks",
    operation_id = "createWebhook",
    tag = "webhooks",
    request_body = CreateWebhookIn,
    responses(
        (status = 200, description = "The webhook exists.", body = WebhookOut),
        (
            status = 400,
            description = "The body is wrong, or the workspace has 20 webhooks already.",
            body = ErrorOut,
            example = json!({
                "error": { "code": "invalid_request", "message": "Missing required parameter: url", "status": 400 }
            })
        ),
    )
)]
pub(super) async fn create_webhook(
    State(app): State<App>,
    caller: Caller,
    body: Body<CreateWebhookIn>,
) -> Result<Json<WebhookOut>, Failure> {
    let desk = desk(&app, &caller)?;
    let CreateWebhookIn { url, events } = body.required()?;
    let (webhook, secret) = desk.create(&url, events, &OwnHeaders::default()).await?;
    Ok(Json(WebhookOut::with_secret(webhook, &secret)))
}

/// List webhooks
///
/// Every webhook of the workspace, without secrets.
#[utoipa::path(
    get,
    path = "/v1/whatsapp/webhooks",
    operation_id = "listWebhooks",
    tag = "webhooks",
    responses((status = 200, description = "The webhooks.", body = WebhooksOut))
)]
pub(super) async fn list_webhooks(State(app): State<App>, caller: Caller) -> Result<Json<WebhooksOut>, Failure> {
    let webhooks = desk(&app, &caller)?.list().await?.into_iter().map(Into::into).collect();
    Ok(Json(WebhooksOut { webhooks }))
}

/// Delete a webhook
///
/// Forgets it, with its secret and whatever was still to be sent.
#[utoipa::path(
    delete,
    path = "/v1/whatsapp/webhooks/{id}",
    operation_id = "deleteWebhook",
    tag = "webhooks",
    params(("id" = String, Path, description = "The webhook's id.", example = "wh_12345")),
    responses(
        (status = 200, description = "The webhook is gone.", body = DeletedOut),
        (
            status = 404,
            description = "There is no such webhook in the key's workspace.",
            body = ErrorOut,
            example = json!({ "error": { "code": "not_found", "message": "Webhook not found", "status": 404 } })
        ),
    )
)]
pub(super) async fn delete_webhook(
    State(app): State<App>,
    caller: Caller,
    path: Result<Path<String>, PathRejection>,
) -> Result<Json<DeletedOut>, Failure> {
    let desk = desk(&app, &caller)?;
    let Path(id) = path.map_err(|_| Failure::NotFound("Webhook not found".into()))?;
    desk.delete(&id).await?;
    Ok(Json(DeletedOut { id, deleted: true }))
}
