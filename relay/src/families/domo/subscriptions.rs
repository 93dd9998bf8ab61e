//! `/v1/buzz/integrations/{id}/subscriptions`: what an integration is told of, and where. The work is done in `service`.

use super::integrations::{integration_id, office};
use super::{Answer, ErrorOut};
use crate::api::Body;
use crate::app::App;
use crate::auth::Caller;
use crate::error::Failure;
use crate::integrations::{Event, Subscription};
use crate::service::integrations::Interest;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A subscription that shall be.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "eventType": "SLASH_COMMAND",
    "url": "https://my.domain.com/buzz-integration/close-deal",
    "slashCommand": "close"
}))]
pub(super) struct SubscribeIn {
    /// Passed over: the relay makes it. Domo's own client sends it.
    #[serde(default, rename = "id")]
    _id: Option<String>,
    event_type: EventIo,
    /// An https address that can be reached from the internet.
    #[schema(format = "uri", min_length = 1, max_length = 2048)]
    url: String,
    /// One word, with or without its "/"; if and only if the event is `SLASH_COMMAND`.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 50, pattern = r"^\S+$")]
    slash_command: Option<String>,
}

/// What happens.
#[derive(Clone, Copy, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum EventIo {
    /// A user posted a message
    MessagePosted,
    /// A user invoked a specific slash command
    SlashCommand,
    /// A thread was created on the parent channel
    ThreadCreated,
    /// One or more users joined the channel
    UsersJoinedChannel,
    /// One or more users left the channel
    UsersLeftChannel,
}

impl From<EventIo> for Event {
    fn from(event: EventIo) -> Self {
        match event {
            EventIo::MessagePosted => Self::MessagePosted,
            EventIo::SlashCommand => Self::SlashCommand,
            EventIo::ThreadCreated => Self::ThreadCreated,
            EventIo::UsersJoinedChannel => Self::UsersJoined,
            EventIo::UsersLeftChannel => Self::UsersLeft,
        }
    }
}

impl From<Event> for EventIo {
    fn from(event: Event) -> Self {
        match event {
            Event::MessagePosted => Self::MessagePosted,
            Event::SlashCommand => Self::SlashCommand,
            Event::ThreadCreated => Self::ThreadCreated,
            Event::UsersJoined => Self::UsersJoinedChannel,
            Event::UsersLeft => Self::UsersLeftChannel,
        }
    }
}

/// A subscription.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct SubscriptionOut {
    #[schema(format = "uuid", example = "18019b09-428a-45ae-a9ff-5fc0730ac9bd")]
    id: String,
    event_type: EventIo,
    #[schema(format = "uri", example = "https://my.domain.com/buzz-integration/close-deal")]
    url: String,
    /// Only where the event is `SLASH_COMMAND`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "close")]
    slash_command: Option<String>,
    /// Why nothing is sent there any more; only where nothing is. Subscribe anew to begin again.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    disabled_reason: Option<String>,
    /// What its events are signed with, as Standard Webhooks has it; only in the answer that begins it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD")]
    secret: Option<String>,
}

impl From<Subscription> for SubscriptionOut {
    fn from(subscription: Subscription) -> Self {
        Self {
            id: subscription.id,
            event_type: subscription.event.into(),
            url: subscription.url,
            slash_command: subscription.command,
            disabled_reason: Some(subscription.disabled_reason).filter(|reason| !reason.is_empty()),
            secret: None,
        }
    }
}

/// What an integration is told of.
#[derive(Serialize, ToSchema)]
pub(super) struct SubscriptionsOut {
    /// The oldest first.
    subscriptions: Vec<SubscriptionOut>,
}

