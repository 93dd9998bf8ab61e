//! `/lines`: the accounts that messages go over. What a line needs to work goes in and never comes out.

use super::body::Body;
use super::envelope::{BodyErrors, DataOut, DoneOut, KeyErrors, data, done};
use super::inbox::{ChannelName, ConnectorName, LineStateName, ReachedChannel};
use super::webhooks::named;
use crate::app::App;
use crate::auth::Caller;
use crate::clock::rfc3339;
use crate::connectors::Qr;
use crate::error::{ErrorOut, Failure};
use crate::guard::own_address;
use crate::messaging::{Carrier, Line, NewLine, QrCode};
use crate::qr::picture;
use crate::scopes::Scope;
use crate::service::lines;
use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// The lines.
#[derive(Serialize, ToSchema)]
pub(super) struct LinesOut {
    /// The oldest first.
    lines: Vec<LineOut>,
}

/// A line.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct LineOut {
    #[schema(example = "lin_01JJC0VK6ZT3Q9Y4F2M8W5X7AB")]
    id: String,
    #[schema(value_type = ChannelName, example = "imessage")]
    channel: &'static str,
    #[schema(value_type = ConnectorName, example = "sandbox")]
    connector: &'static str,
    /// What you call it.
    #[schema(example = "Sandbox")]
    name: String,
    /// Its own number; empty where it has none.
    #[schema(example = "+14155550100")]
    address: String,
    #[schema(value_type = LineStateName, example = "connected")]
    state: &'static str,
    /// Why it stands so, or what is missing; empty where there is nothing to say.
    #[schema(example = "")]
    detail: String,
    #[schema(format = DateTime, example = "2025-01-24T10:00:00Z")]
    created_at: String,
}

impl From<Line> for LineOut {
    fn from(line: Line) -> Self {
        Self {
            id: line.id,
            channel: line.channel.name(),
            connector: line.carrier.name(),
            name: line.name,
            address: line.address,
            state: line.state.name(),
            detail: line.detail,
            created_at: rfc3339(line.created),
        }
    }
}

/// List lines
///
/// The accounts that messages go over, and how each stands.
#[utoipa::path(
    get,
    path = "/lines",
    operation_id = "listLines",
    tag = "lines",
    responses((status = 200, description = "The lines.", body = DataOut<LinesOut>), KeyErrors)
)]
pub(super) async fn list_lines(State(app): State<App>, caller: Caller) -> Result<Json<DataOut<LinesOut>>, Failure> {
    caller.needs(Scope::Read)?;
    let lines = lines::list(app.hub().store(), caller.workspace.name()).await?;
    Ok(data(LinesOut { lines: lines.into_iter().map(Into::into).collect() }))
}

/// A line to connect.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "connector": "bluebubbles",
    "name": "The Mac in the shop",
    "settings": { "url": "https://mac.example.com", "password": "…" },
    "relayUrl": "https://relay.example.com"
}))]
pub(super) struct AddLineIn {
    connector: Connector,
    /// What a sandbox reaches; the other connectors have one channel each.
    #[serde(default, deserialize_with = "named")]
    #[schema(nullable = false)]
    channel: Option<ReachedChannel>,
    /// What you call it; the connector's name unless given.
    #[serde(default, deserialize_with = "named")]
    #[schema(nullable = false, min_length = 1, max_length = 100)]
    name: Option<String>,
    /// Its own number, where you want it shown.
    #[serde(default)]
    #[schema(max_length = 40)]
    address: String,
    /// What its service needs, addresses and secrets by name: `docs/lines.md` lists them. They are kept sealed, and never
    /// shown.
    #[serde(default)]
    settings: BTreeMap<String, String>,
    /// Where services reach this relay, such as `https://relay.example.com`; a sandbox needs none.
    #[serde(default)]
    #[schema(max_length = 2048)]
    relay_url: String,
}

/// What can carry a line.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum Connector {
    /// Nothing: the phone at the other end is in the dashboard's inbox.
    Sandbox,
    /// A BlueBubbles server on a Mac, for iMessage.
    BlueBubbles,
    /// Meta's WhatsApp Cloud API.
    Cloud,
    /// A WAHA server, for a WhatsApp account paired by QR code.
    Waha,
}

impl Connector {
    fn carrier(self) -> (Carrier, &'static str) {
        match self {
            Self::Sandbox => (Carrier::Sandbox, "Sandbox"),
            Self::BlueBubbles => (Carrier::BlueBubbles, "BlueBubbles"),
            Self::Cloud => (Carrier::Cloud, "WhatsApp Cloud API"),
            Self::Waha => (Carrier::Waha, "WAHA"),
        }
    }
}

impl AddLineIn {
    fn read(self) -> Result<NewLine, Failure> {
        let (carrier, usual_name) = self.connector.carrier();
        let channel = carrier.channel().or(self.channel.map(Into::into));
        let settings = self.settings.into_iter().map(|(name, value)| (name, Value::String(value)));
        Ok(NewLine {
            carrier,
            channel: channel.ok_or_else(|| Failure::validation("channel says what a sandbox reaches: name it"))?,
            name: self.name.unwrap_or_else(|| usual_name.to_owned()),
            address: self.address,
            settings: settings.collect(),
            relay_url: self.relay_url,
        })
    }
}

