//! The feed: what a seller who looks at the running show is told.

use super::stage::{Stage, demo_stream, line};
use buzzchat::protocol::{
    ChatCommand, ChatLine, Command, Deed, FeedItem, Happening, HeardLine, Input, LineKind, LineState, LinkState,
    LinkView, Role, SettingsPatch,
};
#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

fn feed(stage: &Stage) -> Vec<FeedItem> {
    stage.engine.feed_since(0).collect()
}

/// One word for each thing that happened: the viewer with what the bot made of the line, or what became of ours.
fn told(stage: &Stage) -> Vec<String> {
    let told = |item: FeedItem| match item.what {
        Happening::Line { viewer, did, .. } => {
            let deeds = did.into_iter().map(|did| {
                let words = [Some(format!("{:?}", did.what)), did.rule, did.trigger];
                words.into_iter().flatten().collect::<Vec<_>>().join(" ")
            });
            format!("{viewer}: {}", deeds.collect::<Vec<_>>().join(", "))
        }
        Happening::Sent { text, .. } => format!("sent {text}"),
        Happening::Unconfirmed { text, reason, .. } => format!("unconfirmed {text}: {reason}"),
        Happening::Skipped { parts, reason } => format!("skipped {:?}: {reason}", parts[0].kind),
    };
    feed(stage).into_iter().map(told).collect()
}

#[test]
fn a_line_comes_with_what_the_bot_made_of_it_and_then_the_answer() {
    let mut stage = Stage::live();
    stage.says("ann", "how long does shipping take?");
    stage.says("ann", "shipping???");
    stage.wait(10_000);
    stage.says("ann", "shipping??");
    stage.says("bob", "hello");
    assert_eq!(
        told(&stage),
        [
            "ann: Welcomed, Asked faq_shipping shipping",
            "sent @ann Shipping takes 3-5 business days.",
            "ann: Resting faq_shipping shipping",
            "sent Welcome to the stream, ann!",
            "ann: Resting faq_shipping shipping",
            "bob: Welcomed",
        ]
    );
    let items = feed(&stage);
    assert!(items.iter().all(|item| item.stream == Some(demo_stream())));
    assert_eq!(items.iter().map(|item| item.n).collect::<Vec<_>>(), [1, 2, 3, 4, 5, 6]);
    assert_eq!((items[0].at, items[4].at), (stage.now - 10_000, stage.now));
}

#[test]
fn an_answer_that_waits_already_is_told_so() {
    let mut stage = Stage::answering(SettingsPatch::default());
    stage.behaviour = Some(LineState::Typed);
    stage.send("Hello everybody");
    stage.says("ann", "shipping?");
    stage.says("ann", "shipping!");
    assert_eq!(told(&stage), ["ann: Asked faq_shipping shipping", "ann: Waiting faq_shipping shipping"]);
}

#[test]
fn commands_alerts_blocked_words_and_repeats() {
    let command =
        ChatCommand { id: "cmd_1".into(), name: "size".into(), reply: "S to XL".into(), ..ChatCommand::default() };
    let mut stage = Stage::answering(SettingsPatch {
        commands: Some(vec![command]),
        alerts_enabled: Some(true),
        alert_keywords: Some(vec!["refund".into()]),
        moderation_enabled: Some(true),
        blocked_words: Some(vec!["scam".into()]),
        block_repeats: Some(true),
        ..SettingsPatch::default()
    });
    stage.says("ann", "!size");
    stage.says("bob", "!size");
    stage.says("cem", "I want a refund");
    stage.says("cem", "REFUND");
    stage.says("dee", "what a scam, refund!");
    (0..3).for_each(|_| stage.says("eve", "first"));
    let lines: Vec<_> = told(&stage).into_iter().filter(|told| !told.starts_with("sent")).collect();
    assert_eq!(
        lines,
        [
            "ann: Command cmd_1 !size",
            "bob: Resting cmd_1 !size",
            "cem: Alert refund",
            "cem: Alert refund",
            "dee: Blocked scam",
            "eve: ",
            "eve: ",
            "eve: Repeat"
        ]
    );
}

#[test]
fn who_enters_a_giveaway_and_who_comes_too_late() {
    let mut stage = Stage::answering(SettingsPatch::default());
    stage.command(Command::OpenGiveaway);
    stage.says("ann", "enter");
    stage.says("ann", "enter");
    stage.command(Command::CloseGiveaway);
    stage.says("bob", "enter");
    let lines: Vec<_> = told(&stage).into_iter().filter(|told| !told.starts_with("sent")).collect();
    assert_eq!(lines, ["ann: Entered", "ann: ", "bob: Late"]);
}

#[test]
fn what_the_bot_does_not_listen_to_is_shown_all_the_same() {
    let mut stage = Stage::fresh();
    stage.rows(vec![
        ChatLine { roles: vec![Role::Host], ..line("  BuzzShop ", &"x".repeat(600)) },
        ChatLine { kind: LineKind::Join, ..line("ann", "joined") },
        line("bob", "shipping?"),
        ChatLine { own: true, say: Some("line_1".into()), ..line("BuzzShop", "the bot's own row") },
    ]);
    let lines: Vec<_> = feed(&stage).into_iter().map(|item| item.what).collect();
    let shown = |viewer: &str, text: String, roles: Vec<Role>, kind| Happening::Line {
        viewer: viewer.into(),
        text,
        roles,
        kind,
        did: Vec::new(),
    };
    assert_eq!(
        lines,
        [
            shown("BuzzShop", "x".repeat(500), vec![Role::Host], LineKind::Chat),
            shown("ann", "joined".into(), Vec::new(), LineKind::Join),
            shown("bob", "shipping?".into(), Vec::new(), LineKind::Chat),
        ]
    );
}

