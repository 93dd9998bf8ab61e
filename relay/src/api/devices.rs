//! `/devices`: the extensions that are paired with the relay.

use super::envelope::{DataOut, KeyErrors, data};
use crate::app::App;
use crate::auth::Caller;
use crate::clock::rfc3339;
use crate::error::Failure;
use crate::scopes::Scope;
use crate::service::devices::{self, Device};
use axum::Json;
use axum::extract::State;
use buzzchat::protocol::OpenStream;
use serde::Serialize;
use utoipa::ToSchema;

/// The devices.
#[derive(Serialize, ToSchema)]
pub(super) struct DevicesOut {
    /// The one that connected last first.
    devices: Vec<DeviceOut>,
}

/// A device.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct DeviceOut {
    /// What its events are written under.
    #[schema(example = "dev_01JJC0VK6ZT3Q9Y4F2M8W5X7AB")]
    origin: String,
    /// The extension that it is; empty for a program.
    #[schema(example = "chrome-extension://abcdefghijklmnopabcdefghijklmnop")]
    web_origin: String,
    /// When it was paired.
    #[schema(format = DateTime, example = "2025-01-24T10:00:00Z")]
    created_at: String,
    /// When it last connected.
    #[schema(format = DateTime, example = "2025-01-24T10:30:00Z")]
    last_seen_at: String,
    /// Whether it is connected now.
    #[schema(example = true)]
    connected: bool,
    /// The streams it has open; none while it is away.
    streams: Vec<StreamOut>,
}

/// A stream that a device has open.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct StreamOut {
    /// Where it is.
    #[schema(example = "whatnot")]
    site: String,
    /// Which it is there.
    #[schema(example = "vintage-finds")]
    channel: String,
    /// Whether lines can be typed.
    can_write: bool,
    /// Whether this device is the one that speaks there.
    speaks: bool,
}

impl From<OpenStream> for StreamOut {
    fn from(OpenStream { stream, can_write, speaks }: OpenStream) -> Self {
        Self { site: stream.site, channel: stream.channel, can_write, speaks: speaks == Some(true) }
    }
}

impl From<Device> for DeviceOut {
    fn from(Device { paired, streams }: Device) -> Self {
        Self {
            origin: paired.origin,
            web_origin: paired.web_origin,
            created_at: rfc3339(paired.created),
            last_seen_at: rfc3339(paired.seen),
            connected: streams.is_some(),
            streams: streams.unwrap_or_default().into_iter().map(Into::into).collect(),
        }
    }
}

/// List devices
///
/// The extensions paired with the workspace, whether they are connected, and the streams they have open.
#[utoipa::path(
    get,
    path = "/devices",
    operation_id = "listDevices",
    tag = "devices",
    responses((status = 200, description = "The devices.", body = DataOut<DevicesOut>), KeyErrors)
)]
pub(super) async fn list_devices(State(app): State<App>, caller: Caller) -> Result<Json<DataOut<DevicesOut>>, Failure> {
    caller.needs(Scope::Read)?;
    let devices = devices::list(app.hub().store(), &caller.workspace).await?;
    Ok(data(DevicesOut { devices: devices.into_iter().map(Into::into).collect() }))
}
