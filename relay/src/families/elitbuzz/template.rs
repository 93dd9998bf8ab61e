//! WhatsApp templates: one to one user. How a template is written is also that of broadcasts from outside.

use super::bot::{Bot, BotErrors, BotPath};
use super::channel_user::address_of;
use super::error::{Refusal, StatusOut};
use crate::api::Body;
use crate::app::App;
use crate::error::Failure;
use crate::messaging::{Channel, Content, Outgoing};
use crate::scopes::Scope;
use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

/// The longest name of a template, in characters: WhatsApp's own bound.
const MAX_NAME: usize = 512;

/// A template for somebody.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "phoneNumber": "+919565428256",
    "payload": {
        "name": "order_update",
        "components": [{ "type": "body", "parameters": [{ "type": "text", "text": "Ann" }] }],
        "language": { "code": "en", "policy": "deterministic" }
    }
}))]
pub(super) struct SendTemplateIn {
    /// Whom to, with the code of the country.
    #[schema(pattern = r"^\+?[1-9]\d{6,14}$")]
    phone_number: String,
    payload: TemplateIn,
}

/// A template, and what stands in its blanks.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TemplateIn {
    /// What it is called at WhatsApp.
    #[schema(min_length = 1, max_length = 512, pattern = r"\S")]
    name: String,
    /// What stands in its blanks, as WhatsApp takes it.
    #[serde(default)]
    #[schema(value_type = Vec<Object>)]
    components: Vec<Map<String, Value>>,
    language: LanguageIn,
    /// Clients send it; WhatsApp no longer needs it.
    #[serde(rename = "namespace")]
    #[schema(value_type = Option<String>)]
    _namespace: Option<String>,
}

/// In which language.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct LanguageIn {
    #[schema(min_length = 1, max_length = 35, pattern = r"\S", example = "en_US")]
    code: String,
    /// There is no other.
    #[serde(rename = "policy")]
    #[schema(inline)]
    _policy: Option<PolicyIn>,
}

/// Which language is sent where there is no template in the one asked for: none.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum PolicyIn {
    Deterministic,
}

impl TemplateIn {
    /// The content it stands for.
    ///
    /// # Errors
    /// When it has no name or no language.
    pub(super) fn content(self) -> Result<Content, Failure> {
        let Self { name, components, language: LanguageIn { code, .. }, .. } = self;
        for (what, text, most) in [("name", &name, MAX_NAME), ("language.code", &code, 35)] {
            if text.trim().is_empty() || text.chars().count() > most {
                return Err(Failure::Validation(format!("{what} of the template must have 1 to {most} characters")));
            }
        }
        let components: Vec<_> = components.into_iter().map(Value::Object).collect();
        Ok(Content::template(&name, &code, &components))
    }
}

/// A template on its way.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct SendTemplateOut {
    status: StatusOut,
    response_object: SentOut,
}

/// What was queued.
#[derive(Serialize, ToSchema)]
struct SentOut {
    #[schema(example = "msg_01JJC0VK6ZT3Q9Y4F2M8W5X7AB")]
    message_id: String,
}

/// Send a template
///
/// Queues a WhatsApp template, which reaches a user also when more than 24 hours have passed since they last wrote. What
/// becomes of it stands in the user's conversation.
#[utoipa::path(
    post,
    path = "/whatsapp-api/v1.0/customer/{customerId}/bot/{botKey}/template",
    operation_id = "sendTemplate",
    tag = "templates",
    params(BotPath),
    request_body = SendTemplateIn,
    responses((status = 200, description = "The template is queued.", body = SendTemplateOut), BotErrors)
)]
pub(super) async fn send_template(
    State(app): State<App>,
    bot: Bot,
    body: Body<SendTemplateIn>,
) -> Result<Json<SendTemplateOut>, Refusal> {
    bot.caller.needs(Scope::Messages)?;
    let SendTemplateIn { phone_number, payload } = body.required()?;
    // What is no number at all is refused as it stands.
    let to = address_of(&phone_number).unwrap_or(phone_number);
    let outgoing = Outgoing { content: payload.content()?, ..Outgoing::text("elitbuzz", &to, "") };
    let message = app.messaging().send(bot.caller.workspace.name(), Channel::Whatsapp, outgoing).await?;
    let status = StatusOut::success();
    Ok(Json(SendTemplateOut { status, response_object: SentOut { message_id: message.id } }))
}
