//! Quick replies: what a press on a stream page comes to.

use super::stage::Stage;
use buzzchat::protocol::{
    Caller, Change, Command, Event, FIRST_ACCOUNT, Fact, Input, ItemEdit, Kind, LineState, Outcome, QuickReply,
    RefusalCode, SettingsPatch, Stream,
};
use serde_json::json;
#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

fn press(stage: &mut Stage, id: &str) {
    stage.input(Input::Quick { page: stage.page.clone(), id: id.into() });
}

fn with(text: &str) -> Stage {
    let reply = QuickReply { id: "quick_1".into(), text: text.into() };
    Stage::with(SettingsPatch { quick_replies: Some(vec![reply]), ..SettingsPatch::default() })
}

#[test]
fn a_press_writes_the_text_as_it_stands() {
    let mut stage = with("{username}, back in 5 ⏰");
    press(&mut stage, "quick_1");
    assert_eq!(stage.texts(), ["{username}, back in 5 ⏰"]);
}

#[test]
fn it_goes_to_the_stream_of_the_page_it_was_pressed_on() {
    let mut stage = Stage::live();
    let (page, stream) = ("page-2".to_owned(), Stream { site: "demo".into(), channel: "second".into() });
    stage.input(Input::PageConnected { page: page.clone(), typed: Vec::new() });
    let (limits, reason) = (stage.limits.clone(), None);
    stage.input(Input::PageAttached { page, stream, limits, can_write: true, reason });
    press(&mut stage, "quick_sold");
    assert_eq!(stage.texts(), ["SOLD! 🔥"]);
}

#[test]
fn pressed_twice_before_it_stands_there_it_is_written_once() {
    let mut stage = Stage::live();
    stage.behaviour = Some(LineState::Typed);
    press(&mut stage, "quick_sold");
    press(&mut stage, "quick_sold");
    press(&mut stage, "quick_next");
    press(&mut stage, "quick_next");
    assert_eq!(stage.typed.len(), 1);
    stage.behaviour = None;
    let (page, id) = (stage.page.clone(), stage.typed[0].id.clone());
    stage.input(Input::LineOutcome { page, id, state: LineState::Seen, reason: None });
    stage.wait(60_000);
    assert_eq!(stage.texts(), ["Next item! ➡️"], "the page of this test showed the first one by hand");
    press(&mut stage, "quick_sold");
    stage.wait(60_000);
    assert_eq!(stage.texts(), ["Next item! ➡️", "SOLD! 🔥"], "what stands there may be said again");
}

#[test]
fn what_cannot_be_written_is_told_with_the_reason() {
    let mut stage = with(&"x".repeat(201));
    press(&mut stage, "quick_1");
    let skipped = stage.skipped();
    assert_eq!(skipped.len(), 1);
    assert_eq!(skipped[0].0.kind, Kind::Seller);
    assert!(skipped[0].1.contains("201 characters"), "{}", skipped[0].1);
    assert!(stage.texts().is_empty());
}

#[test]
fn the_seller_speaks_while_the_bot_is_paused_and_nothing_else_does() {
    let pause = || Command::change(SettingsPatch { bot_active: Some(false), ..SettingsPatch::default() });
    let say = |message: &str| Command::SendMessage { message: message.into(), delay: 0 };
    let mut stage = Stage::live();
    stage.command(pause());
    press(&mut stage, "quick_sold");
    stage.wait(10_000);
    let told = stage.ask(Caller::Ui { port: 1 }, say("Next item!"));
    assert!(matches!(told, Some(Outcome::Message { .. })), "{told:?}");
    let refused = stage.ask(Caller::Relay, say("From a program"));
    assert!(matches!(refused, Some(Outcome::Refused { code: RefusalCode::BotInactive, .. })), "{refused:?}");
    stage.says("ann", "how long does shipping take?");
    stage.wait(60_000);
    assert_eq!(stage.texts(), ["SOLD! 🔥", "Next item!"]);
}

