//! Two devices on one stream: the relay says who speaks, the other one watches and can take over.

use super::stage::{Stage, check, line};
use buzzchat::protocol::{
    ChatLine, Command, Effect, Fact, Input, LinkState, LinkView, OpenStream, SettingsPatch, TimerMessage,
};
#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

fn link(stage: &mut Stage, state: LinkState) {
    stage.input(Input::LinkChanged { link: LinkView { state, ..LinkView::default() } });
}

fn lease(stage: &mut Stage, speaks: bool) {
    stage.input(Input::Leased { stream: super::stage::demo_stream(), speaks });
}

/// A device that answers questions and has just been paired.
fn paired(patch: SettingsPatch) -> Stage {
    let mut stage = Stage::with(SettingsPatch { welcome_enabled: patch.welcome_enabled.or(Some(false)), ..patch });
    stage.store_link();
    link(&mut stage, LinkState::Connected);
    stage
}

/// One that was told to watch.
fn watching(patch: SettingsPatch) -> Stage {
    let mut stage = paired(patch);
    lease(&mut stage, false);
    stage
}

/// One that has just opened the stream, and was told nothing yet.
fn asking() -> Stage {
    let mut stage = paired(SettingsPatch::default());
    leave(&mut stage);
    stage.wait(60_000);
    (stage.page, stage.typed) = ("page-2".into(), Vec::new());
    stage.connect();
    stage
}

fn leave(stage: &mut Stage) {
    let page = stage.page.clone();
    stage.input(Input::PageLost { page });
}

fn rows(stage: &mut Stage, first: u64, text: &str) -> Vec<Effect> {
    let page = stage.page.clone();
    stage.commit(Input::Lines { page, first, lines: vec![line("ann", text)] })
}

fn presence(can_write: bool, speaks: Option<bool>) -> Vec<OpenStream> {
    vec![OpenStream { stream: super::stage::demo_stream(), can_write, speaks }]
}

#[test]
fn a_device_that_watches_does_nothing_by_itself() {
    let timer = TimerMessage { id: "t".into(), text: "tick".into(), interval: 0.2, ..TimerMessage::default() };
    let mut stage = paired(SettingsPatch {
        welcome_enabled: Some(true),
        timer_messages: Some(vec![timer]),
        giveaway_duration: Some(20_000),
        giveaway_reminder: Some(30_000),
        ..SettingsPatch::default()
    });
    lease(&mut stage, false);
    // Opened by the seller on another device, which announced it.
    let mut relay = super::sync::replica(&stage.events);
    let opened = super::sync::relay_events(&mut relay, &stage.secrets, stage.now, &[Command::OpenGiveaway]);
    stage.input(Input::Synced { events: opened, number: 1 });
    let before = stage.events.len();
    let stage = check(
        stage,
        "
        ann: how do I pay?
        bob joins
        cem: enter
        +60000
    ",
    );
    let said: Vec<_> = stage.events[before..].iter().filter(|event| event.origin != "rel_1").collect();
    assert!(said.is_empty(), "{said:?}");
    assert!(stage.engine.view().streams[0].observes);
    assert!(stage.engine.view().giveaway.open, "its end is for the speaker to bring about");
}

#[test]
fn whoever_takes_over_answers_what_comes_and_welcomes_nobody_who_was_there() {
    let mut stage = watching(SettingsPatch { welcome_enabled: Some(true), ..SettingsPatch::default() });
    stage.says("ann", "how do I pay?");
    stage.says("bob", "hello");
    stage.restart();
    stage.connect();
    stage.says("ann", "anybody there? how do I pay?");
    assert!(stage.texts().is_empty(), "a new worker knows that it watches");
    lease(&mut stage, true);
    let stage = check(
        stage,
        "
        +10000
        bob: and how do I pay?
        > @bob We take all major cards and PayPal.
        +10000
        dee: hi
        +10000
        > Welcome to the stream, dee!
    ",
    );
    let view = stage.engine.view();
    assert_eq!((view.totals.lines_read, view.streams[0].observes), (2, false));
}

#[test]
fn what_was_said_elsewhere_counts_against_the_limits() {
    let mut stage = watching(SettingsPatch::default());
    stage.rows(vec![ChatLine { own: true, ..line("BuzzShop", "@ann hello") }]);
    lease(&mut stage, true);
    stage.says("ann", "how do I pay?");
    assert!(stage.texts().is_empty(), "the platform wants a second between two lines");
    stage.wait(1_000);
    assert_eq!(stage.texts().len(), 1);
}

#[test]
fn the_first_lines_wait_until_the_relay_has_said_who_speaks() {
    let mut stage = asking();
    assert_eq!(stage.engine.presence(), presence(true, None));
    let outward = rows(&mut stage, 1, "how do I pay?");
    assert!(!outward.iter().any(|effect| matches!(effect, Effect::Ack { .. })), "a new worker would get them again");
    lease(&mut stage, true);
    assert_eq!(stage.texts(), ["@ann We take all major cards and PayPal."]);
    stage.wait(10_000);
    assert_eq!(stage.engine.view().totals.lines_read, 1);
    assert_eq!(stage.engine.presence(), presence(true, Some(true)));
}

#[test]
fn lines_that_waited_are_not_for_a_device_that_is_to_watch() {
    let mut stage = asking();
    rows(&mut stage, 1, "how do I pay?");
    let outward = stage.commit(Input::Leased { stream: super::stage::demo_stream(), speaks: false });
    assert!(outward.iter().any(|effect| matches!(effect, Effect::Ack { up_to: 1, .. })), "{outward:?}");
    stage.wait(60_000);
    assert!(stage.texts().is_empty());
    assert_eq!(stage.engine.view().totals.lines_read, 0);
}

