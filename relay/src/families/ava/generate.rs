//! `/api/generate`: an answer is written, and sent if that is wanted.

use super::wire::moment;
use crate::api::Body;
use crate::app::App;
use crate::auth::Caller;
use crate::error::Failure;
use crate::generation::{Prompt, Role};
use crate::messaging::{Channel, Content, Message, Outgoing, checked_address};
use crate::scopes::Scope;
use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The most that was said before.
const MAX_TURNS: usize = 100;
/// The most characters of a turn, and of the instructions.
const MAX_CHARACTERS: usize = 10_000;

/// What to answer.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "phone": "+1234567890",
    "context": [{ "role": "user", "content": "What are your business hours?" }],
    "instructions": "Respond professionally and mention we are open 9-5 weekdays"
}))]
pub(super) struct GenerateIn {
    /// Whom to, in E.164 format.
    #[schema(pattern = r"^\+[1-9]\d{6,14}$")]
    phone: String,
    /// What was said, the oldest first.
    #[schema(min_items = 1, max_items = 100)]
    context: Vec<TurnIn>,
    /// How to answer: tone, style, what to mention.
    #[schema(max_length = 10_000)]
    instructions: Option<String>,
    /// Whether the answer is sent at once.
    #[serde(default)]
    #[schema(default = false)]
    auto_send: bool,
}

/// Something that was said.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct TurnIn {
    role: RoleIn,
    #[schema(min_length = 1, max_length = 10_000, pattern = r"\S")]
    content: String,
}

/// Who said it.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum RoleIn {
    /// The person.
    User,
    /// You.
    Assistant,
}

/// An answer.
#[derive(Serialize, ToSchema)]
pub(super) struct GenerateOut {
    /// Always true.
    #[schema(example = true)]
    success: bool,
    #[schema(example = "We're open Monday through Friday from 9 AM to 5 PM.")]
    generated_message: String,
    #[schema(example = "msg_ai_abc123")]
    message_id: String,
    /// Whether it is on its way; else it is kept as a draft.
    #[schema(example = false)]
    sent: bool,
    #[schema(format = DateTime, example = "2026-01-25T12:00:00.000Z")]
    timestamp: String,
}

/// Generate a message
///
/// Writes an answer with the model that the workspace is configured with, or from its own FAQ rules and the context. With
/// `auto_send` it is queued; otherwise it is kept and nobody gets it. Where no line can take it, the answer is 500 and it is kept.
#[utoipa::path(
    post,
    path = "/api/generate",
    operation_id = "generateMessage",
    tag = "messages",
    request_body = GenerateIn,
    responses((status = 200, description = "The answer.", body = GenerateOut))
)]
pub(super) async fn generate_message(
    State(app): State<App>,
    caller: Caller,
    body: Body<GenerateIn>,
) -> Result<Json<GenerateOut>, Failure> {
    caller.needs(Scope::Messages)?;
    let asked = body.required()?;
    check(&asked)?;
    let prompt = Prompt {
        context: asked.context.into_iter().map(|turn| (turn.role.into(), turn.content)).collect(),
        instructions: asked.instructions.filter(|text| !text.trim().is_empty()),
    };
    let settings = caller.workspace.replica().read(|shared| shared.active().settings());
    let mut words = app.generation().write(caller.workspace.name(), settings, &prompt).await?;
    shorten(&mut words, Channel::Imessage.longest_text());
    let outgoing = Outgoing {
        content: Content::text(words),
        draft: !asked.auto_send,
        prefix: "msg_ai_",
        ..Outgoing::text("ava", &asked.phone, "")
    };
    let message = write(&app, &caller, outgoing).await?;
    Ok(Json(GenerateOut {
        success: true,
        generated_message: message.content.body,
        message_id: message.id,
        sent: asked.auto_send,
        timestamp: moment(message.at),
    }))
}

/// Sends an answer, or keeps it as a draft. One that cannot be sent is kept too: a model was asked for it.
async fn write(app: &App, caller: &Caller, outgoing: Outgoing<'_>) -> Result<Message, Failure> {
    let (messaging, workspace) = (app.messaging(), caller.workspace.name());
    let draft = Outgoing { draft: true, ..outgoing.clone() };
    let failed = match messaging.send(workspace, Channel::Imessage, outgoing).await {
        Err(failure) if !is_of_line(&failure) => return Err(failure),
        Err(failure) => failure,
        sent => return sent,
    };
    let kept = messaging.send(workspace, Channel::Imessage, draft).await?;
    tracing::warn!(message = kept.id, why = failed.message(), "an answer cannot be sent: it is kept as a draft");
    Err(Failure::Internal)
}

/// Whether a line may be in the way, which a draft does not need.
fn is_of_line(failure: &Failure) -> bool {
    matches!(failure, Failure::Unavailable(_) | Failure::Validation(_))
}

fn check(asked: &GenerateIn) -> Result<(), Failure> {
    let wrong = |why: String| Err(Failure::Validation(why));
    checked_address(Channel::Imessage, &asked.phone)?;
    if asked.context.is_empty() || asked.context.len() > MAX_TURNS {
        return wrong(format!("context must have between 1 and {MAX_TURNS} messages"));
    }
    if asked.context.iter().any(|turn| turn.content.trim().is_empty()) {
        return wrong("content must not be empty".to_owned());
    }
    let texts = asked.context.iter().map(|turn| &turn.content).chain(&asked.instructions);
    if texts.map(|text| text.chars().count()).max().is_some_and(|longest| longest > MAX_CHARACTERS) {
        return wrong(format!("content and instructions must be at most {MAX_CHARACTERS} characters"));
    }
    Ok(())
}

impl From<RoleIn> for Role {
    fn from(role: RoleIn) -> Self {
        match role {
            RoleIn::User => Self::User,
            RoleIn::Assistant => Self::Assistant,
        }
    }
}

/// Models may go on for longer than a message can be.
fn shorten(words: &mut String, most: usize) {
    if let Some((end, _)) = words.char_indices().nth(most) {
        words.truncate(end);
    }
}
