//! What is remembered of one key: its standing, and what it leased.

use super::bucket::{Allowance, Bucket, Span};
use super::{Counted, Standing};
use crate::store::{Store, StoreError};
use buzzchat::protocol::Millis;

/// A key's meter.
#[derive(Debug)]
pub(super) struct Meter {
    /// What the database said, and after how many of the operator's changes it said so.
    standing: Option<(u64, Standing)>,
    /// When it last counted.
    latest: Millis,
    minute: Bucket,
    day: Bucket,
}

/// Requests that come together get here out of order: one that is late by less counts as if it came last. A clock that
/// was set back is followed.
const DISORDER: Millis = 5_000;

impl Default for Meter {
    fn default() -> Self {
        Self { standing: None, latest: 0, minute: Bucket::new(Span::Minute), day: Bucket::new(Span::Day) }
    }
}

impl Meter {
    /// The key's standing, as it is remembered or as the database says.
    pub(super) async fn standing(
        &mut self,
        store: &Store,
        workspace: &str,
        hash: &str,
        changes: u64,
    ) -> Result<Standing, StoreError> {
        if let Some((read, standing)) = self.standing
            && read == changes
        {
            return Ok(standing);
        }
        let standing = store.standing(workspace, hash).await?;
        self.standing = Some((changes, standing));
        Ok(standing)
    }

    /// Counts a request where that needs no database.
    pub(super) fn count_at_once(&mut self, changes: u64, now: Millis) -> Option<(Standing, Counted)> {
        let (read, standing) = self.standing?;
        if read != changes {
            return None;
        }
        let now = self.turn_to(now);
        let terms = standing.terms;
        let stuck = |bucket: &Bucket, limit| bucket.left == 0 && !bucket.may_lease(limit);
        let refused = stuck(&self.minute, terms.per_minute) || stuck(&self.day, terms.per_day);
        (refused || self.has_both()).then(|| (standing, self.finish(standing, now)))
    }

    /// Counts a request, leasing what is missing first. Whoever is refused has used nothing up.
    pub(super) async fn count(
        &mut self,
        store: &Store,
        workspace: &str,
        hash: &str,
        changes: u64,
        now: Millis,
    ) -> Result<(Standing, Counted), StoreError> {
        let standing = self.standing(store, workspace, hash, changes).await?;
        let now = self.turn_to(now);
        if lease(store, hash, &mut self.minute, standing.terms.per_minute, now).await? {
            lease(store, hash, &mut self.day, standing.terms.per_day, now).await?;
        }
        Ok((standing, self.finish(standing, now)))
    }

    fn finish(&mut self, standing: Standing, now: Millis) -> Counted {
        let within = self.has_both();
        if within {
            self.minute.left -= 1;
            self.day.left -= 1;
        }
        Counted { within, allowance: self.tighter(standing, now) }
    }

    fn has_both(&self) -> bool {
        self.minute.left > 0 && self.day.left > 0
    }

    /// What a client has to heed: the window with less left, and of equals the longer one.
    fn tighter(&self, standing: Standing, now: Millis) -> Allowance {
        let minute = self.minute.allowance(standing.terms.per_minute, now);
        let day = self.day.allowance(standing.terms.per_day, now);
        if day.remaining <= minute.remaining { day } else { minute }
    }

    /// Goes to the windows of this moment, and returns the moment that counts.
    fn turn_to(&mut self, now: Millis) -> Millis {
        let is_late = now < self.latest && self.latest - now < DISORDER;
        self.latest = if is_late { self.latest } else { now };
        self.minute.turn_to(self.latest);
        self.day.turn_to(self.latest);
        self.latest
    }

    /// Whether anything in it is still of use.
    pub(super) fn is_current(&self, now: Millis) -> bool {
        self.day.start == Span::Day.start(now)
    }

    pub(super) async fn give_back(&mut self, store: &Store, hash: &str) -> Result<(), StoreError> {
        for bucket in [&mut self.minute, &mut self.day] {
            let left = std::mem::take(&mut bucket.left);
            if left > 0 {
                store.return_lease(hash, bucket.span, bucket.start, left).await?;
            }
        }
        Ok(())
    }
}

/// Sees to it that something is left. Returns false where the limit is reached.
async fn lease(store: &Store, hash: &str, bucket: &mut Bucket, limit: u64, now: Millis) -> Result<bool, StoreError> {
    if bucket.left == 0 && bucket.may_lease(limit) {
        if bucket.span == Span::Minute && bucket.is_fresh() {
            store.note_use(hash, now).await?;
        }
        let lease = store.lease(hash, bucket.span, bucket.start, Bucket::block(limit), limit).await?;
        bucket.leased(lease, limit);
    }
    Ok(bucket.left > 0)
}
