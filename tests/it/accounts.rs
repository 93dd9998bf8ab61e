//! Accounts: one bot, several configurations, and nothing of one shows in another.

use super::stage::{Stage, check, line};
use super::sync::{relay_events, replica};
use buzzchat::protocol::{Command, Event, FIRST_ACCOUNT, Fact, Input, LineState, Outcome, RefusalCode, SettingsPatch};
#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

#[track_caller]
fn made(outcome: Option<Outcome>) -> String {
    match outcome {
        Some(Outcome::Account { account }) => account,
        other => panic!("{other:?}"),
    }
}

fn create(stage: &mut Stage, name: &str) -> String {
    made(stage.command(Command::CreateAccount { name: name.into() }))
}

#[track_caller]
fn switch(stage: &mut Stage, account: &str) {
    assert_eq!(stage.command(Command::SwitchAccount { account: account.into() }), Some(Outcome::Done));
}

fn names(stage: &Stage) -> Vec<(String, bool)> {
    stage.engine.view().accounts.into_iter().map(|account| (account.name, account.active)).collect()
}

#[track_caller]
fn refused(outcome: Option<&Outcome>, wanted: RefusalCode) {
    assert!(matches!(outcome, Some(Outcome::Refused { code, .. }) if *code == wanted), "{outcome:?}");
}

fn say(text: &str) -> Command {
    Command::change(SettingsPatch { welcome_message: Some(text.into()), ..SettingsPatch::default() })
}

#[test]
fn the_first_account_is_there_from_the_start_and_stays() {
    let mut stage = Stage::fresh();
    assert_eq!(names(&stage), [("Main".into(), true)]);
    let delete = Command::DeleteAccount { account: FIRST_ACCOUNT.into() };
    refused(stage.command(delete).as_ref(), RefusalCode::ValidationError);
    let rename = Command::RenameAccount { account: FIRST_ACCOUNT.into(), name: "  Main Store ".into() };
    assert_eq!(stage.command(rename), Some(Outcome::Done));
    stage.restart();
    assert_eq!(names(&stage), [("Main Store".into(), true)]);
}

#[test]
fn a_name_is_one_short_line() {
    let mut stage = Stage::fresh();
    for name in ["", "  ", &"x".repeat(51), "a\nb", "a\u{7}"] {
        refused(stage.command(Command::CreateAccount { name: name.into() }).as_ref(), RefusalCode::ValidationError);
    }
    create(&mut stage, &"ü".repeat(50));
}

#[test]
fn there_are_at_most_ten() {
    let mut stage = Stage::fresh();
    let last = (2..=10).map(|n| create(&mut stage, &format!("setup {n}"))).last().unwrap();
    refused(stage.command(Command::CreateAccount { name: "one more".into() }).as_ref(), RefusalCode::ValidationError);
    let copy = Command::DuplicateAccount { account: last.clone(), name: None };
    refused(stage.command(copy.clone()).as_ref(), RefusalCode::ValidationError);
    assert_eq!(stage.command(Command::DeleteAccount { account: last }), Some(Outcome::Done));
    refused(stage.command(copy).as_ref(), RefusalCode::NotFound);
    create(&mut stage, "one more");
}

#[test]
fn what_does_not_exist_is_not_found() {
    let mut stage = Stage::fresh();
    let account = || "acc_9".to_owned();
    for command in [
        Command::SwitchAccount { account: account() },
        Command::DeleteAccount { account: account() },
        Command::RenameAccount { account: account(), name: "x".into() },
        Command::DuplicateAccount { account: account(), name: None },
    ] {
        let outcome = stage.command(command);
        assert_eq!(outcome, Some(Outcome::refused(RefusalCode::NotFound, "Account not found")));
    }
}