#[test]
fn a_device_that_is_told_nothing_speaks_after_a_moment() {
    let mut stage = asking();
    link(&mut stage, LinkState::Away);
    rows(&mut stage, 1, "how do I pay?");
    stage.wait(1_900);
    assert!(stage.texts().is_empty());
    stage.wait(200);
    assert_eq!(stage.texts(), ["@ann We take all major cards and PayPal."]);
    assert_eq!(stage.engine.presence(), presence(true, Some(true)), "and says so when the relay is back");
}

#[test]
fn with_the_relay_away_the_speaker_works_on_and_the_watcher_watches_on() {
    for speaks in [true, false] {
        let mut stage = paired(SettingsPatch::default());
        lease(&mut stage, speaks);
        link(&mut stage, LinkState::Away);
        stage.wait(3_600_000);
        stage.restart();
        stage.connect();
        stage.says("ann", "how do I pay?");
        assert_eq!(stage.texts().len(), usize::from(speaks));
        // A reload of the page changes nothing about it.
        leave(&mut stage);
        (stage.page, stage.typed) = ("page-2".into(), Vec::new());
        stage.connect();
        let (page, lines) = (stage.page.clone(), vec![line("bob", "how do I pay?")]);
        stage.input(Input::Lines { page, first: 1, lines });
        stage.wait(3_000);
        assert_eq!(stage.texts().len(), 2 * usize::from(speaks));
    }
}

#[test]
fn a_watcher_that_opens_the_stream_again_without_the_relay_still_watches() {
    let mut stage = watching(SettingsPatch::default());
    link(&mut stage, LinkState::Away);
    leave(&mut stage);
    stage.wait(60_000);
    (stage.page, stage.typed) = ("page-2".into(), Vec::new());
    stage.connect();
    rows(&mut stage, 1, "how do I pay?");
    stage.wait(60_000);
    assert!(stage.texts().is_empty());
}

#[test]
fn what_waited_ends_when_another_device_speaks_but_not_what_a_person_asked_for() {
    let mut stage = paired(SettingsPatch { welcome_enabled: Some(true), ..SettingsPatch::default() });
    stage.says("ann", "hello");
    stage.send("one");
    stage.send("two");
    lease(&mut stage, false);
    stage.wait(10_000);
    assert_eq!(stage.texts(), ["one", "two"]);
    let skipped: Vec<_> = stage.skipped().iter().map(|(_, reason)| (*reason).to_owned()).collect();
    assert_eq!(skipped, ["Another device speaks on this stream now"]);
}

#[test]
fn a_closed_page_gives_the_stream_back_at_once_and_a_new_worker_does_not() {
    let mut stage = paired(SettingsPatch::default());
    assert_eq!(stage.engine.presence(), presence(true, Some(true)));
    stage.restart();
    assert_eq!(stage.engine.presence(), presence(true, Some(true)), "its pages have not had time to connect");
    stage.input(Input::PageConnected { page: stage.page.clone(), typed: stage.typed.clone() });
    assert_eq!(stage.engine.presence(), presence(true, Some(true)), "nor to find their chat");
    stage.connect();
    leave(&mut stage);
    assert_eq!(stage.engine.presence(), []);
}

#[test]
fn pages_that_do_not_come_back_to_a_new_worker_give_the_stream_back() {
    let mut stage = paired(SettingsPatch::default());
    stage.restart();
    stage.wait(14_000);
    assert_eq!(stage.engine.presence(), presence(true, Some(true)));
    stage.wait(2_000);
    assert_eq!(stage.engine.presence(), []);
    let mut stage = paired(SettingsPatch::default());
    stage.restart();
    stage.input(Input::PageConnected { page: stage.page.clone(), typed: stage.typed.clone() });
    stage.wait(16_000);
    assert_eq!(stage.engine.presence(), [], "a page whose chat is gone");
}

#[test]
fn without_a_relay_that_wants_it_every_device_speaks() {
    for state in [LinkState::Unpaired, LinkState::Refused] {
        let mut stage = watching(SettingsPatch::default());
        link(&mut stage, state);
        stage.says("ann", "how do I pay?");
        assert_eq!(stage.texts(), ["@ann We take all major cards and PayPal."]);
        assert!(!stage.engine.view().streams[0].observes);
    }
}

#[test]
fn prizes_are_redrawn_by_the_speaker_alone() {
    let mut stage = paired(SettingsPatch { giveaway_claim: Some(30_000), ..SettingsPatch::default() });
    stage.command(Command::OpenGiveaway);
    stage.says("ann", "enter");
    stage.says("bob", "enter");
    lease(&mut stage, false);
    // Drawn by another device, which told the chat.
    let mut relay = super::sync::replica(&stage.events);
    let drawn = super::sync::relay_events(&mut relay, &stage.secrets, stage.now, &[Command::PickWinner { count: 1 }]);
    stage.input(Input::Synced { events: drawn, number: 1 });
    stage.wait(600_000);
    assert_eq!(stage.winners().len(), 1, "another device hears whether the winner claims");
    lease(&mut stage, true);
    stage.wait(14_000);
    assert_eq!(stage.winners().len(), 1, "the winner may just be writing");
    stage.wait(2_000);
    assert_eq!(stage.winners().len(), 2);
    assert!(stage.facts().any(|fact| matches!(fact, Fact::GiveawayExpired { .. })));
}
