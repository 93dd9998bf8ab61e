//! What the bot did, in numbers.

use crate::clock;
use crate::error::Failure;
use crate::workspace::Workspace;
use buzzchat::journal::{Period, Totals};
use buzzchat::protocol::Millis;
use std::collections::BTreeMap;

/// The most days back: by the hour, no more is kept.
pub const MAX_DAYS: usize = 90;

const DAY: Millis = 24 * 60 * 60 * 1_000;

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

/// The totals of an account (the active one unless named) by the UTC day, each with when it began: so many days up to
/// today, the earliest first.
///
/// # Errors
/// When there are no days, or too many, or the account is unknown.
pub fn days(workspace: &Workspace, count: usize, account: Option<&str>) -> Result<Vec<(Millis, Totals)>, Failure> {
    if !(1..=MAX_DAYS).contains(&count) {
        return Err(Failure::Validation(format!("days must be between 1 and {MAX_DAYS}")));
    }
    let now = clock::now();
    let counted = workspace.replica().read(|shared| {
        let account = shared.account(account.unwrap_or(shared.active_id()))?;
        Some(account.days(now).into_iter().collect::<BTreeMap<_, _>>())
    });
    let mut counted = counted.ok_or_else(|| Failure::NotFound("Account not found".into()))?;
    let today = now / DAY;
    let days = today.saturating_sub(count as u64 - 1)..=today;
    Ok(days.map(|day| (day * DAY, counted.remove(&day).unwrap_or_default())).collect())
}

/// How often each trigger was asked for, all time, the most frequent first.
#[must_use]
pub fn triggers(workspace: &Workspace) -> Vec<(String, u64)> {
    workspace.replica().read(|shared| shared.active().triggers())
}
