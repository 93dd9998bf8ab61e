//! Device and relay: what one lacks the other sends, and both end in the same state.

use super::stage::{Stage, check};
use buzzchat::draw::Proof;
use buzzchat::engine::{AccountFact, Entropy, Seeds, decide};
use buzzchat::journal::Shared;
use buzzchat::protocol::{Command, Effect, Event, Input, Outcome, SettingsPatch};
#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

/// What the relay would know after these events.
pub(crate) fn replica(events: &[Event]) -> Shared {
    let mut shared = Shared::default();
    for event in events {
        shared.apply(event);
    }
    shared
}

/// Events that a relay without a device writes.
pub(crate) fn relay_events(shared: &mut Shared, seeds: &Seeds, at: u64, commands: &[Command]) -> Vec<Event> {
    let mut events = Vec::new();
    for command in commands {
        let decision = decide(shared, seeds, at, &mut Entropy::new([9; 32]), command).unwrap();
        for AccountFact { account, fact } in decision.facts {
            let seq = shared.known("rel_1") + 1;
            let event = Event { id: format!("evt_r{seq}"), origin: "rel_1".into(), seq, at, account, fact };
            shared.apply(&event);
            events.push(event);
        }
    }
    events
}

#[test]
fn what_happened_while_the_relay_was_away_is_sent_in_order_and_without_a_gap() {
    let mut stage = check(
        Stage::live(),
        "
        ! open
        ann: enter
        ! send hi
        > hi
        +10000
        > Welcome to the stream, ann!
    ",
    );
    stage.published.clear();
    stage.input(Input::Linked { known: 2, snapshot_wanted: false });
    let seqs: Vec<_> = stage.published.iter().map(|event| event.seq).collect();
    assert_eq!(seqs, (3..=stage.events.len() as u64).collect::<Vec<_>>());
}

#[test]
fn a_device_and_a_relay_that_both_worked_alone_agree_afterwards() {
    let mut stage = check(
        Stage::live(),
        "
        ! open
        ann: enter
    ",
    );
    let mut relay = replica(&stage.events);
    let patch = SettingsPatch { welcome_message: Some("From the API, {username}".into()), ..SettingsPatch::default() };
    let at = stage.now + 500;
    let written =
        relay_events(&mut relay, &stage.secrets, at, &[Command::change(patch), Command::PickWinner { count: 1 }]);
    let before = stage.events.len();
    stage.says("bob", "enter");
    stage.send("meanwhile");
    let of_device: Vec<_> = stage.events[before..].to_vec();
    stage.input(Input::Synced { events: written, number: 50 });
    for event in &of_device {
        relay.apply(event);
    }
    let view = stage.engine.view();
    assert_eq!(view.settings, relay.active().settings());
    let (_, round) = relay.active().round().unwrap();
    assert_eq!(stage.winners(), round.winners());
    assert_eq!(stage.winners(), ["ann"]);
    assert_eq!(view.giveaway.entrants, round.entrant_count());
    assert_eq!(view.giveaway.late, 1);
    assert_eq!(view.giveaway.entrants, 1, "bob came after the close, which the device did not know of yet");
}

#[test]
fn the_later_write_stands_whichever_arrives_first() {
    let mut stage = Stage::live();
    let mut relay = replica(&stage.events);
    let say = |text: &str| SettingsPatch { welcome_message: Some(text.into()), ..SettingsPatch::default() };
    let older = relay_events(&mut relay, &stage.secrets, stage.now + 10, &[Command::change(say("older {username}"))]);
    stage.now += 20;
    stage.command(Command::change(say("newer {username}")));
    stage.input(Input::Synced { events: older, number: 1 });
    assert_eq!(stage.engine.view().settings.welcome_message, "newer {username}");
}

