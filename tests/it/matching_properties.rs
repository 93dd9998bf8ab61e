//! Matching against a matcher that is slow and obviously right, for all rules and lines.

use buzzchat::matching::{Hit, Lane, Matcher, Pattern, fold};
use buzzchat::protocol::MatchMode;
use proptest::prelude::*;

#[derive(Clone, Debug)]
struct Rule {
    triggers: Vec<String>,
    exclude: Vec<String>,
    mode: MatchMode,
    case_sensitive: bool,
}

impl Rule {
    fn pattern(&self, typos: bool) -> Pattern<'_> {
        let Self { triggers, exclude, mode, case_sensitive } = self;
        Pattern { triggers, exclude, mode: *mode, case_sensitive: *case_sensitive, typos }
    }

    fn fires(&self, trigger: &str, line: &str) -> bool {
        let same = |text: &str| if self.case_sensitive { text.to_owned() } else { text.to_lowercase() };
        match self.mode {
            MatchMode::Word | MatchMode::Phrase => has_words(&same(line), &same(trigger)),
            MatchMode::Contains => same(line).contains(&same(trigger)),
            MatchMode::Regex => same(line).contains(&same(trigger)),
        }
    }
}

fn has_words(line: &str, wanted: &str) -> bool {
    let words = |text: &str| {
        let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        words.map(str::to_owned).collect::<Vec<_>>()
    };
    let wanted = words(wanted);
    words(line).windows(wanted.len()).any(|window| window == wanted)
}

/// The obviously right answer.
fn slow(rules: &[Rule], line: &str) -> Option<Hit> {
    rules.iter().enumerate().find_map(|(group, rule)| {
        let excluded = rule.exclude.iter().any(|word| has_words(&line.to_lowercase(), &word.to_lowercase()));
        let trigger = rule.triggers.iter().position(|trigger| rule.fires(trigger, line))?;
        (!excluded).then_some(Hit { group, trigger })
    })
}

fn words() -> impl Strategy<Value = String> {
    "([abAB]{1,2}|é)( ([abAB]{1,2}|É)){0,2}"
}

fn rule() -> impl Strategy<Value = Rule> {
    let mode = prop_oneof![
        4 => Just(MatchMode::Word), 2 => Just(MatchMode::Phrase), 2 => Just(MatchMode::Contains), 1 => Just(MatchMode::Regex)
    ];
    let lists = (prop::collection::vec(words(), 1..4), prop::collection::vec(words(), 0..2));
    (lists, mode, any::<bool>()).prop_map(|((triggers, exclude), mode, case_sensitive)| Rule {
        triggers,
        exclude,
        mode,
        case_sensitive,
    })
}

fn matcher(rules: &[Rule], typos: bool) -> Matcher {
    Matcher::new(&[(Lane::Alert, rules.iter().map(|rule| rule.pattern(typos)).collect())])
}

proptest! {
    #[test]
    fn finds_what_the_slow_matcher_finds(
        rules in prop::collection::vec(rule(), 0..12),
        lines in prop::collection::vec("([abAB]{1,2}|[éÉ ,.?])( |, |[abAB]){0,12}", 1..8),
    ) {
        let matcher = matcher(&rules, false);
        for line in lines {
            prop_assert_eq!(matcher.scan(&line).of(Lane::Alert), slow(&rules, &line), "{:?}", line);
        }
    }

    #[test]
    fn an_explanation_agrees_with_the_scan(
        rules in prop::collection::vec(rule(), 0..8), line in "[abAB é,😀ｂ]{0,20}", typos: bool
    ) {
        let matcher = matcher(&rules, typos);
        let explanation = matcher.explain(Lane::Alert, &line);
        let hit = explanation.hit.as_ref().map(|fired| Hit { group: fired.group, trigger: fired.trigger });
        prop_assert_eq!(hit, matcher.scan(&line).of(Lane::Alert));
        if let Some(fired) = explanation.hit {
            prop_assert!(line.get(fired.span).is_some());
        }
        prop_assert!(explanation.near.is_none_or(|near| !near.sentence.is_empty()));
    }

    #[test]
    fn takes_any_rules_and_any_line(
        triggers in prop::collection::vec(".{0,12}", 1..6), exclude in prop::collection::vec(".{0,6}", 0..2),
        line in ".{0,80}", case_sensitive: bool, choice in 0..4_usize,
    ) {
        let mode = [MatchMode::Word, MatchMode::Phrase, MatchMode::Contains, MatchMode::Regex][choice];
        let rule = Rule { triggers, exclude, mode, case_sensitive };
        let matcher = matcher(std::slice::from_ref(&rule), true);
        for line in std::iter::once(&line).chain(&rule.triggers) {
            let explanation = matcher.explain(Lane::Alert, line);
            prop_assert_eq!(explanation.hit.is_some(), matcher.scan(line).of(Lane::Alert).is_some());
            if let Some(fired) = explanation.hit {
                prop_assert!(line.get(fired.span).is_some());
            }
        }
    }

    #[test]
    fn a_trigger_is_found_in_itself(trigger in "[\\PC]{1,20}", around in "[ .,]{1,3}") {
        let rule = Rule { triggers: vec![trigger.clone()], exclude: vec![], mode: MatchMode::Word, case_sensitive: false };
        let line = format!("{around}{trigger}{around}");
        let hit = matcher(&[rule], false).scan(&line).of(Lane::Alert);
        prop_assert_eq!(hit.is_some(), !fold(&trigger).trim().is_empty(), "{:?}", line);
    }

    #[test]
    fn one_slip_in_a_long_word_is_forgiven(word in "[bdk][aeiou]([gptv][aeiou]){2,5}zx", place in 1..20_usize, slip in 0..4_usize) {
        let mut letters: Vec<_> = word.chars().collect();
        let place = 1 + place % (letters.len() - 2);
        match slip {
            0 => drop(letters.remove(place)),
            1 => letters.insert(place, 'q'),
            2 => letters[place] = 'q',
            _ => letters.swap(place, place + 1),
        }
        let written: String = letters.into_iter().collect();
        let rule = Rule { triggers: vec![word], exclude: vec![], mode: MatchMode::Word, case_sensitive: false };
        prop_assert!(matcher(std::slice::from_ref(&rule), true).scan(&written).of(Lane::Alert).is_some(), "{}", written);
        let forgiven = matcher(std::slice::from_ref(&rule), false).scan(&written).of(Lane::Alert).is_some();
        prop_assert_eq!(forgiven, written == rule.triggers[0]);
    }
}
