//! The workspaces of this server: each is loaded when somebody first needs it, and again after its task stopped.

use super::Workspace;
use super::ears::{Ears, Heard};
use super::ledger::Ledger;
use super::replica::{KeyIndex, KeyOwner};
use crate::config::Patience;
use crate::store::{Store, StoreError};
use buzzchat::protocol::Millis;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::{OnceCell, mpsc};

type Slot = Arc<OnceCell<Workspace>>;

/// Every workspace by name.
#[derive(Debug)]
pub struct Hub {
    store: Store,
    patience: Patience,
    keys: Arc<KeyIndex>,
    ears: Ears,
    workspaces: Mutex<HashMap<String, Slot>>,
}

impl Hub {
    /// A hub over a database; nothing is loaded yet.
    #[must_use]
    pub fn new(store: Store, patience: Patience) -> Self {
        Self { store, patience, keys: Arc::default(), ears: Ears::default(), workspaces: Mutex::default() }
    }

    /// The database.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// How long things may take.
    #[must_use]
    pub fn patience(&self) -> Patience {
        self.patience
    }

    /// What devices read in chats, for the one who listens; nothing for whoever asks after it.
    pub(crate) fn listen(&self) -> Option<mpsc::Receiver<Heard>> {
        self.ears.take()
    }

    /// The workspace of this name, made if there is none.
    ///
    /// # Errors
    /// When it cannot be loaded.
    pub async fn workspace(&self, name: &str) -> Result<Workspace, StoreError> {
        let slot = self.slot(name);
        let load = async {
            let ledger = Ledger::load(self.store.clone(), name, Arc::clone(&self.keys)).await?;
            Ok(Workspace::start(ledger, self.patience, self.ears.clone()))
        };
        slot.get_or_try_init(|| load).await.cloned()
    }

    /// Whom a key of this hash lets in at a time.
    ///
    /// # Errors
    /// When the workspace cannot be loaded.
    pub async fn find_key(&self, hash: &str, now: Millis) -> Result<Option<(KeyOwner, Workspace)>, StoreError> {
        if self.keys.find(hash).is_none()
            && let Some(name) = self.store.key_owner(hash).await?
        {
            self.workspace(&name).await?;
        }
        let owner = match self.keys.find(hash) {
            Some(owner) => owner,
            None => match self.store.signed_in(hash, now).await? {
                Some((workspace, key)) => KeyOwner { workspace, key },
                None => return Ok(None),
            },
        };
        let workspace = self.workspace(&owner.workspace).await?;
        Ok(Some((owner, workspace)))
    }

    /// Whether the database answers, and every workspace in use is loaded or can be.
    ///
    /// # Errors
    /// Why not.
    pub async fn check(&self) -> Result<(), StoreError> {
        self.store.ping().await?;
        let names: Vec<_> = self.workspaces.lock().unwrap_or_else(PoisonError::into_inner).keys().cloned().collect();
        for name in names {
            self.workspace(&name).await?;
        }
        Ok(())
    }

    fn slot(&self, name: &str) -> Slot {
        let mut workspaces = self.workspaces.lock().unwrap_or_else(PoisonError::into_inner);
        let stopped = |slot: &Slot| slot.get().is_some_and(Workspace::has_stopped);
        if workspaces.get(name).is_some_and(stopped) {
            workspaces.remove(name);
        }
        Arc::clone(workspaces.entry(name.to_owned()).or_default())
    }
}
