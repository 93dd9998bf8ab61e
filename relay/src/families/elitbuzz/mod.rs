//! Elitbuzz: users, conversations, broadcasts and triggers, at the addresses of the platform it is built on. What stands
//! on the wire, and nothing else.

mod audience;
mod bot;
mod broadcast;
mod channel_user;
mod conversations;
mod error;
mod external;
mod ids;
mod page;
mod template;
mod trigger;
mod users;

pub use ids::BotIds;

pub(crate) use error::{ErrorOut, render};

use crate::app::App;
use axum::extract::DefaultBodyLimit;
use utoipa::openapi::OpenApi as Document;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::{Modify, OpenApi};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The description's frame.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Elitbuzz APIs",
        description = "Users, conversations, broadcasts and triggers, as the Elitbuzz APIs document them.\n\n\
                       Every request needs a key made with `key create --api elitbuzz`, which also shows the customer id \
                       and the bot key that stand in every address. Where something is wrong the answer is \
                       `{\"status\": {\"code\": …, \"desc\": …}, \"error_code\": …, \"error_message\": …, \
                       \"error_details\": …}`; the code is a documented one or the HTTP status. Times are UTC.",
    ),
    servers((url = "/", description = "The relay this description comes from")),
    components(schemas(ErrorOut)),
    tags(
        (name = "bot", description = "What the ids in the address stand for"),
        (name = "users", description = "Who is known, and what was written with them"),
        (name = "templates", description = "WhatsApp's templates"),
        (name = "broadcasts", description = "To many at once"),
        (name = "triggers", description = "Flows that another system starts"),
    ),
    security(("rawKey" = []), ("basic" = [])),
    modifiers(&Keys),
)]
pub(crate) struct Outline;

struct Keys;

impl Modify for Keys {
    fn modify(&self, document: &mut Document) {
        let raw = ApiKeyValue::with_description(
            "Authorization",
            "`Basic` and the key as it is, as the documents show it: `Basic bz_live_…`. `buzzchat-relay key create --api \
             elitbuzz` shows it once.",
        );
        let basic = HttpBuilder::new()
            .scheme(HttpAuthScheme::Basic)
            .description(Some("The same key as the name or as the password."))
            .build();
        let components = document.components.get_or_insert_default();
        components.add_security_scheme("rawKey", SecurityScheme::ApiKey(ApiKey::Header(raw)));
        components.add_security_scheme("basic", SecurityScheme::Http(basic));
    }
}

/// The family's routes with their description.
pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(bot::get_bot))
        .routes(routes!(users::find_users))
        .routes(routes!(conversations::get_conversations))
        .routes(routes!(template::send_template))
        .routes(routes!(broadcast::create_broadcast))
        .routes(routes!(broadcast::get_broadcast))
        .routes(routes!(trigger::trigger_flow))
        .routes(routes!(trigger::trigger_flow_v2))
        .routes(routes!(trigger::trigger_flow_v3))
        .merge(uploads())
}

/// What takes a file has room for it.
fn uploads() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(external::create_external_broadcast))
        .layer(DefaultBodyLimit::max(external::MAX_BODY))
}
