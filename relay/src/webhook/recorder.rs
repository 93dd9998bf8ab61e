//! Writes down what attempts came to, many at once: while one batch is written, the next gathers.

use super::{Attempted, Fate, Webhooks};
use crate::metrics::count_delivery;
use crate::store::Store;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;

/// The most results of a transaction.
const MOST: usize = 512;
/// A database that is away gets so many further chances; after that the claims run out, and what was sent is sent again.
const CHANCES: u32 = 20;
const PAUSE: Duration = Duration::from_millis(500);

/// Records until nobody sends results any more.
pub(super) async fn record(store: Store, webhooks: Arc<Webhooks>, mut results: mpsc::Receiver<Attempted>) {
    let mut batch = Vec::with_capacity(MOST);
    while results.recv_many(&mut batch, MOST).await > 0 {
        count(&batch);
        record_batch(&store, &webhooks, &batch).await;
        batch.clear();
    }
}

async fn record_batch(store: &Store, webhooks: &Webhooks, batch: &[Attempted]) {
    for _ in 0..=CHANCES {
        match store.record_attempts(batch, &webhooks.terms.schedule).await {
            Ok(switched_off) => {
                for webhook in switched_off {
                    tracing::warn!(webhook, "a webhook was switched off: its receiver is gone or fails");
                    webhooks.changed(&webhook);
                }
                return;
            }
            Err(error) => tracing::error!(%error, "results of deliveries cannot be written"),
        }
        tokio::time::sleep(PAUSE).await;
    }
}

fn count(batch: &[Attempted]) {
    for attempt in batch {
        let outcome = match attempt.fate {
            Fate::Delivered => "delivered",
            Fate::Again(_) => "retried",
            Fate::GivenUp => "failed",
            Fate::Gone => "gone",
        };
        count_delivery(outcome);
    }
}
