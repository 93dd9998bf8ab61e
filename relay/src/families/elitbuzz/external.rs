//! Broadcasts from outside: a template to everybody in a file, with values for its blanks from their rows.

use super::audience::Audience;
use super::bot::{Bot, BotErrors, BotPath};
use super::broadcast::{BroadcastOut, describe};
use super::error::{Code, Refusal};
use super::page::Page;
use super::template::TemplateIn;
use crate::app::App;
use crate::error::Failure;
use crate::families::query::Params;
use crate::messaging::{Channel, Content, MOST_MESSAGES, Planned, TEMPLATE};
use crate::scopes::Scope;
use axum::Json;
use axum::body::Bytes;
use axum::extract::multipart::{Field, MultipartError, MultipartRejection};
use axum::extract::{Multipart, State};
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::Value;
use std::sync::Arc;
use utoipa::ToSchema;

/// The most bytes of a body with a file.
pub(super) const MAX_BODY: usize = 2 * 1024 * 1024;
/// The most bytes of a template, before anything is filled in.
const MAX_TEMPLATE: usize = 8 * 1024;
/// The most bytes of all the templates together, with everything filled in.
const MAX_LETTERS: usize = 32 * 1024 * 1024;

/// What the broadcast is called.
#[derive(Deserialize)]
pub(super) struct ExternalIn {
    broadcast_id: String,
}

/// The parts of the body.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only describes the body; its parts are read one by one")]
pub(super) struct PartsIn {
    /// A CSV file with a header: `user.phone_number`, and `user.attribute_0`, `user.attribute_1` and so on for the blanks of
    /// the template. At most 10,000 rows.
    #[schema(format = Binary, content_media_type = "text/csv")]
    target_audience: String,
    /// The template as JSON, as the template API takes it, by itself or as `payload`. In its texts `{{user.attribute_0}}`
    /// stands for the row's value, and so does `user.attribute_0` where it is the whole text.
    #[schema(content_media_type = "application/json")]
    template_payload: String,
}

/// A template by itself, or as the template API takes it; whom it goes to stands in the file.
#[derive(Deserialize)]
struct WrappedIn {
    payload: TemplateIn,
}

/// What was uploaded.
struct Parts {
    audience: Bytes,
    template: Bytes,
}

/// Broadcast from outside
///
/// Sends a WhatsApp template to everybody in a file, each with the values of their row. All of it is queued, or nothing; what
/// became of each stands at the broadcast's own address. `broadcast_id` is what you call it. Codes besides 1000 are 2000 where
/// something else is wrong, 2003 for an unknown bot, 2004 where no WhatsApp account can send, 2005 for a file that is no list
/// of recipients and 2006 for one that did not arrive or is larger than 2 MiB.
#[utoipa::path(
    post,
    path = "/whatsapp-api/v1.0/customer/{customerId}/bot/{botKey}/external/broadcast",
    operation_id = "createExternalBroadcast",
    tag = "broadcasts",
    params(
        BotPath,
        (
            "broadcast_id" = String,
            Query,
            description = "What you call the broadcast.",
            min_length = 1,
            max_length = 200,
            example = "Opening hours"
        ),
    ),
    request_body(content = PartsIn, content_type = "multipart/form-data"),
    responses(
        (
            status = 200,
            description = "The broadcast is queued; with the first 500 of its recipients.",
            body = BroadcastOut
        ),
        BotErrors,
    )
)]
pub(super) async fn create_external_broadcast(
    State(app): State<App>,
    bot: Result<Bot, Refusal>,
    asked: Result<Params<ExternalIn>, Failure>,
    body: Result<Multipart, MultipartRejection>,
) -> Result<Json<BroadcastOut>, Refusal> {
    let bot = bot.map_err(no_such_bot)?;
    bot.caller.needs(Scope::Messages)?;
    let Params(ExternalIn { broadcast_id: title }) = asked.map_err(|failure| unhandled(&failure))?;
    let parts = read_parts(body).await?;
    let template = read_template(&parts.template)?;
    let file = |why: String| Refusal::of(Code::FileFormat, why);
    let audience = Audience::read(&parts.audience, MOST_MESSAGES).map_err(file)?;
    let letters = write_letters(&audience, &template).map_err(file)?;
    let workspace = bot.caller.workspace.name();
    // Asked before, so that what is wrong with the account has its own code.
    app.messaging().line_for(workspace, Channel::Whatsapp, None).await.map_err(no_account)?;
    let planned = Planned { title: &title, channel: Channel::Whatsapp, at: 0, letters, source: "elitbuzz" };
    let broadcast = app.messaging().broadcast(workspace, &planned).await.map_err(|failure| unhandled(&failure))?;
    describe(&app, broadcast, Page::FIRST).await
}

