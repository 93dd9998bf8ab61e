//! Accounts: making, naming, copying, deleting, and which of them the bot works for.

use super::settings::settings_facts;
use super::{AccountFact, Decided, Entropy, field_error, invalid};
use crate::journal::Shared;
use crate::protocol::{FIRST_ACCOUNT, Fact, FieldError, Millis, Outcome, RefusalCode, Settings, SettingsPatch};

/// The most accounts of a workspace.
const MAX_ACCOUNTS: usize = 10;
/// The longest name of an account, in characters.
const MAX_NAME: usize = 50;

pub(super) fn create_account(
    shared: &Shared,
    entropy: &mut Entropy,
    now: Millis,
    name: &str,
) -> Result<Decided, Outcome> {
    let made = new_account(shared.accounts().count(), entropy, now, check_name("name", name)?)?;
    let outcome = Outcome::Account { account: made.account.clone() };
    Ok(Decided { facts: vec![made], outcome, secret: None })
}

/// The fact that makes an account, where there is room for one beside `others`.
pub(super) fn new_account(
    others: usize,
    entropy: &mut Entropy,
    now: Millis,
    name: String,
) -> Result<AccountFact, Outcome> {
    if others >= MAX_ACCOUNTS {
        return Err(invalid(format!("There are already {MAX_ACCOUNTS} accounts: delete one first")));
    }
    Ok(AccountFact { account: entropy.id("acc_", now), fact: Fact::AccountCreated { name } })
}

pub(super) fn rename_account(shared: &Shared, account: &str, name: &str) -> Result<Decided, Outcome> {
    let held = shared.account(account).ok_or_else(unknown)?;
    let name = check_name("name", name)?;
    let renamed = || AccountFact { account: account.to_owned(), fact: Fact::AccountRenamed { name: name.clone() } };
    Ok(Decided::done((held.name() != name).then(renamed).into_iter().collect()))
}

/// Copies the settings. Counters, giveaways and who was welcomed stay with the account they belong to.
pub(super) fn duplicate_account(
    shared: &Shared,
    entropy: &mut Entropy,
    now: Millis,
    account: &str,
    name: Option<&str>,
) -> Result<Decided, Outcome> {
    let held = shared.account(account).ok_or_else(unknown)?;
    let name = name.map_or_else(|| copy_name(held.name()), ToOwned::to_owned);
    let made = new_account(shared.accounts().count(), entropy, now, check_name("name", &name)?)?;
    let copy = made.account.clone();
    let settings = SettingsPatch::from(held.settings());
    let mut facts = vec![made];
    let changes = settings_facts(&Settings::default(), &settings, entropy, now);
    facts.extend(changes.into_iter().map(|fact| AccountFact { account: copy.clone(), fact }));
    Ok(Decided { facts, outcome: Outcome::Account { account: copy }, secret: None })
}

fn copy_name(name: &str) -> String {
    const SUFFIX: &str = " copy";
    name.chars().take(MAX_NAME - SUFFIX.len()).chain(SUFFIX.chars()).collect()
}

pub(super) fn delete_account(shared: &Shared, account: &str) -> Result<Decided, Outcome> {
    if account == FIRST_ACCOUNT {
        return Err(invalid("The first account cannot be deleted"));
    }
    shared.account(account).ok_or_else(unknown)?;
    let mut facts = if shared.active_id() == account { switch(shared, FIRST_ACCOUNT) } else { Vec::new() };
    facts.push(AccountFact { account: account.to_owned(), fact: Fact::AccountDeleted });
    Ok(Decided::done(facts))
}

pub(super) fn switch_account(shared: &Shared, account: &str) -> Result<Decided, Outcome> {
    shared.account(account).ok_or_else(unknown)?;
    Ok(Decided::done(switch(shared, account)))
}

/// There is one bot and it moves: it works for the new account exactly if it worked for the old one.
fn switch(shared: &Shared, to: &str) -> Vec<AccountFact> {
    let from = shared.active_id();
    if from == to {
        return Vec::new();
    }
    let works = shared.active().is_active();
    let of = |account: &str, fact| AccountFact { account: account.to_owned(), fact };
    let mut facts = vec![of(to, Fact::AccountSwitched)];
    if works {
        facts.extend([of(from, Fact::BotStopped), of(to, Fact::BotStarted)]);
    } else if shared.account(to).is_some_and(|account| account.is_active()) {
        facts.push(of(to, Fact::BotStopped));
    }
    facts
}

pub(super) fn check_name(field: &str, name: &str) -> Result<String, Outcome> {
    let name = name.trim();
    let wrong = |message: String| Err(field_error(FieldError::new(field, message)));
    if name.is_empty() || name.chars().count() > MAX_NAME {
        return wrong(format!("An account's name must have 1 to {MAX_NAME} characters"));
    }
    if name.chars().any(char::is_control) {
        return wrong("An account's name must be one line of visible characters".into());
    }
    Ok(name.to_owned())
}

fn unknown() -> Outcome {
    Outcome::refused(RefusalCode::NotFound, "Account not found")
}
