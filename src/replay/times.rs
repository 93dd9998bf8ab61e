//! The times of a recording: seconds, milliseconds, microseconds, `1:02:03` or ISO 8601, made one.

use crate::protocol::Millis;

const SECOND: f64 = 1_000.0;
const DAY: f64 = 86_400.0 * SECOND;
/// No recording is longer; what claims to be is cut to it.
const LONGEST: f64 = 7.0 * DAY;
/// A chat whose lines came further apart on average, were it in seconds, is in milliseconds.
const SLOWEST_GAP: f64 = 60.0;
/// A stream that took longer, were it in seconds, is in milliseconds.
const LONGEST_SECONDS: f64 = 2.0 * 86_400.0;

/// A time as the recording says it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Time {
    /// In milliseconds.
    Millis(f64),
    /// In a unit that only all the times together tell.
    Bare(f64),
}

impl Time {
    /// Reads a time. `name` is the column's, which may tell the unit.
    pub(super) fn parse(name: &str, text: &str) -> Option<Self> {
        let text = text.trim();
        match text.parse::<f64>() {
            Ok(number) => Self::number(name, number),
            Err(_) => clock(text).or_else(|| iso(text)).map(Self::Millis),
        }
    }

    /// A number: its size tells moments since 1970, the column's name tells the rest.
    pub(super) fn number(name: &str, number: f64) -> Option<Self> {
        let time = match number.abs() {
            size if !size.is_finite() => return None,
            size if size >= 1e14 => Self::Millis(number / 1_000.0),
            size if size >= 1e11 || name.ends_with("ms") || name.contains("milli") => Self::Millis(number),
            size if size >= 1e9 || name.contains("sec") => Self::Millis(number * SECOND),
            _ => Self::Bare(number),
        };
        Some(time)
    }
}

/// Turns times into milliseconds since the first, never running backwards. A line without one comes with the line before;
/// where no line has one, a line comes every second.
pub(super) fn offsets(times: &[Option<Time>]) -> Vec<Millis> {
    if times.iter().all(Option::is_none) {
        return (0..times.len() as Millis).map(|number| number * 1_000).collect();
    }
    let unit = bare_unit(times);
    let millis = |time: &Option<Time>| match time {
        Some(Time::Millis(millis)) => Some(*millis),
        Some(Time::Bare(bare)) => Some(bare * unit),
        None => None,
    };
    let first = times.iter().find_map(millis).unwrap_or_default();
    let mut last = 0.0_f64;
    let offset = |time| {
        last = millis(time).map_or(last, |at| last.max((at - first).clamp(0.0, LONGEST)));
        last as Millis
    };
    times.iter().map(offset).collect()
}

/// Fractions are seconds; whole numbers are what makes a stream of believable length and pace.
fn bare_unit(times: &[Option<Time>]) -> f64 {
    let bare = || times.iter().filter_map(|time| if let Some(Time::Bare(bare)) = time { Some(*bare) } else { None });
    if bare().any(|time| time.fract() != 0.0) {
        return SECOND;
    }
    let (least, most) = bare().fold((f64::MAX, f64::MIN), |(least, most), time| (least.min(time), most.max(time)));
    let span = most - least;
    let gap = span / bare().count().max(1) as f64;
    if gap > SLOWEST_GAP || span > LONGEST_SECONDS { 1.0 } else { SECOND }
}

/// `1:02`, `1:02:03`, `-0:10`.
fn clock(text: &str) -> Option<f64> {
    let (sign, text) = text.strip_prefix('-').map_or((1.0, text), |rest| (-1.0, rest));
    let parts: Vec<&str> = text.splitn(4, ':').collect();
    if !(2..=3).contains(&parts.len()) || !parts.iter().all(|part| part.starts_with(|c: char| c.is_ascii_digit())) {
        return None;
    }
    let seconds = parts.iter().try_fold(0.0, |sum, part| Some(sum * 60.0 + part.parse::<f64>().ok()?))?;
    Some(sign * seconds * SECOND)
}

/// `2026-11-21T18:30:05.250+01:00`, with a space for the `T`, and with or without what follows the minutes.
fn iso(text: &str) -> Option<f64> {
    let (date, time) = text.split_once(['T', 't', ' '])?;
    let mut date = date.splitn(3, '-').map(|part| part.parse::<i64>().ok());
    let (year, month, day) = (date.next()??, date.next()??, date.next()??);
    if !(1970..=9999).contains(&year) || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    let (time, zone) = split_zone(time.trim());
    Some(days_since_1970(year, month, day) as f64 * DAY + clock(time)? - zone?)
}

/// The time of day, and the milliseconds its zone is ahead of UTC.
fn split_zone(time: &str) -> (&str, Option<f64>) {
    if let Some(time) = time.strip_suffix(['Z', 'z']).or_else(|| time.strip_suffix(" UTC")) {
        return (time, Some(0.0));
    }
    match time.rfind(['+', '-']) {
        Some(at) => {
            let (time, zone) = time.split_at(at);
            let (sign, zone) = (if zone.starts_with('-') { -1.0 } else { 1.0 }, &zone[1..]);
            let minutes = |hours: &str, minutes: &str| {
                Some((hours.parse::<f64>().ok()? * 60.0 + minutes.parse::<f64>().ok()?) * 60.0 * SECOND)
            };
            let ahead = match (zone.split_once(':'), zone.len()) {
                (Some((hours, rest)), _) => minutes(hours, rest),
                (None, 4) => zone.split_at_checked(2).and_then(|(hours, rest)| minutes(hours, rest)),
                _ => minutes(zone, "0"),
            };
            (time, ahead.map(|ahead| sign * ahead))
        }
        None => (time, Some(0.0)),
    }
}

/// Days of the proleptic Gregorian calendar, counted in years that begin in March.
fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * month + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}
