//! What fires and what does not.

use buzzchat::matching::{Hit, Lane, Matcher, Pattern, check_pattern};
use buzzchat::protocol::MatchMode;
#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

fn matcher(mode: MatchMode, triggers: &[&str], case_sensitive: bool, typos: bool) -> Matcher {
    let triggers: Vec<_> = triggers.iter().map(ToString::to_string).collect();
    let pattern = Pattern { triggers: &triggers, exclude: &[], mode, case_sensitive, typos };
    Matcher::new(&[(Lane::Faq, vec![pattern])])
}

fn fires(mode: MatchMode, trigger: &str, case_sensitive: bool, line: &str) -> bool {
    matcher(mode, &[trigger], case_sensitive, false).scan(line).of(Lane::Faq).is_some()
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
        ("c++", "is it c or d", false),
        ("$5", "only $5 today", true),
        ("$5", "only 5 today", false),
        ("size chart", "size chart?", true),
        ("size chart", "size-chart?", true),
        ("preorder", "can I pre-order", true),
        ("pre-order", "can I preorder", true),
        ("pre-order", "can I pre order", true),
        ("what's", "whats new", true),
        ("whats", "what's new", true),
        ("won", "i won't", false),
        ("配送", "请问配送费多少", true),
        ("배송", "배송은 얼마", true),
        ("🔥", "so good🔥🔥", true),
        ("👍", "👍🏽", true),
        ("", "anything", false),
    ];
    for (trigger, line, wanted) in cases {
        assert_eq!(fires(MatchMode::Word, trigger, false, line), wanted, "{trigger:?} in {line:?}");
    }
}

#[test]
fn misspelt_words_fire_and_other_words_do_not() {
    let matcher = matcher(MatchMode::Word, &["shipping", "size", "payment", "giveaway"], false, true);
    let fires = |line: &str| matcher.scan(line).of(Lane::Faq).is_some();
    for line in [
        "how mutch is shiping??",
        "SHIIIIPPING",
        "shpping",
        "shippign",
        "sizes",
        "sizeee",
        "paymnet",
        "give away",
        "hsipping",
    ] {
        assert!(fires(line), "{line}");
    }
    for line in ["shopping", "shoppping", "shoping", "relationship", "sized", "prize", "whipping", "seize"] {
        assert!(!fires(line), "{line}");
    }
}

#[test]
fn capitals_matter_only_where_the_rule_says_so() {
    assert!(fires(MatchMode::Contains, "DM", true, "send a DM"));
    assert!(!fires(MatchMode::Contains, "DM", true, "send a dm"));
    assert!(fires(MatchMode::Word, "DM", true, "send a DM"));
    assert!(!fires(MatchMode::Word, "DM", true, "send a dm"));
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
fn giveaway_words_are_whole_words() {
    let keywords = matcher(MatchMode::Word, &["enter", "me too"], false, false);
    for line in ["enter", "ENTER!!", "I enter now", "Me too 🎉"] {
        assert!(keywords.scan(line).of(Lane::Faq).is_some(), "{line}");
    }
    for line in ["center piece", "entered", "me", ""] {
        assert_eq!(keywords.scan(line).of(Lane::Faq), None, "{line}");
    }
    assert_eq!(Matcher::default().scan("enter").of(Lane::Giveaway), None);
}

#[test]
fn the_first_pattern_wins_and_words_can_keep_it_from_firing() {
    let words = |words: &[&str]| words.iter().map(ToString::to_string).collect::<Vec<_>>();
    let (first, second, but) = (words(&["price", "cost"]), words(&["shipping cost", "cost"]), words(&["no cost"]));
    let pattern =
        |triggers, exclude| Pattern { triggers, exclude, mode: MatchMode::Word, case_sensitive: false, typos: true };
    let matcher = Matcher::new(&[(Lane::Faq, vec![pattern(&first, &but), pattern(&second, &[])])]);
    let hit = |line: &str| matcher.scan(line).of(Lane::Faq);
    assert_eq!(hit("shipping cost?"), Some(Hit { group: 0, trigger: 1 }));
    assert_eq!(hit("shipping at no cost?"), Some(Hit { group: 1, trigger: 1 }));
    assert_eq!(hit("nothing"), None);
}
