//! Answers: to the right question, to everyone who asked, within the platform's limits.

use super::stage::{Stage, check, line};
use buzzchat::protocol::{Fact, FaqRule, MatchMode, SettingsPatch};
#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

fn rule(mode: MatchMode, triggers: &[&str], reply: &str) -> FaqRule {
    let triggers = triggers.iter().map(ToString::to_string).collect();
    FaqRule { triggers, reply: reply.into(), mode, enabled: true, ..FaqRule::default() }
}

fn answering(rules: Vec<FaqRule>) -> Stage {
    Stage::answering(SettingsPatch { faq_rules: Some(rules), ..SettingsPatch::default() })
}

#[test]
fn a_question_is_answered_at_once_and_addressed() {
    check(
        answering(vec![rule(MatchMode::Word, &["ship"], "3-5 days")]),
        "
        ann: do you SHIP to Spain?
        > @ann 3-5 days
        bob: in a relationship
        +5000
    ",
    );
}

#[test]
fn the_first_rule_that_fires_wins() {
    let rules = vec![rule(MatchMode::Contains, &["ship"], "contains"), rule(MatchMode::Word, &["shipping"], "word")];
    check(
        answering(rules),
        "
        ann: shipping?
        > @ann contains
    ",
    );
}

#[test]
fn modes_differ() {
    let rules = vec![
        rule(MatchMode::Word, &["size chart"], "word"),
        rule(MatchMode::Contains, &["how much"], "contains"),
        rule(MatchMode::Regex, &[r"\bsize\s+\d+"], "regex"),
    ];
    check(
        answering(rules),
        "
        ann: the Size Chart, please
        > @ann word
        +1000
        bob: so how muchhh is it
        > @bob contains
        +1000
        cem: do you have size  42
        > @cem regex
        +1000
        dee: oversize chart
        +5000
    ",
    );
}

#[test]
fn those_who_ask_while_the_gap_runs_share_the_answer() {
    check(
        answering(vec![rule(MatchMode::Word, &["shipping"], "3-5 days")]),
        "
        ann: shipping?
        > @ann 3-5 days
        bob: shipping?
        cem: shipping?
        bob: SHIPPING!
        +1000
        > @bob @cem 3-5 days
        +5000
    ",
    );
}

#[test]
fn different_answers_are_packed_into_one_line() {
    let rules = vec![rule(MatchMode::Word, &["shipping"], "3-5 days"), rule(MatchMode::Word, &["pay"], "PayPal")];
    check(
        answering(rules),
        "
        ann: shipping?
        > @ann 3-5 days
        bob: can I pay cash
        cem: shipping?
        +1000
        > @bob PayPal · @cem 3-5 days
    ",
    );
}

#[test]
fn the_username_variable_addresses_everyone() {
    check(
        answering(vec![rule(MatchMode::Word, &["hi"], "Hi {username}, nice {hat}!")]),
        "
        ann: hi
        > Hi @ann, nice {hat}!
        bob: hi
        cem: hi
        +1000
        > Hi @bob @cem, nice {hat}!
    ",
    );
}

#[test]
fn thirty_questions_in_a_second_are_all_answered_within_thirty() {
    let rules = (0..30).map(|n| {
        rule(MatchMode::Word, &[&format!("topic{n}")], &format!("The answer to question number {n} is simple."))
    });
    let mut stage = answering(rules.collect());
    stage.rows((0..30).map(|n| line(&format!("viewer{n:02}"), &format!("what about topic{n}"))).collect());
    let asked = stage.now;
    stage.wait(30_000);
    for n in 0..30 {
        let (name, answer) = (format!("@viewer{n:02} "), format!("question number {n} is"));
        let hit = |(_, text): &&(u64, String)| text.contains(&name) && text.contains(&answer);
        assert_eq!(stage.chat.iter().filter(hit).count(), 1, "viewer{n:02} is answered once");
    }
    assert!(stage.chat.iter().all(|(at, text)| at - asked <= 30_000 && text.encode_utf16().count() <= 200));
}