fn no_such_bot(refusal: Refusal) -> Refusal {
    match refusal {
        Refusal::Documented(status, Code::UnknownId, _) => {
            Refusal::Documented(status, Code::UnknownBot, "The bot key or the customer id matches no bot".to_owned())
        }
        other => other,
    }
}

fn no_account(failure: Failure) -> Refusal {
    match failure {
        Failure::Validation(why) | Failure::Unavailable(why) => Refusal::of(Code::NoAccount, why),
        other => unhandled(&other),
    }
}

/// What has no code of its own.
fn unhandled(failure: &Failure) -> Refusal {
    Refusal::Documented(failure.status(), Code::Failure, failure.message())
}

async fn read_parts(body: Result<Multipart, MultipartRejection>) -> Result<Parts, Refusal> {
    let no_form = || {
        let why = "The body must be sent as multipart/form-data".to_owned();
        Refusal::Documented(StatusCode::UNSUPPORTED_MEDIA_TYPE, Code::Upload, why)
    };
    let mut body = body.map_err(|_| no_form())?;
    let (mut audience, mut template) = (None, None);
    while let Some(field) = body.next_field().await.map_err(|error| broken(&error))? {
        match field.name() {
            Some("target_audience") => keep(&mut audience, field).await?,
            Some("template_payload") => keep(&mut template, field).await?,
            _ => {}
        }
    }
    let missing = |name: &str| Refusal::of(Code::Upload, format!("The part {name} is missing"));
    Ok(Parts {
        audience: audience.ok_or_else(|| missing("target_audience"))?,
        template: template.ok_or_else(|| missing("template_payload"))?,
    })
}

async fn keep(part: &mut Option<Bytes>, field: Field<'_>) -> Result<(), Refusal> {
    let bytes = field.bytes().await.map_err(|error| broken(&error))?;
    match part.replace(bytes) {
        None => Ok(()),
        Some(_) => Err(Refusal::of(Code::Upload, "A part is there twice")),
    }
}

fn broken(error: &MultipartError) -> Refusal {
    let status = error.status();
    let why = match status {
        StatusCode::PAYLOAD_TOO_LARGE => "The body is too large: at most 2 MiB are read",
        _ => "The body could not be read",
    };
    let status = if status.is_client_error() { status } else { StatusCode::BAD_REQUEST };
    Refusal::Documented(status, Code::Upload, why.to_owned())
}

fn read_template(bytes: &[u8]) -> Result<Content, Refusal> {
    let wrong = |why: String| Refusal::of(Code::Failure, format!("template_payload: {why}"));
    if bytes.len() > MAX_TEMPLATE {
        return Err(wrong(format!("it has more than {MAX_TEMPLATE} bytes")));
    }
    let value: Value = serde_json::from_slice(bytes).map_err(|_| wrong("it is not valid JSON".to_owned()))?;
    let template = match value.get("payload") {
        Some(_) => serde_json::from_value(value).map(|WrappedIn { payload }| payload),
        None => serde_json::from_value(value),
    };
    let template: TemplateIn = template.map_err(|error| wrong(error.to_string()))?;
    template.content().map_err(|failure| wrong(failure.message()))
}

/// What each of them gets.
fn write_letters(audience: &Audience, template: &Content) -> Result<Vec<(String, Arc<Content>)>, String> {
    let mut letters = Vec::with_capacity(audience.recipients.len());
    let mut bytes = 0;
    for recipient in &audience.recipients {
        let filled = audience.filled(&template.extra[TEMPLATE], recipient)?;
        bytes += filled.to_string().len();
        if bytes > MAX_LETTERS {
            return Err("The templates are too large with everything filled in: send several broadcasts".to_owned());
        }
        let extra = [(TEMPLATE.to_owned(), filled)].into_iter().collect();
        letters.push((recipient.address.clone(), Arc::new(Content { extra, ..template.clone() })));
    }
    Ok(letters)
}
