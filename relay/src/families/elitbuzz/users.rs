//! The Users API: everybody of whom an attribute has a value.

use super::bot::{Bot, BotErrors, BotPath};
use super::channel_user::{address_of, id_of};
use super::error::{Refusal, StatusOut};
use super::page::PageIn;
use crate::app::App;
use crate::error::Failure;
use crate::families::query::{Params, repaired_phone};
use crate::messaging::{Channel, Person, USER_CHANNEL, USER_NAME, USER_PHONE};
use crate::scopes::Scope;
use crate::store::Trait;
use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// Who is looked for.
#[derive(Deserialize)]
pub(super) struct UsersIn {
    attribute_name: String,
    attribute_value: String,
}

/// Users.
#[derive(Serialize, ToSchema)]
pub(super) struct UsersOut {
    status: StatusOut,
    /// In the order in which they became known.
    users: Vec<UserOut>,
    #[schema(example = 1)]
    page_number: u64,
    #[schema(example = 500)]
    page_size: u64,
    /// How many there are altogether.
    #[schema(example = 1)]
    total: u64,
}

/// A user.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct UserOut {
    #[schema(example = "usr_01JJC0VK6ZT3Q9Y4F2M8W5X7AB")]
    user_id: String,
    /// The digits of the phone number.
    #[schema(example = "919565428256")]
    channel_user_id: String,
    #[schema(example = "whatsapp", pattern = "^(whatsapp|imessage)$")]
    channel: &'static str,
    /// What they call themselves, or the digits of their number.
    #[schema(example = "Ann")]
    user_name: String,
    /// What is known of them, and what is known of everybody: `user.user_name`, `user.phone_no` and `user.channel`.
    #[schema(example = json!({ "feedback": "1", "user.channel": "whatsapp" }))]
    attributes: BTreeMap<String, String>,
}

impl UserOut {
    fn of((person, known): (Person, Vec<(String, String)>)) -> Self {
        let attributes = known.into_iter().chain(person.built_in()).collect();
        Self {
            channel_user_id: id_of(&person.address).to_owned(),
            channel: person.channel.name(),
            user_name: person.called().to_owned(),
            user_id: person.id,
            attributes,
        }
    }
}

/// Find users
///
/// The users of whom an attribute has a value. Everybody has `user.user_name`, `user.phone_no` and `user.channel`; the others
/// are those that triggers brought along and flows set.
#[utoipa::path(
    get,
    path = "/bot-api/v1.0/customer/{customerId}/bot/{botKey}/users",
    operation_id = "findUsers",
    tag = "users",
    params(
        BotPath,
        ("attribute_name" = String, Query, description = "The attribute.", min_length = 1, example = "feedback"),
        ("attribute_value" = String, Query, description = "Its value.", min_length = 1, example = "1"),
        ("page_number" = Option<u64>, Query, description = "Which page; the first unless given.", minimum = 1),
        (
            "page_size" = Option<u64>,
            Query,
            description = "How many a page has: 500 unless given, and never more.",
            minimum = 1
        ),
    ),
    responses((status = 200, description = "The users.", body = UsersOut), BotErrors)
)]
pub(super) async fn find_users(
    State(app): State<App>,
    bot: Bot,
    Params(asked): Params<UsersIn>,
    Params(page): Params<PageIn>,
) -> Result<Json<UsersOut>, Refusal> {
    bot.caller.needs(Scope::Read)?;
    let UsersIn { attribute_name: name, attribute_value: value } = asked;
    for (parameter, text) in [("attribute_name", &name), ("attribute_value", &value)] {
        if text.trim().is_empty() {
            return Err(Failure::Validation(format!("{parameter} must not be empty")).into());
        }
    }
    let page = page.read()?;
    let address;
    let wanted = match name.as_str() {
        USER_NAME => Some(Trait::Name(&value)),
        USER_PHONE => {
            address = address_of(&repaired_phone(&value));
            address.as_deref().map(Trait::Address)
        }
        USER_CHANNEL => Channel::parse(&value.to_lowercase()).map(Trait::Channel),
        _ => Some(Trait::Attribute(&name, &value)),
    };
    let (people, total) = match wanted {
        Some(wanted) => {
            app.hub().store().people_with(bot.caller.workspace.name(), &wanted, page.offset(), page.size).await?
        }
        // Nobody has a number that is none.
        None => (Vec::new(), 0),
    };
    let users = people.into_iter().map(UserOut::of).collect();
    let status = StatusOut::success();
    Ok(Json(UsersOut { status, users, page_number: page.number, page_size: page.size, total }))
}
