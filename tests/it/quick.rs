//! Quick replies: what a press on a stream page comes to.

use super::stage::Stage;
use buzzchat::protocol::{Command, Input, ItemEdit, Kind, LineState, Outcome, QuickReply, SettingsPatch, Stream};
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
    let mut off = Stage::fresh();
    press(&mut off, "quick_sold");
    let mut long = with(&"x".repeat(201));
    press(&mut long, "quick_1");
    for (stage, wanted) in [(off, "The bot is not active"), (long, "201 characters")] {
        let skipped = stage.skipped();
        assert_eq!(skipped.len(), 1);
        assert_eq!(skipped[0].0.kind, Kind::Seller);
        assert!(skipped[0].1.contains(wanted), "{}", skipped[0].1);
        assert!(stage.texts().is_empty());
    }
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
fn the_bar_is_shown_while_the_bot_is_on_and_the_seller_wants_it() {
    let shown = |stage: &Stage| stage.engine.quick_bar().0;
    let mut stage = Stage::fresh();
    assert!(!shown(&stage));
    let change = |patch| Command::change(patch);
    stage.command(change(SettingsPatch { bot_active: Some(true), ..SettingsPatch::default() }));
    assert!(shown(&stage));
    assert_eq!(stage.engine.quick_bar().1.len(), 4);
    stage.command(change(SettingsPatch { quick_bar_enabled: Some(false), ..SettingsPatch::default() }));
    assert!(!shown(&stage));
}
