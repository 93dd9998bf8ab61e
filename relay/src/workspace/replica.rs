//! The relay's copy of a workspace's shared state, and which workspace an API key opens.
//!
//! Only the workspace's task writes; everybody reads in place. No lock here is ever held across an await.

use buzzchat::journal::Shared;
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

/// A copy of the shared state; cloning shares it.
#[derive(Clone, Debug)]
pub struct Replica(Arc<RwLock<Shared>>);

impl Replica {
    pub(super) fn new(shared: Shared) -> Self {
        Self(Arc::new(RwLock::new(shared)))
    }

    /// Looks at the state.
    pub fn read<T>(&self, look: impl FnOnce(&Shared) -> T) -> T {
        look(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }

    pub(super) fn write<T>(&self, change: impl FnOnce(&mut Shared) -> T) -> T {
        change(&mut self.0.write().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Who may act with a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyOwner {
    /// The workspace it opens.
    pub workspace: String,
    /// The key's id.
    pub key: String,
}

/// The live keys of every loaded workspace, by hash.
#[derive(Debug, Default)]
pub struct KeyIndex(RwLock<HashMap<String, KeyOwner>>);

impl KeyIndex {
    /// Who may act with the key of this hash.
    #[must_use]
    pub fn find(&self, hash: &str) -> Option<KeyOwner> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).get(hash).cloned()
    }

    /// Takes over a workspace's live keys; what is no longer among them opens nothing from now on.
    pub(super) fn refresh(&self, workspace: &str, shared: &Shared) {
        let mut index = self.0.write().unwrap_or_else(PoisonError::into_inner);
        index.retain(|_, owner| owner.workspace != workspace);
        for (key, record) in shared.live_keys() {
            let owner = KeyOwner { workspace: workspace.to_owned(), key: key.to_owned() };
            index.insert(record.hash.clone(), owner);
        }
    }
}
