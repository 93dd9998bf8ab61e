//! Botbiz: accounts and messages on WhatsApp, as its documents show them. What stands on the wire, and nothing else.

mod accounts;
mod content;
mod error;
mod events;
mod messages;
mod users;
mod webhooks;

pub(crate) use error::{ErrorOut, render};
pub(crate) use events::notice;

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
        title = "Botbiz API",
        description = "WhatsApp accounts and messages, as the Botbiz API documents them.\n\n\
                       Every request needs a key made with `key create --api botbiz`. The plan `free` has 60 requests a \
                       minute, `pro` 300, `enterprise` as many as are agreed. Where something is wrong the answer is \
                       `{\"error\": {\"code\": …, \"message\": …, \"status\": …}}`. Times are UTC.",
    ),
    servers((url = "/", description = "The relay this description comes from")),
    components(schemas(ErrorOut)),
    tags(
        (name = "users", description = "Whose key it is"),
        (name = "accounts", description = "WhatsApp numbers, and the QR codes that connect them"),
        (name = "messages", description = "WhatsApp messages, and what becomes of them"),
        (name = "webhooks", description = "Who is told of what happens"),
    ),
    security(("bearer" = [])),
    modifiers(&Keys),
)]
pub(crate) struct Outline;

struct Keys;

impl Modify for Keys {
    fn modify(&self, document: &mut Document) {
        let bearer = bearer("A key, as `buzzchat-relay key create --api botbiz` shows it once.");
        document.components.get_or_insert_default().add_security_scheme("bearer", bearer);
    }
}

/// The family's routes with their description.
pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(users::list_users))
        .routes(routes!(accounts::connect_account, accounts::list_accounts))
        .routes(routes!(accounts::get_account, accounts::delete_account))
        .routes(routes!(accounts::get_qr_code))
        .routes(routes!(messages::send_message))
        .routes(routes!(messages::get_message))
        .routes(routes!(webhooks::create_webhook, webhooks::list_webhooks))
        .routes(routes!(webhooks::delete_webhook))
}
