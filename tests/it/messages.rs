//! Messages that a person or a program sends: once, within the limits, with a true answer.

use super::stage::{START, Stage, check, demo_stream};
use buzzchat::protocol::{Caller, Command, Fact, Input, LineState, Outcome, RefusalCode, SettingsPatch, Stream};
#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

#[test]
fn a_message_appears_and_the_answer_says_when() {
    let mut stage = Stage::live();
    stage.now += 77;
    let Some(Outcome::Message { message, at }) = stage.send("Flash sale!") else { panic!() };
    assert!(message.starts_with("msg_"));
    assert_eq!((at, stage.texts()), (START + 77, vec!["Flash sale!"]));
}

#[test]
fn the_answer_waits_for_the_line_and_then_names_the_planned_time() {
    let mut stage = check(
        Stage::live(),
        "
        ! send first
        > first
    ",
    );
    stage.limits.min_gap_ms = 5_000;
    stage.connect();
    assert_eq!(stage.send("second"), None, "nobody knows yet");
    stage.wait(1_999);
    assert!(!stage.replies.contains_key("command-3"));
    stage.wait(1);
    let Some(Outcome::Message { at, .. }) = stage.replies.get("command-3").cloned() else {
        panic!("{:?}", stage.replies)
    };
    assert_eq!(at, START + 5_000);
    stage.wait(5_000);
    assert_eq!(stage.chat.last().unwrap(), &(START + 5_000, "second".into()));
}

#[test]
fn a_delayed_message_is_answered_at_once_and_said_later() {
    let mut stage = Stage::live();
    let outcome = stage.command(Command::SendMessage { message: "later".into(), delay: 60_000 });
    assert!(matches!(outcome, Some(Outcome::Message { at, .. }) if at == START + 60_000));
    stage.wait(59_999);
    assert!(stage.chat.is_empty());
    stage.wait(1);
    assert_eq!(stage.texts(), ["later"]);
}

