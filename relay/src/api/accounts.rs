//! `/accounts`: several configurations, one of them active.

use super::body::Body;
use super::envelope::{BodyErrors, CommandErrors, DataOut, DoneOut, KeyErrors, data, done};
use crate::auth::Caller;
use crate::error::{ErrorOut, Failure};
use crate::scopes::Scope;
use crate::service;
use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The accounts.
#[derive(Serialize, ToSchema)]
pub(super) struct AccountsOut {
    /// The first one first.
    #[schema(example = json!([
        { "id": "acc_1", "name": "Main Store", "isActive": true },
        { "id": "acc_2", "name": "Summer Sale", "isActive": false }
    ]))]
    accounts: Vec<AccountOut>,
}

/// An account.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct AccountOut {
    id: String,
    name: String,
    /// Whether the bot works for it.
    is_active: bool,
}

/// List accounts
///
/// Every account of the workspace. Settings, giveaway and counters are each account's own.
#[utoipa::path(
    get,
    path = "/accounts",
    operation_id = "getAccounts",
    tag = "accounts",
    responses((status = 200, description = "The accounts.", body = DataOut<AccountsOut>), KeyErrors)
)]
pub(super) async fn list_accounts(caller: Caller) -> Result<Json<DataOut<AccountsOut>>, Failure> {
    caller.needs(Scope::Read)?;
    let accounts = service::accounts::list(&caller.workspace);
    let out = |(id, name, is_active)| AccountOut { id, name, is_active };
    Ok(data(AccountsOut { accounts: accounts.into_iter().map(out).collect() }))
}

/// The account to work for.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({ "accountId": "acc_2" }))]
pub(super) struct SwitchAccountIn {
    account_id: String,
}

/// Switch account
///
/// Lets the bot work for another account. A bot that is on stays on; what it had waiting to say is dropped.
#[utoipa::path(
    post,
    path = "/accounts/switch",
    operation_id = "switchAccount",
    tag = "accounts",
    request_body = SwitchAccountIn,
    responses(
        (
            status = 200,
            description = "The account is active.",
            body = DoneOut,
            example = json!({ "success": true, "message": "Account switched" })
        ),
        (
            status = 400,
            description = "The body is wrong.",
            body = ErrorOut,
            example = json!({
                "success": false,
                "error": { "code": "VALIDATION_ERROR", "message": "missing field `accountId`" }
            })
        ),
        (
            status = 404,
            description = "The account is unknown.",
            body = ErrorOut,
            example = json!({ "success": false, "error": { "code": "NOT_FOUND", "message": "Account not found" } })
        ),
        KeyErrors,
        BodyErrors,
        CommandErrors,
    )
)]
pub(super) async fn switch_account(caller: Caller, body: Body<SwitchAccountIn>) -> Result<Json<DoneOut>, Failure> {
    caller.needs(Scope::Settings)?;
    service::accounts::switch(&caller.workspace, body.required()?.account_id).await?;
    Ok(done("Account switched"))
}
