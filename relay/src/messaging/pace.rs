//! How fast a line may send: a bucket of tokens, and rests that the service asked for. It reads no clock.

use buzzchat::protocol::Millis;
use std::time::Duration;

/// What a service bears.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rate {
    /// Messages a second in the long run.
    pub per_second: f64,
    /// Messages at once after a pause.
    pub burst: f64,
    /// Messages on their way together.
    pub at_once: usize,
}

/// What a line has left of it.
#[derive(Clone, Debug)]
pub(super) struct Pace {
    rate: Rate,
    tokens: f64,
    at: Millis,
    rests_until: Millis,
}

impl Pace {
    pub(super) fn new(rate: Rate, now: Millis) -> Self {
        Self { rate, tokens: rate.burst, at: now, rests_until: 0 }
    }

    /// How many may go now, at most so many.
    pub(super) fn room(&mut self, now: Millis, most: usize) -> usize {
        if now < self.rests_until {
            return 0;
        }
        let passed = Duration::from_millis(now.saturating_sub(self.at)).as_secs_f64();
        self.tokens = (self.tokens + passed * self.rate.per_second).min(self.rate.burst);
        self.at = self.at.max(now);
        most.min(self.tokens as usize)
    }

    /// So many went.
    pub(super) fn spend(&mut self, count: usize) {
        self.tokens -= count as f64;
    }

    /// The service wants to be left alone.
    pub(super) fn rest(&mut self, until: Millis) {
        self.rests_until = self.rests_until.max(until);
    }

    /// When there is room again, where there is none now.
    pub(super) fn next(&self, now: Millis) -> Millis {
        let missing = (1.0 - self.tokens).max(0.0) / self.rate.per_second;
        self.rests_until.max(now + (missing * 1_000.0).ceil() as Millis)
    }
}

#[cfg(test)]
mod tests {
    use super::{Pace, Rate};

    const RATE: Rate = Rate { per_second: 2.0, burst: 3.0, at_once: 8 };

    #[test]
    fn after_a_burst_a_line_keeps_its_rate_and_no_more() {
        let mut pace = Pace::new(RATE, 1_000);
        assert_eq!(pace.room(1_000, 10), 3);
        pace.spend(3);
        assert_eq!((pace.room(1_000, 10), pace.next(1_000)), (0, 1_500));
        let mut sent = 0;
        for now in (1_000..=11_000).step_by(100) {
            let room = pace.room(now, 10);
            pace.spend(room);
            sent += room;
        }
        assert_eq!(sent, 20, "two a second for ten seconds");
        assert_eq!(pace.room(1_000_000, 10), 3, "a long pause does not add up");
    }

    #[test]
    fn a_line_that_rests_sends_nothing_until_then() {
        let mut pace = Pace::new(RATE, 0);
        pace.rest(5_000);
        pace.rest(2_000);
        assert_eq!((pace.room(4_999, 10), pace.next(100)), (0, 5_000));
        assert_eq!(pace.room(5_000, 10), 3);
    }
}
