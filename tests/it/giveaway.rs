//! Giveaways: who is in, who wins, and what a new round forgets.

use super::stage::{Stage, check, line};
use buzzchat::protocol::{Command, Outcome, RefusalCode, SettingsPatch};
#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

fn quiet() -> Stage {
    Stage::with(SettingsPatch { welcome_enabled: Some(false), faq_enabled: Some(false), ..SettingsPatch::default() })
}

fn entrants(stage: &Stage) -> Vec<String> {
    let mut names: Vec<_> = stage.engine.view().giveaway.newest.into_iter().map(|entry| entry.viewer).collect();
    names.reverse();
    names
}

#[track_caller]
fn winners(stage: &mut Stage, count: u32) -> Vec<String> {
    match stage.command(Command::PickWinner { count }) {
        Some(Outcome::Winners { winners, .. }) => winners,
        other => panic!("{other:?}"),
    }
}

#[track_caller]
fn refusal(outcome: Option<Outcome>) -> (RefusalCode, String) {
    match outcome {
        Some(Outcome::Refused { code, message, .. }) => (code, message),
        other => panic!("{other:?}"),
    }
}

#[test]
fn viewers_enter_once_by_the_whole_word_while_it_is_open() {
    let stage = check(
        quiet(),
        "
        zoe: enter
        ! open
        ann: ENTER me please
        bob: center piece
        *Mia: type enter to join
        own: enter
        ann: enter
        Ann: enter
        cem: I enter
        ! close
        dee: enter
    ",
    );
    assert_eq!(entrants(&stage), ["ann", "cem"]);
}

#[test]
fn a_winner_is_one_of_those_who_entered_and_is_announced() {
    let mut stage = check(
        quiet(),
        "
        ! open
        ann: enter
        bob: enter
    ",
    );
    let first = winners(&mut stage, 1);
    let second = winners(&mut stage, 1);
    let mut both = [first.clone(), second].concat();
    both.sort();
    assert_eq!(both, ["ann", "bob"], "a winner is not drawn again");
    assert_eq!(stage.texts()[0], format!("🎉 Giveaway winner: @{}. Congratulations!", first[0]));
    assert_eq!(
        refusal(stage.command(Command::PickWinner { count: 1 })),
        (RefusalCode::ValidationError, "Everyone who entered has already won".into())
    );
}

#[test]
fn a_draw_that_cannot_be_made_changes_nothing() {
    let mut stage = quiet();
    assert_eq!(refusal(stage.command(Command::PickWinner { count: 1 })).0, RefusalCode::ValidationError);
    let mut stage = check(
        stage,
        "
        ! open
        ann: enter
    ",
    );
    for count in [0, 2, 11] {
        assert_eq!(refusal(stage.command(Command::PickWinner { count })).0, RefusalCode::ValidationError, "{count}");
    }
    assert!(stage.engine.view().giveaway.open, "a refused draw closes nothing");
    stage.says("bob", "enter");
    assert_eq!(entrants(&stage), ["ann", "bob"]);
}

#[test]
fn clearing_begins_a_new_round_with_nobody_in_it() {
    let mut stage = check(
        quiet(),
        "
        ! open
        ann: enter
        ! clear
    ",
    );
    assert_eq!(entrants(&stage), [] as [&str; 0]);
    stage.says("bob", "enter");
    assert_eq!(entrants(&stage), ["bob"]);
    assert_eq!(winners(&mut stage, 1), ["bob"]);
}

#[test]
fn entries_survive_a_restart() {
    let mut stage = check(
        quiet(),
        "
        ! open
        ann: enter
        bob: enter
    ",
    );
    stage.restart();
    stage.connect();
    stage.wait(1);
    stage.says("cem", "enter");
    assert_eq!(entrants(&stage), ["ann", "bob", "cem"]);
}

#[test]
fn a_thousand_entries_of_one_batch_are_all_in() {
    let mut stage = check(quiet(), "! open");
    stage.rows((0..1_000).map(|n| line(&format!("viewer{n}"), "enter")).collect());
    assert_eq!(stage.engine.view().giveaway.entrants, 1_000);
    stage.restart();
    assert_eq!(stage.engine.view().giveaway.entrants, 1_000);
}
