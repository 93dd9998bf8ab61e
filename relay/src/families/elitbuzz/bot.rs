//! The bot that an address names by customer id and bot key: it is the workspace of the key, or the request is refused.

use super::error::{ErrorOut, Refusal, StatusOut};
use super::ids::BotIds;
use crate::app::App;
use crate::auth::Caller;
use crate::error::Failure;
use crate::scopes::Scope;
use axum::Json;
use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use serde::{Deserialize, Serialize};
use utoipa::{IntoResponses, ToSchema};

/// The ids in every address of the family.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Path)]
#[serde(rename_all = "camelCase")]
pub(crate) struct BotPath {
    /// The customer id that `key create` shows.
    #[param(example = "1234567890")]
    customer_id: String,
    /// The bot key that `key create` shows.
    #[param(example = "0f8fad5b-d9cb-869f-a165-70867728950e")]
    bot_key: String,
}

/// A caller at an address that names the workspace of its key. Who has it can read whatever else the address names.
#[derive(Clone, Debug)]
pub(crate) struct Bot {
    /// Who calls.
    pub(crate) caller: Caller,
    /// The ids in the address.
    pub(crate) ids: BotIds,
}

impl FromRequestParts<App> for Bot {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Refusal> {
        let caller = Caller::from_request_parts(parts, app).await?;
        let path = Path::<BotPath>::from_request_parts(parts, app).await;
        let Path(BotPath { customer_id, bot_key }) = path.map_err(|_| Refusal::unknown_id())?;
        let (asked, store) = (BotIds { customer_id, bot_key }, app.hub().store());
        let own = store.founding(caller.workspace.name()).await?.ok_or(Failure::Internal)?;
        if BotIds::new(&own.origin) == asked {
            return Ok(Self { caller, ids: asked });
        }
        let is_another_s = store.origins().await?.iter().any(|origin| BotIds::new(origin) == asked);
        Err(if is_another_s { Failure::Forbidden(NOT_YOURS).into() } else { Refusal::unknown_id() })
    }
}

const NOT_YOURS: &str = "This key belongs to another bot";

/// What may be wrong with the ids in an address.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "only describes responses; refusals are made in `error`")]
pub(crate) enum BotErrors {
    /// The ids in the address name nothing, or a parameter is wrong.
    #[response(status = 400, example = json!({
        "status": { "code": 1002, "desc": "INVALID_BOT_OR_CUSTOMER_ID" },
        "error_code": 1002,
        "error_message": "INVALID_BOT_OR_CUSTOMER_ID",
        "error_details": "The bot id/customer id/user id provided is invalid"
    }))]
    Invalid(ErrorOut),
    /// The ids belong to another workspace; or its tier does not include the API, or the key was made for less than this.
    #[response(status = 403, example = json!({
        "status": { "code": 403, "desc": "FORBIDDEN" },
        "error_code": 403,
        "error_message": "FORBIDDEN",
        "error_details": "This key belongs to another bot"
    }))]
    Forbidden(ErrorOut),
}

/// A bot, and that its ids are right.
#[derive(Serialize, ToSchema)]
pub(super) struct BotOut {
    status: StatusOut,
    #[serde(rename = "customerId")]
    #[schema(example = "1234567890")]
    customer_id: String,
    #[serde(rename = "botKey")]
    #[schema(example = "0f8fad5b-d9cb-869f-a165-70867728950e")]
    bot_key: String,
    /// The workspace.
    #[serde(rename = "botName")]
    #[schema(example = "default")]
    bot_name: String,
}

/// Look at the bot
///
/// Says whether customer id, bot key and key belong together, before anything is built on them.
#[utoipa::path(
    get,
    path = "/bot-api/v1.0/customer/{customerId}/bot/{botKey}",
    operation_id = "getBot",
    tag = "bot",
    params(BotPath),
    responses((status = 200, description = "They do.", body = BotOut), BotErrors)
)]
pub(super) async fn get_bot(bot: Bot) -> Result<Json<BotOut>, Refusal> {
    bot.caller.needs(Scope::Read)?;
    let Bot { caller, ids: BotIds { customer_id, bot_key } } = bot;
    let bot_name = caller.workspace.name().to_owned();
    Ok(Json(BotOut { status: StatusOut::success(), customer_id, bot_key, bot_name }))
}
