//! Variables in texts: `{username}` and its kin. What is put in is never looked at again, so that a viewer's text cannot
//! bring variables of its own.

use super::Engine;
use crate::journal::{HOUR, civil};
use crate::protocol::{Millis, Stream};

const MINUTE: Millis = 60_000;
const DAY: Millis = 24 * HOUR;

/// Fills a text in. What `value` does not know stays as it was typed.
pub(super) fn fill(text: &str, value: impl Fn(&str) -> Option<String>) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('{') {
        let (before, behind) = rest.split_at(start);
        filled.push_str(before);
        let name = behind[1..].split_once('}').map(|(name, _)| name);
        match name.and_then(|name| Some((name.len() + 2, value(name)?))) {
            Some((length, value)) => {
                filled.push_str(&value);
                rest = &behind[length..];
            }
            None => {
                filled.push('{');
                rest = &behind[1..];
            }
        }
    }
    filled + rest
}

/// What every text on a stream may say, whoever it is for.
pub(super) struct Scene {
    pub(super) platform: String,
    pub(super) now: Millis,
    /// Minutes to add to UTC.
    pub(super) zone: i32,
    pub(super) uptime: Millis,
    pub(super) viewers: usize,
    pub(super) welcomed: u64,
}

impl Scene {
    pub(super) fn value(&self, name: &str) -> Option<String> {
        match name {
            "time" => Some(time(self.local())),
            "date" => Some(date(self.local())),
            "uptime" => Some(duration(self.uptime)),
            "platform" => Some(self.platform.clone()),
            "viewers" => Some(self.viewers.to_string()),
            "count" => Some(self.welcomed.to_string()),
            _ => None,
        }
    }

    fn local(&self) -> Millis {
        self.now.saturating_add_signed(i64::from(self.zone) * MINUTE as i64)
    }
}

impl Engine {
    /// What texts on a stream may say now.
    pub(super) fn scene(&self, now: Millis, stream: &Stream) -> Scene {
        let opened = self.session.streams.get(stream).map_or(now, |state| state.opened);
        Scene {
            platform: platform(&stream.site),
            now,
            zone: self.session.zone,
            uptime: now.saturating_sub(opened),
            viewers: self.viewers_since(opened),
            welcomed: self.shared.active().totals(crate::journal::Period::All, now).viewers_welcomed,
        }
    }
}

/// The platform's name, as its owner writes it.
fn platform(site: &str) -> String {
    match site {
        "youtube" => "YouTube".into(),
        "tiktok" => "TikTok".into(),
        "ebay" => "eBay".into(),
        _ => {
            let mut letters = site.chars();
            letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
        }
    }
}

/// "3:45 PM"
fn time(at: Millis) -> String {
    let (hour, minute) = (at / HOUR % 24, at / MINUTE % 60);
    let half = if hour < 12 { "AM" } else { "PM" };
    format!("{}:{minute:02} {half}", (hour + 11) % 12 + 1)
}

/// "Jan 27, 2026"
fn date(at: Millis) -> String {
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let (year, month, day) = civil(at / DAY);
    format!("{} {day}, {year}", MONTHS[month as usize - 1])
}

/// "1h 5m", "5m"
fn duration(time: Millis) -> String {
    match (time / HOUR, time / MINUTE % 60) {
        (0, minutes) => format!("{minutes}m"),
        (hours, minutes) => format!("{hours}h {minutes}m"),
    }
}
