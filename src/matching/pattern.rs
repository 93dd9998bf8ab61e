//! Patterns that users write: checked, bounded, linear.

use regex::{Regex, RegexBuilder};

/// What a user's pattern may cost once compiled, in bytes.
const PATTERN_SIZE: usize = 200_000;

/// A user's pattern, ready to be looked for.
#[derive(Debug)]
pub(super) struct UserPattern {
    exact: Regex,
    /// The same without word boundaries, where it has any. It finds all that the pattern finds and more, and it is much
    /// faster where the line is not ASCII: there the engine decides boundaries only by its slowest means.
    loose: Option<Regex>,
}

impl UserPattern {
    pub(super) fn new(pattern: &str, fold: bool) -> Option<Self> {
        let exact = compile(pattern, fold).ok()?;
        let loose = without_boundaries(pattern).and_then(|pattern| compile(&pattern, fold).ok());
        Some(Self { exact, loose })
    }

    pub(super) fn is_in(&self, line: &str) -> bool {
        let may_be = line.is_ascii() || self.loose.as_ref().is_none_or(|loose| loose.is_match(line));
        may_be && self.exact.is_match(line)
    }

    /// Where it stands, in bytes.
    pub(super) fn span(&self, line: &str) -> Option<(usize, usize)> {
        self.exact.find(line).map(|found| (found.start(), found.end()))
    }
}

fn compile(pattern: &str, fold: bool) -> Result<Regex, regex::Error> {
    RegexBuilder::new(pattern).case_insensitive(fold).size_limit(PATTERN_SIZE).dfa_size_limit(PATTERN_SIZE).build()
}

/// A pattern with nothing in the place of each `\b`, `\B` and their kin; none where it has none of them.
fn without_boundaries(pattern: &str) -> Option<String> {
    let (mut out, mut rest, mut found) = (String::new(), pattern, false);
    while let Some(at) = rest.find('\\') {
        let (before, escape) = rest.split_at(at);
        out.push_str(before);
        let size = 1 + escape[1..].chars().next().map_or(0, char::len_utf8);
        rest = &escape[size..];
        if matches!(&escape[..size], "\\b" | "\\B" | "\\<" | "\\>") {
            let kinds = ["{start}", "{end}", "{start-half}", "{end-half}"];
            rest = kinds.iter().find_map(|kind| rest.strip_prefix(kind)).unwrap_or(rest);
            out.push_str("(?:)");
            found = true;
        } else {
            out.push_str(&escape[..size]);
        }
    }
    out.push_str(rest);
    found.then_some(out)
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
