//! `/docs`: the descriptions of the APIs as a page to read and to try, from files inside the binary. It describes
//! nothing itself and asks nobody else for anything.

use crate::app::App;
use crate::error::Failure;
use axum::Router;
use axum::extract::Path;
use axum::extract::rejection::PathRejection;
use axum::http::header;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use std::sync::{Arc, LazyLock};
use utoipa_swagger_ui::{Config, Url, serve};

/// Every API's description: what it is called in the page's list, and where it is.
const DOCUMENTS: [(&str, &str); 5] = [
    ("BuzzChat API", "/openapi.json"),
    ("AVA iMessage API", "/openapi/ava.json"),
    ("Botbiz API", "/openapi/botbiz.json"),
    ("Elitbuzz APIs", "/openapi/elitbuzz.json"),
    ("Domo Buzz Integration API", "/openapi/domo.json"),
];

const PAGE: &str = include_str!("../../www/docs/index.html");
const STYLE: &str = include_str!("../../www/docs/docs.css");

/// Everything comes from this server, and requests that are tried go to it alone. Icons are `data:` images; the one style
/// named by its hash is that of the logo.
const POLICY: &str = "default-src 'none'; script-src 'self'; \
                      style-src 'self' 'sha256-RL3ie0nH+Lzz2YNqQN83mnU0J1ot4QL7b99vMdIX99w='; img-src 'self' data:; \
                      connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

static SETTINGS: LazyLock<Arc<Config<'static>>> = LazyLock::new(|| {
    let [first, ..] = DOCUMENTS;
    let documents = DOCUMENTS.map(|(name, place)| Url::with_primary(name, place, name == first.0));
    // No address is handed to a validator elsewhere.
    let settings = Config::new(documents).validator_url("none").deep_linking(true).display_request_duration(true);
    Arc::new(settings.default_models_expand_depth(0))
});

/// The page and its files.
pub(crate) fn routes() -> Router<App> {
    Router::new()
        // The page's addresses are relative.
        .route("/docs", get(async || Redirect::temporary("/docs/")))
        .route("/docs/", get(async || answer("text/html; charset=utf-8", PAGE)))
        .route("/docs/{file}", get(serve_file))
}

async fn serve_file(file: Result<Path<String>, PathRejection>) -> Result<Response, Failure> {
    let name = file.as_deref().map_or("", String::as_str);
    if name == "docs.css" {
        return Ok(answer("text/css; charset=utf-8", STYLE));
    }
    let nothing = || Failure::NotFound("There is no such page".into());
    // The vendored folder has a page of its own, in which nothing is set up.
    let file = match name {
        "index.html" => return Err(nothing()),
        name => serve(name, Arc::clone(&SETTINGS)),
    };
    let file = file.inspect_err(|error| tracing::error!(%error, "a file of the reference could not be made"));
    let file = file.map_err(|_| Failure::Internal)?.ok_or_else(nothing)?;
    Ok(answer(&file.content_type, file.bytes.into_owned()))
}

fn answer(kind: &str, body: impl IntoResponse) -> Response {
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        // A newer relay may bring newer files under the same names.
        (header::CACHE_CONTROL, "no-cache"),
    ];
    (headers, body).into_response()
}
