//! When a failed delivery is tried again, and when an endpoint has failed for too long. It reads no clock.

use crate::outgoing::Delivered;
use buzzchat::protocol::Millis;
use std::time::Duration;

/// How patient the relay is with receivers.
#[derive(Clone, Copy, Debug)]
pub struct Schedule {
    /// From each failed attempt to the next; after the last one the delivery has failed.
    pub waits: [Duration; 7],
    /// Not sooner than this after a timeout, or where the receiver says that it gets too much.
    pub relief: Duration,
    /// An endpoint that did nothing but fail for so long is switched off.
    pub disable_after: Duration,
}

impl Default for Schedule {
    fn default() -> Self {
        Self {
            waits: [5, 300, 1_800, 7_200, 18_000, 36_000, 36_000].map(Duration::from_secs),
            relief: Duration::from_secs(60),
            disable_after: Duration::from_hours(5 * 24),
        }
    }
}

/// No answer after this long means that the receiver is too slow, rather than not there.
const SLOW: u64 = 4_900;
/// Too Many Requests.
const TOO_MANY: u16 = 429;

impl Schedule {
    /// How long to wait after the `tries`-th attempt in a row failed; nothing once they are used up. `chance` is anything
    /// from 0 to 1: receivers that failed together shall not be called together.
    #[must_use]
    pub fn wait(&self, tries: u64, delivered: &Delivered, chance: f64) -> Option<Duration> {
        let index = usize::try_from(tries).ok()?.checked_sub(1)?;
        let base = *self.waits.get(index)?;
        let spread = base.mul_f64(0.8 + 0.4 * chance.clamp(0.0, 1.0));
        let wait = delivered.retry_after.map_or(spread, |asked| asked.clamp(base, base * 2));
        let slow = delivered.status.is_none() && delivered.millis >= SLOW;
        Some(if slow || delivered.status == Some(TOO_MANY) { wait.max(self.relief) } else { wait })
    }

    /// Since when an endpoint that has just failed did nothing else. A pause as long as the whole patience begins anew:
    /// one failure a week is no outage.
    #[must_use]
    pub fn failing_since(&self, since: Millis, failed_before: Millis, now: Millis) -> Millis {
        let quiet = now.saturating_sub(failed_before) > self.disable_millis();
        if since == 0 || quiet { now } else { since }
    }

    /// Whether that is too long.
    #[must_use]
    pub fn is_over(&self, since: Millis, now: Millis) -> bool {
        now.saturating_sub(since) >= self.disable_millis()
    }

    fn disable_millis(&self) -> Millis {
        Millis::try_from(self.disable_after.as_millis()).unwrap_or(Millis::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::{Delivered, Schedule};
    use std::time::Duration;

    fn answer(status: Option<u16>, millis: u64, retry_after: Option<u64>) -> Delivered {
        let retry_after = retry_after.map(Duration::from_secs);
        Delivered { status, retry_after, ..Delivered::unanswered(millis, String::new()) }
    }

    fn seconds(tries: u64, delivered: &Delivered, chance: f64) -> Option<u64> {
        Schedule::default().wait(tries, delivered, chance).map(|wait| wait.as_secs())
    }

    #[test]
    fn attempts_are_spread_over_more_than_a_day_and_end() {
        let failed = answer(Some(500), 20, None);
        let waits: Vec<_> = (1..=9).map(|tries| seconds(tries, &failed, 0.5)).collect();
        let documented = [5, 300, 1_800, 7_200, 18_000, 36_000, 36_000];
        assert_eq!(waits[..7], documented.map(Some));
        assert_eq!(waits[7..], [None, None]);
        assert_eq!((seconds(2, &failed, 0.0), seconds(2, &failed, 1.0)), (Some(240), Some(360)));
    }

    #[test]
    fn a_receiver_may_ask_for_more_time_within_reason() {
        for (asked, granted) in [(0, 300), (299, 300), (450, 450), (601, 600), (1_000_000, 600)] {
            assert_eq!(seconds(2, &answer(Some(503), 1, Some(asked)), 0.0), Some(granted), "{asked}");
        }
    }

    #[test]
    fn who_is_slow_or_overrun_gets_a_minute() {
        assert_eq!(seconds(1, &answer(Some(429), 1, None), 0.5), Some(60));
        assert_eq!(seconds(1, &answer(Some(429), 1, Some(1)), 0.5), Some(60));
        assert_eq!(seconds(1, &answer(None, 15_000, None), 0.5), Some(60));
        assert_eq!(seconds(1, &answer(None, 2, None), 0.5), Some(5), "not there is not slow");
        assert_eq!(seconds(2, &answer(Some(429), 1, None), 0.5), Some(300));
    }

    #[test]
    fn five_days_of_nothing_but_failures_are_enough() {
        const DAY: u64 = 86_400_000;
        let schedule = Schedule::default();
        let since = schedule.failing_since(0, 0, 100 * DAY);
        assert_eq!(since, 100 * DAY);
        assert_eq!(schedule.failing_since(since, 103 * DAY, 104 * DAY), since);
        assert!(!schedule.is_over(since, 105 * DAY - 1) && schedule.is_over(since, 105 * DAY));
        let late = schedule.failing_since(since, 101 * DAY, 107 * DAY);
        assert_eq!(late, 107 * DAY, "the clock runs out where nothing was tried");
    }
}
