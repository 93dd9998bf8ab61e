//! Which accounts exist, and for which of them the bot works.

use super::{Account, Shared};
use crate::protocol::FIRST_ACCOUNT;

impl Shared {
    /// An account that exists: the first one, or one that was made and not deleted.
    #[must_use]
    pub fn account(&self, id: &str) -> Option<&Account> {
        self.accounts.get(id).map(Box::as_ref).filter(|account| exists(id, account))
    }

    /// Every account that exists, the first one first, the others as they were made.
    pub fn accounts(&self) -> impl Iterator<Item = (&str, &Account)> {
        let mut accounts: Vec<_> = self
            .accounts
            .iter()
            .filter(|(id, account)| exists(id, account))
            .map(|(id, held)| (id.as_str(), &**held))
            .collect();
        accounts.sort_by_key(|(id, account)| (*id != FIRST_ACCOUNT, account.made()));
        accounts.into_iter()
    }

    /// The account the bot works for: the one it was last switched to, or the first one where that does not exist.
    #[must_use]
    pub fn active_id(&self) -> &str {
        let switched = self.switched.as_ref().map(|switched| switched.value.as_str());
        switched.filter(|id| self.account(id).is_some()).unwrap_or(FIRST_ACCOUNT)
    }

    /// The account the bot works for.
    ///
    /// # Panics
    /// Never: the first account exists from the start and is not deleted.
    #[must_use]
    pub fn active(&self) -> &Account {
        self.accounts.get(self.active_id()).expect("the first account exists from the start")
    }
}

fn exists(id: &str, account: &Account) -> bool {
    id == FIRST_ACCOUNT || (account.made().is_some() && !account.is_deleted())
}