/// A line just connected.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct AddedLineOut {
    #[serde(flatten)]
    line: LineOut,
    /// Where its service is to call, in this answer and never again: whoever knows it can speak as the service. Null where
    /// nobody calls.
    #[schema(required, example = "https://relay.example.com/hooks/lin_01JJC0VK6ZT3Q9Y4F2M8W5X7AB/…")]
    hook_url: Option<String>,
}

/// Add a line
///
/// Connects an account that messages go over. It is `pending` until the relay has seen how it stands, which it looks at
/// from then on.
#[utoipa::path(
    post,
    path = "/lines",
    operation_id = "addLine",
    tag = "lines",
    request_body = AddLineIn,
    responses(
        (status = 201, description = "The line exists.", body = DataOut<AddedLineOut>),
        (
            status = 400,
            description = "The body is wrong, or something the service needs is missing.",
            body = ErrorOut,
            example = json!({
                "success": false,
                "error": { "code": "VALIDATION_ERROR", "message": "The setting \"password\" is missing" }
            })
        ),
        KeyErrors,
        BodyErrors,
    )
)]
pub(super) async fn add_line(
    State(app): State<App>,
    caller: Caller,
    body: Body<AddLineIn>,
) -> Result<(StatusCode, Json<DataOut<AddedLineOut>>), Failure> {
    caller.needs(Scope::Settings)?;
    let (store, workspace) = (app.hub().store(), caller.workspace.name());
    let (line, hook_url) = lines::connect(store, app.messaging(), workspace, body.required()?.read()?).await?;
    Ok((StatusCode::CREATED, data(AddedLineOut { line: line.into(), hook_url })))
}

/// What pairs a line.
#[derive(Serialize, ToSchema)]
pub(super) struct PairingOut {
    /// Null where the line needs none now, or its service has none yet.
    #[schema(required)]
    qr: Option<QrOut>,
}

/// A code to scan with the phone of the account.
#[derive(Serialize, ToSchema)]
struct QrOut {
    /// What the code says; of an account in the sandbox the address of a page that connects it.
    value: String,
    /// The code as a PNG picture, in base64.
    png: String,
}

impl QrOut {
    fn of(code: QrCode, headers: &HeaderMap) -> Result<Self, Failure> {
        let (value, png) = match code {
            QrCode::Page(path) => {
                let address = format!("{}{path}", own_address(headers));
                let png = picture(&address)?;
                (address, png)
            }
            QrCode::Phone(Qr { value, png }) => (value, png),
        };
        Ok(Self { value, png: BASE64_STANDARD.encode(png) })
    }
}

/// Get a line's pairing code
///
/// The QR code that pairs an account which is paired by one. Services change it every few seconds: ask again. Whoever has it
/// can pair the account, so it needs the scope `settings`.
#[utoipa::path(
    get,
    path = "/lines/{lineId}/qr",
    operation_id = "getLineQr",
    tag = "lines",
    params(("lineId" = String, Path, description = "The line's id.")),
    responses(
        (status = 200, description = "The code, where there is one.", body = DataOut<PairingOut>),
        (
            status = 404,
            description = "There is no such line in the key's workspace.",
            body = ErrorOut,
            example = json!({ "success": false, "error": { "code": "NOT_FOUND", "message": "Line not found" } })
        ),
        (
            status = 503,
            description = "The line's service does not answer.",
            body = ErrorOut,
            example = json!({
                "success": false,
                "error": { "code": "SERVICE_UNAVAILABLE", "message": "The service did not answer" }
            })
        ),
        KeyErrors,
    )
)]
pub(super) async fn get_line_qr(
    State(app): State<App>,
    caller: Caller,
    headers: HeaderMap,
    path: Result<Path<String>, PathRejection>,
) -> Result<Json<DataOut<PairingOut>>, Failure> {
    caller.needs(Scope::Settings)?;
    let Path(id) = path.map_err(|_| Failure::NotFound("Line not found".into()))?;
    let code = lines::qr_code(app.hub().store(), app.messaging(), caller.workspace.name(), &id).await?;
    let qr = code.map(|code| QrOut::of(code, &headers)).transpose()?;
    Ok(data(PairingOut { qr }))
}

/// Remove a line
///
/// Gives a line up, for good. What still waits to be sent over it fails; what was written stays.
#[utoipa::path(
    delete,
    path = "/lines/{lineId}",
    operation_id = "removeLine",
    tag = "lines",
    params(("lineId" = String, Path, description = "The line's id.")),
    responses(
        (
            status = 200,
            description = "The line is gone.",
            body = DoneOut,
            example = json!({ "success": true, "message": "Line removed" })
        ),
        (
            status = 404,
            description = "There is no such line in the key's workspace.",
            body = ErrorOut,
            example = json!({
                "success": false, "error": { "code": "NOT_FOUND", "message": "There is no line \"lin_1\"" }
            })
        ),
        KeyErrors,
    )
)]
pub(super) async fn remove_line(
    State(app): State<App>,
    caller: Caller,
    path: Result<Path<String>, PathRejection>,
) -> Result<Json<DoneOut>, Failure> {
    caller.needs(Scope::Settings)?;
    let Path(id) = path.map_err(|_| Failure::NotFound("Line not found".into()))?;
    app.messaging().disconnect(caller.workspace.name(), &id).await?;
    Ok(done("Line removed"))
}
