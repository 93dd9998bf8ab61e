//! Whatever arrives, nothing panics: arbitrary bytes and JSON, and the golden fixtures with bytes or values changed. What
//! still parses is folded and handled.
//!
//! Each test runs 256 cases, some 2 s in a debug build; `PROPTEST_CASES=20000` is the long run.

use super::stage::{START, Stage, demo_limits};
use buzzchat::engine::{Engine, Stored};
use buzzchat::journal::Shared;
use buzzchat::protocol::{
    Caller, ChatLine, Event, Frame, Input, PageMessage, PickerMessage, Row, Settings, SettingsPatch, Stream, UiMessage,
};
use buzzchat::sites::Adapters;
use buzzchat::transfer;
use proptest::prelude::*;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

macro_rules! fixture {
    ($name:literal) => {
        include_str!(concat!("../fixtures/", $name, ".json"))
    };
}

const EVENTS: &str = fixture!("protocol/events");
const FRAMES: &str = fixture!("protocol/frames");
const ROWS: &str = fixture!("protocol/rows");
const UI: &str = fixture!("protocol/ui-in");
const PICKER: &str = fixture!("protocol/picker-in");
const PAGE: [&str; 7] = [
    fixture!("protocol/page-in-hello"),
    fixture!("protocol/page-in-attached"),
    fixture!("protocol/page-in-detached"),
    fixture!("protocol/page-in-lines"),
    fixture!("protocol/page-in-outcome"),
    fixture!("protocol/page-in-typing"),
    fixture!("protocol/page-in-health"),
];

fn cases() -> ProptestConfig {
    // The variable wins where it is set; the default would be overwritten by a number here.
    if std::env::var_os("PROPTEST_CASES").is_some() {
        ProptestConfig::default()
    } else {
        ProptestConfig::with_cases(256)
    }
}

/// A value that somebody did not expect in its place.
fn surprise() -> impl Strategy<Value = Value> {
    prop_oneof![
        prop::sample::select(vec![
            json!(null),
            json!(true),
            json!(-1),
            json!(0),
            json!(u64::MAX),
            json!(u64::MAX - 1),
            json!(i64::MIN),
            json!(1e308),
            json!(0.5),
            json!(""),
            json!("/"),
            json!("\u{0}\u{202e}\n"),
            json!("__proto__"),
            json!("acc_1"),
            json!("👩‍👩‍👧‍👦".repeat(300)),
            json!([]),
            json!({}),
            json!([[[[]]]]),
        ]),
        any::<u64>().prop_map(Value::from),
        // With more digits a number may come back from JSON as its neighbour.
        any::<i32>().prop_map(|number| json!(f64::from(number) / 1_000.0)),
        ".{0,80}".prop_map(Value::from),
    ]
}

/// How a text is changed: a value in its tree, at worst for one of its kind, or bytes.
#[derive(Clone, Debug)]
enum Change {
    Value(usize, Value),
    Kind(usize, usize),
    Bytes(Vec<(usize, u8)>),
    Cut(usize),
}

fn changes() -> impl Strategy<Value = Vec<Change>> {
    let change = prop_oneof![
        3 => (any::<usize>(), any::<usize>()).prop_map(|(place, which)| Change::Kind(place, which)),
        2 => (any::<usize>(), surprise()).prop_map(|(place, value)| Change::Value(place, value)),
        1 => prop::collection::vec((any::<usize>(), any::<u8>()), 1..4).prop_map(Change::Bytes),
        1 => any::<usize>().prop_map(Change::Cut),
    ];
    prop::collection::vec(change, 1..4)
}

fn mutate(text: &str, changes: &[Change]) -> String {
    changes.iter().fold(text.to_owned(), |text, change| match change {
        Change::Value(place, with) => replaced(text, *place, |_| with.clone()),
        Change::Kind(place, which) => replaced(text, *place, |held| worst(held, *which)),
        Change::Bytes(bytes) => {
            let mut held = text.into_bytes();
            for (place, byte) in bytes.iter().filter(|_| !held.is_empty()).copied().collect::<Vec<_>>() {
                let place = place % held.len();
                held[place] = byte;
            }
            String::from_utf8_lossy(&held).into_owned()
        }
        Change::Cut(place) => text.chars().take(place % (text.len() + 1)).collect(),
    })
}

fn count(value: &Value) -> usize {
    1 + match value {
        Value::Array(items) => items.iter().map(count).sum(),
        Value::Object(fields) => fields.values().map(count).sum(),
        _ => 0,
    }
}

fn replaced(text: String, place: usize, with: impl Fn(&Value) -> Value) -> String {
    let Ok(mut value) = serde_json::from_str::<Value>(&text) else { return text };
    let mut place = place % count(&value);
    replace(&mut value, &mut place, &with);
    value.to_string()
}

