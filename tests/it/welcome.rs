//! Welcomes: once, after the delay, several in one line, never to ourselves.

use super::stage::{Stage, check};
use buzzchat::protocol::SettingsPatch;
#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

#[test]
fn a_newcomer_is_welcomed_after_the_delay_and_once() {
    check(
        Stage::live(),
        "
        ann: hello
        +2999
        +1
        > Welcome to the stream, ann!
        ann: nice things
        +10000
    ",
    );
}

#[test]
fn newcomers_share_a_line() {
    check(
        Stage::live(),
        "
        ann: hello
        bob joins
        +500
        Cem Y.: hi
        +3000
        > Welcome to the stream, ann, bob and Cem Y.!
        +10000
    ",
    );
}

#[test]
fn host_bots_and_our_own_lines_are_not_welcomed() {
    check(
        Stage::live(),
        "
        *Mia: welcome everybody
        Nightbot: follow us
        own: hello all
        +20000
    ",
    );
}

#[test]
fn a_viewer_who_was_there_within_six_hours_is_no_newcomer() {
    let stage = check(
        Stage::live(),
        "
        ann: hello
        +3000
        > Welcome to the stream, ann!
        +18000000
        ann: still here
        +5000
    ",
    );
    check(
        stage,
        "
        +22000000
        ann: and again much later, on the same stream
        +5000
    ",
    );
}

#[test]
fn names_are_data() {
    check(
        Stage::live(),
        "
        /ban: hello
        +3000
        > Welcome to the stream, /ban!
    ",
    );
    let patch = SettingsPatch { welcome_message: Some("{username} is here".into()), ..SettingsPatch::default() };
    check(
        Stage::with(patch),
        "
        /ban ann: hello
        +3000
        > ban ann is here
        <b>{username}</b>: hi
        +3000
        > <b>{username}</b> is here
    ",
    );
}

#[test]
fn a_changed_text_shows_in_the_next_welcome() {
    let mut stage = check(
        Stage::live(),
        "
        ann: hello
        +3000
        > Welcome to the stream, ann!
    ",
    );
    let patch = SettingsPatch { welcome_message: Some("Hey {username}!".into()), ..SettingsPatch::default() };
    stage.command(buzzchat::protocol::Command::change(patch));
    check(
        stage,
        "
        bob: hello
        +3000
        > Hey bob!
    ",
    );
}

#[test]
fn the_window_says_who_returns() {
    let mut stage = Stage::with(SettingsPatch { welcome_window: Some(3_600_000), ..SettingsPatch::default() });
    stage.says("ann", "hello");
    stage.wait(10_000);
    // The stream ends, and another begins two hours later.
    stage.input(buzzchat::protocol::Input::PageLost { page: stage.page.clone() });
    stage.wait(7 * 3_600_000);
    stage.page = "page-2".into();
    stage.connect();
    check(
        stage,
        "
        ann: me again
        +3000
        > Welcome to the stream, ann!
        ann: thanks
        +3600000
        ann: still here
        +10000
    ",
    );
}

#[test]
fn phrasings_take_turns() {
    let variants = vec!["Hi {username}, good to see you".to_owned()];
    check(
        Stage::with(SettingsPatch { welcome_variants: Some(variants), ..SettingsPatch::default() }),
        "
        ann: hello
        +3000
        > Welcome to the stream, ann!
        bob: hello
        +3000
        > Hi bob, good to see you
    ",
    );
}
