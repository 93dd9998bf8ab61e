//! `/settings`: what the bot does.

mod input;
mod output;

pub use input::SettingsIn;
pub(crate) use input::{CommandIn, RuleIn, TimerIn};
pub(crate) use output::{CommandOut, RuleOut, SettingsOut, TimerOut};

use super::body::Body;
use super::envelope::{BodyErrors, CommandErrors, DataOut, DoneOut, KeyErrors, data, done};
use crate::auth::Caller;
use crate::error::{ErrorOut, Failure};
use crate::service;
use axum::Json;
use serde_json::Value;

/// Get settings
///
/// The settings of the active account.
#[utoipa::path(
    get,
    path = "/settings",
    operation_id = "getSettings",
    tag = "settings",
    responses((status = 200, description = "The settings.", body = DataOut<SettingsOut>), KeyErrors)
)]
pub(super) async fn get_settings(caller: Caller) -> Json<DataOut<SettingsOut>> {
    let (settings, uses) = service::settings::read(&caller.workspace);
    data(SettingsOut::new(settings, &uses))
}

/// Update settings
///
/// Changes the settings named, and nothing else.
#[utoipa::path(
    patch,
    path = "/settings",
    operation_id = "updateSettings",
    tag = "settings",
    request_body = SettingsIn,
    responses(
        (
            status = 200,
            description = "The settings are changed.",
            body = DoneOut,
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
        KeyErrors,
        BodyErrors,
        CommandErrors,
    )
)]
pub(super) async fn change_settings(caller: Caller, body: Body<Value>) -> Result<Json<DoneOut>, Failure> {
    service::settings::change(&caller.workspace, &body.required()?).await?;
    Ok(done("Settings updated"))
}
