//! API triggers: a flow is run for a user who need not have written anything. Version 1 has everything in the query, the
//! later ones in a JSON body.

use super::bot::{Bot, BotErrors, BotPath};
use super::channel_user::{address_of, id_of};
use super::error::{ErrorOut, Refusal, StatusOut};
use crate::api::Body;
use crate::app::App;
use crate::error::Failure;
use crate::families::query::repaired_phone;
use crate::messaging::{Channel, MAX_VALUE, USER_CHANNEL, USER_NAME, USER_PHONE, Visitor, check_attribute};
use crate::scopes::Scope;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::Uri;
use serde::{Deserialize, Serialize};
use serde_json::Number;
use std::collections::BTreeMap;
use url::form_urlencoded;
use utoipa::{IntoResponses, ToSchema};

/// The most attributes of a call.
const MAX_ATTRIBUTES: usize = 100;

/// Which flow.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct FlowPath {
    flow_key: String,
}

/// For whom, and what is known of them.
#[derive(ToSchema)]
#[schema(
    example = json!({ "user.channel": "whatsapp", "user.phone_no": "919565428256", "attribute_1": "value1" })
)]
#[expect(dead_code, reason = "only describes the body; it is read as a list of attributes")]
pub(super) struct TriggerIn {
    /// Their number, with the code of the country.
    #[schema(rename = "user.phone_no", pattern = r"^\+?[1-9]\d{6,14}$")]
    phone_no: String,
    /// Where they are reached.
    #[schema(
        rename = "user.channel",
        nullable = false,
        default = "whatsapp",
        pattern = "^([Ww][Hh][Aa][Tt][Ss][Aa][Pp][Pp])?$"
    )]
    channel: Option<String>,
    /// What they call themselves; until somebody says it, their number.
    #[schema(rename = "user.user_name", nullable = false, value_type = Option<serde_json::Value>)]
    user_name: Option<ValueIn>,
}

/// What is known of somebody.
#[derive(Deserialize)]
#[serde(untagged, expecting = "attributes must be texts, numbers, true or false")]
pub(super) enum ValueIn {
    Text(String),
    Number(Number),
    Truth(bool),
}

impl ValueIn {
    fn text(self) -> String {
        match self {
            Self::Text(text) => text,
            Self::Number(number) => number.to_string(),
            Self::Truth(truth) => truth.to_string(),
        }
    }
}

/// A flow under way.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct TriggerOut {
    status: StatusOut,
    #[schema(example = "welcome")]
    flow_key: String,
    #[schema(example = "usr_01JJC0VK6ZT3Q9Y4F2M8W5X7AB")]
    user_id: String,
    #[schema(example = "919565428256")]
    channel_user_id: String,
}

/// What may be wrong with a trigger besides.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "only describes responses; refusals are made in `error`")]
pub(super) enum TriggerErrors {
    /// The bot has no such flow.
    #[response(status = 404, example = json!({
        "status": { "code": 404, "desc": "NOT_FOUND" },
        "error_code": 404,
        "error_message": "NOT_FOUND",
        "error_details": "There is no such flow"
    }))]
    NoFlow(ErrorOut),
}

/// Run a flow, version 1
///
/// Runs a flow that `buzzchat-relay flow set` defined, for a user on WhatsApp who is made where nobody is known by the number.
/// Every other parameter is kept as an attribute of the user; `{{name}}` in the flow's texts stands for it. The body is not
/// read.
#[utoipa::path(
    post,
    path = "/bot-api/v1.0/customer/{customerId}/bot/{botKey}/flow/{flowKey}",
    operation_id = "triggerFlow",
    tag = "triggers",
    params(
        BotPath,
        ("flowKey" = String, Path, description = "The flow's key.", example = "welcome"),
        (
            "user.phone_no" = String,
            Query,
            description = "The user's number, with the code of the country.",
            example = "919565428256",
            pattern = r"^\+?[1-9]\d{6,14}$"
        ),
        ("user.channel" = Option<String>, Query, description = "`whatsapp`, which it is unless given."),
        (
            "user.user_name" = Option<String>,
            Query,
            description = "What they call themselves; until somebody says it, their number."
        ),
    ),
    responses((status = 200, description = "The flow runs.", body = TriggerOut), BotErrors, TriggerErrors)
)]
pub(super) async fn trigger_flow(
    State(app): State<App>,
    bot: Bot,
    path: Path<FlowPath>,
    uri: Uri,
) -> Result<Json<TriggerOut>, Refusal> {
    let pairs = form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()).into_owned();
    run(&app, &bot, path.0, pairs).await
}

/// Run a flow, version 2
///
/// As version 1, with everything in the body.
#[utoipa::path(
    post,
    path = "/bot-api/v2.0/customer/{customerId}/bot/{botKey}/flow/{flowKey}",
    operation_id = "triggerFlowV2",
    tag = "triggers",
    params(BotPath, ("flowKey" = String, Path, description = "The flow's key.", example = "welcome")),
    request_body = TriggerIn,
    responses((status = 200, description = "The flow runs.", body = TriggerOut), BotErrors, TriggerErrors)
)]
pub(super) async fn trigger_flow_v2(
    State(app): State<App>,
    bot: Bot,
    path: Path<FlowPath>,
    body: Body<BTreeMap<String, ValueIn>>,
) -> Result<Json<TriggerOut>, Refusal> {
    let attributes = body.required()?;
    run(&app, &bot, path.0, attributes.into_iter().map(|(name, value)| (name, value.text()))).await
}