/// Replaces the value at a place of the tree, counted from the root.
fn replace(value: &mut Value, place: &mut usize, with: &impl Fn(&Value) -> Value) -> bool {
    if *place == 0 {
        *value = with(value);
        return true;
    }
    *place -= 1;
    match value {
        Value::Array(items) => items.iter_mut().any(|item| replace(item, place, with)),
        Value::Object(fields) => fields.values_mut().any(|field| replace(field, place, with)),
        _ => false,
    }
}

/// A value that parses where this one does, and that nobody sends.
fn worst(held: &Value, which: usize) -> Value {
    let pick = |values: &[Value]| values[which % values.len()].clone();
    match held {
        Value::Number(_) => pick(&[json!(u64::MAX), json!(u64::MAX - 1), json!(1_u64 << 53), json!(0), json!(START)]),
        Value::String(_) => {
            pick(&[json!(""), json!("/"), json!("acc_2"), json!("x".repeat(20_000)), json!("\u{0}\u{202e}")])
        }
        Value::Bool(held) => json!(!held),
        Value::Array(items) if which.is_multiple_of(2) => json!([items.clone(), items.clone()].concat()),
        Value::Array(_) => json!([]),
        Value::Object(fields) => match fields.iter().nth(which % fields.len().max(1)) {
            // One field less.
            Some((name, _)) => {
                fields.iter().filter(|(other, _)| *other != name).map(|(n, v)| (n.clone(), v.clone())).collect()
            }
            None => json!({}),
        },
        Value::Null => json!(0),
    }
}

/// Everything in a list that still parses.
fn parsed<T: DeserializeOwned>(text: &str) -> Vec<T> {
    let items: Vec<Value> = serde_json::from_str(text).unwrap_or_default();
    items.into_iter().filter_map(|item| serde_json::from_value(item).ok()).collect()
}

