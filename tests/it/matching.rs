//! What fires and what does not.

use buzzchat::matching::{Keywords, Rules, check_pattern};
use buzzchat::protocol::{FaqRule, MatchMode};
#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

fn fires(mode: MatchMode, trigger: &str, case_sensitive: bool, line: &str) -> bool {
    let rule = FaqRule {
        triggers: vec![trigger.into()],
        reply: "x".into(),
        mode,
        case_sensitive,
        enabled: true,
        ..FaqRule::default()
    };
    Rules::new(&[rule]).find(line).is_some()
}

#[test]
fn whole_words_in_any_script() {
    let cases = [
        ("ship", "do you ship?", true),
        ("ship", "relationship", false),
        ("ship", "shipping", false),
        ("ship", "SHIP!", true),
        ("ship", "(ship)", true),
        ("straße", "Welche STRAßE?", true),
        ("доставка", "есть Доставка?", true),
        ("доставка", "доставками", false),
        ("c++", "is it c++ or c", true),
        ("$5", "only $5 today", true),
        ("size chart", "size chart?", true),
        ("", "anything", false),
    ];
    for (trigger, line, wanted) in cases {
        if !trigger.is_empty() {
            assert_eq!(fires(MatchMode::Word, trigger, false, line), wanted, "{trigger:?} in {line:?}");
        }
    }
}

#[test]
fn capitals_matter_only_where_the_rule_says_so() {
    assert!(fires(MatchMode::Contains, "DM", true, "send a DM"));
    assert!(!fires(MatchMode::Contains, "DM", true, "send a dm"));
    assert!(fires(MatchMode::Regex, "^dm$", false, "DM"));
    assert!(!fires(MatchMode::Regex, "^dm$", true, "DM"));
}

#[test]
fn only_the_first_five_hundred_characters_are_looked_at() {
    assert!(fires(MatchMode::Word, "ship", false, &format!("{} ship", "é".repeat(490))));
    assert!(!fires(MatchMode::Word, "ship", false, &format!("{} ship", "é".repeat(500))));
}

#[test]
fn patterns_that_cannot_be_taken_are_named() {
    assert_eq!(check_pattern(r"size \d+"), Ok(()));
    assert!(check_pattern("(open").is_err_and(|why| why.contains("unclosed group")));
    assert!(check_pattern(r"\w{1000}{1000}").is_err());
}

#[test]
fn a_switched_off_rule_does_not_fire() {
    let rule = FaqRule { triggers: vec!["ship".into()], reply: "x".into(), enabled: false, ..FaqRule::default() };
    assert!(Rules::new(&[rule]).find("ship").is_none());
}

#[test]
fn giveaway_words_are_whole_words() {
    let keywords = Keywords::new(&["enter".into(), "me too".into()]);
    for line in ["enter", "ENTER!!", "I enter now", "Me too 🎉"] {
        assert!(keywords.found_in(line), "{line}");
    }
    for line in ["center piece", "entered", "me", ""] {
        assert!(!keywords.found_in(line), "{line}");
    }
    assert!(!Keywords::new(&[]).found_in("enter"));
}