#[test]
fn a_write_made_after_seeing_another_is_later_whatever_the_clocks_say() {
    let mut stage = Stage::live();
    let mut relay = replica(&stage.events);
    let say = |text: &str| SettingsPatch { welcome_message: Some(text.into()), ..SettingsPatch::default() };
    let ahead =
        relay_events(&mut relay, &stage.secrets, stage.now + 60_000, &[Command::change(say("from a fast clock"))]);
    stage.input(Input::Synced { events: ahead, number: 1 });
    stage.command(Command::change(say("afterwards")));
    assert_eq!(stage.engine.view().settings.welcome_message, "afterwards");
}

#[test]
fn a_snapshot_carries_everything_and_merges_with_what_is_there() {
    let mut first = check(
        Stage::live(),
        "
        ! open
        ann: enter
        bob: enter
        +10000
        > Welcome to the stream, ann and bob!
    ",
    );
    let outward = first.commit(Input::Linked { known: 0, snapshot_wanted: true });
    let Some(Effect::Upload { state }) = outward.into_iter().find(|effect| matches!(effect, Effect::Upload { .. }))
    else {
        panic!()
    };
    let mut second = Stage::fresh();
    second.input(Input::SnapshotReceived { state, number: 7 });
    second.restart();
    assert_eq!(second.engine.view().giveaway, first.engine.view().giveaway);
    assert_eq!(second.engine.view().totals, first.engine.view().totals);
    assert_eq!(second.engine.origin().cursor, 7);
    assert!(second.engine.view().settings.bot_active);
}

#[test]
fn acks_move_forward_only() {
    let mut stage = Stage::live();
    stage.input(Input::Acked { seq: 2, number: 9 });
    stage.input(Input::Acked { seq: 1, number: 3 });
    assert_eq!((stage.engine.origin().acked, stage.engine.origin().cursor), (2, 9));
}

#[test]
fn a_forked_device_goes_on_under_a_new_origin_with_what_was_not_stored() {
    let mut stage = Stage::live();
    let origin = stage.engine.origin().origin.clone();
    stage.input(Input::Linked { known: stage.events.len() as u64, snapshot_wanted: false });
    let patch = SettingsPatch { welcome_message: Some("mine".into()), ..SettingsPatch::default() };
    stage.command(Command::change(patch));
    stage.input(Input::Forked);
    stage.restart();
    assert_ne!(stage.engine.origin().origin, origin);
    assert_eq!(stage.engine.origin().cursor, 0, "the next Hello asks for everything");
    assert_eq!(stage.engine.view().settings.welcome_message, "mine");
}

#[test]
fn a_store_older_than_what_it_once_sent_goes_on_under_a_new_origin() {
    let mut stage = Stage::live();
    let (origin, written) = (stage.engine.origin().origin.clone(), stage.events.len() as u64);
    stage.input(Input::Linked { known: written + 5, snapshot_wanted: false });
    assert_ne!(stage.engine.origin().origin, origin);
}

#[test]
fn a_remote_clock_ahead_of_ours_delays_nothing() {
    let mut stage = Stage::live();
    let mut relay = replica(&stage.events);
    let ahead = relay_events(&mut relay, &stage.secrets, stage.now + 240_000, &[Command::OpenGiveaway]);
    stage.input(Input::Synced { events: ahead, number: 1 });
    check(
        stage,
        "
        ann: how do I pay?
        > @ann We take all major cards and PayPal.
        +3000
        > Welcome to the stream, ann!
    ",
    );
}

#[test]
fn a_list_that_was_fixed_before_a_fork_is_the_same_list_afterwards() {
    let mut stage = check(
        Stage::live(),
        "
        ! open
        ann: enter
        bob: enter
        ! close
        cem: enter
    ",
    );
    stage.input(Input::Forked);
    let view = stage.engine.view().giveaway;
    assert_eq!((view.entrants, view.late), (2, 1));
    assert!(matches!(stage.command(Command::PickWinner { count: 2 }), Some(Outcome::Winners { .. })));
    assert!(stage.engine.prove().is_some_and(|proof| Proof::parse(proof.as_bytes()).unwrap().verify().is_ok()));
}