#[test]
fn each_account_has_its_own_settings_giveaway_counters_and_welcomes() {
    let mut stage = check(
        Stage::live(),
        "
        ! open
        ann: enter
        +3000
        > Welcome to the stream, ann!
    ",
    );
    let sale = create(&mut stage, "Summer Sale");
    switch(&mut stage, &sale);
    let view = stage.engine.view();
    assert_eq!(view.giveaway.round, None);
    assert_eq!(view.totals.all_lines(), 0);
    assert!(view.settings.bot_active, "the bot goes on, for the other account");
    stage.command(say("Hot deals, {username}!"));
    stage.wait(7 * 3_600_000);
    let mut stage = check(
        stage,
        "
        ann: enter
        +3000
        > Hot deals, ann!
    ",
    );
    assert_eq!(stage.engine.view().totals.viewers_welcomed, 1);
    switch(&mut stage, FIRST_ACCOUNT);
    stage.restart();
    let view = stage.engine.view();
    assert_eq!(view.settings.welcome_message, "Welcome to the stream, {username}!");
    assert_eq!((view.giveaway.entrants, view.totals.viewers_welcomed, view.totals.lines_read), (1, 1, 1));
}

#[test]
fn a_copy_has_the_settings_and_nothing_else() {
    let mut stage = check(
        Stage::live(),
        "
        ! open
        ann: enter
    ",
    );
    let patch = SettingsPatch {
        welcome_message: Some("Hey {username}".into()),
        faq_rules: Some(Vec::new()),
        giveaway_keywords: Some(vec!["win".into()]),
        ..SettingsPatch::default()
    };
    stage.command(Command::change(patch));
    let wanted = stage.engine.view().settings;
    let copy = made(stage.command(Command::DuplicateAccount { account: FIRST_ACCOUNT.into(), name: None }));
    assert_eq!(names(&stage), [("Main".into(), true), ("Main copy".into(), false)]);
    switch(&mut stage, &copy);
    let view = stage.engine.view();
    assert_eq!(view.settings, wanted);
    assert_eq!((view.giveaway.entrants, view.totals.lines_read), (0, 0));
    stage.command(say("Only here, {username}"));
    switch(&mut stage, FIRST_ACCOUNT);
    assert_eq!(stage.engine.view().settings, wanted, "they are two from then on");
}

#[test]
fn one_bot_moves_with_a_switch() {
    let mut stage = Stage::live();
    let sale = create(&mut stage, "Summer Sale");
    let before = stage.events.len();
    switch(&mut stage, &sale);
    let told = |event: &Event| (event.account.clone(), event.fact.clone());
    let told: Vec<_> = stage.events[before..].iter().map(told).collect();
    assert_eq!(
        told,
        [
            (sale.clone(), Fact::AccountSwitched),
            (FIRST_ACCOUNT.into(), Fact::BotStopped),
            (sale.clone(), Fact::BotStarted)
        ]
    );
    let before = stage.events.len();
    switch(&mut stage, &sale);
    assert_eq!(stage.events.len(), before, "it is there already");
    stage.command(Command::change(SettingsPatch { bot_active: Some(false), ..SettingsPatch::default() }));
    switch(&mut stage, FIRST_ACCOUNT);
    assert!(!stage.engine.view().settings.bot_active, "a bot that was off stays off");
}

#[test]
fn what_waits_of_the_old_account_is_dropped_with_a_reason_and_told_under_it() {
    let mut stage = check(
        Stage::live(),
        "
        ann: hello
    ",
    );
    let sale = create(&mut stage, "Summer Sale");
    switch(&mut stage, &sale);
    stage.wait(60_000);
    assert_eq!(stage.texts(), [] as [&str; 0]);
    let skipped: Vec<_> = stage.skipped().into_iter().map(|(_, reason)| reason).collect();
    assert_eq!(skipped, ["The bot works for another account now"]);
    let of = |wanted: fn(&Fact) -> bool| {
        stage.events.iter().find(|event| wanted(&event.fact)).map(|event| event.account.as_str())
    };
    assert_eq!(of(|fact| matches!(fact, Fact::MessageSkipped { .. })), Some(FIRST_ACCOUNT));
    assert_eq!(of(|fact| matches!(fact, Fact::ChatCounted { .. })), Some(FIRST_ACCOUNT));
    let order: Vec<_> = stage.events.iter().map(|event| event.seq).collect();
    let published: Vec<_> = stage.published.iter().map(|event| event.seq).collect();
    assert_eq!(order, published);
    assert!(order.is_sorted());
}

