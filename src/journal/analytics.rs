//! What the counts tell: the busiest hour, and a series by the day.

use super::calendar::DAY;
use super::counters::KEPT_HOURS;
use super::{Account, HOUR, Period, Totals, hour_of};
use crate::protocol::Millis;
use std::collections::BTreeMap;

const HOURS_PER_DAY: u64 = 24;

impl Account {
    /// The hour of the day (0 to 23) in which viewers wrote most, and where they wrote equally much the bot; the earlier of
    /// two. `zone` is what the seller's clock is ahead of UTC, in minutes. Nothing where nothing was counted.
    #[must_use]
    pub fn peak_hour(&self, period: Period, now: Millis, zone: i32) -> Option<u8> {
        let mut day: [(u64, u64); HOURS_PER_DAY as usize] = Default::default();
        for (hour, totals) in self.hours(period, now) {
            let minutes = (hour % HOURS_PER_DAY * 60) as i64 + i64::from(zone);
            let slot = &mut day[minutes.div_euclid(60).rem_euclid(HOURS_PER_DAY as i64) as usize];
            *slot = (slot.0.saturating_add(totals.lines_read), slot.1.saturating_add(totals.all_lines()));
        }
        let most = day.iter().copied().max().filter(|most| *most > (0, 0))?;
        day.iter().position(|slot| *slot == most).map(|hour| hour as u8)
    }

    /// Every UTC day, as days since 1970, from the first that is kept and has counts to today; 90 days back at most.
    #[must_use]
    pub fn days(&self, now: Millis) -> Vec<(u64, Totals)> {
        let first_kept = hour_of(now).saturating_sub(KEPT_HOURS - 1);
        let mut days: BTreeMap<u64, Totals> = BTreeMap::new();
        for (hour, totals) in
            self.hours(Period::All, now).filter(|(hour, _)| (first_kept..=hour_of(now)).contains(hour))
        {
            days.entry(hour * HOUR / DAY).or_default().add(totals);
        }
        let first = days.keys().next().copied().unwrap_or(u64::MAX);
        (first..=now / DAY).map(|day| (day, days.remove(&day).unwrap_or_default())).collect()
    }

    /// The triggers asked for most, at most `most` of them.
    #[must_use]
    pub fn top_triggers(&self, most: usize) -> Vec<(String, u64)> {
        let mut triggers = self.triggers();
        triggers.truncate(most);
        triggers
    }

    fn hours(&self, period: Period, now: Millis) -> impl Iterator<Item = (u64, &Totals)> {
        self.counters.values().flat_map(move |counters| counters.hours(period, now))
    }
}
