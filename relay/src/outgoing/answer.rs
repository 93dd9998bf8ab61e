//! What came of sending: a receiver's answer, or why there is none, in words that give nothing away.

use buzzchat::protocol::Millis;
use jiff::fmt::rfc2822::DateTimeParser;
use serde::Deserialize;
use std::collections::HashMap;
use std::time::Duration;

/// No receiver puts us off for longer.
const LONGEST_WAIT: Duration = Duration::from_secs(24 * 60 * 60);

/// What came of one attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivered {
    /// The answer's status, when there was one.
    pub status: Option<u16>,
    /// Whether the receiver may have got it, answer or not.
    pub reached: bool,
    /// How long it took until the answer was read or given up.
    pub millis: u64,
    /// How long the receiver asks to be left alone: at most a day.
    pub retry_after: Option<Duration>,
    /// Why the attempt counts as failed, as a sentence; nothing when the receiver accepted.
    pub problem: Option<String>,
    /// The beginning of the answer.
    pub body: Vec<u8>,
}

impl Delivered {
    /// Whether the receiver said that it has it. A redirect is no such word.
    #[must_use]
    pub fn accepted(&self) -> bool {
        self.status.is_some_and(|status| (200..300).contains(&status))
    }

    pub(crate) fn unanswered(millis: u64, problem: String) -> Self {
        Self { status: None, reached: false, millis, retry_after: None, problem: Some(problem), body: Vec::new() }
    }
}

/// What a status says against a delivery.
pub(super) fn complaint(status: u16) -> Option<String> {
    match status {
        200..300 => None,
        300..400 => Some(format!("The receiver answered {status}, and redirects are not followed")),
        _ => Some(format!("The receiver answered {status}")),
    }
}

/// Reads `Retry-After`: seconds, also with a fraction, or a date. Anything else says nothing.
pub(super) fn retry_after(value: &str, now: Millis) -> Option<Duration> {
    let value = value.trim();
    if value.starts_with(|c: char| c.is_ascii_digit()) {
        let seconds: f64 = value.parse().ok()?;
        return Some(Duration::try_from_secs_f64(seconds).unwrap_or(LONGEST_WAIT).min(LONGEST_WAIT));
    }
    let date = DateTimeParser::new().parse_timestamp(value).ok()?;
    let date = Millis::try_from(date.as_millisecond()).unwrap_or(0);
    Some(Duration::from_millis(date.saturating_sub(now)).min(LONGEST_WAIT))
}

/// One of the uses that Meta counts.
#[derive(Deserialize)]
struct Usage {
    /// Minutes; none while there is room.
    #[serde(default)]
    estimated_time_to_regain_access: u64,
}

/// Reads Meta's `X-Business-Use-Case-Usage`, which has the uses of each business. Anything else says nothing.
pub(super) fn regained_after(value: &str) -> Option<Duration> {
    let businesses: HashMap<String, Vec<Usage>> = serde_json::from_str(value).ok()?;
    let minutes = businesses.values().flatten().map(|usage| usage.estimated_time_to_regain_access).max()?;
    (minutes > 0).then(|| Duration::from_secs(minutes.saturating_mul(60)).min(LONGEST_WAIT))
}

#[cfg(test)]
mod tests {
    use super::{Duration, regained_after, retry_after};

    /// 2025-01-24T10:30:00Z.
    const NOW: u64 = 1_737_714_600_000;

    #[test]
    fn a_receiver_says_how_long_to_wait() {
        for (value, millis) in [
            ("0", 0),
            ("120", 120_000),
            (" 7 ", 7_000),
            ("1.5", 1_500),
            ("0.25", 250),
            ("Fri, 24 Jan 2025 10:31:00 GMT", 60_000),
            ("Fri, 24 Jan 2025 10:29:00 GMT", 0),
            ("Thu, 01 Jan 1970 00:00:00 GMT", 0),
            ("86401", 86_400_000),
            ("Wed, 24 Jan 2125 10:31:00 GMT", 86_400_000),
            ("99999999999999999999999999", 86_400_000),
            ("9e999", 86_400_000),
        ] {
            let asked = retry_after(value, NOW).map(|wait| wait.as_millis());
            assert_eq!(asked, Some(millis), "{value}");
        }
        assert_eq!(retry_after("1.5", NOW), Some(Duration::from_millis(1_500)));
    }

    #[test]
    fn nonsense_says_nothing() {
        for value in
            ["", "soon", "-1", "+5", "NaN", "inf", "1 minute", "1,5", "0x10", "Mon, 24 Jan 2025 10:31:00 GMT", "24 Jan"]
        {
            assert_eq!(retry_after(value, NOW), None, "{value}");
        }
    }

    #[test]
    fn meta_says_when_a_business_may_call_again() {
        let usage = |minutes: &str| {
            let uses = r#"{ "type": "messaging", "call_count": 100, "estimated_time_to_regain_access": MINUTES }"#;
            format!(r#"{{ "1": [], "2": [{{ "call_count": 3 }}, {}] }}"#, uses.replace("MINUTES", minutes))
        };
        assert_eq!(regained_after(&usage("19")), Some(Duration::from_secs(19 * 60)));
        assert_eq!(regained_after(&usage("18446744073709551615")), Some(Duration::from_secs(86_400)));
        for value in [usage("0").as_str(), &usage("-1"), &usage("\"soon\""), "{}", "[]", ""] {
            assert_eq!(regained_after(value), None, "{value}");
        }
    }
}