/// Run a flow, version 3
///
/// The same as version 2.
#[utoipa::path(
    post,
    path = "/bot-api/v3.0/customer/{customerId}/bot/{botKey}/flow/{flowKey}",
    operation_id = "triggerFlowV3",
    tag = "triggers",
    params(BotPath, ("flowKey" = String, Path, description = "The flow's key.", example = "welcome")),
    request_body = TriggerIn,
    responses((status = 200, description = "The flow runs.", body = TriggerOut), BotErrors, TriggerErrors)
)]
pub(super) async fn trigger_flow_v3(
    state: State<App>,
    bot: Bot,
    path: Path<FlowPath>,
    body: Body<BTreeMap<String, ValueIn>>,
) -> Result<Json<TriggerOut>, Refusal> {
    trigger_flow_v2(state, bot, path, body).await
}

async fn run(
    app: &App,
    bot: &Bot,
    FlowPath { flow_key }: FlowPath,
    pairs: impl Iterator<Item = (String, String)>,
) -> Result<Json<TriggerOut>, Refusal> {
    bot.caller.needs(Scope::Messages)?;
    let Asked { address, name, attributes } = read(pairs)?;
    let visitor = Visitor { address: &address, name: &name, attributes, source: "elitbuzz" };
    let person = app.messaging().run_flow(bot.caller.workspace.name(), &flow_key, &visitor).await?;
    let channel_user_id = id_of(&person.address).to_owned();
    Ok(Json(TriggerOut { status: StatusOut::success(), flow_key, user_id: person.id, channel_user_id }))
}

/// For whom a flow is asked for.
#[derive(Debug, PartialEq)]
struct Asked {
    address: String,
    name: String,
    attributes: Vec<(String, String)>,
}

fn read(pairs: impl Iterator<Item = (String, String)>) -> Result<Asked, Failure> {
    let mut known = BTreeMap::new();
    for (name, value) in pairs {
        if value.chars().count() > MAX_VALUE {
            return Err(Failure::Validation(format!("An attribute must have at most {MAX_VALUE} characters")));
        }
        if known.insert(name, value).is_some() {
            return Err(Failure::validation("An attribute is given twice"));
        }
    }
    let channel = known.remove(USER_CHANNEL).unwrap_or_default();
    if !channel.is_empty() && !channel.eq_ignore_ascii_case(Channel::Whatsapp.name()) {
        return Err(Failure::Validation(format!("{USER_CHANNEL} must be whatsapp")));
    }
    let phone = known.remove(USER_PHONE).unwrap_or_default();
    if phone.trim().is_empty() {
        return Err(Failure::Validation(format!("Missing required parameter: {USER_PHONE}")));
    }
    let wrong = || Failure::Validation(format!("{USER_PHONE} must be a phone number with the code of its country"));
    let address = address_of(&repaired_phone(&phone)).ok_or_else(wrong)?;
    let name = known.remove(USER_NAME).unwrap_or_default().trim().to_owned();
    if known.len() > MAX_ATTRIBUTES {
        return Err(Failure::Validation(format!("At most {MAX_ATTRIBUTES} attributes are kept of a call")));
    }
    known.keys().try_for_each(|name| check_attribute(name)).map_err(Failure::Validation)?;
    Ok(Asked { address, name, attributes: known.into_iter().collect() })
}

#[cfg(test)]
mod tests {
    use super::{Asked, read};

    fn asked(pairs: &[(&str, &str)]) -> Option<Asked> {
        read(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))).ok()
    }

    #[test]
    fn a_trigger_names_a_user_and_brings_attributes_along() {
        let attributes = vec![("Channel".into(), "Whatsapp".into()), ("total".into(), "1.500".into())];
        let expected = Asked { address: "+919565428256".into(), name: "Ann".into(), attributes };
        let all = [
            ("user.channel", "Whatsapp"),
            ("user.phone_no", " 919565428256"),
            ("user.user_name", " Ann "),
            ("total", "1.500"),
            ("Channel", "Whatsapp"),
        ];
        assert_eq!(asked(&all), Some(expected));
        let least = Asked { address: "+919565428256".into(), name: String::new(), attributes: Vec::new() };
        assert_eq!(asked(&[("user.phone_no", "+919565428256"), ("user.channel", "")]), Some(least));
        let (phone, long) = (("user.phone_no", "919565428256"), "x".repeat(4_097));
        for pairs in [
            &[][..],
            &[("user.phone_no", "")],
            &[("user.phone_no", "nobody")],
            &[phone, ("user.channel", "rcs")],
            &[phone, ("a", "1"), ("a", "2")],
            &[phone, ("", "1")],
            &[phone, ("a", &long)],
        ] {
            assert_eq!(asked(pairs), None, "{pairs:?}");
        }
    }
}
