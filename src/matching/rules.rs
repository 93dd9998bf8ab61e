//! FAQ rules compiled for matching: the first rule that fires wins.

use super::words::{fold, has_word, head};
use crate::protocol::{FaqRule, MatchMode};
use regex::{Regex, RegexBuilder};

/// What a user's pattern may cost once compiled, in bytes.
const PATTERN_SIZE: usize = 200_000;

/// The rule and trigger that fired.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit<'a> {
    /// The rule.
    pub rule: &'a FaqRule,
    /// Its trigger, as the seller wrote it.
    pub trigger: &'a str,
}

/// Rules ready to be matched. Rules that are switched off are left out.
#[derive(Clone, Debug, Default)]
pub struct Rules {
    rules: Vec<(FaqRule, Vec<Option<Trigger>>)>,
}

#[derive(Clone, Debug)]
enum Trigger {
    Word { text: String, exact: bool },
    Contains { text: String, exact: bool },
    Pattern(Regex),
}

impl Rules {
    /// Compiles rules. A pattern that [`check_pattern`] refuses never fires; settings do not take one.
    #[must_use]
    pub fn new(rules: &[FaqRule]) -> Self {
        let compile =
            |rule: &FaqRule| (rule.clone(), rule.triggers.iter().map(|trigger| Trigger::new(rule, trigger)).collect());
        Self { rules: rules.iter().filter(|rule| rule.enabled).map(compile).collect() }
    }

    /// The first rule that fires, with its first trigger that does.
    #[must_use]
    pub fn find(&self, line: &str) -> Option<Hit<'_>> {
        let line = head(line);
        let folded = fold(line);
        self.rules.iter().find_map(|(rule, triggers)| {
            let number = triggers
                .iter()
                .position(|trigger| trigger.as_ref().is_some_and(|trigger| trigger.fires(line, &folded)))?;
            Some(Hit { rule, trigger: &rule.triggers[number] })
        })
    }
}

impl Trigger {
    fn new(rule: &FaqRule, trigger: &str) -> Option<Self> {
        let exact = rule.case_sensitive;
        let text = if exact { trigger.trim().to_owned() } else { fold(trigger.trim()) };
        match rule.mode {
            MatchMode::Word => Some(Self::Word { text, exact }),
            MatchMode::Contains => Some(Self::Contains { text, exact }),
            MatchMode::Regex => compile(trigger, !exact).ok().map(Self::Pattern),
        }
    }

    fn fires(&self, line: &str, folded: &str) -> bool {
        let pick = |exact: bool| if exact { line } else { folded };
        match self {
            Self::Word { text, exact } => has_word(pick(*exact), text),
            Self::Contains { text, exact } => pick(*exact).contains(text),
            Self::Pattern(pattern) => pattern.is_match(line),
        }
    }
}

fn compile(pattern: &str, fold: bool) -> Result<Regex, regex::Error> {
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
