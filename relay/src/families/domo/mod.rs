//! Domo Buzz: integrations that hear a channel and answer in it, as its documents show them. What stands on the wire, and
//! nothing else.

mod answer;
mod bots;
mod channels;
mod error;
mod integrations;
mod subscriptions;
mod token;

pub(crate) use answer::Answer;
pub(crate) use error::{ErrorOut, TOE, render};

use crate::app::App;
use crate::family::TOKEN;
use utoipa::openapi::OpenApi as Document;
use utoipa::openapi::security::{
    ApiKey, ApiKeyValue, ClientCredentials, Flow, HttpAuthScheme, HttpBuilder, OAuth2, Scopes, SecurityScheme,
};
use utoipa::{Modify, OpenApi};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The description's frame.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Domo Buzz Integration API",
        description = "Integrations that hear a channel and answer in it, as the Buzz Integration API documents them.\n\n\
                       `key create --api domo` shows a client id and a client secret. `/oauth/token` gives a token for \
                       them that works for an hour; every other request shows that, but for answers to events, which show \
                       the event's own. What events carry is told in `docs/integrations.md`. Where something is wrong the \
                       answer is `{\"status\": …, \"statusReason\": …, \"message\": …, \"path\": …, \"toe\": …}`: by its `toe` \
                       the operator finds it in the log.",
    ),
    servers((url = "/", description = "The relay this description comes from")),
    components(schemas(ErrorOut)),
    tags(
        (name = "oauth", description = "A token for a client id and a client secret"),
        (name = "integrations", description = "Programs that hear channels and answer in them"),
        (name = "subscriptions", description = "What they are told of"),
        (name = "channels", description = "What they may hear"),
        (name = "callback", description = "How they answer"),
    ),
    security(("oauth" = ["buzz"]), ("bearer" = [])),
    modifiers(&Keys),
)]
pub(crate) struct Outline;

struct Keys;

impl Modify for Keys {
    fn modify(&self, document: &mut Document) {
        let scopes = Scopes::from_iter([("buzz", "Everything here")]);
        let oauth = OAuth2::new([Flow::ClientCredentials(ClientCredentials::new(TOKEN, scopes))]);
        let bearer = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .description(Some("An `access_token` that `/oauth/token` gave."))
            .build();
        let client = HttpBuilder::new()
            .scheme(HttpAuthScheme::Basic)
            .description(Some("The client id and the client secret that `buzzchat-relay key create --api domo` shows."))
            .build();
        let components = document.components.get_or_insert_default();
        components.add_security_scheme("oauth", SecurityScheme::OAuth2(oauth));
        components.add_security_scheme("bearer", SecurityScheme::Http(bearer));
        components.add_security_scheme("client", SecurityScheme::Http(client));
        let token = ApiKeyValue::with_description("x-buzz-bot-token", "The token in the `callback` of an event.");
        components.add_security_scheme("botToken", SecurityScheme::ApiKey(ApiKey::Header(token)));
    }
}

/// The family's routes with their description.
pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(token::get_token, token::post_token))
        .routes(routes!(integrations::create_integration, integrations::list_integrations))
        .routes(routes!(
            integrations::get_integration,
            integrations::delete_integration,
            subscriptions::create_subscription_as_shown
        ))
        .routes(routes!(subscriptions::create_subscription, subscriptions::list_subscriptions))
        .routes(routes!(subscriptions::delete_subscription))
        .routes(routes!(channels::list_channels))
        .routes(routes!(bots::post_message))
}
