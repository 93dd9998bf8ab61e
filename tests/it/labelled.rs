//! How often matching is right, over the labelled chat lines. The bench prints what the test demands.

use buzzchat::matching::{Lane, Matcher, Pattern};
use buzzchat::protocol::MatchMode;
use serde_json::Value;

/// A labelled line.
pub(crate) struct Labelled {
    /// What a viewer wrote.
    pub(crate) line: String,
    /// The rules that are a right first answer.
    pub(crate) expect: Vec<String>,
}

/// A rule as a seller wrote it.
struct Rule {
    id: String,
    triggers: Vec<String>,
    exclude: Vec<String>,
}

impl Rule {
    fn pattern(&self, mode: MatchMode, typos: bool) -> Pattern<'_> {
        Pattern { triggers: &self.triggers, exclude: &self.exclude, mode, case_sensitive: false, typos }
    }
}

/// How answers compare with labels.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Score {
    right: f64,
    wrong: f64,
    missed: f64,
}

impl Score {
    /// Of the answers, how many are right.
    pub(crate) fn precision(&self) -> f64 {
        self.right / (self.right + self.wrong)
    }

    /// Of the questions, how many are answered rightly.
    pub(crate) fn recall(&self) -> f64 {
        self.right / (self.right + self.missed)
    }
}

fn texts(value: &Value) -> Vec<String> {
    value.as_array().into_iter().flatten().filter_map(|text| text.as_str().map(str::to_owned)).collect()
}

/// The labelled lines.
pub(crate) fn lines() -> Vec<Labelled> {
    let parse = |line: &str| serde_json::from_str::<Value>(line).expect("a fixture is valid");
    let labelled =
        |row: Value| Labelled { line: row["line"].as_str().unwrap_or("").into(), expect: texts(&row["expect"]) };
    include_str!("../fixtures/chat/labelled.jsonl").lines().map(parse).map(labelled).collect()
}

fn rules() -> Vec<Rule> {
    let rules: Value = serde_json::from_str(include_str!("../fixtures/chat/rules.json")).expect("a fixture is valid");
    let rule = |rule: &Value| Rule {
        id: rule["id"].as_str().unwrap_or("").into(),
        triggers: texts(&rule["triggers"]),
        exclude: texts(&rule["exclude"]),
    };
    rules.as_array().into_iter().flatten().map(rule).collect()
}

/// The rule that our matcher says answers a line.
pub(crate) fn ours(mode: MatchMode, typos: bool) -> impl Fn(&str) -> Option<String> {
    let rules = rules();
    let matcher = Matcher::new(&[(Lane::Faq, rules.iter().map(|rule| rule.pattern(mode, typos)).collect())]);
    move |line| Some(rules[matcher.scan(line).of(Lane::Faq)?.group].id.clone())
}

/// What a plain search for lower-case text answers.
pub(crate) fn includes() -> impl Fn(&str) -> Option<String> {
    let rules = rules();
    move |line| {
        let line = line.to_lowercase();
        let fires = |rule: &&Rule| rule.triggers.iter().any(|trigger| line.contains(&trigger.to_lowercase()));
        Some(rules.iter().find(fires)?.id.clone())
    }
}

/// Compares answers with labels, as `tests/fixtures/chat/README.md` says.
pub(crate) fn score(answer: impl Fn(&str) -> Option<String>) -> Score {
    let mut score = Score::default();
    for Labelled { line, expect } in lines() {
        let answered = answer(&line);
        let right = answered.as_ref().is_some_and(|rule| expect.contains(rule));
        score.right += f64::from(right);
        score.wrong += f64::from(answered.is_some() && !right);
        score.missed += f64::from(!expect.is_empty() && !right);
        if std::env::var_os("SHOW_WRONG").is_some() && !right && (answered.is_some() || !expect.is_empty()) {
            println!("{line:?}: {answered:?}, expected {expect:?}");
        }
    }
    score
}