#[test]
fn what_cannot_be_sent_is_refused() {
    let long = "a".repeat(201);
    let cases = [
        ("  ", "Message cannot be empty"),
        ("/ban ann", "must not begin"),
        (long.as_str(), "at most 200"),
        (&"a".repeat(501), "at most 500"),
    ];
    for (message, why) in cases {
        match Stage::live().send(message) {
            Some(Outcome::Refused { code: RefusalCode::ValidationError, message, field }) => {
                assert!(message.contains(why), "{message}");
                assert_eq!(field.as_deref(), Some("message"));
            }
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn without_an_active_bot_or_an_open_page_it_is_bot_inactive() {
    let inactive = |outcome| matches!(outcome, Some(Outcome::Refused { code: RefusalCode::BotInactive, .. }));
    let mut stage = Stage::live();
    let patch = SettingsPatch { bot_active: Some(false), ..SettingsPatch::default() };
    stage.command(Command::change(patch));
    let command = Command::SendMessage { message: "hi".into(), delay: 0 };
    assert!(inactive(stage.ask(Caller::Relay, command)));
    let mut stage = Stage::live();
    let page = stage.page.clone();
    stage.input(Input::PageLost { page });
    assert!(inactive(stage.send("hi")));
}

#[test]
fn a_line_for_one_stream_is_said_there_or_nowhere() {
    let mut stage = Stage::live();
    let other = Stream { site: "demo".into(), channel: "late".into() };
    let send = |stream: &Stream| Command::SendTo { stream: stream.clone(), message: "Deal 73964 is closed".into() };
    let elsewhere = stage.ask(Caller::Relay, send(&other));
    assert!(matches!(elsewhere, Some(Outcome::Refused { code: RefusalCode::BotInactive, .. })), "{elsewhere:?}");
    assert_eq!(stage.texts(), [""; 0]);
    let (page, limits) = ("page-2".to_owned(), stage.limits.clone());
    stage.input(Input::PageConnected { page: page.clone(), typed: Vec::new() });
    stage.input(Input::PageAttached { page, stream: other, limits, can_write: true, reason: None });
    let here = stage.ask(Caller::Relay, send(&demo_stream()));
    assert!(matches!(here, Some(Outcome::Message { .. })), "{here:?}");
    assert_eq!(stage.texts(), ["Deal 73964 is closed"]);
    let command = Command::SendTo { stream: demo_stream(), message: "/ban ann".into() };
    let refused = stage.ask(Caller::Relay, command);
    assert!(matches!(refused, Some(Outcome::Refused { code: RefusalCode::ValidationError, .. })), "{refused:?}");
}

#[test]
fn one_command_id_runs_once() {
    let mut stage = Stage::live();
    for _ in 0..3 {
        let command = Command::SendMessage { message: "once".into(), delay: 0 };
        stage.input(Input::Command { caller: Caller::Relay, id: "cmd_1".into(), command });
        stage.wait(1_000);
        stage.restart();
        stage.connect();
    }
    assert_eq!(stage.texts(), ["once"]);
    assert!(matches!(stage.replies["cmd_1"], Outcome::Message { .. }));
}

#[test]
fn a_cancelled_message_is_not_said() {
    let mut stage = check(
        Stage::live(),
        "
        ! send first
        > first
        ! send second
    ",
    );
    stage.input(Input::Cancel { id: "command-3".into() });
    stage.wait(10_000);
    assert_eq!(stage.texts(), ["first"]);
    assert_eq!(stage.skipped()[0].1, "The caller gave up waiting");
}

fn send_as(stage: &mut Stage, id: &str, message: &str, delay: u64) {
    let command = Command::SendMessage { message: message.into(), delay };
    stage.input(Input::Command { caller: Caller::Relay, id: id.into(), command });
}

#[test]
fn what_was_cancelled_may_be_asked_for_again_and_is_said_once() {
    let mut stage = Stage::live();
    for _ in 0..2 {
        send_as(&mut stage, "cmd_late", "late", 5_000);
        assert!(matches!(stage.replies["cmd_late"], Outcome::Message { .. }), "the planned time");
        stage.input(Input::Cancel { id: "cmd_late".into() });
        stage.wait(20_000);
        stage.restart();
        stage.connect();
        assert_eq!(stage.texts(), [""; 0], "cancelled");
    }
    send_as(&mut stage, "cmd_late", "late", 0);
    stage.wait(20_000);
    stage.input(Input::Cancel { id: "cmd_late".into() });
    send_as(&mut stage, "cmd_late", "late", 0);
    stage.wait(20_000);
    assert_eq!(stage.texts(), ["late"], "what was said already is not said again, whoever gave up on it");
}

#[test]
fn the_limits_hold_for_every_producer() {
    let mut stage = Stage::live();
    for n in 0..50 {
        stage.send(&format!("message {n}"));
        stage.says(&format!("viewer{n}"), "how do I pay?");
    }
    stage.wait(200_000);
    let times: Vec<_> = stage.chat.iter().map(|(at, _)| *at).collect();
    assert!(times.windows(2).all(|pair| pair[1] - pair[0] >= 1_000), "the gap");
    assert!(times.windows(21).all(|window| window[20] - window[0] >= 30_000), "the budget");
    assert_eq!(stage.texts().iter().filter(|text| text.starts_with("message ")).count(), 50, "and nothing is lost");
}

#[test]
fn a_line_the_seller_types_counts_against_the_limits() {
    check(
        Stage::live(),
        "
        own: thanks for coming
        ! send hello
        +999
        +1
        > hello
    ",
    );
}

#[test]
fn the_same_text_waits_until_the_platform_takes_it_again() {
    check(
        Stage::live(),
        "
        ! send hello
        > hello
        ! send hello
        +4999
        +1
        > hello
    ",
    );
}

#[test]
fn a_refused_line_is_tried_again_and_then_skipped_with_the_pages_reason() {
    let mut stage = Stage::live();
    stage.behaviour = Some(LineState::Refused);
    stage.send("hello");
    stage.wait(20_000);
    assert_eq!(stage.typed.len(), 3);
    assert_eq!(stage.skipped()[0].1, "Slow mode");
    stage.behaviour = None;
    stage.send("again");
    stage.wait(1_000);
    assert_eq!(stage.texts(), ["again"]);
}

#[test]
fn a_line_that_is_seen_late_becomes_sent() {
    let mut stage = Stage::live();
    stage.behaviour = Some(LineState::Unconfirmed);
    stage.send("hello");
    assert!(stage.facts().any(|fact| matches!(fact, Fact::MessageUnconfirmed { .. })));
    let (page, id) = (stage.page.clone(), stage.typed[0].id.clone());
    stage.input(Input::LineOutcome { page, id, state: LineState::Seen, reason: None });
    assert!(stage.facts().any(|fact| matches!(fact, Fact::MessageSent { text, .. } if text == "hello")));
    stage.wait(60_000);
    assert_eq!(stage.typed.len(), 1, "it is never typed again");
}

#[test]
fn switching_the_bot_off_silences_automation_but_not_what_was_asked_for() {
    let mut stage = check(
        Stage::with(SettingsPatch { welcome_delay: Some(0), ..SettingsPatch::default() }),
        "
        ann: hello
        > Welcome to the stream, ann!
        bob: how do I pay?
        ! send sale
        ! bot off
        +1000
        > sale
        +10000
    ",
    );
    assert!(stage.skipped().iter().all(|(_, reason)| *reason == "The bot was switched off"));
    assert_eq!(stage.skipped().len(), 2, "bob's welcome and his answer");
    stage.says("cem", "how do I pay?");
    stage.wait(10_000);
    assert_eq!(stage.chat.len(), 2);
}

#[test]
fn counts_are_lines_and_questions() {
    let stage = check(
        Stage::with(SettingsPatch { welcome_delay: Some(0), ..SettingsPatch::default() }),
        "
        ann: hello
        > Welcome to the stream, ann!
        bob: how do I pay?
        cem: shipping?
        +1000
        > @bob We take all major cards and PayPal. · @cem Shipping takes 3-5 business days.
        +1000
        > Welcome to the stream, bob and cem!
        ! send sale
        +10000
        > sale
    ",
    );
    let totals = stage.engine.view().totals;
    assert_eq!((totals.welcome_messages, totals.faq_replies, totals.other_messages), (2, 1, 1));
    assert_eq!((totals.questions_answered, totals.viewers_welcomed, totals.lines_read), (2, 3, 3));
    assert_eq!((totals.total_messages(), totals.all_lines()), (3, stage.chat.len() as u64));
}
