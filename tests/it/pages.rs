//! Several pages of one stream: one speaks, and another goes on where it stopped.

use super::stage::{Stage, demo_limits, demo_stream, line};
use buzzchat::protocol::{ChatLine, Effect, Fact, Input, LineState, SettingsPatch, Stream};
use std::collections::BTreeMap;
#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

const PAY: &str = "how do I pay?";

/// A stage whose page "page-1" speaks, with a second page beside it.
struct Tabs {
    stage: Stage,
    rows: BTreeMap<String, u64>,
}

impl Tabs {
    fn two() -> Self {
        let mut tabs = Self { stage: Stage::answering(SettingsPatch::default()), rows: BTreeMap::new() };
        tabs.opens("page-2", &demo_stream(), true);
        tabs
    }

    fn opens(&mut self, page: &str, stream: &Stream, can_write: bool) {
        self.stage.input(Input::PageConnected { page: page.into(), typed: Vec::new() });
        let (page, stream, limits) = (page.into(), stream.clone(), demo_limits());
        self.stage.input(Input::PageAttached { page, stream, limits, can_write, reason: None });
    }

    /// Rows appear in a page. Returns to which pages lines were handed.
    fn shows(&mut self, page: &str, lines: Vec<ChatLine>) -> Vec<String> {
        let next = self.rows.entry(page.to_owned()).or_insert(1);
        let first = *next;
        *next += lines.len() as u64;
        let outward = self.stage.commit(Input::Lines { page: page.into(), first, lines });
        said_by(&outward)
    }

    fn closes(&mut self, page: &str) -> Vec<String> {
        said_by(&self.stage.commit(Input::PageLost { page: page.into() }))
    }

    fn health(&mut self, page: &str, reading: bool, can_write: bool) {
        self.stage.input(Input::Health { page: page.into(), reading, can_write, reason: None });
    }

    fn counted(&mut self) -> u64 {
        self.stage.wait(6_000);
        self.stage.engine.view().totals.lines_read
    }
}

fn said_by(effects: &[Effect]) -> Vec<String> {
    let pages =
        effects.iter().filter_map(|effect| if let Effect::Say { page, .. } = effect { Some(page) } else { None });
    pages.cloned().collect()
}

fn from(author: &str) -> Vec<ChatLine> {
    vec![line(author, "hello")]
}

#[test]
fn the_next_page_takes_up_what_the_speaker_did_not_live_to_show() {
    let mut tabs = Tabs::two();
    for page in ["page-1", "page-2"] {
        tabs.shows(page, from("ann"));
    }
    tabs.shows("page-2", vec![line("bob", "hello"), line("cem", PAY)]);
    assert_eq!(tabs.closes("page-1"), ["page-2"], "the question is answered");
    assert_eq!(tabs.counted(), 3);
}

#[test]
fn the_next_page_does_not_count_what_the_speaker_was_quicker_to_show() {
    let mut tabs = Tabs::two();
    tabs.shows("page-1", vec![line("ann", "hello"), line("bob", "hello")]);
    tabs.closes("page-1");
    tabs.shows("page-2", vec![line("ann", "hello"), line("bob", "hello"), line("cem", "hello")]);
    assert_eq!(tabs.counted(), 3);
}

#[test]
fn two_equal_lines_are_two_also_around_a_hand_over() {
    let mut tabs = Tabs::two();
    tabs.shows("page-1", from("ann"));
    tabs.shows("page-2", [from("ann"), from("ann")].concat());
    tabs.closes("page-1");
    tabs.shows("page-2", from("ann"));
    assert_eq!(tabs.counted(), 3);
}

#[test]
fn a_line_that_only_an_observer_shows_is_forgotten_after_a_while() {
    let mut tabs = Tabs::two();
    tabs.shows("page-2", from("ann"));
    tabs.stage.wait(21_000);
    tabs.closes("page-1");
    assert_eq!(tabs.counted(), 0);
}

#[test]
fn a_page_that_can_write_speaks_before_one_that_cannot() {
    let mut tabs = Tabs::two();
    tabs.health("page-1", true, false);
    assert_eq!(tabs.shows("page-2", vec![line("ann", PAY)]), ["page-2"]);
    tabs.shows("page-1", vec![line("ann", PAY)]);
    tabs.health("page-1", true, true);
    tabs.shows("page-1", from("bob"));
    assert_eq!(tabs.counted(), 1, "the speaker does not change without need");
    tabs.shows("page-2", from("bob"));
    assert_eq!(tabs.counted(), 2);
}

#[test]
fn a_page_that_reads_speaks_before_one_that_does_not() {
    let mut tabs = Tabs::two();
    tabs.shows("page-2", from("ann"));
    tabs.health("page-1", false, true);
    assert_eq!(tabs.counted(), 1, "the observer heard what the speaker had ceased to hear");
    tabs.shows("page-2", from("bob"));
    assert_eq!(tabs.counted(), 2);
}

#[test]
fn a_speaker_that_shows_nothing_of_what_others_show_gives_way() {
    let mut tabs = Tabs::two();
    tabs.shows("page-1", from("ann"));
    tabs.stage.wait(1_000);
    tabs.shows("page-2", ["ann", "bob", "cem", "dee"].map(|author| line(author, "hello")).into());
    tabs.stage.wait(4_000);
    assert_eq!(tabs.stage.engine.view().totals.lines_read, 1, "a page may be slow");
    assert_eq!(tabs.counted(), 4);
    tabs.shows("page-2", vec![line("eve", "hello")]);
    assert_eq!(tabs.counted(), 5);
}

#[test]
fn a_line_typed_by_a_page_that_closed_is_known_as_ours_where_it_shows() {
    let mut tabs = Tabs::two();
    tabs.stage.behaviour = Some(LineState::Typed);
    tabs.stage.send("pay by card, ann");
    let row = || vec![line("BuzzShop", "pay by card, ann")];
    tabs.shows("page-2", row());
    tabs.closes("page-1");
    assert_eq!(tabs.counted(), 0);
    let sent = tabs.stage.facts().filter(|fact| matches!(fact, Fact::MessageSent { .. })).count();
    let lost = tabs.stage.facts().filter(|fact| matches!(fact, Fact::MessageUnconfirmed { .. })).count();
    assert_eq!((sent, lost), (1, 0));
}

#[test]
fn a_page_that_takes_long_to_find_its_chat_again_keeps_its_stream_until_it_had_its_time() {
    let mut tabs = Tabs::two();
    tabs.stage.restart();
    tabs.stage.input(Input::PageConnected { page: "page-1".into(), typed: Vec::new() });
    tabs.opens("page-2", &demo_stream(), true);
    assert!(tabs.shows("page-2", vec![line("ann", PAY)]).is_empty());
    tabs.stage.wait(16_000);
    assert_eq!(tabs.counted(), 1, "then the other page goes on, from what it showed meanwhile");
}

#[test]
fn two_streams_stay_apart() {
    let mut tabs = Tabs::two();
    let other = Stream { site: "demo".into(), channel: "other".into() };
    tabs.opens("page-3", &other, true);
    assert_eq!(tabs.shows("page-3", vec![line("ann", PAY)]), ["page-3"]);
    assert_eq!(tabs.shows("page-1", vec![line("ann", PAY)]), ["page-1"]);
    assert_eq!(tabs.counted(), 2);
    tabs.closes("page-3");
    tabs.shows("page-1", from("bob"));
    assert_eq!(tabs.counted(), 3);
}
