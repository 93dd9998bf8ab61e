//! `/oauth/token`: a token that works for an hour, for a client id and a client secret. The id is that of a key, and the
//! secret is the key.

use super::Answer;
use crate::api::read_body;
use crate::app::App;
use crate::auth::{Caller, Denied, Proof, admit, client, described, name_and_password};
use crate::clock;
use crate::error::Failure;
use crate::families::query;
use crate::family::Family;
use crate::pairing::hash_token;
use crate::store::StoreError;
use axum::extract::{Request, State};
use axum::http::{Method, header};
use axum::response::{IntoResponse, Response};
use buzzchat::draw::to_hex;
use buzzchat::engine::hash_key;
use buzzchat::protocol::Millis;
use serde::{Deserialize, Serialize};
use url::form_urlencoded;
use utoipa::ToSchema;

/// How long a token works.
const LIFETIME: Millis = 60 * 60 * 1_000;
/// As documented: a client that asks anew then is never late.
const EXPIRES_IN: u64 = 3_599;
/// What a token is good for.
const SCOPE: &str = "buzz";
const FORM: &str = "application/x-www-form-urlencoded";

/// What a client asks for.
#[derive(Debug, Deserialize, utoipa::IntoParams, ToSchema)]
#[into_params(parameter_in = Query)]
pub(super) struct TokenIn {
    #[param(inline)]
    grant_type: GrantType,
    /// Names separated by spaces; `buzz` is among them, and is what the token is good for.
    #[param(example = "buzz", pattern = "^(.* )?buzz( .*)?$")]
    #[schema(nullable = false, example = "buzz", pattern = "^(.* )?buzz( .*)?$")]
    scope: Option<String>,
}

/// Always `client_credentials`: the client asks for itself.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum GrantType {
    ClientCredentials,
}

/// A token just made.
#[derive(Serialize, ToSchema)]
pub(super) struct TokenOut {
    /// In this answer and never again.
    #[schema(example = "bzt_3f9a…")]
    access_token: String,
    /// Always `bearer`.
    #[schema(example = "bearer")]
    token_type: &'static str,
    /// Seconds.
    #[schema(example = 3599)]
    expires_in: u64,
    /// What it is good for.
    #[schema(example = "buzz")]
    scope: &'static str,
    /// The workspace.
    #[schema(example = "default")]
    customer: String,
}

/// Get a token
///
/// A token for the client id and the client secret in the Authorization header. It works for an hour, or until the key is
/// revoked.
#[utoipa::path(
    get,
    path = "/oauth/token",
    operation_id = "getToken",
    tag = "oauth",
    params(TokenIn),
    security(("client" = [])),
    responses(
        (status = 200, description = "The token.", body = TokenOut),
        (status = 400, description = "The grant type or the scope is another one.", body = super::ErrorOut),
    )
)]
pub(super) async fn get_token(State(app): State<App>, request: Request) -> Response {
    answer(&app, request).await
}

/// Get a token by POST
///
/// The same; the parameters stand in the address or in the body.
#[utoipa::path(
    post,
    path = "/oauth/token",
    operation_id = "postToken",
    tag = "oauth",
    request_body(content = TokenIn, content_type = "application/x-www-form-urlencoded"),
    security(("client" = [])),
    responses(
        (status = 200, description = "The token.", body = TokenOut),
        (status = 400, description = "The grant type or the scope is another one.", body = super::ErrorOut),
    )
)]
pub(super) async fn post_token(State(app): State<App>, request: Request) -> Response {
    answer(&app, request).await
}

/// Who asks comes before what is asked.
async fn answer(app: &App, request: Request) -> Response {
    let pair = name_and_password(request.headers());
    let proof = pair.clone().map(|(_, secret)| Proof::Key(secret));
    let (caller, allowance) = match admit(app, Family::Domo, proof, client(&request)).await {
        Ok(admitted) => admitted,
        Err(denied) => return Denied::into_response(denied),
    };
    let answered = match pair {
        Some((id, secret)) if id == caller.key => give(app, &caller, &secret, request).await,
        _ => Err(Failure::InvalidApiKey),
    };
    described(answered.map(Answer).into_response(), allowance)
}

async fn give(app: &App, caller: &Caller, secret: &str, request: Request) -> Result<TokenOut, Failure> {
    let TokenIn { grant_type: GrantType::ClientCredentials, scope } = read(app, request).await?;
    if scope.is_some_and(|names| names.split([' ', ',']).all(|name| name != SCOPE)) {
        return Err(Failure::validation("scope must contain buzz"));
    }
    let access_token = make(app, secret).await?;
    let customer = caller.workspace.name().to_owned();
    Ok(TokenOut { access_token, token_type: "bearer", expires_in: EXPIRES_IN, scope: SCOPE, customer })
}

/// The parameters, in the address or, where the body has some, there.
async fn read(app: &App, request: Request) -> Result<TokenIn, Failure> {
    let (uri, method) = (request.uri().clone(), request.method().clone());
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let is_form = kind.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case(FORM);
    let body = if method == Method::POST { read_body(request, app).await? } else { Default::default() };
    if body.is_empty() {
        return query::read(&uri);
    }
    if !is_form {
        return Err(Failure::UnsupportedMediaType);
    }
    let mut words = form_urlencoded::Serializer::new(String::new());
    words.extend_pairs(form_urlencoded::parse(&body));
    let form = format!("/?{}", words.finish()).parse().map_err(|_| Failure::validation("The form cannot be read"))?;
    query::read(&form)
}

async fn make(app: &App, secret: &str) -> Result<String, StoreError> {
    let (token, now) = (format!("bzt_{}", to_hex(&clock::entropy().bytes::<32>())), clock::now());
    app.hub().store().add_token(&hash_token(&token), &hash_key(secret), now, now + LIFETIME).await?;
    Ok(token)
}
