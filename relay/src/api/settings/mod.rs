//! `/settings`: what the bot does.

mod input;
mod output;
mod tag;

pub use input::SettingsIn;
pub(crate) use input::{CommandIn, RuleIn, TimerIn};
pub(crate) use output::{CommandOut, RuleOut, SettingsOut, TimerOut};

use super::body::Body;
use super::document::Document;
use super::envelope::{BodyErrors, CommandErrors, DataOut, DoneOut, KeyErrors, data, done};
use crate::auth::Caller;
use crate::error::{ErrorOut, Failure};
use crate::scopes::Scope;
use crate::service;
use axum::Json;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// Get settings
///
/// The settings of the active account, with an `ETag` that tells them from others: send it back as `If-None-Match` to hear
/// 304 where nothing changed, or as `If-Match` to change them only as you know them.
#[utoipa::path(
    get,
    path = "/settings",
    operation_id = "getSettings",
    tag = "settings",
    params((
        "If-None-Match" = Option<String>,
        Header,
        description = "An `ETag` as it was given out. One that is no tag is passed over.",
        example = json!("\"5f2b4d0c9a7e4f61b3d2c1a09e8f7d6c-e3b0c442\"")
    )),
    responses(
        (
            status = 200,
            description = "The settings.",
            body = DataOut<SettingsOut>,
            headers(("ETag" = String, description = "Tells these settings, and the counters beside them, from others."))
        ),
        (
            status = 304,
            description = "They are as `If-None-Match` says.",
            headers(("ETag" = String, description = "The same tag."))
        ),
        KeyErrors,
    )
)]
pub(super) async fn get_settings(caller: Caller, headers: HeaderMap) -> Result<Response, Failure> {
    caller.needs(Scope::Read)?;
    let (settings, uses, version) = service::settings::read_version(&caller.workspace);
    let tag = tag::tag_of(&version, &uses);
    let known = tag::is_known(&headers, &tag);
    let tag = [(header::ETAG, tag)];
    Ok(match known {
        true => (StatusCode::NOT_MODIFIED, tag).into_response(),
        false => (tag, data(SettingsOut::new(settings, &uses))).into_response(),
    })
}

/// Update settings
///
/// Changes the settings named, and nothing else: all of them, or none. With `If-Match` only where nobody changed them
/// since they were read. Counters that move by themselves (`usageCount`) do not count as a change here.
#[utoipa::path(
    patch,
    path = "/settings",
    operation_id = "updateSettings",
    tag = "settings",
    params((
        "If-Match" = Option<String>,
        Header,
        description = "The `ETag` under which the settings were read; several, separated by commas; or `*`.",
        pattern = r#"^(\*|(W/)?"[!#-~]*"(, *(W/)?"[!#-~]*")*)$"#,
        example = json!("\"5f2b4d0c9a7e4f61b3d2c1a09e8f7d6c-e3b0c442\"")
    )),
    request_body = SettingsIn,
    responses(
        (
            status = 200,
            description = "The settings are changed.",
            body = DoneOut,
            headers(("ETag" = String, description = "Tells the settings as they are after this change from others.")),
            example = json!({ "success": true, "message": "Settings updated" })
        ),
        (
            status = 400,
            description = "A field is unknown or cannot be taken; the message names it.",
            body = ErrorOut,
            example = json!({
                "success": false,
                "error": { "code": "VALIDATION_ERROR", "message": "Unknown setting \"welcome\"" }
            })
        ),
        (
            status = 412,
            description = "Somebody changed the settings since they were read, or another account is active. Nothing was changed.",
            body = ErrorOut,
            example = json!({
                "success": false,
                "error": {
                    "code": "PRECONDITION_FAILED",
                    "message": "The settings have changed meanwhile: read them again"
                }
            })
        ),
        KeyErrors,
        BodyErrors,
        CommandErrors,
    )
)]
pub(super) async fn change_settings(
    caller: Caller,
    headers: HeaderMap,
    body: Body<Document>,
) -> Result<([(header::HeaderName, String); 1], Json<DoneOut>), Failure> {
    caller.needs(Scope::Settings)?;
    let Document(document) = body.required()?;
    let version = service::settings::change_at(&caller.workspace, &document, tag::wanted_versions(&headers)?).await?;
    let (_, uses) = service::settings::read(&caller.workspace);
    Ok(([(header::ETAG, tag::tag_of(&version, &uses))], done("Settings updated")))
}
