//! Which webhooks changed since the dispatcher last looked. It keeps their ids and nothing else.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};
use tokio::sync::Notify;

#[derive(Debug, Default)]
pub(super) struct Changes {
    ids: Mutex<BTreeSet<String>>,
    noted: Notify,
}

impl Changes {
    pub(super) fn note(&self, id: &str) {
        self.ids.lock().unwrap_or_else(PoisonError::into_inner).insert(id.to_owned());
        self.noted.notify_one();
    }

    /// Those noted since the last call; waits until there are any. Dropping the future loses none.
    pub(super) async fn next(&self) -> BTreeSet<String> {
        self.noted.notified().await;
        std::mem::take(&mut *self.ids.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