#[test]
fn mentions_stay_within_the_cap() {
    let mut stage = answering(vec![rule(MatchMode::Word, &["shipping"], "3-5 days")]);
    stage.rows((0..12).map(|n| line(&format!("v{n}"), "shipping?")).collect());
    stage.wait(5_000);
    assert_eq!(stage.texts(), ["@v0 @v1 @v2 @v3 @v4 3-5 days", "@v5 @v6 @v7 @v8 @v9 3-5 days", "@v10 @v11 3-5 days"]);
}

#[test]
fn a_matching_line_is_an_event_with_its_trigger() {
    let stage = check(
        answering(vec![rule(MatchMode::Word, &["post", "shipping"], "3-5 days")]),
        "
        ann: shipping?
        > @ann 3-5 days
        bob: nothing of note
    ",
    );
    let received: Vec<_> = stage
        .facts()
        .filter_map(|fact| match fact {
            Fact::MessageReceived { viewer, text, trigger, .. } => {
                Some((viewer.as_str(), text.as_str(), trigger.as_str()))
            }
            _ => None,
        })
        .collect();
    assert_eq!(received, [("ann", "shipping?", "shipping")]);
}

#[test]
fn an_answer_that_is_too_long_is_cut_between_characters() {
    let reply = "👩‍👩‍👧 ".repeat(40);
    let stage = check_one(answering(vec![rule(MatchMode::Word, &["hi"], &reply)]));
    let text = stage.texts()[0];
    assert!(text.encode_utf16().count() <= 200 && text.ends_with("👩‍👩‍👧…"), "{text}");
}

fn check_one(mut stage: Stage) -> Stage {
    stage.says("ann", "hi");
    assert_eq!(stage.chat.len(), 1);
    stage
}

#[test]
fn an_answer_that_waited_too_long_is_skipped_with_a_reason() {
    let mut stage = answering(vec![rule(MatchMode::Word, &["hi"], "hello")]);
    let page = stage.page.clone();
    stage.input(buzzchat::protocol::Input::Health {
        page,
        reading: true,
        can_write: false,
        reason: Some("You are logged out".into()),
    });
    stage.says("ann", "hi");
    stage.wait(200_000);
    assert!(stage.chat.is_empty());
    let skipped = stage.skipped();
    assert_eq!(skipped.len(), 1);
    assert_eq!((skipped[0].0.viewer.as_deref(), skipped[0].1), (Some("ann"), "You are logged out"));
}

#[test]
fn cooldowns_rest_a_rule_for_everybody_or_for_a_viewer() {
    let resting = FaqRule { cooldown: 20_000, ..rule(MatchMode::Word, &["pay"], "PayPal") };
    let mut stage = check(
        answering(vec![resting, rule(MatchMode::Word, &["ship"], "3-5 days")]),
        "
        ann: how to pay
        > @ann PayPal
        +5000
        bob: pay?
        ann: ship?
        > @ann 3-5 days
        +10000
        ann: ship??
        +5000
        bob: pay??
        > @bob PayPal
        +15000
        ann: ship???
        > @ann 3-5 days
    ",
    );
    stage.wait(1);
    let asked = stage.facts().filter(|fact| matches!(fact, Fact::MessageReceived { .. })).count();
    assert_eq!(asked, 6, "questions count even where the rule rests");
}

#[test]
fn phrasings_take_turns() {
    let rules =
        vec![FaqRule { variants: vec!["Cards, too: {username}".into()], ..rule(MatchMode::Word, &["pay"], "PayPal") }];
    check(
        answering(rules),
        "
        ann: pay?
        > @ann PayPal
        +6000
        bob: pay?
        > Cards, too: @bob
        +6000
        cem: pay?
        > @cem PayPal
    ",
    );
}

#[test]
fn an_excluded_word_keeps_the_rule_silent() {
    let rules = vec![
        FaqRule { exclude: vec!["airport".into()], ..rule(MatchMode::Word, &["security"], "It is safe") },
        rule(MatchMode::Word, &["airport"], "No idea"),
    ];
    check(
        answering(rules),
        "
        ann: airport security!
        > @ann No idea
    ",
    );
}
