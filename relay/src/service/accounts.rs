//! Accounts: several configurations, one of them active.

use super::run;
use crate::error::Failure;
use crate::workspace::Workspace;
use buzzchat::protocol::Command;

/// An account: its id, its name, and whether the bot works for it.
pub type Account = (String, String, bool);

/// The accounts, the first one first.
#[must_use]
pub fn list(workspace: &Workspace) -> Vec<Account> {
    workspace.replica().read(|shared| {
        let active = shared.active_id();
        shared.accounts().map(|(id, account)| (id.to_owned(), account.name().to_owned(), id == active)).collect()
    })
}

/// Lets the bot work for another account.
///
/// # Errors
/// When there is no such account.
pub async fn switch(workspace: &Workspace, account: String) -> Result<(), Failure> {
    run(workspace, Command::SwitchAccount { account }).await.map(drop)
}
