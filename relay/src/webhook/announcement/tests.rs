//! Bodies of the six events against the committed fixtures, and what tells nothing.

use super::Announcement;
use crate::webhook::EventType;
use buzzchat::protocol::{Beacon, Entry, Event, Fact, Kind, Part, Stream};
use std::path::Path;

fn event(fact: Fact) -> Event {
    let (id, origin, account) = ("evt_xyz789".into(), "dev_1".into(), "acc_1".into());
    Event { id, origin, seq: 1, at: 1_737_714_600_000, account, fact }
}

fn stream() -> Stream {
    Stream { site: "demo".into(), channel: "main".into() }
}

fn entry(id: &str, viewer: &str) -> Entry {
    Entry { at: 1_737_714_600_999, id: id.into(), viewer: viewer.into() }
}

fn entered(entries: Vec<Entry>) -> Event {
    event(Fact::GiveawayEntry { round: "round_1".into(), entries })
}

fn part(id: &str, kind: Kind, viewer: Option<&str>) -> Part {
    let (rule, trigger) = (viewer.map(|_| "faq_1".to_owned()), viewer.map(|_| "shipping".to_owned()));
    Part { id: id.into(), kind, rule, trigger, viewer: viewer.map(str::to_owned) }
}

fn won() -> Fact {
    Fact::GiveawayWinner {
        round: "round_1".into(),
        draw: 1,
        winners: vec!["viewer123".into(), "shopper456".into()],
        seed: "00".repeat(32),
        root: "11".repeat(32),
        beacon: Beacon::default(),
    }
}

fn said() -> Fact {
    let parts = vec![part("msg_faq", Kind::Faq, Some("viewer123")), part("msg_abc123", Kind::Api, None)];
    let text = "@viewer123 Shipping is free! \"Thanks\" for watching 🎁".into();
    Fact::MessageSent { line: "line_1".into(), stream: stream(), text, kind: Kind::Api, parts }
}

fn asked() -> Fact {
    let (viewer, text) = ("viewer123".into(), "how much is shipping?\u{0}".into());
    let (rule, trigger) = ("faq_1".into(), "shipping".into());
    Fact::MessageReceived { kind: Kind::Faq, stream: stream(), viewer, text, rule, trigger }
}

/// UPDATE_FIXTURES=1 writes them anew.
fn check(name: &str, body: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../tests/fixtures/webhooks/{name}.json"));
    if std::env::var_os("UPDATE_FIXTURES").is_some() {
        std::fs::write(&file, body).unwrap();
    }
    let golden = std::fs::read_to_string(&file).unwrap_or_default();
    assert_eq!(body, golden, "{name}: the bytes are signed, so they do not change by chance");
}

#[test]
fn the_six_bodies_are_the_committed_ones() {
    let events = [
        entered(vec![entry("evt_xyz789", "viewer123")]),
        event(won()),
        event(said()),
        event(asked()),
        event(Fact::BotStarted),
        event(Fact::BotStopped),
    ];
    for (event, kind) in events.iter().zip(EventType::ALL) {
        let told = Announcement::of(event);
        let [announcement] = told.as_slice() else { panic!("{told:?}") };
        assert_eq!((announcement.kind, announcement.id.as_str()), (kind, "evt_xyz789"));
        check(kind.name(), &announcement.body);
    }
}

#[test]
fn an_entry_is_told_as_documented() {
    let told = Announcement::of(&entered(vec![entry("evt_xyz789", "viewer123")]));
    let documented = r#"{"id":"evt_xyz789","type":"giveaway.entry","timestamp":"2025-01-24T10:30:00Z","data":{"username":"viewer123","entryTime":"2025-01-24T10:30:00Z"}}"#;
    assert_eq!(told[0].body, documented);
}

#[test]
fn every_entry_of_a_batch_is_an_event_of_its_own() {
    let told = Announcement::of(&entered(vec![entry("evt_a", "ann"), entry("evt_b", "bob")]));
    let ids: Vec<_> = told.iter().map(|announcement| (announcement.id.as_str(), announcement.at)).collect();
    assert_eq!(ids, [("evt_a", 1_737_714_600_999), ("evt_b", 1_737_714_600_999)]);
}

#[test]
fn ids_that_do_not_fit_into_a_header_are_not_told() {
    for id in ["", "evt_", "xyz", "evt_a.b", "evt_a\r\nX-Evil: 1", "evt_ä", &format!("evt_{}", "a".repeat(61))] {
        assert_eq!(Announcement::of(&entered(vec![entry(id, "ann")])), [], "{id:?}");
    }
}

#[test]
fn nothing_else_is_told() {
    let facts = [
        Fact::GiveawayCleared { round: "round_1".into() },
        Fact::GiveawayOpened { round: "round_1".into(), keywords: vec!["win".into()], commitment: String::new() },
        Fact::ChatCounted { hour: 1, lines: 2 },
        Fact::MessageSkipped { parts: Vec::new(), reason: "The bot was switched off".into() },
        Fact::KeyRevoked { key: "key_1".into() },
    ];
    for fact in facts {
        assert_eq!(Announcement::of(&event(fact)), []);
    }
}

#[test]
fn a_made_up_body_has_the_shape_of_the_real_one_and_says_what_it_is() {
    for kind in EventType::ALL {
        let sample = Announcement::sample(kind.name(), "evt_test", 1_737_714_600_000);
        let made: serde_json::Value = serde_json::from_str(&sample).unwrap();
        let file =
            Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../tests/fixtures/webhooks/{}.json", kind.name()));
        let real: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
        assert_eq!((&made["type"], &made["data"]["test"]), (&real["type"], &serde_json::json!(true)));
        let fields = |body: &serde_json::Value| body["data"].as_object().unwrap().keys().cloned().collect::<Vec<_>>();
        let made: Vec<_> = fields(&made).into_iter().filter(|field| field != "test").collect();
        assert_eq!(made, fields(&real));
    }
}
