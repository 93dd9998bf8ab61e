//! `/v1/buzz/integrations`: which programs hear the workspace's channels. The work is done in `service`.

use super::{Answer, ErrorOut};
use crate::api::Body;
use crate::app::App;
use crate::auth::Caller;
use crate::error::Failure;
use crate::guard::called_address;
use crate::integrations::{Integration, Reach};
use crate::scopes::Scope;
use crate::service::integrations::{Office, Wanted};
use crate::webhook::OwnHeader;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// An integration that shall be.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "name": "Sentiment Analyzer",
    "description": "Natural language processor that determines user sentiment",
    "scope": "CHANNEL_LIST",
    "channelIds": ["4af927ea-ec3b-4a56-9acc-6a3d3d36a475", "73f4bf8b-445a-438b-be83-6e640e32c607"],
    "headers": [{ "name": "x-my-api-secret", "value": "b5d25c5b-e38f-495e-9e16-40973be50c3a" }]
}))]
pub(super) struct CreateIntegrationIn {
    /// Passed over: the relay makes it. Domo's own client sends it.
    #[serde(default, rename = "id")]
    _id: Option<String>,
    /// Not blank.
    #[schema(min_length = 1, max_length = 100, pattern = r"\S")]
    name: String,
    #[serde(default)]
    #[schema(max_length = 1_000)]
    description: Option<String>,
    scope: ScopeIo,
    /// Channels by their ids, each once; if and only if the scope is `CHANNEL_LIST`.
    #[serde(default)]
    #[schema(min_items = 1, max_items = 100)]
    channel_ids: Option<Vec<String>>,
    /// What is sent along with every event. None may belong to the connection, describe the body, or begin with `webhook-`.
    #[serde(default)]
    #[schema(max_items = 32)]
    headers: Option<Vec<HeaderIo>>,
}

/// Which channels an integration hears.
#[derive(Clone, Copy, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum ScopeIo {
    /// Every live stream.
    PublicChannels,
    /// Every channel of the workspace: live streams, and accounts of messaging services.
    OwnerAccess,
    /// The channels named, and threads on them.
    ChannelList,
}

/// A header.
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct HeaderIo {
    #[schema(example = "x-my-api-secret")]
    name: String,
    #[schema(example = "b5d25c5b-e38f-495e-9e16-40973be50c3a")]
    value: String,
}

/// An integration.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct IntegrationOut {
    #[schema(format = "uuid", example = "ccb48dd0-bd80-4a99-a7ea-9b4f002bb373")]
    id: String,
    /// The workspace: it owns every integration.
    #[schema(example = 39485)]
    owner_id: u64,
    #[schema(example = "Sentiment Analyzer")]
    name: String,
    #[schema(example = "Natural language processor that determines user sentiment")]
    description: String,
    scope: ScopeIo,
    /// Only where the scope is `CHANNEL_LIST`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    channel_ids: Option<Vec<String>>,
    headers: Vec<HeaderIo>,
}

impl IntegrationOut {
    fn new(integration: &Integration, owner_id: u64) -> Self {
        let scope = match integration.reach {
            Reach::Public => ScopeIo::PublicChannels,
            Reach::Owner => ScopeIo::OwnerAccess,
            Reach::List(_) => ScopeIo::ChannelList,
        };
        let header = |OwnHeader { name, value }: &OwnHeader| HeaderIo { name: name.clone(), value: value.clone() };
        Self {
            id: integration.id.clone(),
            owner_id,
            name: integration.name.clone(),
            description: integration.description.clone(),
            scope,
            channel_ids: integration.reach.channels().map(<[String]>::to_vec),
            headers: integration.headers.list().iter().map(header).collect(),
        }
    }
}

/// The integrations of a workspace.
#[derive(Serialize, ToSchema)]
pub(super) struct IntegrationsOut {
    /// The oldest first.
    integrations: Vec<IntegrationOut>,
}

/// The integrations the caller may see, if it may see any.
pub(super) fn office<'a>(app: &'a App, caller: &'a Caller) -> Result<Office<'a>, Failure> {
    caller.needs(Scope::Webhooks)?;
    Ok(Office { store: app.hub().store(), webhooks: app.webhooks(), workspace: &caller.workspace })
}

/// The id in an address. One that cannot be read names nothing.
pub(super) fn integration_id(path: Result<Path<String>, PathRejection>) -> Result<String, Failure> {
    path.map(|Path(id)| id).map_err(|_| Failure::NotFound("Integration not found".into()))
}