/// Subscribe to Buzz events
///
/// Has an integration told of events from now on, one `POST` each, at least once. Any answer of 200 to 299 accepts one; 410
/// ends the subscription. Beside the headers of the integration each has `webhook-id`, `webhook-timestamp` and
/// `webhook-signature`.
#[utoipa::path(
    post,
    path = "/v1/buzz/integrations/{id}/subscriptions",
    operation_id = "createSubscription",
    tag = "subscriptions",
    params(("id" = String, Path, description = "The integration's id.", example = "ccb48dd0-bd80-4a99-a7ea-9b4f002bb373")),
    request_body = SubscribeIn,
    responses(
        (status = 200, description = "The integration is told.", body = SubscriptionOut),
        (
            status = 400,
            description = "The body is wrong, the address is not https, or the workspace has 100 subscriptions already.",
            body = ErrorOut
        ),
        (status = 404, description = "There is no such integration in the workspace.", body = ErrorOut),
    )
)]
pub(super) async fn create_subscription(
    State(app): State<App>,
    caller: Caller,
    path: Result<Path<String>, PathRejection>,
    body: Body<SubscribeIn>,
) -> Result<Answer<SubscriptionOut>, Failure> {
    let office = office(&app, &caller)?;
    let SubscribeIn { event_type, url, slash_command, .. } = body.required()?;
    let interest = Interest { event: event_type.into(), url, command: slash_command };
    let (subscription, secret) = office.subscribe(&integration_id(path)?, interest).await?;
    Ok(Answer(SubscriptionOut { secret: Some(secret.reveal().to_owned()), ..subscription.into() }))
}

/// Subscribe at the integration's own address
///
/// The same: the documents' sample is sent here.
#[utoipa::path(
    post,
    path = "/v1/buzz/integrations/{id}",
    operation_id = "createSubscriptionAsShown",
    tag = "subscriptions",
    params(("id" = String, Path, description = "The integration's id.", example = "ccb48dd0-bd80-4a99-a7ea-9b4f002bb373")),
    request_body = SubscribeIn,
    responses(
        (status = 200, description = "The integration is told.", body = SubscriptionOut),
        (
            status = 400,
            description = "The body is wrong, the address is not https, or the workspace has 100 subscriptions already.",
            body = ErrorOut
        ),
        (status = 404, description = "There is no such integration in the workspace.", body = ErrorOut),
    )
)]
pub(super) async fn create_subscription_as_shown(
    app: State<App>,
    caller: Caller,
    path: Result<Path<String>, PathRejection>,
    body: Body<SubscribeIn>,
) -> Result<Answer<SubscriptionOut>, Failure> {
    create_subscription(app, caller, path, body).await
}

/// Get event subscriptions
///
/// What an integration is told of.
#[utoipa::path(
    get,
    path = "/v1/buzz/integrations/{id}/subscriptions",
    operation_id = "getSubscriptions",
    tag = "subscriptions",
    params(("id" = String, Path, description = "The integration's id.", example = "ccb48dd0-bd80-4a99-a7ea-9b4f002bb373")),
    responses(
        (status = 200, description = "The subscriptions.", body = SubscriptionsOut),
        (status = 404, description = "There is no such integration in the workspace.", body = ErrorOut),
    )
)]
pub(super) async fn list_subscriptions(
    State(app): State<App>,
    caller: Caller,
    path: Result<Path<String>, PathRejection>,
) -> Result<Answer<SubscriptionsOut>, Failure> {
    let subscriptions = office(&app, &caller)?.subscriptions(&integration_id(path)?).await?;
    Ok(Answer(SubscriptionsOut { subscriptions: subscriptions.into_iter().map(Into::into).collect() }))
}

/// Delete subscription
///
/// Tells the integration of such events no longer; what was still to be sent is forgotten.
#[utoipa::path(
    delete,
    path = "/v1/buzz/integrations/{id}/subscriptions/{subscription}",
    operation_id = "deleteSubscription",
    tag = "subscriptions",
    params(
        ("id" = String, Path, description = "The integration's id.", example = "ccb48dd0-bd80-4a99-a7ea-9b4f002bb373"),
        (
            "subscription" = String,
            Path,
            description = "The subscription's id.",
            example = "18019b09-428a-45ae-a9ff-5fc0730ac9bd"
        ),
    ),
    responses(
        (status = 204, description = "The subscription is gone."),
        (status = 404, description = "There is no such integration, or no such subscription of it.", body = ErrorOut),
    )
)]
pub(super) async fn delete_subscription(
    State(app): State<App>,
    caller: Caller,
    path: Result<Path<(String, String)>, PathRejection>,
) -> Result<StatusCode, Failure> {
    let office = office(&app, &caller)?;
    let Path((id, subscription)) = path.map_err(|_| Failure::NotFound("Subscription not found".into()))?;
    office.unsubscribe(&id, &subscription).await?;
    Ok(StatusCode::NO_CONTENT)
}
