//! Taking settings from a file, all or nothing.

use super::accounts::{check_name, new_account};
use super::settings::settings_facts;
use super::{AccountFact, Decided, Entropy, field_error};
use crate::journal::{Account, Shared};
use crate::protocol::{FIRST_ACCOUNT, Fact, Millis, Outcome, Settings};
use crate::transfer::{self, ImportedAccount};

/// A file with one account changes the active account. One with several is a whole workspace: its first account becomes
/// ours, each other one the account of its name, or a new one. No account is removed, and the active one stays active.
pub(super) fn import_settings(
    shared: &Shared,
    entropy: &mut Entropy,
    now: Millis,
    document: &str,
) -> Result<Decided, Outcome> {
    let transfer::Import { accounts, left_out } = transfer::parse(document).map_err(field_error)?;
    let mut importer = Importer { entropy, now, facts: Vec::new() };
    match accounts.as_slice() {
        [one] => importer.change(shared.active_id(), &shared.active().settings(), one),
        several => importer.take_all(shared, several)?,
    }
    Ok(Decided { facts: importer.facts, outcome: Outcome::Imported { left_out }, secret: None })
}

struct Importer<'a> {
    entropy: &'a mut Entropy,
    now: Millis,
    facts: Vec<AccountFact>,
}

impl Importer<'_> {
    fn take_all(&mut self, shared: &Shared, accounts: &[ImportedAccount]) -> Result<(), Outcome> {
        let mut count = shared.accounts().count();
        let mut free: Vec<_> = shared.accounts().collect();
        for (index, account) in accounts.iter().enumerate() {
            let name = account.name.as_deref().unwrap_or_default();
            let name = check_name(&format!("accounts[{index}].name"), name)?;
            let of_first = |id: &str| (id == FIRST_ACCOUNT) == (index == 0);
            let fits = |(id, held): &(&str, &Account)| of_first(id) && (index == 0 || held.name() == name);
            match free.iter().position(fits).map(|place| free.remove(place)) {
                Some((id, held)) => {
                    if held.name() != name {
                        self.facts.push(AccountFact { account: id.to_owned(), fact: Fact::AccountRenamed { name } });
                    }
                    self.change(id, &held.settings(), account);
                }
                None => {
                    let made = new_account(count, self.entropy, self.now, name)?;
                    count += 1;
                    let id = made.account.clone();
                    self.facts.push(made);
                    self.change(&id, &Settings::default(), account);
                }
            }
        }
        Ok(())
    }

    fn change(&mut self, id: &str, held: &Settings, wanted: &ImportedAccount) {
        let facts = settings_facts(held, &wanted.settings, self.entropy, self.now);
        self.facts.extend(facts.into_iter().map(|fact| AccountFact { account: id.to_owned(), fact }));
    }
}
