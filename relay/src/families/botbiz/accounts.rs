//! `/v1/whatsapp/accounts`: the WhatsApp numbers that messages go over, and the QR codes that connect them.

use super::ErrorOut;
use crate::api::Body;
use crate::app::App;
use crate::auth::Caller;
use crate::clock::rfc3339;
use crate::connectors::Qr;
use crate::error::Failure;
use crate::guard::own_address;
use crate::messaging::{Carrier, Channel, Line, LineState, QrCode};
use crate::qr;
use crate::scopes::Scope;
use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The most characters of an account's name.
const MAX_NAME: usize = 100;

/// A number to connect.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "phone_number": "+1234567890", "name": "Customer Support" }))]
pub(super) struct ConnectAccountIn {
    /// In E.164 format.
    #[schema(pattern = r"^\+[1-9]\d{6,14}$")]
    phone_number: String,
    /// What you call the account; not blank.
    #[schema(min_length = 1, max_length = 100, pattern = r"\S")]
    name: String,
}

/// An account.
#[derive(Serialize, ToSchema)]
pub(super) struct AccountOut {
    #[schema(example = "wha_12345")]
    id: String,
    /// Null where it has none: the relay's own sandbox.
    #[schema(required, example = "+1234567890")]
    phone_number: Option<String>,
    #[schema(example = "Customer Support")]
    name: String,
    status: AccountStatus,
    /// Where its QR code is; null where there is nothing to scan.
    #[schema(required, format = "uri", example = "https://relay.example/v1/whatsapp/accounts/wha_12345/qr-code")]
    qr_code_url: Option<String>,
    #[schema(format = DateTime, example = "2023-04-08T12:00:00Z")]
    created_at: String,
    /// Why it stands as it does, where there is something to say.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    detail: Option<String>,
}

/// How an account stands.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum AccountStatus {
    /// Its QR code waits to be scanned.
    Pending,
    /// Messages go over it.
    Connected,
    /// It is away: messages wait.
    Disconnected,
    /// It does not work, and will not by itself.
    Failed,
}

impl AccountOut {
    fn of(line: Line, headers: &HeaderMap) -> Self {
        let place = || format!("{}/v1/whatsapp/accounts/{}/qr-code", own_address(headers), line.id);
        Self {
            qr_code_url: is_scanned(&line).then(place),
            id: line.id,
            phone_number: Some(line.address).filter(|address| !address.is_empty()),
            name: line.name,
            status: match line.state {
                LineState::Pending => AccountStatus::Pending,
                LineState::Connected => AccountStatus::Connected,
                LineState::Disconnected => AccountStatus::Disconnected,
                LineState::Failed => AccountStatus::Failed,
            },
            created_at: rfc3339(line.created),
            detail: Some(line.detail).filter(|detail| !detail.is_empty()),
        }
    }
}

/// Whether somebody is to scan its code: one whose code ran out gives another.
fn is_scanned(line: &Line) -> bool {
    line.state != LineState::Connected && matches!(line.carrier, Carrier::Sandbox | Carrier::Waha)
}

/// The accounts of a workspace.
#[derive(Serialize, ToSchema)]
pub(super) struct AccountsOut {
    /// The oldest first.
    accounts: Vec<AccountOut>,
}

/// An account that is gone.
#[derive(Serialize, ToSchema)]
pub(super) struct AccountDeletedOut {
    #[schema(example = "wha_12345")]
    id: String,
    /// Always true.
    #[schema(example = true)]
    deleted: bool,
}

/// What a QR code says.
#[derive(Serialize, ToSchema)]
pub(super) struct QrCodeOut {
    /// The text in the code.
    value: String,
}

/// Connect an account
///
/// Makes an account that is `pending` until its QR code is scanned. Where the workspace has a WAHA server, WhatsApp itself
/// on the phone scans it; else it leads to a page of the relay, and who confirms there connects an account of the sandbox,
/// which reaches nobody outside. `whatsapp.account.connected` tells when it is `connected`.
#[utoipa::path(
    post,
    path = "/v1/whatsapp/accounts",
    operation_id = "connectAccount",
    tag = "accounts",
    request_body = ConnectAccountIn,
    responses(
        (status = 200, description = "The account waits to be connected.", body = AccountOut),
        (
            status = 400,
            description = "The body is wrong, or the workspace has as many accounts as it may.",
            body = ErrorOut,
            example = json!({
                "error": {
                    "code": "invalid_request", "message": "Missing required parameter: phone_number", "status": 400
                }
            })
        ),
    )
)]
pub(super) async fn connect_account(
    State(app): State<App>,
    caller: Caller,
    headers: HeaderMap,
    body: Body<ConnectAccountIn>,
) -> Result<Json<AccountOut>, Failure> {
    caller.needs(Scope::Settings)?;
    let ConnectAccountIn { phone_number, name } = body.required()?;
    let name = name.trim();
    if name.is_empty() || name.chars().count() > MAX_NAME {
        return Err(Failure::Validation(format!("name must have between 1 and {MAX_NAME} characters")));
    }
    let line = app.messaging().connect_number(caller.workspace.name(), &phone_number, name).await?;
    Ok(Json(AccountOut::of(line, &headers)))
}