#[test]
fn a_line_in_flight_counts_for_the_account_it_was_made_for() {
    let mut stage = Stage::answering(SettingsPatch::default());
    stage.behaviour = Some(LineState::Typed);
    stage.says("ann", "shipping?");
    let id = stage.typed[0].id.clone();
    let sale = create(&mut stage, "Summer Sale");
    switch(&mut stage, &sale);
    stage.restart();
    stage.connect();
    let page = stage.page.clone();
    stage.input(Input::LineOutcome { page, id, state: LineState::Seen, reason: None });
    assert_eq!(stage.engine.view().totals.faq_replies, 0);
    switch(&mut stage, FIRST_ACCOUNT);
    assert_eq!(stage.engine.view().totals.faq_replies, 1);
}

#[test]
fn a_refused_answer_of_the_old_account_is_not_tried_again() {
    let mut stage = Stage::answering(SettingsPatch::default());
    stage.behaviour = Some(LineState::Typed);
    stage.says("ann", "shipping?");
    let id = stage.typed[0].id.clone();
    let sale = create(&mut stage, "Summer Sale");
    switch(&mut stage, &sale);
    let page = stage.page.clone();
    stage.behaviour = None;
    stage.input(Input::LineOutcome { page, id, state: LineState::Refused, reason: None });
    stage.wait(60_000);
    assert_eq!(stage.texts(), [] as [&str; 0]);
    assert_eq!(stage.skipped().len(), 1);
}

#[test]
fn deleting_the_active_account_goes_back_to_the_first_and_forgets_it_all() {
    let mut stage = Stage::live();
    let sale = create(&mut stage, "Summer Sale");
    switch(&mut stage, &sale);
    stage.command(Command::OpenGiveaway);
    stage.rows((0..20).map(|n| line(&format!("viewer{n}"), "enter")).collect());
    assert_eq!(stage.disk.rows_of("entry/"), 20);
    assert_eq!(stage.command(Command::DeleteAccount { account: sale.clone() }), Some(Outcome::Done));
    assert_eq!(names(&stage), [("Main".into(), true)]);
    assert!(stage.engine.view().settings.bot_active);
    assert_eq!(stage.disk.rows_of("entry/"), 0, "its entries are gone from the store");
    refused(stage.command(Command::SwitchAccount { account: sale }).as_ref(), RefusalCode::NotFound);
    stage.restart();
    assert_eq!(names(&stage), [("Main".into(), true)]);
}

#[test]
fn a_switch_made_elsewhere_takes_effect_at_once() {
    let mut stage = Stage::live();
    let sale = create(&mut stage, "Summer Sale");
    let mut relay = replica(&stage.events);
    let switch =
        relay_events(&mut relay, &stage.secrets, stage.now + 5, &[Command::SwitchAccount { account: sale.clone() }]);
    let change = relay_events(&mut relay, &stage.secrets, stage.now + 6, &[say("From the sale, {username}!")]);
    stage.says("ann", "hello");
    stage.input(Input::Synced { events: [switch, change].concat(), number: 9 });
    assert_eq!(stage.skipped().len(), 1, "ann's welcome was the old account's");
    let stage = check(
        stage,
        "
        bob: hello
        +3000
        > From the sale, bob!
    ",
    );
    assert_eq!(stage.engine.view().accounts.iter().find(|account| account.active).unwrap().id, sale);
}
