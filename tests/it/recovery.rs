//! The worker dies: nothing is typed twice, nothing is counted twice, nothing is left without an end.

use super::stage::{Stage, check, line};
use buzzchat::protocol::{Effect, Fact, Input, LineState, SettingsPatch};
#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

fn paying() -> Stage {
    Stage::answering(SettingsPatch::default())
}

#[test]
fn a_line_that_never_reached_the_page_is_typed_after_the_restart() {
    let mut stage = paying();
    let (page, first, lines) = (stage.page.clone(), 1, vec![line("ann", "how do I pay?")]);
    let outward = stage.commit(Input::Lines { page, first, lines });
    assert!(outward.iter().any(|effect| matches!(effect, Effect::Say { .. })), "it would have left now");
    stage.restart();
    stage.connect();
    assert_eq!(stage.texts(), ["@ann We take all major cards and PayPal."]);
}

#[test]
fn a_line_that_was_typed_before_the_restart_is_not_typed_again() {
    let mut stage = paying();
    stage.behaviour = Some(LineState::Typed);
    stage.says("ann", "how do I pay?");
    stage.restart();
    stage.typed[0].state = LineState::Seen;
    stage.connect();
    stage.wait(120_000);
    assert_eq!(stage.typed.len(), 1);
    assert_eq!(stage.facts().filter(|fact| matches!(fact, Fact::MessageSent { .. })).count(), 1);
}

#[test]
fn a_line_whose_page_is_gone_is_unconfirmed() {
    let mut stage = paying();
    stage.behaviour = Some(LineState::Typed);
    stage.says("ann", "how do I pay?");
    stage.restart();
    stage.wait(60_000);
    assert!(stage.facts().any(|fact| matches!(fact, Fact::MessageUnconfirmed { .. })));
    (stage.page, stage.typed, stage.behaviour) = ("page-2".into(), Vec::new(), None);
    stage.connect();
    stage.wait(60_000);
    assert!(stage.chat.is_empty(), "{:?}", stage.chat);
}

#[test]
fn rows_that_come_again_are_counted_once() {
    let mut stage = paying();
    let rows = || vec![line("ann", "how do I pay?"), line("ann", "how do I pay?"), line("bob", "hi")];
    for _ in 0..3 {
        stage.input(Input::Lines { page: "page-1".into(), first: 1, lines: rows() });
        stage.restart();
        stage.connect();
    }
    let more = [rows(), vec![line("cem", "hello")]].concat();
    stage.input(Input::Lines { page: "page-1".into(), first: 1, lines: more });
    stage.wait(10_000);
    assert_eq!(stage.engine.view().totals.lines_read, 4);
    assert_eq!(stage.texts(), ["@ann We take all major cards and PayPal."]);
}

#[test]
fn what_waits_survives() {
    let mut stage = check(
        Stage::live(),
        "
        ! send one
        > one
        ! send two
        ann: hello
    ",
    );
    stage.restart();
    stage.connect();
    check(
        stage,
        "
        +1000
        > two
        +2000
        > Welcome to the stream, ann!
    ",
    );
}

#[test]
fn a_reloaded_page_goes_on_where_the_old_one_was() {
    let mut stage = check(
        Stage::live(),
        "
        ! send one
        > one
        ! send two
        ann: hello
    ",
    );
    let page = stage.page.clone();
    stage.input(Input::PageLost { page });
    (stage.page, stage.typed) = ("page-2".into(), Vec::new());
    stage.connect();
    stage.wait(20_000);
    assert_eq!(stage.texts(), ["one", "two", "Welcome to the stream, ann!"]);
    assert!(!stage.facts().any(|fact| matches!(fact, Fact::StreamClosed { .. })));
}

#[test]
fn closing_the_last_page_ends_everything_that_waits() {
    let mut stage = check(
        Stage::live(),
        "
        ! send one
        > one
        ! send two
    ",
    );
    let page = stage.page.clone();
    stage.input(Input::PageLost { page });
    stage.wait(20_000);
    assert!(stage.facts().any(|fact| matches!(fact, Fact::StreamClosed { .. })));
    assert_eq!(stage.skipped().iter().map(|(_, reason)| *reason).collect::<Vec<_>>(), ["The stream page was closed"]);
}

#[test]
fn a_second_page_of_the_same_stream_observes() {
    let mut stage = paying();
    stage.input(Input::PageConnected { page: "page-2".into(), typed: Vec::new() });
    let (stream, limits) = (super::stage::demo_stream(), stage.limits.clone());
    stage.input(Input::PageAttached { page: "page-2".into(), stream, limits, can_write: true, reason: None });
    stage.says("ann", "how do I pay?");
    stage.input(Input::Lines { page: "page-2".into(), first: 1, lines: vec![line("ann", "how do I pay?")] });
    stage.wait(10_000);
    assert_eq!(stage.engine.view().totals.lines_read, 1);
    assert_eq!(stage.chat.len(), 1);
}

#[test]
fn a_long_history_becomes_a_snapshot_and_nothing_changes() {
    let mut stage = paying();
    for n in 0..400 {
        stage.says(&format!("viewer{n}"), "how do I pay?");
        stage.wait(1_000);
    }
    assert!(stage.disk.is_compacted(stage.events.len() / 2), "the history became a snapshot");
    let before = stage.engine.view();
    stage.restart();
    stage.connect();
    assert_eq!(before.totals, stage.engine.view().totals);
    assert!(before.totals.questions_answered > 300, "{:?}", before.totals);
}

#[test]
fn a_page_that_comes_back_late_is_not_counted_again() {
    let mut stage = paying();
    stage.says("ann", "hello");
    let page = stage.page.clone();
    stage.input(Input::PageLost { page });
    stage.wait(600_000);
    stage.restart();
    stage.wait(600_000);
    stage.connect();
    stage.input(Input::Lines { page: "page-1".into(), first: 1, lines: vec![line("ann", "hello"), line("bob", "hi")] });
    stage.wait(10_000);
    assert_eq!(stage.engine.view().totals.lines_read, 2);
}

#[test]
fn a_page_that_connects_again_before_a_line_left_gets_it_once() {
    let mut stage = paying();
    stage.engine.handle(
        stage.now,
        [7; 32],
        Input::Lines { page: "page-1".into(), first: 1, lines: vec![line("ann", "how do I pay?")] },
    );
    stage.connect();
    stage.wait(60_000);
    assert_eq!(stage.texts(), ["@ann We take all major cards and PayPal."]);
}

#[test]
fn after_a_restart_the_speaker_has_time_to_connect_before_another_page_takes_over() {
    let mut stage = paying();
    stage.restart();
    stage.input(Input::PageConnected { page: "page-2".into(), typed: Vec::new() });
    let (stream, limits) = (super::stage::demo_stream(), stage.limits.clone());
    stage.input(Input::PageAttached { page: "page-2".into(), stream, limits, can_write: true, reason: None });
    stage.input(Input::Lines { page: "page-2".into(), first: 1, lines: vec![line("ann", "hello")] });
    stage.connect();
    stage.says("ann", "hello");
    stage.wait(10_000);
    assert_eq!(stage.engine.view().totals.lines_read, 1);
}