/// Any JSON, with names that mean something.
fn json_value() -> impl Strategy<Value = Value> {
    let name = prop_oneof![
        prop::sample::select(vec![
            "welcome",
            "enabled",
            "message",
            "delay",
            "timer",
            "messages",
            "text",
            "interval",
            "faq",
            "rules",
            "triggers",
            "reply",
            "commands",
            "list",
            "trigger",
            "response",
            "cooldown",
            "giveaway",
            "keywords",
            "format",
            "version",
            "accounts",
            "name",
            "settings",
            "faqRules",
            "timerMessages",
            "welcomeDelay",
            "id",
            "mode",
            "__proto__",
        ])
        .prop_map(ToOwned::to_owned),
        ".{0,10}",
    ];
    surprise().prop_recursive(5, 60, 8, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..8).prop_map(Value::from),
            prop::collection::vec((name.clone(), inner), 0..8)
                .prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

/// As the worker's ports hand it in.
fn input(message: PageMessage) -> Option<Input> {
    let page = "page-1".to_owned();
    Some(match message {
        PageMessage::Hello { page, typed, .. } => Input::PageConnected { page, typed },
        PageMessage::Attached { site, channel, can_write, reason } => {
            let stream = Stream { site, channel };
            Input::PageAttached { page, stream, limits: demo_limits(), can_write, reason }
        }
        PageMessage::Detached => Input::PageDetached { page },
        PageMessage::Lines { first, lines } => Input::Lines { page, first, lines },
        PageMessage::Outcome { id, state, reason } => Input::LineOutcome { page, id, state, reason },
        PageMessage::Typing { active } => Input::Typing { page, active },
        PageMessage::Health { reading, can_write, reason } => Input::Health { page, reading, can_write, reason },
        PageMessage::Quick { id } => Input::Quick { page, id },
        PageMessage::Beat | PageMessage::Report { .. } => return None,
    })
}

/// Goes on for a while, dies once, and shows what there is to show.
fn live_on(stage: &mut Stage) {
    stage.says("ann", "how do I pay? enter");
    stage.restart();
    stage.connect();
    stage.says("bob", "shipping");
    // Waiting deadline by deadline would follow the wildest of them; a few turns are enough.
    for _ in 0..5 {
        stage.now += 10_000;
        stage.input(Input::Tick);
    }
    let _ = stage.engine.view();
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn any_text_is_no_settings_file_or_a_checked_one(text in any::<String>(), changes in changes()) {
        let exported = transfer::export(&Shared::default());
        let original = fixture!("settings/original-export");
        for document in [text, mutate(&exported, &changes), mutate(original, &changes)] {
            if let Ok(import) = transfer::parse(&document) {
                prop_assert!(import.accounts.iter().all(|account| account.settings.check().is_ok()));
            }
        }
    }

    #[test]
    fn any_json_as_settings(value in json_value()) {
        if let Ok(patch) = SettingsPatch::parse(&value) {
            let _ = patch.check();
            Settings::default().apply(patch);
        }
        let _ = transfer::parse(&value.to_string());
        let _ = transfer::parse(&json!({ "faq": { "rules": value }, "timer": { "messages": value }, "commands": { "list": value } }).to_string());
        let _ = transfer::parse(&json!({ "format": "buzzchat", "version": 1, "accounts": [{ "name": "x", "settings": value }] }).to_string());
    }

    #[test]
    fn any_event_folds(changes in changes()) {
        let events: Vec<Event> = parsed(&mutate(EVENTS, &changes));
        let mut shared = Shared::default();
        for event in &events {
            shared.apply(event);
            let _ = (shared.active().settings(), shared.active().days_csv(START));
        }
        let mut other = Shared::from_transfer(&shared.to_transfer()).unwrap();
        other.merge(&shared);
        prop_assert_eq!(other.to_transfer(), shared.to_transfer());
    }

    #[test]
    fn any_event_of_the_relay_is_taken_in(changes in changes()) {
        let events: Vec<Event> = parsed(&mutate(EVENTS, &changes));
        let mut stage = Stage::live();
        stage.input(Input::Synced { events, number: u64::MAX });
        live_on(&mut stage);
    }

    #[test]
    fn any_state_of_the_relay_is_taken_in(changes in changes()) {
        let mut stage = Stage::live();
        stage.says("ann", "shipping?");
        let mut shared = Shared::default();
        for event in parsed::<Event>(EVENTS) {
            shared.apply(&event);
        }
        let state = mutate(&shared.to_transfer(), &changes);
        stage.input(Input::SnapshotReceived { state, number: 7 });
        live_on(&mut stage);
    }

    #[test]
    fn any_frame_is_understood_or_not(changes in changes()) {
        let mut stage = Stage::live();
        for frame in parsed::<Frame>(&mutate(FRAMES, &changes)) {
            match frame {
                Frame::Command { id, command } => stage.input(Input::Command { caller: Caller::Relay, id, command }),
                Frame::Cancel { id } => stage.input(Input::Cancel { id }),
                Frame::Ack { seq, number } => stage.input(Input::Acked { seq, number }),
                Frame::Welcome { known, snapshot_wanted, .. } => stage.input(Input::Linked { known, snapshot_wanted }),
                Frame::Tail { events } => {
                    let events = events.into_iter().map(|numbered| numbered.event).collect();
                    stage.input(Input::Synced { events, number: 1 });
                }
                _ => {}
            }
        }
        live_on(&mut stage);
    }

    #[test]
    fn whatever_a_picker_says_is_kept_for_its_own_host_or_refused(changes in changes()) {
        let mut adapters = Adapters::read(&[], include_str!("../../extension/content/sites/schema.json"));
        for message in parsed::<PickerMessage>(&mutate(PICKER, &changes)) {
            let PickerMessage::Picked { page } = message else { continue };
            let kept = adapters.own("https://live.example.org/room", page);
            prop_assert_eq!(kept.is_ok(), adapters.for_address("https://live.example.org/").is_some());
            prop_assert!(adapters.for_address("https://example.org/").is_none());
            adapters.forget("live.example.org");
        }
    }

    #[test]
    fn any_wish_of_an_extension_page_is_answered(changes in changes()) {
        let mut stage = Stage::live();
        for (index, message) in parsed::<UiMessage>(&mutate(UI, &changes)).into_iter().enumerate() {
            match message {
                UiMessage::Command { command, .. } => {
                    stage.input(Input::Command { caller: Caller::Ui { port: 1 }, id: index.to_string(), command });
                }
                UiMessage::Export { what, .. } => drop(stage.engine.export(what)),
                UiMessage::Prove { .. } => drop(stage.engine.prove()),
                // The worker answers these itself.
                UiMessage::Connect { .. }
                | UiMessage::Disconnect
                | UiMessage::Site { .. }
                | UiMessage::ForgetPage { .. }
                | UiMessage::Check { .. }
                | UiMessage::Relay { .. }
                | UiMessage::Follow => {}
                UiMessage::Try { line, .. } => drop(stage.engine.try_line(&line)),
            }
        }
        live_on(&mut stage);
    }

    #[test]
    fn any_message_of_a_page_is_taken_in(messages in prop::collection::vec((0..PAGE.len(), changes()), 1..12)) {
        let mut stage = Stage::live();
        for (which, changes) in messages {
            if let Ok(message) = serde_json::from_str::<PageMessage>(&mutate(PAGE[which], &changes)) {
                input(message).into_iter().for_each(|input| stage.input(input));
            }
        }
        live_on(&mut stage);
    }

    #[test]
    fn any_line_of_a_chat_is_read(lines in prop::collection::vec((".{0,60}", any::<String>()), 1..20)) {
        let mut stage = Stage::live();
        let line = |(author, text)| ChatLine { author, text, ..ChatLine::default() };
        stage.rows(lines.into_iter().map(line).collect());
        live_on(&mut stage);
    }

    #[test]
    fn any_row_of_the_store_is_read_back(changes in changes()) {
        let rows: Vec<Row> = parsed(&mutate(ROWS, &changes));
        for row in &rows {
            let again: Row = serde_json::from_str(&serde_json::to_string(row).unwrap()).unwrap();
            prop_assert_eq!(again.key(), row.key());
        }
        let engine = Engine::restore(START, [1; 32], Stored { rows, ..Stored::default() }).unwrap();
        let _ = engine.view();
    }
}
