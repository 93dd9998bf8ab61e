//! `/api/buzz/v1/bots/message/{channel}`: where an integration answers an event. Its token is the event's, not a client's.

use super::{Answer, ErrorOut};
use crate::api::Body;
use crate::app::App;
use crate::auth::{Denied, Proof, admit, client, described};
use crate::clock;
use crate::error::Failure;
use crate::family::Family;
use crate::limits::{Client, Counted};
use crate::pairing::hash_token;
use crate::scopes::Scope;
use crate::service::integrations::{answer, hash_of_key};
use crate::store::AnswerToken;
use axum::extract::rejection::PathRejection;
use axum::extract::{FromRequest, Path, Request, State};
use axum::http::{HeaderMap, HeaderName};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

const TOKEN: HeaderName = HeaderName::from_static("x-buzz-bot-token");

/// An answer to an event, in either form.
#[derive(Deserialize, ToSchema)]
#[serde(untagged)]
#[schema(example = json!({ "content": { "text": "Deal 73964 is closed" } }))]
pub(super) enum AnswerIn {
    /// As Domo's own client sends it.
    Content {
        /// What is said.
        content: TextIn,
    },
    /// As Domo's webhooks take it.
    Text(TextIn),
}

/// Words.
#[derive(Deserialize, ToSchema)]
pub(super) struct TextIn {
    /// Not blank. In a live chat at most 500 characters, or as many as its site takes, and not beginning with "/".
    #[schema(min_length = 1, pattern = r"\S", example = "Deal 73964 is closed")]
    text: String,
}

/// Nothing more to say.
#[derive(Serialize, ToSchema)]
pub(super) struct AnsweredOut {}

/// Post a message back
///
/// Answers an event where it happened: in the chat of the live stream, or in the conversation. The address and the token are
/// those of the event's `callback`; they work for an hour from the event on, and for as long as the key works that made the
/// integration, whose requests these count among. The seller's account writes the line, so no name stands before it.
#[utoipa::path(
    post,
    path = "/api/buzz/v1/bots/message/{channel}",
    operation_id = "postBotMessage",
    tag = "callback",
    params(
        ("channel" = String, Path, description = "The channel's id.", example = "4af927ea-ec3b-4a56-9acc-6a3d3d36a475"),
    ),
    request_body = AnswerIn,
    security(("botToken" = [])),
    responses(
        (status = 200, description = "The message is posted, or on its way.", body = AnsweredOut),
        (status = 400, description = "The body is wrong, or nobody is there to write into the chat.", body = ErrorOut),
        (
            status = 401,
            description = "The token is missing, unknown, or older than an hour.",
            body = ErrorOut,
            example = json!({
                "status": 401,
                "statusReason": "Unauthorized",
                "message": "The x-buzz-bot-token is missing, unknown, or older than an hour",
                "path": "/api/buzz/v1/bots/message/4af927ea-ec3b-4a56-9acc-6a3d3d36a475",
                "toe": "6b740b3f717d466c9639e7ec25a66554"
            })
        ),
        (
            status = 403,
            description = "The token belongs to another channel, or the key may not write.",
            body = ErrorOut,
            example = json!({
                "status": 403,
                "statusReason": "Forbidden",
                "message": "The token belongs to another channel",
                "path": "/api/buzz/v1/bots/message/73f4bf8b-445a-438b-be83-6e640e32c607",
                "toe": "6b740b3f717d466c9639e7ec25a66554"
            })
        ),
        (status = 404, description = "There is nobody in the channel any more.", body = ErrorOut),
    )
)]
pub(super) async fn post_message(
    State(app): State<App>,
    path: Result<Path<String>, PathRejection>,
    request: Request,
) -> Response {
    let client = client(&request);
    let token = match known_token(&app, request.headers(), client).await {
        Ok(token) => token,
        Err(denied) => return denied.into_response(),
    };
    // A key that was revoked has no hash: nobody is let in with it.
    let workspace = match app.hub().workspace(&token.workspace).await {
        Ok(workspace) => workspace,
        Err(error) => {
            let allowance = app.limits().refusals_left(client, clock::now());
            return Denied { failure: error.into(), allowance }.into_response();
        }
    };
    let proof = hash_of_key(&workspace, &token.made_with).map(Proof::Made);
    let (caller, allowance) = match admit(&app, Family::Domo, proof, client).await {
        Ok(admitted) => admitted,
        Err(denied) => return denied.into_response(),
    };
    let posted = async {
        caller.needs(Scope::Messages)?;
        check_channel(&token, path)?;
        let text = read_text(&app, request).await?;
        answer(app.hub().store(), app.messaging(), &caller.workspace, token.destination, text).await?;
        tracing::info!(integration = token.integration, "an integration answered");
        Ok::<_, Failure>(Answer(AnsweredOut {}))
    };
    described(posted.await.into_response(), allowance)
}

/// What the token in a request is good for. Whoever shows none that works is counted as one without a key.
async fn known_token(app: &App, headers: &HeaderMap, client: Client) -> Result<AnswerToken, Denied> {
    let (shown, now) = (headers.get(TOKEN).and_then(|token| token.to_str().ok()), clock::now());
    let found = match shown {
        Some(token) => app.hub().store().answer_token(&hash_token(token), now).await,
        None => Ok(None),
    };
    match found {
        Ok(Some(token)) => Ok(token),
        Ok(None) => {
            let Counted { within, allowance } = app.limits().count_refusal(client, now);
            let unknown = Failure::InvalidToken("The x-buzz-bot-token is missing, unknown, or older than an hour");
            Err(Denied { failure: if within { unknown } else { Failure::TooManyFailures }, allowance })
        }
        Err(error) => Err(Denied { failure: error.into(), allowance: app.limits().refusals_left(client, now) }),
    }
}

fn check_channel(token: &AnswerToken, path: Result<Path<String>, PathRejection>) -> Result<(), Failure> {
    let is_its_own = path.is_ok_and(|Path(channel)| channel.eq_ignore_ascii_case(&token.channel));
    is_its_own.then_some(()).ok_or(Failure::Forbidden("The token belongs to another channel"))
}

async fn read_text(app: &App, request: Request) -> Result<String, Failure> {
    let body = Body::<serde_json::Value>::from_request(request, app).await?.required()?;
    let wrong = |_| Failure::validation("The body must be {\"content\": {\"text\": \"…\"}} or {\"text\": \"…\"}");
    let (AnswerIn::Content { content: TextIn { text } } | AnswerIn::Text(TextIn { text })) =
        serde_json::from_value(body).map_err(wrong)?;
    Ok(text)
}
