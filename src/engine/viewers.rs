//! When each viewer last wrote, for every account on its own.

use crate::protocol::{Millis, ViewerRow};
use std::collections::{BTreeMap, HashMap};

/// The viewers of each account. The inner maps are never iterated for effects, so their order does not matter.
#[derive(Clone, Debug, Default)]
pub(super) struct Viewers {
    active: String,
    here: HashMap<String, Millis>,
    elsewhere: BTreeMap<String, HashMap<String, Millis>>,
}

impl Viewers {
    /// Looks at this account's viewers from now on.
    pub(super) fn switch(&mut self, account: &str) {
        if self.active != account {
            let next = self.elsewhere.remove(account).unwrap_or_default();
            let left = std::mem::replace(&mut self.here, next);
            self.elsewhere.insert(std::mem::replace(&mut self.active, account.to_owned()), left);
        }
    }

    /// When a viewer of this account last wrote.
    pub(super) fn seen(&self, viewer: &str) -> Option<Millis> {
        self.here.get(viewer).copied()
    }

    pub(super) fn remember(&mut self, row: &ViewerRow) {
        let viewers = if row.account == self.active {
            &mut self.here
        } else {
            self.elsewhere.entry(row.account.clone()).or_default()
        };
        viewers.insert(row.viewer.clone(), row.seen);
    }

    pub(super) fn count_since(&self, at: Millis) -> usize {
        self.here.values().filter(|seen| **seen >= at).count()
    }

    /// Forgets everyone of an account.
    pub(super) fn forget_account(&mut self, account: &str) -> Vec<ViewerRow> {
        let gone =
            if account == self.active { Some(std::mem::take(&mut self.here)) } else { self.elsewhere.remove(account) };
        let row = |(viewer, seen)| ViewerRow { account: account.to_owned(), viewer, seen };
        let mut gone: Vec<_> = gone.into_iter().flatten().map(row).collect();
        gone.sort_unstable_by(|a, b| a.viewer.cmp(&b.viewer));
        gone
    }

    /// Forgets those of this account whose last line is old enough.
    pub(super) fn forget(&mut self, is_old: impl Fn(Millis) -> bool) -> Vec<ViewerRow> {
        let gone = self.here.extract_if(|_, seen| is_old(*seen));
        let row = |(viewer, seen)| ViewerRow { account: self.active.clone(), viewer, seen };
        let mut gone: Vec<_> = gone.map(row).collect();
        gone.sort_unstable_by(|a, b| a.viewer.cmp(&b.viewer));
        gone
    }
}
