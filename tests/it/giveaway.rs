//! Giveaways: who is in, who wins, and what a new round forgets.

use super::stage::{Stage, check, line};
use buzzchat::draw::{Beacon, Proof};
use buzzchat::protocol::{
    ChatLine, ClaimView, Command, Fact, Input, Outcome, RefusalCode, Role, SettingsPatch, WinnerView,
};
#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

fn quiet() -> Stage {
    with(SettingsPatch::default())
}

/// The bot runs giveaways and does nothing else.
fn with(patch: SettingsPatch) -> Stage {
    Stage::with(SettingsPatch { welcome_enabled: Some(false), faq_enabled: Some(false), ..patch })
}

/// Winners have a minute to write.
fn claiming() -> SettingsPatch {
    SettingsPatch {
        giveaway_claim: Some(60_000),
        giveaway_winner_message: Some("Won: {winners}".into()),
        ..SettingsPatch::default()
    }
}

fn shown(stage: &Stage, viewer: &str) -> WinnerView {
    stage.engine.view().giveaway.winners.into_iter().find(|winner| winner.viewer == viewer).unwrap()
}

fn claim(stage: &Stage, viewer: &str) -> Option<ClaimView> {
    shown(stage, viewer).claim
}

/// The proof, which must hold and name the winners that are shown.
#[track_caller]
fn proven(stage: &Stage) -> Proof {
    let view = stage.engine.view().giveaway;
    assert!(view.provable);
    let proof = Proof::parse(stage.engine.prove().unwrap().as_bytes()).unwrap();
    let verdict = proof.verify().unwrap();
    let drawn: Vec<_> = verdict.draws.into_iter().flat_map(|drawn| drawn.winners).collect();
    assert_eq!(drawn, stage.winners());
    assert_eq!(buzzchat::draw::to_hex(&proof.commitment), view.commitment);
    proof
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
    assert_eq!(stage.engine.view().giveaway.late, 1, "dee");
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

#[test]
fn only_those_may_enter_whom_the_terms_let_in() {
    let terms = SettingsPatch {
        giveaway_excluded: Some(vec!["@Bob".into()]),
        ignored_viewers: Some(vec!["otherbot".into()]),
        giveaway_roles: Some(vec![Role::Member, Role::Moderator]),
        ..SettingsPatch::default()
    };
    let mut stage = check(with(terms), "! open");
    for name in ["ann", "bob", "otherbot", "nightbot"] {
        stage.rows(vec![ChatLine { roles: vec![Role::Member], ..line(name, "enter") }]);
    }
    stage.rows(vec![ChatLine { roles: vec![Role::Vip], ..line("cem", "enter") }]);
    stage.says("dee", "enter");
    stage.rows(vec![ChatLine { roles: vec![Role::Vip, Role::Moderator], ..line("eve", "enter") }]);
    assert_eq!(entrants(&stage), ["ann", "eve"]);
}

#[test]
fn who_must_have_spoken_before_enters_after_enough_lines_whatever_restarts() {
    let terms = SettingsPatch { giveaway_min_lines: Some(2), ..SettingsPatch::default() };
    let mut stage = check(
        with(terms),
        "
        ann: hello
        bob: hi
        ! open
        ann: enter
        bob: nice
        bob: enter
    ",
    );
    assert_eq!(entrants(&stage), ["bob"], "the entry itself is not counted");
    stage.restart();
    stage.connect();
    stage.wait(1);
    stage.says("ann", "enter");
    assert_eq!(entrants(&stage), ["bob", "ann"], "hello and the first try were two lines");
    let patch = SettingsPatch { giveaway_min_lines: Some(0), ..SettingsPatch::default() };
    stage.command(Command::change(patch));
    stage.wait(1);
    stage.says("cem", "enter");
    assert_eq!(entrants(&stage), ["bob", "ann", "cem"]);
    assert!(!stage.disk.holds("spoke/"), "nobody asks for lines any more");
}

#[test]
fn winners_of_earlier_rounds_may_be_kept_out() {
    let terms = SettingsPatch { giveaway_exclude_winners: Some(true), ..SettingsPatch::default() };
    let mut stage = check(
        with(terms),
        "
        ! open
        ann: enter
    ",
    );
    assert_eq!(winners(&mut stage, 1), ["ann"]);
    for _ in 0..2 {
        stage.command(Command::ClearEntries);
        stage.says("Ann", "enter");
        stage.says("bob", "enter");
        assert_eq!(entrants(&stage), ["bob"]);
    }
}

#[test]
fn a_round_closes_by_itself_also_after_a_restart() {
    let terms = || with(SettingsPatch { giveaway_duration: Some(60_000), ..SettingsPatch::default() });
    let stage = check(
        terms(),
        "
        ! open
        ann: enter
        +59000
        bob: enter
        +1000
        cem: enter
    ",
    );
    assert_eq!(entrants(&stage), ["ann", "bob"]);
    let mut stage = check(
        terms(),
        "
        ! open
        ann: enter
    ",
    );
    stage.restart();
    stage.connect();
    stage.wait(60_000);
    assert!(!stage.engine.view().giveaway.open);
}

#[test]
fn opening_reminders_and_winners_are_announced_in_the_sellers_words() {
    let words = SettingsPatch {
        giveaway_open_message: Some("Giveaway! Type {keyword}".into()),
        giveaway_reminder: Some(30_000),
        giveaway_reminder_message: Some("{count} are in, type {keyword}".into()),
        giveaway_winner_message: Some("Bravo {winners}".into()),
        giveaway_keywords: Some(vec!["win".into(), "enter".into()]),
        ..SettingsPatch::default()
    };
    check(
        with(words),
        "
        ! open
        > Giveaway! Type win
        ann: win
        +30000
        > 1 are in, type win
        bob: enter
        +30000
        > 2 are in, type win
        ! bot off
        +60000
        ! bot on
        > 2 are in, type win
        ! close
        +60000
    ",
    );
}

#[test]
fn what_has_no_words_is_not_announced() {
    let silent = SettingsPatch { giveaway_winner_message: Some(String::new()), ..SettingsPatch::default() };
    let stage = check(
        with(silent),
        "
        ! open
        ann: enter
        ! draw
        +60000
        ! clear
    ",
    );
    assert!(stage.items.is_empty());
}

#[test]
fn what_the_chat_writes_after_closing_decides_the_draw() {
    let mut stage = check(
        quiet(),
        "
        ! open
        ann: enter
        bob: enter
        ! close
        *Mia: good luck everybody
        own: good luck
        ann: please me
        +14999
        cem: no, me
        +1
        dee: too late
    ",
    );
    winners(&mut stage, 1);
    winners(&mut stage, 1);
    let Beacon::Lines(lines) = proven(&stage).beacon else { panic!("no beacon") };
    let lines: Vec<_> = lines.iter().map(|line| (line.viewer.as_str(), line.text.as_str())).collect();
    assert_eq!(lines, [("ann", "please me"), ("cem", "no, me")]);
}

#[test]
fn ten_lines_are_enough_and_survive_a_restart() {
    let mut stage = check(
        quiet(),
        "
        ! open
        ann: enter
        ! close
        ann: 0
        ann: 1
        ann: 2
        ann: 3
    ",
    );
    stage.restart();
    stage.connect();
    stage.rows((4..12).map(|n| line("bob", &n.to_string())).collect());
    winners(&mut stage, 1);
    let Beacon::Lines(lines) = proven(&stage).beacon else { panic!("no beacon") };
    assert_eq!(lines.iter().map(|line| line.text.as_str()).collect::<Vec<_>>().join(" "), "0 1 2 3 4 5 6 7 8 9");
}

#[test]
fn who_draws_at_once_draws_without_the_chat() {
    let mut stage = check(
        quiet(),
        "
        ! open
        ann: enter
        bob: enter
        ! close
        ann: hello
    ",
    );
    winners(&mut stage, 1);
    stage.wait(20_000);
    winners(&mut stage, 1);
    assert_eq!(proven(&stage).beacon, Beacon::None, "the second draw uses what the first one did");
    assert!(!stage.facts().any(|fact| matches!(fact, Fact::GiveawayBeacon { .. })));
}

#[test]
fn a_winner_who_writes_in_time_has_claimed() {
    let mut stage = check(
        with(claiming()),
        "
        ! open
        ann: enter
        ! draw
        > Won: @ann
        +59000
    ",
    );
    assert!(matches!(claim(&stage, "ann"), Some(ClaimView::Waiting { .. })));
    stage.restart();
    stage.connect();
    let stage = check(
        stage,
        "
        ann: it's me!
        ann: size M please
        +120000
    ",
    );
    let winner = shown(&stage, "ann");
    assert_eq!(
        (winner.claim, winner.lines),
        (Some(ClaimView::Claimed), vec!["it's me!".into(), "size M please".into()])
    );
}

#[test]
fn another_is_drawn_for_a_winner_who_stays_silent() {
    let mut stage = check(
        with(claiming()),
        "
        ! open
        ann: enter
        bob: enter
        cem: enter
    ",
    );
    let first = winners(&mut stage, 2);
    stage.wait(30_000);
    stage.says(&first[0], "yes!");
    stage.wait(30_000);
    let all = stage.winners();
    assert_eq!(all.len(), 3, "one of two was silent: {all:?}");
    assert_eq!(stage.texts()[1], format!("Won: @{}", all[2]));
    assert_eq!(claim(&stage, &first[0]), Some(ClaimView::Claimed));
    assert_eq!(claim(&stage, &first[1]), Some(ClaimView::Expired));
    stage.restart();
    stage.connect();
    stage.wait(60_000);
    assert_eq!(claim(&stage, &all[2]), Some(ClaimView::Expired));
    assert_eq!(stage.winners().len(), 3, "nobody is left");
    assert_eq!(proven(&stage).draws.len(), 2);
    let expired = stage.facts().filter(|fact| matches!(fact, Fact::GiveawayExpired { .. })).count();
    assert_eq!(expired, 2);
}

#[test]
fn nobody_loses_a_prize_while_the_chat_is_not_read() {
    let mut stage = check(
        with(claiming()),
        "
        ! open
        ann: enter
        bob: enter
    ",
    );
    let first = winners(&mut stage, 1);
    stage.input(Input::PageLost { page: stage.page.clone() });
    stage.wait(600_000);
    assert!(matches!(claim(&stage, &first[0]), Some(ClaimView::Waiting { .. })));
    stage.connect();
    stage.wait(14_000);
    stage.says(&first[0], "sorry, I was here all the time");
    assert_eq!(claim(&stage, &first[0]), Some(ClaimView::Claimed));
}

#[test]
fn five_lines_of_a_winner_are_kept_for_five_minutes() {
    let mut stage = check(
        quiet(),
        "
        ! open
        ann: enter
        bob: enter
    ",
    );
    let won = winners(&mut stage, 2);
    for n in 0..7 {
        stage.says(&won[0], &format!("line {n}"));
    }
    stage.wait(299_000);
    stage.says(&won[1], "in time");
    stage.wait(2_000);
    stage.says(&won[1], "too late");
    assert_eq!(shown(&stage, &won[0]).lines.len(), 5);
    assert_eq!(shown(&stage, &won[1]).lines, ["in time"]);
    assert_eq!(claim(&stage, &won[0]), None, "nobody asked for a claim");
}

#[test]
fn a_seed_shows_in_nothing_but_its_row_and_its_message_until_the_draw() {
    let mut stage = check(
        quiet(),
        "
        ! open
        ann: enter
        ! close
        +20000
    ",
    );
    let (round, seed) = stage.secrets.all().next().map(|(round, seed)| (round.to_owned(), seed)).unwrap();
    assert_eq!(Some(round), stage.engine.view().giveaway.round);
    let seed = seed.reveal().to_owned();
    assert!(!serde_json::to_string(&stage.events).unwrap().contains(&seed));
    assert!(!serde_json::to_string(&stage.engine.view()).unwrap().contains(&seed));
    for effect in stage.commit(Input::Linked { known: 0, snapshot_wanted: true }) {
        assert!(!format!("{effect:?}").contains(&seed));
    }
    stage.restart();
    assert_eq!(winners(&mut stage, 1), ["ann"], "the seed was stored");
    stage.command(Command::ClearEntries);
    assert!(
        !stage.disk.holds(&format!("seed/{}", stage.secrets.all().next().unwrap().0)),
        "a cleared round needs none"
    );
}

#[test]
fn without_the_secret_nobody_draws() {
    let opened = check(
        quiet(),
        "
        ! open
        ann: enter
    ",
    );
    let mut other = Stage::live();
    other.input(Input::Synced { events: opened.events.clone(), number: 1 });
    assert!(refusal(other.command(Command::PickWinner { count: 1 })).1.contains("secret"));
    assert!(other.engine.view().giveaway.open, "a refused draw closes nothing");
    let (round, seed) = opened.secrets.all().next().map(|(round, seed)| (round.to_owned(), seed)).unwrap();
    other.input(Input::SecretReceived { round, seed });
    assert_eq!(winners(&mut other, 1), ["ann"]);
    proven(&other);
}

#[test]
fn a_draw_waits_for_entries_that_are_on_the_way() {
    let opened = check(
        quiet(),
        "
        ! open
        ann: enter
        bob: enter
        ! close
    ",
    );
    let entry = opened.events.iter().position(|event| matches!(event.fact, Fact::GiveawayEntry { .. })).unwrap();
    let (mut early, mut late) = (opened.events.clone(), Vec::new());
    late.extend(early.drain(entry + 1..));
    let mut other = Stage::live();
    other.input(Input::Synced { events: early, number: 1 });
    for (round, seed) in opened.secrets.all().map(|(round, seed)| (round.to_owned(), seed)) {
        other.input(Input::SecretReceived { round, seed });
    }
    let closed = late.pop().unwrap();
    // The close comes from an origin of its own, before the last entry does.
    let closed = buzzchat::protocol::Event { origin: "dev_x".into(), seq: 1, ..closed };
    other.input(Input::Synced { events: vec![closed], number: 2 });
    assert!(refusal(other.command(Command::PickWinner { count: 1 })).1.contains("arrived"));
    other.input(Input::Synced { events: late, number: 3 });
    winners(&mut other, 1);
    proven(&other);
}

#[test]
fn the_last_round_stays_when_the_next_one_opens_and_those_before_go() {
    let mut stage = quiet();
    for name in ["ann", "bob", "cem"] {
        stage.command(Command::OpenGiveaway);
        stage.says(name, "enter");
        stage.command(Command::CloseGiveaway);
    }
    let cleared = stage.facts().filter(|fact| matches!(fact, Fact::GiveawayCleared { .. })).count();
    assert_eq!(cleared, 1);
    assert_eq!(entrants(&stage), ["cem"]);
}
