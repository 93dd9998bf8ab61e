//! The API's description: made from the handlers, served as YAML and JSON, and committed as `openapi.yaml`. Those of the
//! other families are served beside it, and committed in `openapi/`.

use crate::api;
use crate::app::App;
use crate::auth::describe_limits;
use crate::families;
use crate::family::Family;
use crate::idempotency;
use crate::webhook::describe_events;
use axum::Router;
use axum::http::header;
use axum::response::IntoResponse;
use axum::routing::get;
use std::sync::OnceLock;
use utoipa::openapi::OpenApi as Document;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::{Modify, OpenApi};
use utoipa_axum::router::OpenApiRouter;

/// Where the API lives: the path its documentation shows.
pub const BASE: &str = "/api/v1";
/// Where its code samples and its original description look for it.
pub const OTHER_BASE: &str = "/v1";

#[derive(OpenApi)]
#[openapi(
    info(
        title = "BuzzChat API",
        description = "Control the BuzzChat extension from your own tools: analytics, messages, giveaways, settings.\n\n\
                       Every request needs an API key, every answer is JSON in an envelope: \
                       `{\"success\": true, \"data\": …}` or `{\"success\": true, \"message\": …}`, and where something \
                       is wrong `{\"success\": false, \"error\": {\"code\": …, \"message\": …}}`. Every address is also \
                       served under `/v1`. Times are UTC.",
        contact(name = "BuzzChat API support", email = "api-support@buzzchat.app"),
    ),
    servers(
        (url = "/", description = "The relay this description comes from"),
        (url = "http://127.0.0.1:4117", description = "A relay on this computer"),
    ),
    tags(
        (name = "analytics", description = "What the bot did"),
        (name = "messages", description = "Lines for the chat"),
        (name = "giveaway", description = "Entries and winners"),
        (name = "settings", description = "What the bot does"),
        (name = "accounts", description = "Several configurations, one of them active"),
        (name = "devices", description = "The extensions that are paired"),
        (name = "inbox", description = "Conversations with people by iMessage and WhatsApp"),
        (name = "lines", description = "The accounts that those go over"),
        (name = "generator", description = "What writes answers where one is asked for"),
        (name = "keys", description = "Keys like the one a request needs"),
        (name = "events", description = "What happened, for those who were not told"),
        (name = "webhooks", description = "Events told to your own server as they happen"),
    ),
    security(("bearer" = []), ("apiKey" = [])),
    modifiers(&Keys),
)]
struct Outline;

/// A key in the Authorization header, as BuzzChat and most families have it.
pub(crate) fn bearer(description: &str) -> SecurityScheme {
    let scheme = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("bz_live_…");
    SecurityScheme::Http(scheme.description(Some(description)).build())
}

struct Keys;

impl Modify for Keys {
    fn modify(&self, document: &mut Document) {
        let bearer = bearer("An API key, as the extension or `buzzchat-relay key create` shows it once.");
        let query = ApiKeyValue::with_description(
            "api_key",
            "The same key in the address. Less secure: addresses end up in logs and histories, and a server may be \
             told not to read keys there.",
        );
        let components = document.components.get_or_insert_default();
        components.add_security_scheme("bearer", bearer);
        components.add_security_scheme("apiKey", SecurityScheme::ApiKey(ApiKey::Query(query)));
    }
}

/// The API's routes under their documented base, and their description.
pub(crate) fn documented() -> (Router<App>, Document) {
    let (router, mut document) =
        OpenApiRouter::with_openapi(Outline::openapi()).nest(BASE, api::routes()).split_for_parts();
    idempotency::describe(&mut document, |failure| serde_json::to_value(failure.body()).unwrap_or_default());
    describe_limits(&mut document);
    describe_events(&mut document);
    (router, document)
}

/// BuzzChat's description as YAML.
#[must_use]
pub fn yaml() -> String {
    yaml_of(Family::Buzzchat)
}

/// BuzzChat's description as JSON.
#[must_use]
pub fn json() -> String {
    json_of(Family::Buzzchat)
}

/// A family's description as YAML.
///
/// # Panics
/// Never: the description is plain data.
#[must_use]
pub fn yaml_of(family: Family) -> String {
    families::documented(family).1.to_yaml().expect("the description is plain data")
}

/// A family's description as JSON.
///
/// # Panics
/// Never: the description is plain data.
#[must_use]
pub fn json_of(family: Family) -> String {
    families::documented(family).1.to_pretty_json().expect("the description is plain data")
}

/// A description in both its forms.
struct Forms {
    yaml: String,
    json: String,
}

/// Made when somebody first asks.
fn forms(family: Family) -> &'static Forms {
    static FORMS: [OnceLock<Forms>; 5] = [const { OnceLock::new() }; 5];
    FORMS[family as usize].get_or_init(|| Forms { yaml: yaml_of(family), json: json_of(family) })
}

/// The routes that serve the descriptions.
pub(crate) fn routes() -> Router<App> {
    let served = |family, kind: &'static str, form: fn(&'static Forms) -> &'static str| {
        get(move || async move { ([(header::CONTENT_TYPE, kind)], form(forms(family))).into_response() })
    };
    Family::ALL.into_iter().fold(Router::new(), |router, family| {
        let place =
            if family == Family::Buzzchat { "/openapi".to_owned() } else { format!("/openapi/{}", family.name()) };
        router
            .route(&format!("{place}.yaml"), served(family, "application/yaml", |forms| &forms.yaml))
            .route(&format!("{place}.json"), served(family, "application/json", |forms| &forms.json))
    })
}
