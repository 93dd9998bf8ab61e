//! What the bot did, in numbers.

use crate::clock;
use crate::error::Failure;
use crate::workspace::Workspace;
use buzzchat::journal::{Period, Totals};

/// The totals of an account (the active one unless named) over a documented period.
///
/// # Errors
/// When the period or the account is unknown.
pub fn totals(workspace: &Workspace, period: &str, account: Option<&str>) -> Result<Totals, Failure> {
    let period =
        Period::parse(period).ok_or_else(|| Failure::validation("period must be one of day, week, month, all"))?;
    let totals = workspace.replica().read(|shared| {
        let account = shared.account(account.unwrap_or(shared.active_id()))?;
        Some(account.totals(period, clock::now()))
    });
    totals.ok_or_else(|| Failure::NotFound("Account not found".into()))
}

/// How often each trigger was asked for, all time, the most frequent first.
#[must_use]
pub fn triggers(workspace: &Workspace) -> Vec<(String, u64)> {
    workspace.replica().read(|shared| shared.active().triggers())
}
