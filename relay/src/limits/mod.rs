//! How often a key may be used, and how often an address may come without a good one. It decides who is over the limit
//! and knows no HTTP.
//!
//! Windows are fixed: the minute and the UTC day. What a key may still do in a window is leased from the database in
//! blocks, so that most requests touch no database and a crash wastes at most one block, but never gives one away twice.

mod addresses;
mod bucket;
mod meter;

pub use addresses::Client;
pub use bucket::{Allowance, Span};

use crate::family::Family;
use crate::scopes::Scopes;
use crate::store::{OwnTerms, Store, StoreError};
use crate::tier::Tier;
use addresses::Refusals;
use buzzchat::protocol::Millis;
use meter::Meter;
use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// So many requests without a good key are heard from an address in a minute, unless the operator says otherwise.
pub const REFUSALS_PER_MINUTE: u64 = 20;

/// What a key may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// Whose addresses it opens; nothing where a newer version made it for a family that is unknown here.
    pub api: Option<Family>,
    /// Requests a minute.
    pub per_minute: u64,
    /// Requests a day, UTC.
    pub per_day: u64,
    /// What for.
    pub scopes: Scopes,
}

impl Default for Terms {
    /// As documented.
    fn default() -> Self {
        Self { api: Some(Family::Buzzchat), per_minute: 60, per_day: 10_000, scopes: Scopes::USUAL }
    }
}

impl Terms {
    /// The terms of a family's key: its own and, where it has none, the documented ones.
    #[must_use]
    pub fn new(api: Option<Family>, own: OwnTerms) -> Self {
        let usual = Self::default();
        let per_minute = own.per_minute.unwrap_or(usual.per_minute);
        // Only BuzzChat documents a limit for the day; whoever polls AVA as its documents say asks 17,280 times.
        let day = if api == usual.api { usual.per_day } else { per_minute.saturating_mul(MINUTES_A_DAY) };
        let (per_day, scopes) = (own.per_day.unwrap_or(day), own.scopes.unwrap_or(usual.scopes));
        Self { api, per_minute, per_day, scopes }
    }
}

const MINUTES_A_DAY: u64 = Span::Day.length() / Span::Minute.length();

/// What stands in the database about a key and its workspace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The workspace's tier.
    pub tier: Tier,
    /// The key's terms.
    pub terms: Terms,
}

/// What came of counting a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counted {
    /// Whether it is within the limits.
    pub within: bool,
    /// What is left.
    pub allowance: Allowance,
}

/// Who counts.
#[derive(Debug)]
pub struct Limits {
    refusals: Mutex<Refusals>,
    /// By the hash of the key. Only keys that work get here, so there are no more than the workspaces have.
    meters: Mutex<HashMap<String, Arc<tokio::sync::Mutex<Meter>>>>,
    /// The operator's changes known so far: what was read before the last one is read again.
    changes: AtomicU64,
}

impl Limits {
    /// Counts from nothing; the database knows what was counted before.
    #[must_use]
    pub fn new(refusals_per_minute: u64) -> Self {
        let refusals = Mutex::new(Refusals::new(refusals_per_minute));
        Self { refusals, meters: Mutex::default(), changes: AtomicU64::new(0) }
    }

    /// What stands about a key that works, and its workspace, without counting.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn standing(&self, store: &Store, workspace: &str, hash: &str) -> Result<Standing, StoreError> {
        let mut meter = self.meter(hash).lock_owned().await;
        let changes = self.changes.load(Ordering::Acquire);
        meter.standing(store, workspace, hash, changes).await
    }

    /// Counts a request of a key that works.
    ///
    /// # Errors
    /// When the database fails; then nothing may be answered, or a limit could be exceeded.
    pub async fn count(
        &self,
        store: &Store,
        workspace: &str,
        hash: &str,
        now: Millis,
    ) -> Result<(Standing, Counted), StoreError> {
        let mut meter = self.meter(hash).lock_owned().await;
        let changes = self.changes.load(Ordering::Acquire);
        if let Some(counted) = meter.count_at_once(changes, now) {
            return Ok(counted);
        }
        let (store, workspace, hash) = (store.clone(), workspace.to_owned(), hash.to_owned());
        // On its own: a client that hangs up meanwhile must not cost the key a block.
        let counting = tokio::spawn(async move { meter.count(&store, &workspace, &hash, changes, now).await });
        counting.await.map_err(|_| sqlx::Error::WorkerCrashed)?
    }

    fn meter(&self, hash: &str) -> Arc<tokio::sync::Mutex<Meter>> {
        let mut meters = self.meters.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(meter) = meters.get(hash) {
            return Arc::clone(meter);
        }
        Arc::clone(meters.entry(hash.to_owned()).or_default())
    }

    /// Counts a request without a good key.
    pub fn count_refusal(&self, client: Client, now: Millis) -> Counted {
        self.refusals.lock().unwrap_or_else(PoisonError::into_inner).count(client, now)
    }

    /// What an address has left, without counting.
    pub fn refusals_left(&self, client: Client, now: Millis) -> Allowance {
        self.refusals.lock().unwrap_or_else(PoisonError::into_inner).left(client, now)
    }

    /// Looks whether the operator changed something.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn notice_changes(&self, store: &Store) -> Result<(), StoreError> {
        self.changes.store(store.operator_changes().await?, Ordering::Release);
        Ok(())
    }

    /// Forgets what concerns windows that are over.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn forget_past(&self, store: &Store, now: Millis) -> Result<(), StoreError> {
        let is_current = |meter: &Arc<tokio::sync::Mutex<Meter>>| {
            // One that is locked is in use.
            meter.try_lock().map_or(true, |meter| meter.is_current(now))
        };
        self.meters.lock().unwrap_or_else(PoisonError::into_inner).retain(|_, meter| is_current(meter));
        store.delete_counters(now).await
    }

    /// Gives back what was leased and not used: a server that stops in order wastes nothing.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn give_back(&self, store: &Store) -> Result<(), StoreError> {
        let meters: Vec<_> = {
            let meters = self.meters.lock().unwrap_or_else(PoisonError::into_inner);
            meters.iter().map(|(hash, meter)| (hash.clone(), Arc::clone(meter))).collect()
        };
        for (hash, meter) in meters {
            meter.lock().await.give_back(store, &hash).await?;
        }
        Ok(())
    }
}
