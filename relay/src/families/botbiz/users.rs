//! `/v1/users`: whose key it is.

use crate::app::App;
use crate::auth::Caller;
use crate::clock::rfc3339;
use crate::error::Failure;
use crate::scopes::Scope;
use crate::store::Founding;
use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

/// The users that the key knows.
#[derive(Serialize, ToSchema)]
pub(super) struct UsersOut {
    users: Vec<UserOut>,
}

/// A user: the workspace that the key opens.
#[derive(Serialize, ToSchema)]
struct UserOut {
    /// It stays the same.
    #[schema(example = "rel_01JJC0VK6ZT3Q9Y4F2M8W5X7AB")]
    id: String,
    #[schema(example = "default")]
    name: String,
    #[schema(format = DateTime, example = "2023-04-08T12:00:00Z")]
    created_at: String,
}

/// List users
///
/// The one who owns the key.
#[utoipa::path(
    get,
    path = "/v1/users",
    operation_id = "listUsers",
    tag = "users",
    responses((status = 200, description = "The users.", body = UsersOut))
)]
pub(super) async fn list_users(State(app): State<App>, caller: Caller) -> Result<Json<UsersOut>, Failure> {
    caller.needs(Scope::Read)?;
    let name = caller.workspace.name().to_owned();
    let Founding { origin, created } = app.hub().store().founding(&name).await?.ok_or(Failure::Internal)?;
    Ok(Json(UsersOut { users: vec![UserOut { id: origin, name, created_at: rfc3339(created) }] }))
}