#[test]
fn what_is_not_said_and_what_nobody_saw_is_told_with_the_reason() {
    let mut stage = Stage::answering(SettingsPatch::default());
    stage.behaviour = Some(LineState::Unconfirmed);
    stage.says("ann", "shipping?");
    stage.behaviour = Some(LineState::Typed);
    stage.send("Hello");
    stage.says("bob", "payment?");
    stage.command(Command::change(SettingsPatch { bot_active: Some(false), ..SettingsPatch::default() }));
    let told = told(&stage);
    assert!(
        told.contains(&"unconfirmed @ann Shipping takes 3-5 business days.: The line was not seen in the chat".into())
    );
    assert_eq!(told.last().unwrap(), "skipped Faq: The bot was switched off");
}

#[test]
fn two_hundred_things_are_kept_and_only_what_is_new_is_told() {
    let mut stage = Stage::fresh();
    for n in 0..250 {
        stage.says("ann", &format!("line {n}"));
    }
    let all = feed(&stage);
    assert_eq!((all.len(), all[0].n, all[199].n, stage.engine.feed_end()), (200, 51, 250, 250));
    let numbers = |known| stage.engine.feed_since(known).map(|item| item.n).collect::<Vec<_>>();
    assert_eq!(numbers(248), [249, 250]);
    assert_eq!(numbers(250), Vec::<u64>::new());
    assert_eq!(numbers(u64::MAX), Vec::<u64>::new());
}

#[test]
fn nothing_of_it_is_stored() {
    let mut stage = Stage::live();
    stage.says("ann", "shipping?");
    stage.restart();
    assert_eq!((feed(&stage).len(), stage.engine.feed_end()), (0, 0));
    stage.connect();
    stage.says("bob", "hello");
    assert!(matches!(&feed(&stage)[0], FeedItem { n: 1, what: Happening::Line { viewer, did, .. }, .. }
        if viewer == "bob" && did[0].what == Deed::Welcomed));
}

/// What somebody who listens elsewhere hears behind a row: the rows of the one stream, and how many were left out.
fn heard(stage: &Stage, known: u64, most: usize) -> (Vec<HeardLine>, u64) {
    let (mut heard, dropped) = stage.engine.heard_since(known, most);
    assert!(heard.iter().all(|(stream, _)| *stream == demo_stream()) && heard.len() <= 1, "{heard:?}");
    (heard.pop().map(|(_, lines)| lines).unwrap_or_default(), dropped)
}

#[test]
fn who_listens_hears_what_viewers_write_and_who_comes_in_and_nothing_of_ours() {
    let mut stage = Stage::live();
    stage.says(" ann ", "how long does shipping take?");
    stage.rows(vec![
        ChatLine { kind: LineKind::Join, ..line("bob", "joined") },
        ChatLine { kind: LineKind::Paid, ..line("cem", &"x".repeat(600)) },
        ChatLine { kind: LineKind::Gift, ..line("dee", "sent a rose") },
        ChatLine { own: true, ..line("BuzzShop", "typed by hand, or by us and shown otherwise") },
        ChatLine { own: true, say: Some("line_1".into()), ..line("BuzzShop", "the bot's own row") },
        ChatLine { roles: vec![Role::Host], ..line("BuzzShop", "from the seller's phone") },
    ]);
    assert!(!stage.texts().is_empty(), "the bot has said something");
    let (lines, dropped) = heard(&stage, 0, 50);
    let told: Vec<_> = lines.iter().map(|line| (line.author.as_str(), line.kind, line.text.chars().count())).collect();
    let expected = [
        ("ann", LineKind::Chat, 28),
        ("bob", LineKind::Join, 6),
        ("cem", LineKind::Paid, 500),
        ("BuzzShop", LineKind::Chat, 23),
    ];
    assert_eq!((told.as_slice(), dropped), (expected.as_slice(), 0));
    assert!(lines.is_sorted_by(|one, next| one.row < next.row));
    assert_eq!(heard(&stage, lines[1].row, 50).0, lines[2..]);
    assert_eq!(heard(&stage, stage.engine.feed_end(), 50), (Vec::new(), 0));
}

#[test]
fn what_is_too_much_for_who_listens_is_counted() {
    let mut stage = Stage::answering(SettingsPatch::default());
    stage.rows((0..230).map(|n| line(&format!("viewer{n}"), "hi")).collect());
    let (lines, dropped) = heard(&stage, 0, 50);
    assert_eq!((lines.len(), dropped), (50, 180), "30 are not remembered, 150 are more than asked for");
    assert_eq!(lines[0].author, "viewer30");
    assert_eq!(heard(&stage, 180, 50).1, 0);
}

#[test]
fn only_the_device_that_speaks_is_listened_to() {
    let mut stage = Stage::fresh();
    stage.store_link();
    stage.restart();
    let link = LinkView { state: LinkState::Connected, ..LinkView::default() };
    stage.input(Input::LinkChanged { link });
    stage.connect();
    for (speaks, lines) in [(false, 0), (true, 1)] {
        stage.input(Input::Leased { stream: demo_stream(), speaks });
        let known = stage.engine.feed_end();
        stage.says("ann", "hello");
        assert_eq!(heard(&stage, known, 50).0.len(), lines, "{speaks}");
    }
}
