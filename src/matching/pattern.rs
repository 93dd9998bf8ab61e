//! Patterns that users write: checked, bounded, linear.

use regex::{Regex, RegexBuilder};

/// What a user's pattern may cost once compiled, in bytes.
const PATTERN_SIZE: usize = 200_000;

pub(super) fn compile(pattern: &str, fold: bool) -> Result<Regex, regex::Error> {
    RegexBuilder::new(pattern).case_insensitive(fold).size_limit(PATTERN_SIZE).dfa_size_limit(PATTERN_SIZE).build()
}

/// Whether a user's pattern can be taken.
///
/// # Errors
/// Why not, for a person.
pub fn check_pattern(pattern: &str) -> Result<(), String> {
    match compile(pattern, true) {
        Ok(_) => Ok(()),
        Err(regex::Error::CompiledTooBig(_)) => Err("the pattern is too large".into()),
        Err(error) => Err(format!("not a valid pattern: {}", last_line(&error.to_string()))),
    }
}

/// The parser draws its errors over several lines and says what is wrong on the last.
fn last_line(text: &str) -> &str {
    text.lines().last().unwrap_or(text).trim_start_matches("error: ")
}