#[test]
fn what_was_pressed_before_the_pause_is_still_said() {
    let mut stage = Stage::live();
    press(&mut stage, "quick_sold");
    press(&mut stage, "quick_next");
    stage.command(Command::change(SettingsPatch { bot_active: Some(false), ..SettingsPatch::default() }));
    stage.wait(10_000);
    assert_eq!(stage.texts(), ["SOLD! 🔥", "Next item! ➡️"]);
}

#[test]
fn nothing_comes_of_an_unknown_reply_or_page() {
    let mut stage = Stage::live();
    let events = stage.events.len();
    press(&mut stage, "quick_none");
    stage.input(Input::Quick { page: "nowhere".into(), id: "quick_sold".into() });
    assert_eq!((stage.events.len(), stage.texts().len()), (events, 0));
}

#[test]
fn they_are_edited_one_by_one() {
    let mut stage = Stage::live();
    let mut edit = |item: &str, edit: ItemEdit| {
        let outcome = stage.command(Command::EditItem { list: "quickReplies".into(), item: item.into(), edit });
        assert_eq!(outcome, Some(Outcome::Done));
    };
    let text = |text: &str| serde_json::from_value(json!({ "text": text })).unwrap();
    edit("quick_mine", ItemEdit::Add(text("Mine!")));
    edit("quick_sold", ItemEdit::Change(text("GONE!")));
    edit("quick_next", ItemEdit::Remove);
    stage.restart();
    let replies = stage.engine.view().settings.quick_replies;
    let texts: Vec<_> = replies.iter().map(|reply| reply.text.as_str()).collect();
    assert_eq!(texts, ["GONE!", "5 min break ⏰", "Thanks for watching! 🙏", "Mine!"]);
}

#[test]
fn the_bar_is_shown_while_the_seller_wants_it_whether_the_bot_is_on_or_not() {
    let mut stage = Stage::fresh();
    let mut shown = |bot_active, quick_bar_enabled| {
        let patch = SettingsPatch { bot_active, quick_bar_enabled, ..SettingsPatch::default() };
        stage.command(Command::change(patch));
        stage.engine.quick_bar().0
    };
    assert!(shown(Some(true), None));
    assert!(shown(Some(false), None));
    assert!(!shown(None, Some(false)));
    assert!(!shown(Some(true), None));
}

#[test]
fn what_two_devices_added_together_is_taken_away_again_one_by_one() {
    let reply = |n: u32| QuickReply { id: format!("quick_{n}"), text: format!("Line {n}") };
    let patch =
        |many| SettingsPatch { quick_replies: Some((0..many).map(reply).collect()), ..SettingsPatch::default() };
    let mut stage = Stage::with(patch(8));
    let changes = (8..11).map(|n| Change::item(&format!("quick_{n}"), n, Some(&reply(n)))).collect();
    let (id, origin, at, account) = ("evt_b".into(), "dev_b".into(), stage.now + 1, FIRST_ACCOUNT.into());
    let fact = Fact::SettingsChanged { changes };
    stage.input(Input::Synced { events: vec![Event { id, origin, seq: 1, at, account, fact }], number: 1 });
    let held = |stage: &Stage| stage.engine.view().settings.quick_replies.len();
    assert_eq!(held(&stage), 11);
    let mut edit = |id: &str, edit| {
        let (list, item) = ("quickReplies".into(), id.into());
        let outcome = stage.command(Command::EditItem { list, item, edit });
        (outcome == Some(Outcome::Done), held(&stage))
    };
    let text = |text: &str| serde_json::from_value(json!({ "text": text })).unwrap();
    assert_eq!(edit("quick_new", ItemEdit::Add(text("One more"))), (false, 11));
    assert_eq!(edit("quick_0", ItemEdit::Change(text("Better"))), (true, 11));
    for left in (7..11).rev() {
        assert_eq!(edit(&format!("quick_{left}"), ItemEdit::Remove), (true, left as usize));
    }
    let mut all = |many| stage.command(Command::change(patch(many)));
    assert_eq!(all(9), Some(Outcome::Done));
    assert!(matches!(all(10), Some(Outcome::Refused { .. })), "once it fits it stays so");
}
