//! What fires and what does not.

use crate::labelled::{includes, ours, score};
use buzzchat::matching::{Explanation, Hit, How, Lane, Matcher, Pattern, Why, check_pattern};
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
fn a_pattern_keeps_its_word_boundaries_in_any_script() {
    let cases = [
        (r"\bdmé?\b", "é dm é", true),
        (r"\bdm\b", "édm", false),
        (r"dm\B", "dmé", true),
        (r"a\\b", r"é a\b", true),
        (r"\b{start}доставка", "есть доставка", true),
        (r"\b{start}ставка", "есть доставка", false),
    ];
    for (pattern, line, wanted) in cases {
        assert_eq!(fires(MatchMode::Regex, pattern, false, line), wanted, "{pattern:?} in {line:?}");
    }
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
fn words_of_every_script_keep_their_bounds() {
    let matcher = matcher(MatchMode::Word, &["サイズ", "送料", "クレジットカード", "@shop", "envío"], false, true);
    let fires = |line: &str| matcher.scan(line).of(Lane::Faq).is_some();
    for line in [
        "Lサイズある？",
        "サイズーーー",
        "ｻｲｽﾞは",
        "国際送料は？",
        "クレジトカード払い",
        "ask @Shop",
        "ENVIO?",
        "envi\u{301}o",
    ] {
        assert!(fires(line), "{line}");
    }
    for line in ["エクササイズ", "放送料金の話", "@shop_fan", "shop", "@envio-fan"] {
        assert!(!fires(line), "{line}");
    }
}

#[test]
fn emotes_and_names_are_not_words_of_the_language() {
    let matcher = matcher(MatchMode::Word, &["question", "ship"], false, true);
    assert_eq!(matcher.scan(":face-blue-question-mark:").of(Lane::Faq), None);
    assert_eq!(matcher.scan("hi @ship-it").of(Lane::Faq), None);
    assert!(matcher.scan("note: question: now").of(Lane::Faq).is_some());
}

#[test]
fn lanes_do_not_disturb_each_other() {
    let own = |word: &str| vec![word.to_string()];
    let (faq, blocked, giveaway) = (own("shipping"), own("shippin"), own("enter"));
    let pattern =
        |triggers, typos| Pattern { triggers, exclude: &[], mode: MatchMode::Word, case_sensitive: false, typos };
    let matcher = Matcher::new(&[
        (Lane::Faq, vec![pattern(&faq, true)]),
        (Lane::Blocked, vec![pattern(&blocked, false)]),
        (Lane::Giveaway, vec![pattern(&giveaway, false)]),
    ]);
    let hits = matcher.scan("entr shiping, enter");
    assert!(hits.of(Lane::Faq).is_some() && hits.of(Lane::Blocked).is_none() && hits.of(Lane::Giveaway).is_some());
    assert!(matcher.scan("entr shippin").of(Lane::Giveaway).is_none());
    assert!(matcher.scan("shippin").of(Lane::Blocked).is_some());
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

#[test]
fn words_with_typos_are_found_and_little_else() {
    let score = score(ours(MatchMode::Word, true));
    assert!(score.precision() >= 0.97 && score.recall() >= 0.95, "{} {}", score.precision(), score.recall());
}

#[test]
fn a_plain_search_is_wrong_more_often() {
    let (ours, plain) = (score(ours(MatchMode::Word, true)), score(includes()));
    assert!(plain.precision() < ours.precision() && plain.recall() < ours.recall());
}

fn explain(triggers: &[&str], exclude: &[&str], case_sensitive: bool, line: &str) -> Explanation {
    let own = |words: &[&str]| words.iter().map(ToString::to_string).collect::<Vec<_>>();
    let (triggers, exclude) = (own(triggers), own(exclude));
    let pattern =
        Pattern { triggers: &triggers, exclude: &exclude, mode: MatchMode::Word, case_sensitive, typos: true };
    Matcher::new(&[(Lane::Faq, vec![pattern])]).explain(Lane::Faq, line)
}

#[test]
fn an_explanation_says_where_and_how_a_trigger_stands() {
    let cases = [
        ("Ｈow much is ＳＨＩＰＰＩＮＧ?", "ＳＨＩＰＰＩＮＧ", How::Exact),
        ("😍 shi\u{200b}pping!", "shi\u{200b}pping", How::Exact),
        ("is 𝓼𝓱𝓲𝓹𝓹𝓲𝓷𝓰 free", "𝓼𝓱𝓲𝓹𝓹𝓲𝓷𝓰", How::Exact),
        ("shiping 2 u", "shiping", How::Typo),
        ("the size-chart…", "size-chart", How::Exact),
        ("どこの送料ですか", "送料", How::Exact),
    ];
    for (line, wanted, how) in cases {
        let fired = explain(&["shipping", "size chart", "送料"], &[], false, line).hit.unwrap();
        assert_eq!((&line[fired.span], fired.how), (wanted, how));
    }
}

#[test]
fn an_explanation_says_what_nearly_fired_and_why_it_did_not() {
    let why =
        |triggers: &[&str], exclude: &[&str], case, line: &str| explain(triggers, exclude, case, line).near.unwrap();
    let cases = [
        (why(&["ship"], &[], false, "our relationship"), Why::InsideWord("relationship".into())),
        (why(&["shipping"], &[], false, "Shopping!"), Why::CommonWord("Shopping".into())),
        (why(&["payment"], &[], false, "pajmnt?"), Why::TooDifferent("pajmnt".into())),
        (why(&["ship"], &["space ship"], false, "a Space  ship"), Why::Excluded("Space  ship".into())),
        (why(&["DM"], &[], true, "send a dm"), Why::OtherCase("dm".into())),
        (why(&["size chart"], &[], false, "chart of size"), Why::Apart),
    ];
    for (near, wanted) in cases {
        assert_eq!(near.why, wanted, "{}", near.sentence);
    }
    assert_eq!(
        why(&["ship"], &[], false, "our relationship").sentence,
        "\"ship\" is only a part of \"relationship\", and whole words are looked for."
    );
    assert_eq!(explain(&["ship"], &[], false, "hello").near, None);
}
