//! Accounts: several configurations, one of them active.

use super::{About, DoneOut, Effect, NothingIn, ToolSpec, done, tool};
use crate::error::Failure;
use crate::scopes::Scope;
use crate::service;
use crate::workspace::Workspace;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub(super) fn tools() -> Vec<ToolSpec> {
    vec![
        tool(
            About {
                name: "buzzchat_list_accounts",
                title: "List accounts",
                description: "The seller's accounts and which of them is active. Settings, giveaway and counters are \
                              each account's own.",
                scope: Scope::Read,
                effect: Effect::Reads,
            },
            list_accounts,
        ),
        tool(
            About {
                name: "buzzchat_switch_account",
                title: "Switch account",
                description: "Lets the bot work for another account. A bot that is on stays on; what it had waiting \
                              to say is dropped.",
                scope: Scope::Settings,
                effect: Effect::Sets,
            },
            switch_account,
        ),
    ]
}

#[derive(Serialize, ToSchema)]
struct AccountsOut {
    /// The first one first.
    accounts: Vec<AccountOut>,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct AccountOut {
    id: String,
    name: String,
    /// Whether the bot works for it.
    is_active: bool,
}

async fn list_accounts(workspace: Workspace, _: NothingIn) -> Result<AccountsOut, Failure> {
    let out = |(id, name, is_active)| AccountOut { id, name, is_active };
    Ok(AccountsOut { accounts: service::accounts::list(&workspace).into_iter().map(out).collect() })
}

#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct SwitchAccountIn {
    /// The account's id, as `buzzchat_list_accounts` gives it.
    #[schema(min_length = 1, max_length = 64)]
    account_id: String,
}

async fn switch_account(workspace: Workspace, asked: SwitchAccountIn) -> Result<DoneOut, Failure> {
    service::accounts::switch(&workspace, asked.account_id).await?;
    Ok(done("Account switched"))
}
