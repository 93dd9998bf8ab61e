//! `/generator`: what writes answers for the workspace. Its key goes in and never comes out.

use super::body::Body;
use super::envelope::{BodyErrors, DataOut, DoneOut, KeyErrors, data, done};
use super::webhooks::named;
use crate::app::App;
use crate::auth::Caller;
use crate::error::{ErrorOut, Failure};
use crate::generation::{Kind, Service};
use crate::scopes::Scope;
use crate::service::generator::{self, Wanted};
use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What writes answers.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct GeneratorOut {
    kind: WriterName,
    /// The base of its addresses; null where the relay itself writes.
    #[schema(required, example = "https://api.openai.com")]
    url: Option<String>,
    /// Which model; null where the relay itself writes.
    #[schema(required, example = "gpt-4o-mini")]
    model: Option<String>,
    /// Whether it was told a key, which is never shown.
    #[schema(example = true)]
    has_key: bool,
}

/// What writes.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum WriterName {
    /// The relay itself, from the rules of the active account.
    Embedded,
    /// A model that speaks chat/completions.
    OpenAi,
    /// A model that speaks messages.
    Anthropic,
}

impl From<Option<Service>> for GeneratorOut {
    fn from(service: Option<Service>) -> Self {
        let Some(Service { kind, url, model, secret }) = service else {
            return Self { kind: WriterName::Embedded, url: None, model: None, has_key: false };
        };
        let kind = match kind {
            Kind::OpenAi => WriterName::OpenAi,
            Kind::Anthropic => WriterName::Anthropic,
        };
        Self { kind, url: Some(url), model: Some(model), has_key: !secret.is_empty() }
    }
}

/// Get the generator
///
/// What writes answers where an API asks for one: a model, or the relay itself from your rules.
#[utoipa::path(
    get,
    path = "/generator",
    operation_id = "getGenerator",
    tag = "generator",
    responses((status = 200, description = "What writes answers.", body = DataOut<GeneratorOut>), KeyErrors)
)]
pub(super) async fn get_generator(
    State(app): State<App>,
    caller: Caller,
) -> Result<Json<DataOut<GeneratorOut>>, Failure> {
    caller.needs(Scope::Read)?;
    Ok(data(app.hub().store().generator(caller.workspace.name()).await?.into()))
}

/// A model to write answers.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "kind": "openai", "url": "https://api.openai.com", "model": "gpt-4o-mini", "key": "sk-…"
}))]
pub(super) struct SetGeneratorIn {
    kind: ModelKind,
    /// The base of its addresses: https, and public, unless the operator allows others.
    #[schema(format = "uri", min_length = 1, max_length = 2048)]
    url: String,
    #[schema(min_length = 1, max_length = 200, pattern = r"\S")]
    model: String,
    /// What it asks for; an empty text for nothing. Left out, the key it was told before stays, as long as kind and
    /// address are the same.
    #[serde(default, deserialize_with = "named")]
    #[schema(nullable = false, max_length = 1000, pattern = "^[!-~]*$")]
    key: Option<String>,
}

/// What a model speaks.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum ModelKind {
    /// chat/completions, as OpenAI, Ollama, llama.cpp and vLLM have it.
    OpenAi,
    /// messages, as Anthropic has it.
    Anthropic,
}

/// Set the generator
///
/// Has answers written by a model from now on.
#[utoipa::path(
    put,
    path = "/generator",
    operation_id = "setGenerator",
    tag = "generator",
    request_body = SetGeneratorIn,
    responses(
        (status = 200, description = "It writes answers from now on.", body = DataOut<GeneratorOut>),
        (
            status = 400,
            description = "The body is wrong.",
            body = ErrorOut,
            example = json!({
                "success": false,
                "error": {
                    "code": "VALIDATION_ERROR",
                    "message": "url cannot be taken: The address must begin with https://"
                }
            })
        ),
        KeyErrors,
        BodyErrors,
    )
)]
pub(super) async fn set_generator(
    State(app): State<App>,
    caller: Caller,
    body: Body<SetGeneratorIn>,
) -> Result<Json<DataOut<GeneratorOut>>, Failure> {
    caller.needs(Scope::Settings)?;
    let SetGeneratorIn { kind, url, model, key } = body.required()?;
    let kind = match kind {
        ModelKind::OpenAi => Kind::OpenAi,
        ModelKind::Anthropic => Kind::Anthropic,
    };
    let wanted = Wanted { kind, url, model, secret: key };
    let service = generator::set(app.hub().store(), app.generation(), caller.workspace.name(), wanted).await?;
    Ok(data(Some(service).into()))
}

/// Remove the generator
///
/// Has answers written by the relay itself again, from your rules. Its key is forgotten.
#[utoipa::path(
    delete,
    path = "/generator",
    operation_id = "removeGenerator",
    tag = "generator",
    responses(
        (
            status = 200,
            description = "The relay itself writes answers, whether it did before or not.",
            body = DoneOut,
            example = json!({ "success": true, "message": "Generator removed" })
        ),
        KeyErrors,
    )
)]
pub(super) async fn remove_generator(State(app): State<App>, caller: Caller) -> Result<Json<DoneOut>, Failure> {
    caller.needs(Scope::Settings)?;
    app.hub().store().delete_generator(caller.workspace.name()).await?;
    Ok(done("Generator removed"))
}
