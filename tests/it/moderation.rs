//! Whom the bot does not listen to, and what it points the seller at.

use super::stage::{Stage, check};
use buzzchat::protocol::{Fact, SettingsPatch};
#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

fn strict(patch: SettingsPatch) -> Stage {
    Stage::with(SettingsPatch { moderation_enabled: Some(true), ..patch })
}

#[test]
fn a_line_with_a_blocked_word_is_counted_and_nothing_else() {
    let words =
        SettingsPatch { blocked_words: Some(vec!["scam".into(), "buy followers".into()]), ..Default::default() };
    let mut stage = check(
        strict(words),
        "
        ! open
        eve: enter, total SCAM! how do I pay?
        bot9: Buy  followers, enter
        ann: scampi for dinner
        +10000
        > Welcome to the stream, ann!
    ",
    );
    assert_eq!(stage.engine.view().giveaway.entrants, 0);
    stage.wait(10_000);
    assert_eq!(stage.engine.view().totals.lines_read, 3);
}

#[test]
fn whoever_repeats_is_ignored_until_a_minute_has_passed() {
    let repeats = SettingsPatch {
        block_repeats: Some(true),
        max_repeats: Some(3),
        welcome_enabled: Some(false),
        faq_rules: Some(vec![buzzchat::protocol::FaqRule {
            triggers: vec!["pay".into()],
            reply: "PayPal".into(),
            viewer_cooldown: 0,
            ..Default::default()
        }]),
        ..Default::default()
    };
    let mut stage = check(
        strict(repeats),
        "
        ann: how to pay
        > @ann PayPal
        +6000
        ann: How  to PAY
        > @ann PayPal
        +6000
        ann: how to pay
        bob: how to pay
        > @bob PayPal
        +6000
    ",
    );
    stage.restart();
    stage.connect();
    check(
        stage,
        "
        ann: how to pay
        +60000
        ann: how to pay
        > @ann PayPal
    ",
    );
}

#[test]
fn ignored_viewers_are_left_alone() {
    let ignored = SettingsPatch { ignored_viewers: Some(vec!["@OtherBot".into()]), ..Default::default() };
    let stage = check(
        Stage::with(ignored),
        "
        ! open
        otherbot: enter: how do I pay?
        +10000
    ",
    );
    assert_eq!(stage.engine.view().giveaway.entrants, 0);
}

#[test]
fn an_alert_names_the_word_and_keeps_the_line() {
    let alerts = SettingsPatch {
        alerts_enabled: Some(true),
        alert_keywords: Some(vec!["refund".into(), "broken".into()]),
        welcome_enabled: Some(false),
        ..Default::default()
    };
    let stage = check(
        Stage::with(alerts),
        "
        ann: mine came BROKEN
        bob: unbroken record
        *Mia: no refund today
    ",
    );
    let alerts: Vec<_> = stage
        .facts()
        .filter_map(|fact| match fact {
            Fact::AlertRaised { viewer, text, keyword, .. } => Some((viewer.as_str(), text.as_str(), keyword.as_str())),
            _ => None,
        })
        .collect();
    assert_eq!(alerts, [("ann", "mine came BROKEN", "broken")]);
}
