//! What Meta says instead of taking a message, and what that means for it. Its codes decide, as Meta asks; the HTTP status
//! does not.

use crate::outgoing::Delivered;
use serde::Deserialize;
use std::time::Duration;

/// A person is not to be written to more often than this.
const PAIR: Duration = Duration::from_secs(6);
/// More words than this stand in no error.
const MAX_WORDS: usize = 500;

/// An error, in an answer or in a webhook.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct ErrorIn {
    code: Option<i64>,
    error_subcode: i64,
    title: String,
    message: String,
    error_data: DetailsIn,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct DetailsIn {
    details: String,
}

#[derive(Deserialize)]
struct AnswerIn {
    error: ErrorIn,
}

/// What an error means for a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// Nothing goes until somebody mends the account.
    LineFails,
    /// The number sends too much.
    LineRests,
    /// The person gets too much.
    PersonRests(Duration),
    /// Meta is busy or away.
    Later,
    /// It will never be taken.
    Refused,
}

impl ErrorIn {
    /// The error in an answer; nothing where it says something else.
    pub(super) fn read(answer: &Delivered) -> Option<Self> {
        serde_json::from_slice(&answer.body).ok().map(|AnswerIn { error }| error)
    }

    pub(super) fn meaning(&self) -> Meaning {
        let Some(code) = self.code else { return Meaning::Later };
        match (code, self.error_subcode) {
            // The token, its permissions, and an id that it cannot see.
            (0 | 3 | 10 | 190 | 200..=299, _) | (100, 33) | (131_005, _) => Meaning::LineFails,
            // The account: blocked, locked, unpaid, or its number not registered.
            (368 | 131_031 | 131_042 | 131_045 | 133_010, _) => Meaning::LineFails,
            (4 | 80_007 | 130_429, _) => Meaning::LineRests,
            (131_056, _) => Meaning::PersonRests(PAIR),
            // Meta does not know, is overloaded, or is mended.
            (1 | 2 | 131_000 | 131_016 | 131_057 | 133_004, _) => Meaning::Later,
            _ => Meaning::Refused,
        }
    }

    /// What Meta calls it.
    pub(super) fn code(&self) -> String {
        self.code.map(|code| code.to_string()).unwrap_or_default()
    }

    /// What Meta says of it.
    pub(super) fn words(&self) -> String {
        let head = if self.message.is_empty() { &self.title } else { &self.message };
        let details = &self.error_data.details;
        let words = match (head.is_empty(), details.is_empty()) {
            (true, true) => format!("WhatsApp's error {}", self.code()),
            (false, true) => head.clone(),
            (true, false) => details.clone(),
            (false, false) => format!("{head}: {details}"),
        };
        words.chars().take(MAX_WORDS).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{ErrorIn, Meaning, PAIR};

    #[test]
    fn the_code_decides() {
        let cases = [
            (0, 0, Meaning::LineFails),
            (190, 463, Meaning::LineFails),
            (200, 0, Meaning::LineFails),
            (100, 33, Meaning::LineFails),
            (100, 0, Meaning::Refused),
            (133_010, 0, Meaning::LineFails),
            (4, 0, Meaning::LineRests),
            (80_007, 0, Meaning::LineRests),
            (130_429, 0, Meaning::LineRests),
            (131_056, 0, Meaning::PersonRests(PAIR)),
            (131_016, 0, Meaning::Later),
            (131_047, 0, Meaning::Refused),
            (131_026, 0, Meaning::Refused),
            (131_051, 0, Meaning::Refused),
            (132_000, 0, Meaning::Refused),
            (999_999, 0, Meaning::Refused),
        ];
        for (code, error_subcode, meaning) in cases {
            let error = ErrorIn { code: Some(code), error_subcode, ..ErrorIn::default() };
            assert_eq!(error.meaning(), meaning, "{code}/{error_subcode}");
        }
        assert_eq!(ErrorIn::default().meaning(), Meaning::Later, "what has no code is not Meta's");
    }

    #[test]
    fn meta_s_words_are_kept_without_end_of_them() {
        let error: ErrorIn = serde_json::from_str(
            r#"{"code":131047,"title":"Re-engagement message","error_data":{"details":"More than 24 hours have passed"}}"#,
        )
        .unwrap();
        assert_eq!(error.words(), "Re-engagement message: More than 24 hours have passed");
        assert_eq!(ErrorIn { code: Some(5), ..ErrorIn::default() }.words(), "WhatsApp's error 5");
        assert_eq!(ErrorIn { message: "x".repeat(9_000), ..ErrorIn::default() }.words().len(), 500);
    }
}