/// Create integration
///
/// Makes an integration. It hears nothing before it subscribes to events. The headers are kept encrypted, sent with every
/// event, and shown to every client of the workspace. Answers to its events come to the host at which this request came, and
/// are taken for as long as the key works that made it.
#[utoipa::path(
    post,
    path = "/v1/buzz/integrations",
    operation_id = "createIntegration",
    tag = "integrations",
    request_body = CreateIntegrationIn,
    responses(
        (status = 200, description = "The integration exists.", body = IntegrationOut),
        (
            status = 400,
            description = "The body is wrong, a header may not be had, or the workspace has 100 integrations already.",
            body = ErrorOut
        ),
    )
)]
pub(super) async fn create_integration(
    State(app): State<App>,
    caller: Caller,
    headers: HeaderMap,
    body: Body<CreateIntegrationIn>,
) -> Result<Answer<IntegrationOut>, Failure> {
    let office = office(&app, &caller)?;
    let wanted = wanted(body.required()?, &caller, &headers)?;
    let integration = office.create(wanted).await?;
    Ok(Answer(IntegrationOut::new(&integration, office.owner().await?)))
}

fn wanted(body: CreateIntegrationIn, caller: &Caller, request: &HeaderMap) -> Result<Wanted, Failure> {
    let CreateIntegrationIn { name, description, scope, channel_ids, headers, .. } = body;
    let reach = match (scope, channel_ids) {
        (ScopeIo::PublicChannels, None) => Reach::Public,
        (ScopeIo::OwnerAccess, None) => Reach::Owner,
        (ScopeIo::ChannelList, Some(ids)) => Reach::List(ids),
        (ScopeIo::ChannelList, None) => {
            return Err(Failure::validation("channelIds is required where scope is CHANNEL_LIST"));
        }
        _ => return Err(Failure::validation("channelIds goes with scope CHANNEL_LIST only")),
    };
    let header = |HeaderIo { name, value }| OwnHeader { name, value };
    Ok(Wanted {
        name,
        description: description.unwrap_or_default(),
        reach,
        headers: headers.unwrap_or_default().into_iter().map(header).collect(),
        made_with: caller.key.clone(),
        base: called_address(request),
    })
}

/// Get all integrations
///
/// Every integration of the workspace.
#[utoipa::path(
    get,
    path = "/v1/buzz/integrations",
    operation_id = "getIntegrations",
    tag = "integrations",
    responses((status = 200, description = "The integrations.", body = IntegrationsOut))
)]
pub(super) async fn list_integrations(
    State(app): State<App>,
    caller: Caller,
) -> Result<Answer<IntegrationsOut>, Failure> {
    let office = office(&app, &caller)?;
    let owner = office.owner().await?;
    let integrations = office.list().await?.iter().map(|one| IntegrationOut::new(one, owner)).collect();
    Ok(Answer(IntegrationsOut { integrations }))
}

/// Get integration
///
/// One integration.
#[utoipa::path(
    get,
    path = "/v1/buzz/integrations/{id}",
    operation_id = "getIntegration",
    tag = "integrations",
    params(("id" = String, Path, description = "The integration's id.", example = "ccb48dd0-bd80-4a99-a7ea-9b4f002bb373")),
    responses(
        (status = 200, description = "The integration.", body = IntegrationOut),
        (status = 404, description = "There is no such integration in the workspace.", body = ErrorOut),
    )
)]
pub(super) async fn get_integration(
    State(app): State<App>,
    caller: Caller,
    path: Result<Path<String>, PathRejection>,
) -> Result<Answer<IntegrationOut>, Failure> {
    let office = office(&app, &caller)?;
    let integration = office.get(&integration_id(path)?).await?;
    Ok(Answer(IntegrationOut::new(&integration, office.owner().await?)))
}

/// Delete integration
///
/// Forgets it for good, with its subscriptions and whatever was still to be sent.
#[utoipa::path(
    delete,
    path = "/v1/buzz/integrations/{id}",
    operation_id = "deleteIntegration",
    tag = "integrations",
    params(("id" = String, Path, description = "The integration's id.", example = "ccb48dd0-bd80-4a99-a7ea-9b4f002bb373")),
    responses(
        (status = 204, description = "The integration is gone."),
        (status = 404, description = "There is no such integration in the workspace.", body = ErrorOut),
    )
)]
pub(super) async fn delete_integration(
    State(app): State<App>,
    caller: Caller,
    path: Result<Path<String>, PathRejection>,
) -> Result<StatusCode, Failure> {
    office(&app, &caller)?.delete(&integration_id(path)?).await?;
    Ok(StatusCode::NO_CONTENT)
}
