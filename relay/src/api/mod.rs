//! The documented BuzzChat API: what stands on the wire, and nothing else. The work is done in `service`.

mod accounts;
mod analytics;
mod body;
mod days;
mod devices;
mod document;
mod envelope;
mod events;
mod generator;
mod giveaway;
mod inbox;
mod keys;
mod lines;
mod messages;
mod round;
mod settings;
mod webhooks;

pub(crate) use analytics::AnalyticsOut;
pub(crate) use body::{Body, is_json, read_body};
pub(crate) use envelope::data;
pub(crate) use giveaway::EntryOut;
pub(crate) use inbox::{ConversationsOut, DirectMessageOut, DirectMessagesOut, ReachedChannel};
pub use settings::SettingsIn;
pub(crate) use settings::{CommandIn, CommandOut, RuleIn, RuleOut, SettingsOut, TimerIn, TimerOut};

use crate::app::App;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The most bytes of a body.
pub const MAX_BODY: usize = 256 * 1024;

/// The API's routes, relative to its base, with their description.
#[must_use]
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(analytics::get_analytics))
        .routes(routes!(analytics::get_faq_triggers))
        .routes(routes!(days::list_days))
        .routes(routes!(messages::send_message))
        .routes(routes!(giveaway::list_entries, giveaway::clear_entries))
        .routes(routes!(giveaway::pick_winner))
        .routes(routes!(giveaway::get_proof))
        .routes(routes!(round::get_giveaway))
        .routes(routes!(round::open_giveaway))
        .routes(routes!(round::close_giveaway))
        .routes(routes!(round::list_draws))
        .routes(routes!(settings::get_settings, settings::change_settings))
        .routes(routes!(accounts::list_accounts))
        .routes(routes!(accounts::switch_account))
        .routes(routes!(events::list_events))
        .routes(routes!(devices::list_devices))
        .routes(routes!(inbox::list_conversations))
        .routes(routes!(inbox::get_conversation))
        .routes(routes!(inbox::list_conversation_messages, inbox::answer_conversation))
        .routes(routes!(inbox::send_direct_message))
        .routes(routes!(inbox::write_as_phone))
        .routes(routes!(inbox::read_as_phone))
        .routes(routes!(lines::list_lines, lines::add_line))
        .routes(routes!(lines::remove_line))
        .routes(routes!(lines::get_line_qr))
        .routes(routes!(generator::get_generator, generator::set_generator, generator::remove_generator))
        .routes(routes!(keys::list_keys, keys::create_key))
        .routes(routes!(keys::revoke_key))
        .routes(routes!(webhooks::list_webhooks, webhooks::create_webhook))
        .routes(routes!(webhooks::get_webhook, webhooks::change_webhook, webhooks::delete_webhook))
        .routes(routes!(webhooks::test_webhook))
        .routes(routes!(webhooks::rotate_secret))
        .routes(routes!(webhooks::list_deliveries))
        .routes(routes!(webhooks::replay_delivery))
}
