//! Timed messages: by the clock, only while the chat lives, merged when missed.

use super::stage::{Stage, check};
use buzzchat::protocol::{Input, SettingsPatch, TimerMessage};
#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

fn with_timer(minutes: f64, min_lines: u64) -> Stage {
    let timer = TimerMessage {
        text: "Follow us!".into(),
        interval: minutes,
        min_lines,
        enabled: true,
        ..TimerMessage::default()
    };
    Stage::answering(SettingsPatch { timer_messages: Some(vec![timer]), ..SettingsPatch::default() })
}

#[test]
fn it_fires_by_the_clock_while_the_chat_moves() {
    check(
        with_timer(1.0, 1),
        "
        ann: hi
        +59999
        +1
        > Follow us!
        ann: hi
        +60000
        > Follow us!
    ",
    );
}

#[test]
fn it_waits_for_lines_and_then_fires_once() {
    check(
        with_timer(1.0, 2),
        "
        +300000
        ann: hi
        +1000
        ann: there
        > Follow us!
        +59999
        ann: a
        ann: b
        +1
        > Follow us!
    ",
    );
}

#[test]
fn its_phase_survives_a_restart() {
    let mut stage = check(
        with_timer(1.0, 1),
        "
        ann: hi
        +50000
    ",
    );
    stage.restart();
    stage.connect();
    check(
        stage,
        "
        +9999
        +1
        > Follow us!
    ",
    );
}

#[test]
fn it_is_silent_without_a_page_and_does_not_pile_up() {
    let mut stage = check(with_timer(1.0, 1), "ann: hi");
    let page = stage.page.clone();
    stage.input(Input::PageLost { page });
    stage.wait(600_000);
    stage.connect();
    stage.says("ann", "back");
    stage.wait(59_000);
    assert!(stage.chat.len() <= 1, "{:?}", stage.chat);
}

#[test]
fn after_a_pause_of_the_bot_it_begins_anew() {
    check(
        with_timer(1.0, 1),
        "
        ann: hi
        +30000
        ! bot off
        +600000
        ! bot on
        ann: hi
        +59999
        +1
        > Follow us!
    ",
    );
}

#[test]
fn texts_take_turns() {
    let timer = TimerMessage {
        text: "one".into(),
        variants: vec!["two".into(), "three".into()],
        interval: 1.0,
        min_lines: 0,
        ..TimerMessage::default()
    };
    check(
        Stage::answering(SettingsPatch { timer_messages: Some(vec![timer]), ..SettingsPatch::default() }),
        "
        +60000
        > one
        +60000
        > two
        +60000
        > three
        +60000
        > one
    ",
    );
}

#[test]
fn timers_that_are_due_together_keep_their_distance() {
    let timer =
        |text: &str, interval| TimerMessage { text: text.into(), interval, min_lines: 0, ..TimerMessage::default() };
    let patch = SettingsPatch {
        timer_messages: Some(vec![timer("one", 1.0), timer("two", 1.0), timer("slow", 0.95)]),
        timer_gap: Some(20_000),
        ..SettingsPatch::default()
    };
    check(
        Stage::answering(patch),
        "
        +57000
        > slow
        +19999
        +1
        > one
        +20000
        > two
        +20000
        > slow
    ",
    );
}

#[test]
fn the_hour_may_end_in_the_middle_of_a_chat() {
    let mut stage = check(
        with_timer(59.0, 3),
        "
        +3598000
        ann: one
        ann: two
        +3000
        ann: three
        > Follow us!
    ",
    );
    stage.wait(10_000);
    assert_eq!(stage.engine.view().totals.lines_read, 3);
}

#[test]
fn other_bots_do_not_keep_a_chat_alive() {
    check(
        with_timer(1.0, 2),
        "
        ann: hi
        Nightbot: follow us
        *Mia: hello
        +60000
        bob: hi
        > Follow us!
    ",
    );
}