/// List accounts
///
/// Every WhatsApp account of the workspace.
#[utoipa::path(
    get,
    path = "/v1/whatsapp/accounts",
    operation_id = "listAccounts",
    tag = "accounts",
    responses((status = 200, description = "The accounts.", body = AccountsOut))
)]
pub(super) async fn list_accounts(
    State(app): State<App>,
    caller: Caller,
    headers: HeaderMap,
) -> Result<Json<AccountsOut>, Failure> {
    caller.needs(Scope::Read)?;
    let lines = app.hub().store().lines(caller.workspace.name(), Some(Channel::Whatsapp)).await?;
    Ok(Json(AccountsOut { accounts: lines.into_iter().map(|line| AccountOut::of(line, &headers)).collect() }))
}

/// Get an account
///
/// How it stands.
#[utoipa::path(
    get,
    path = "/v1/whatsapp/accounts/{id}",
    operation_id = "getAccount",
    tag = "accounts",
    params(("id" = String, Path, description = "The account's id.", example = "wha_12345")),
    responses(
        (status = 200, description = "The account.", body = AccountOut),
        (
            status = 404,
            description = "There is no such account in the key's workspace.",
            body = ErrorOut,
            example = json!({ "error": { "code": "not_found", "message": "Account not found", "status": 404 } })
        ),
    )
)]
pub(super) async fn get_account(
    State(app): State<App>,
    caller: Caller,
    headers: HeaderMap,
    path: Result<Path<String>, PathRejection>,
) -> Result<Json<AccountOut>, Failure> {
    caller.needs(Scope::Read)?;
    Ok(Json(AccountOut::of(account(&app, &caller, path).await?, &headers)))
}

/// Delete an account
///
/// Gives it up. What still waits to be sent over it fails; what was written over it stays.
#[utoipa::path(
    delete,
    path = "/v1/whatsapp/accounts/{id}",
    operation_id = "deleteAccount",
    tag = "accounts",
    params(("id" = String, Path, description = "The account's id.", example = "wha_12345")),
    responses(
        (status = 200, description = "The account is gone.", body = AccountDeletedOut),
        (
            status = 404,
            description = "There is no such account in the key's workspace.",
            body = ErrorOut,
            example = json!({ "error": { "code": "not_found", "message": "Account not found", "status": 404 } })
        ),
    )
)]
pub(super) async fn delete_account(
    State(app): State<App>,
    caller: Caller,
    path: Result<Path<String>, PathRejection>,
) -> Result<Json<AccountDeletedOut>, Failure> {
    caller.needs(Scope::Settings)?;
    let Line { id, .. } = account(&app, &caller, path).await?;
    app.messaging().disconnect(caller.workspace.name(), &id).await?;
    Ok(Json(AccountDeletedOut { id, deleted: true }))
}

/// Get an account's QR code
///
/// What is to be scanned to connect it: a picture, or the text in it for who asks with `Accept: application/json`. It
/// changes while it waits, so ask anew every few seconds.
#[utoipa::path(
    get,
    path = "/v1/whatsapp/accounts/{id}/qr-code",
    operation_id = "getAccountQrCode",
    tag = "accounts",
    params(("id" = String, Path, description = "The account's id.", example = "wha_12345")),
    responses(
        (
            status = 200,
            description = "The code.",
            content((QrCodeOut = "application/json"), (Vec<u8> = "image/png")),
        ),
        (
            status = 404,
            description = "There is no such account in the key's workspace, or it is connected.",
            body = ErrorOut,
            example = json!({
                "error": { "code": "not_found", "message": "The account is connected already", "status": 404 }
            })
        ),
    )
)]
pub(super) async fn get_qr_code(
    State(app): State<App>,
    caller: Caller,
    headers: HeaderMap,
    path: Result<Path<String>, PathRejection>,
) -> Result<Response, Failure> {
    // Who has the code can connect the account.
    caller.needs(Scope::Settings)?;
    let line = account(&app, &caller, path).await?;
    let none = |why: &str| Failure::NotFound(why.to_owned());
    if line.state == LineState::Connected {
        return Err(none("The account is connected already"));
    }
    let code = app.messaging().qr_code(&line).await?.ok_or_else(|| none("The account has no QR code"))?;
    let (value, drawn) = match code {
        QrCode::Page(path) => (format!("{}{path}", own_address(&headers)), None),
        QrCode::Phone(Qr { value, png }) => (value, Some(png)),
    };
    if wants_json(&headers) {
        return Ok(Json(QrCodeOut { value }).into_response());
    }
    let picture = drawn.map_or_else(|| qr::picture(&value), Ok)?;
    Ok(([(header::CONTENT_TYPE, "image/png")], picture).into_response())
}

/// A program says so; whoever shows pictures names them.
fn wants_json(headers: &HeaderMap) -> bool {
    let accepted: Vec<_> = headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok()).collect();
    let names = |kind: &str| accepted.iter().any(|accepted| accepted.to_ascii_lowercase().contains(kind));
    names("application/json") && !names("image/")
}

/// An account of the caller's workspace.
async fn account(app: &App, caller: &Caller, path: Result<Path<String>, PathRejection>) -> Result<Line, Failure> {
    let Path(id) = path.map_err(|_| unknown())?;
    let line = app.hub().store().line(&id).await?.ok_or_else(unknown)?;
    let is_theirs = line.workspace == caller.workspace.name() && line.channel == Channel::Whatsapp;
    is_theirs.then_some(line).ok_or_else(unknown)
}

fn unknown() -> Failure {
    Failure::NotFound("Account not found".into())
}
