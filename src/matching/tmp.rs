//! Temporary.

use super::words::{fold, has_word, head};
use crate::protocol::MatchMode;
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lane {
    Faq,
    Blocked,
    Giveaway,
    Alert,
}
pub struct Pattern<'a> {
    pub triggers: &'a [String],
    pub exclude: &'a [String],
    pub mode: MatchMode,
    pub case_sensitive: bool,
    pub typos: bool,
}
#[derive(Clone, Copy, Debug, Default)]
pub struct Hits([Option<Hit>; 4]);
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Hit {
    pub group: usize,
    pub trigger: usize,
}
impl Hits {
    pub fn of(&self, lane: Lane) -> Option<Hit> {
        self.0[lane as usize]
    }
}
#[derive(Clone, Debug, Default)]
pub struct Matcher {
    lanes: Vec<(Lane, Vec<(Vec<String>, MatchMode, bool)>)>,
}
impl Matcher {
    pub fn new(lanes: &[(Lane, Vec<Pattern<'_>>)]) -> Self {
        Self {
            lanes: lanes
                .iter()
                .map(|(lane, patterns)| {
                    (*lane, patterns.iter().map(|p| (p.triggers.to_vec(), p.mode, p.case_sensitive)).collect())
                })
                .collect(),
        }
    }
    pub fn scan(&self, line: &str) -> Hits {
        let mut hits = Hits::default();
        let line = head(line);
        let folded = fold(line);
        for (lane, patterns) in &self.lanes {
            'p: for (group, (triggers, mode, exact)) in patterns.iter().enumerate() {
                for (trigger, t) in triggers.iter().enumerate() {
                    let (l, t2) = if *exact { (line, t.clone()) } else { (folded.as_str(), fold(t)) };
                    let fires = match mode {
                        MatchMode::Word | MatchMode::Phrase => has_word(l, &t2),
                        MatchMode::Contains => l.contains(&t2),
                        MatchMode::Regex => {
                            regex::RegexBuilder::new(t).case_insensitive(!exact).build().is_ok_and(|r| r.is_match(line))
                        }
                    };
                    if fires {
                        hits.0[*lane as usize] = Some(Hit { group, trigger });
                        break 'p;
                    }
                }
            }
        }
        hits
    }
}
