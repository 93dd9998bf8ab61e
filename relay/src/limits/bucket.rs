//! What is left in a window: counted here, leased elsewhere.

use buzzchat::protocol::Millis;

/// How long a window is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Span {
    /// The minute on the clock.
    Minute,
    /// The day, UTC.
    Day,
}

impl Span {
    /// In milliseconds.
    #[must_use]
    pub const fn length(self) -> Millis {
        match self {
            Self::Minute => 60_000,
            Self::Day => 86_400_000,
        }
    }

    /// When the window began in which a moment lies.
    #[must_use]
    pub const fn start(self, now: Millis) -> Millis {
        now - now % self.length()
    }
}

/// What is left of a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allowance {
    /// Requests in a window.
    pub limit: u64,
    /// How many of them are left.
    pub remaining: u64,
    /// When the window ends.
    pub reset: Millis,
    /// Milliseconds until then; never none.
    pub wait: Millis,
}

impl Allowance {
    pub(super) fn new(span: Span, limit: u64, remaining: u64, now: Millis) -> Self {
        let reset = span.start(now).saturating_add(span.length());
        Self { limit, remaining, reset, wait: reset.saturating_sub(now).max(1) }
    }
}

/// A window of a key.
#[derive(Debug)]
pub(super) struct Bucket {
    pub(super) span: Span,
    /// The window the rest is about.
    pub(super) start: Millis,
    /// Leased and not used yet.
    pub(super) left: u64,
    /// Leased by anybody so far, as the database last said.
    used: u64,
    /// The limit at which the database had nothing left to give.
    spent: Option<u64>,
}

impl Bucket {
    pub(super) fn new(span: Span) -> Self {
        Self { span, start: 0, left: 0, used: 0, spent: None }
    }

    /// Goes to the window of this moment. What was leased for another one is void.
    pub(super) fn turn_to(&mut self, now: Millis) {
        let start = self.span.start(now);
        if start != self.start {
            *self = Self { start, ..Self::new(self.span) };
        }
    }

    /// Whether nothing was asked of the database for this window yet.
    pub(super) fn is_fresh(&self) -> bool {
        self.used == 0 && self.spent.is_none()
    }

    /// Whether the database may have something.
    pub(super) fn may_lease(&self, limit: u64) -> bool {
        self.spent != Some(limit)
    }

    /// Takes a lease over: the sum leased so far and the part just granted, or nothing.
    pub(super) fn leased(&mut self, lease: Option<(u64, u64)>, limit: u64) {
        match lease {
            Some((used, granted)) => (self.used, self.left, self.spent) = (used, self.left + granted, None),
            None => self.spent = Some(limit),
        }
    }

    pub(super) fn allowance(&self, limit: u64, now: Millis) -> Allowance {
        let unleased = if self.spent == Some(limit) { 0 } else { limit.saturating_sub(self.used) };
        Allowance::new(self.span, limit, unleased + self.left, now)
    }

    /// So much is leased at once. Ten, or for generous limits a thousandth of them: the waste of a crash stays as small.
    pub(super) fn block(limit: u64) -> u64 {
        (limit / 1_000).max(10).min(limit)
    }
}

#[cfg(test)]
mod tests {
    use super::{Bucket, Span};

    #[test]
    fn windows_begin_where_the_clock_and_the_calendar_say() {
        let noon = 1_737_720_012_345;
        assert_eq!(Span::Minute.start(noon), 1_737_720_000_000);
        assert_eq!(Span::Day.start(noon), 1_737_676_800_000, "2025-01-24T00:00:00Z");
    }

    #[test]
    fn blocks_are_ten_but_never_more_than_the_limit_and_grow_with_generous_ones() {
        for (limit, block) in [(1, 1), (9, 9), (60, 10), (10_000, 10), (1_000_000, 1_000)] {
            assert_eq!(Bucket::block(limit), block, "{limit}");
        }
    }
}
