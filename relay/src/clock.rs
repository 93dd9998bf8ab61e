//! The host's clock and randomness: the only place that reads either. Everything else is handed what it needs.

use buzzchat::engine::Entropy;
use buzzchat::protocol::Millis;
use std::time::{SystemTime, UNIX_EPOCH};

/// Milliseconds since 1970.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "the relay is a host: this is where its time comes from")]
pub(crate) fn now() -> Millis {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Millis::try_from(since.as_millis()).unwrap_or(Millis::MAX)
}

/// Fresh randomness from the operating system.
///
/// # Panics
/// When the operating system has none to give: nothing safe could be made without it.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "the relay is a host: this is where its randomness comes from")]
pub(crate) fn entropy() -> Entropy {
    let mut seed = [0; 32];
    getrandom::fill(&mut seed).expect("the operating system gives random bytes");
    Entropy::new(seed)
}

/// Whole seconds in RFC 3339, UTC, as the API documents its times.
#[must_use]
pub(crate) fn rfc3339(at: Millis) -> String {
    let seconds = i64::try_from(at / 1_000).unwrap_or(i64::MAX);
    jiff::Timestamp::from_second(seconds).unwrap_or(jiff::Timestamp::MAX).to_string()
}

#[cfg(test)]
mod tests {
    use super::rfc3339;

    #[test]
    fn times_look_as_documented() {
        assert_eq!(rfc3339(1_737_714_600_999), "2025-01-24T10:30:00Z");
        assert!(rfc3339(u64::MAX).ends_with('Z'), "a time past the calendar is still a time");
    }
}
