//! Dates of the Gregorian calendar, in UTC, for whatever people or programs read.

use crate::protocol::Millis;

/// Milliseconds in a day.
pub(super) const DAY: Millis = 24 * super::HOUR;

/// Year, month and day of a day counted from 1970. Years begin in March while counting, so that the leap day is a year's
/// last.
#[must_use]
pub fn civil(days: u64) -> (u64, u64, u64) {
    let shifted = days.saturating_add(719_468);
    let (era, day_of_era) = (shifted / 146_097, shifted % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = (shifted_month + 2) % 12 + 1;
    (year_of_era + era * 400 + u64::from(month <= 2), month, day)
}

/// "2026-11-21"
pub(super) fn date(days: u64) -> String {
    let (year, month, day) = civil(days);
    format!("{year:04}-{month:02}-{day:02}")
}

/// "2026-11-21T06:05:00Z", cut to the second.
///
/// ```
/// assert_eq!(buzzchat::journal::rfc3339(1_737_714_600_000), "2025-01-24T10:30:00Z");
/// ```
#[must_use]
pub fn rfc3339(at: Millis) -> String {
    let seconds = at % DAY / 1_000;
    format!("{}T{:02}:{:02}:{:02}Z", date(at / DAY), seconds / 3_600, seconds / 60 % 60, seconds % 60)
}
