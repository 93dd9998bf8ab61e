//! `/v1/buzz/channels`: which channels there are, and their ids. The documents know no way to them.

use super::Answer;
use super::integrations::office;
use crate::app::App;
use crate::auth::Caller;
use crate::error::Failure;
use crate::integrations::Channel;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

/// A channel, as events show it.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ChannelOut {
    #[schema(format = "uuid", example = "4af927ea-ec3b-4a56-9acc-6a3d3d36a475")]
    id: String,
    /// Its own id: threads are not listed.
    #[schema(format = "uuid", example = "4af927ea-ec3b-4a56-9acc-6a3d3d36a475")]
    parent_id: String,
    /// A live stream's site and channel, or the name of an account of a messaging service.
    #[schema(example = "twitch/buzzshop")]
    title: String,
    /// Whether integrations with the scope `PUBLIC_CHANNELS` hear it.
    public: bool,
}

impl From<Channel> for ChannelOut {
    fn from(Channel { id, parent, title, is_public }: Channel) -> Self {
        Self { id, parent_id: parent, title, public: is_public }
    }
}

/// The channels of a workspace.
#[derive(Serialize, ToSchema)]
pub(super) struct ChannelsOut {
    /// Live streams, those opened last first, then accounts of messaging services.
    channels: Vec<ChannelOut>,
}

/// Get all channels
///
/// The live streams that were ever open, the last 200 of them, and the accounts of messaging services. A channel keeps its id.
#[utoipa::path(
    get,
    path = "/v1/buzz/channels",
    operation_id = "getChannels",
    tag = "channels",
    responses((status = 200, description = "The channels.", body = ChannelsOut))
)]
pub(super) async fn list_channels(State(app): State<App>, caller: Caller) -> Result<Answer<ChannelsOut>, Failure> {
    let channels = office(&app, &caller)?.channels().await?;
    Ok(Answer(ChannelsOut { channels: channels.into_iter().map(Into::into).collect() }))
}
