//! What a giveaway tells the chat: all of it, and what is not said ends with a reason.

use super::stage::{Stage, line};
use buzzchat::protocol::{ClaimView, Command, Input, Outcome, SettingsPatch};
#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

fn stage() -> Stage {
    Stage::with(SettingsPatch {
        welcome_enabled: Some(false),
        faq_enabled: Some(false),
        giveaway_claim: Some(60_000),
        giveaway_open_message: Some("Type {keyword}! {commitment}".into()),
        giveaway_winner_message: Some("Won: {winners}".into()),
        ..SettingsPatch::default()
    })
}

fn types(stage: &mut Stage, active: bool) {
    stage.input(Input::Typing { page: stage.page.clone(), active });
}

#[test]
fn the_chat_can_be_told_what_the_draw_is_held_to() {
    let mut stage = stage();
    stage.command(Command::OpenGiveaway);
    let commitment = stage.engine.view().giveaway.commitment;
    assert_eq!(commitment.len(), 64);
    assert_eq!(stage.texts(), [format!("Type enter! {commitment}")]);
}

#[test]
fn every_winner_is_named_however_many_there_are() {
    let mut stage = stage();
    stage.command(Command::OpenGiveaway);
    stage.rows((0..10).map(|n| line(&format!("a_viewer_with_a_rather_long_name_{n}"), "enter")).collect());
    let Some(Outcome::Winners { winners, .. }) = stage.command(Command::PickWinner { count: 10 }) else { panic!() };
    stage.wait(20_000);
    let said = stage.texts()[1..].join(" ");
    assert!(winners.iter().all(|winner| said.contains(&format!("@{winner}"))), "{said}");
    assert!(!said.contains('…'), "{said}");
}

#[test]
fn the_time_to_claim_begins_when_the_chat_knows() {
    let mut stage = stage();
    stage.command(Command::OpenGiveaway);
    stage.says("ann", "enter");
    stage.wait(2_000);
    types(&mut stage, true);
    stage.command(Command::PickWinner { count: 1 });
    stage.wait(100_000);
    types(&mut stage, false);
    let told = stage.now;
    assert_eq!(stage.texts().last(), Some(&"Won: @ann"));
    stage.wait(59_000);
    assert_eq!(stage.engine.view().giveaway.winners[0].claim, Some(ClaimView::Waiting { until: told + 60_000 }));
    stage.says("ann", "me!");
    assert_eq!(stage.engine.view().giveaway.winners[0].claim, Some(ClaimView::Claimed));
}

#[test]
fn what_cannot_be_announced_ends_with_a_reason() {
    let mut stage = stage();
    stage.input(Input::PageLost { page: stage.page.clone() });
    stage.wait(60_000);
    stage.command(Command::OpenGiveaway);
    assert_eq!(stage.skipped().last().map(|(_, reason)| *reason), Some("No live stream page is open"));
}

#[test]
fn a_giveaway_goes_on_when_its_account_is_active_again() {
    let mut stage = stage();
    stage.command(Command::OpenGiveaway);
    stage.says("ann", "enter");
    stage.command(Command::PickWinner { count: 1 });
    stage.wait(2_000);
    let Some(Outcome::Account { account }) = stage.command(Command::CreateAccount { name: "Other".into() }) else {
        panic!()
    };
    stage.command(Command::SwitchAccount { account });
    stage.wait(10_000);
    assert_eq!(stage.engine.view().giveaway.round, None);
    stage.command(Command::SwitchAccount { account: "acc_1".into() });
    stage.restart();
    stage.connect();
    stage.says("ann", "here I am");
    assert_eq!(stage.engine.view().giveaway.winners[0].claim, Some(ClaimView::Claimed));
}
#[test]
fn a_round_is_never_named_like_another_whatever_dies_within_a_millisecond() {
    let mut stage = stage();
    // Something waits, behind whose id the worker goes on.
    types(&mut stage, true);
    stage.send("later");
    let mut rounds = std::collections::BTreeSet::new();
    for _ in 0..5 {
        stage.command(Command::ClearEntries);
        stage.command(Command::OpenGiveaway);
        assert!(rounds.insert(stage.engine.view().giveaway.round), "a name came again");
        stage.restart();
        stage.connect();
    }
}
