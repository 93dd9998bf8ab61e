//! AVA: messages by iMessage, as its documents show them. What stands on the wire, and nothing else.

mod error;
mod generate;
mod messages;
mod wire;

pub(crate) use error::{ErrorOut, render};

use crate::app::App;
use crate::openapi::bearer;
use utoipa::openapi::OpenApi as Document;
use utoipa::{Modify, OpenApi};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The description's frame.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "AVA iMessage API",
        description = "Send and read iMessages, and have answers written, as the AVA API documents it.\n\n\
                       Every request needs a key made with `key create --api ava`. Success is \
                       `{\"success\": true, …}`; where something is wrong it is \
                       `{\"success\": false, \"error\": \"…\", \"code\": \"…\"}`. Times are UTC.",
    ),
    servers((url = "/", description = "The relay this description comes from")),
    components(schemas(ErrorOut)),
    tags((name = "messages", description = "iMessages, out and in")),
    security(("bearer" = [])),
    modifiers(&Keys),
)]
pub(crate) struct Outline;

struct Keys;

impl Modify for Keys {
    fn modify(&self, document: &mut Document) {
        let bearer = bearer("A key, as `buzzchat-relay key create --api ava` shows it once.");
        document.components.get_or_insert_default().add_security_scheme("bearer", bearer);
    }
}

/// The family's routes with their description.
pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(messages::send_message))
        .routes(routes!(messages::poll_messages))
        .routes(routes!(messages::get_messages))
        .routes(routes!(generate::generate_message))
}
