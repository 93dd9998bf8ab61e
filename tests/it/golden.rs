//! The wire forms, as written down in `tests/fixtures/protocol/`, which the scripts' tests read too.

use buzzchat::protocol::{
    Event, Fact, Frame, PageMessage, PickerAnswer, PickerMessage, Row, UiMessage, UiUpdate, WorkerMessage,
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

macro_rules! fixtures {
    ($($name:literal),* $(,)?) => { [$(($name, include_str!(concat!("../fixtures/protocol/", $name, ".json")))),*] };
}

#[track_caller]
fn same_both_ways<T: Serialize + DeserializeOwned>(fixtures: &[(&str, &str)]) {
    for (name, text) in fixtures {
        let wanted: Value = serde_json::from_str(text).unwrap_or_else(|error| panic!("{name}: {error}"));
        let value: T = serde_json::from_str(text).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(without_nulls(serde_json::to_value(&value).unwrap()), without_nulls(wanted), "{name}");
    }
}

/// Nothing and an absent field are the same.
fn without_nulls(value: Value) -> Value {
    match value {
        Value::Object(fields) => Value::Object(
            fields
                .into_iter()
                .filter(|(_, value)| !value.is_null())
                .map(|(name, value)| (name, without_nulls(value)))
                .collect(),
        ),
        Value::Array(items) => Value::Array(items.into_iter().map(without_nulls).collect()),
        other => other,
    }
}

#[test]
fn pages_and_worker() {
    same_both_ways::<PageMessage>(&fixtures!(
        "page-in-hello",
        "page-in-attached",
        "page-in-detached",
        "page-in-lines",
        "page-in-outcome",
        "page-in-typing",
        "page-in-health",
        "page-in-beat",
        "page-in-report",
        "page-in-quick",
    ));
    same_both_ways::<WorkerMessage>(&fixtures!(
        "page-out-adapter",
        "page-out-none",
        "page-out-ack",
        "page-out-say",
        "page-out-check",
        "page-out-quick-replies"
    ));
}

#[test]
fn picker_and_worker() {
    same_both_ways::<Vec<PickerMessage>>(&fixtures!("picker-in"));
    same_both_ways::<Vec<PickerAnswer>>(&fixtures!("picker-out"));
}

#[test]
fn extension_pages_and_worker() {
    same_both_ways::<Vec<UiMessage>>(&fixtures!("ui-in"));
    same_both_ways::<Vec<UiUpdate>>(&fixtures!("ui-out"));
}

#[test]
fn events_frames_and_rows() {
    same_both_ways::<Vec<Event>>(&fixtures!("events"));
    same_both_ways::<Vec<Frame>>(&fixtures!("frames"));
    same_both_ways::<Vec<Row>>(&fixtures!("rows"));
}

#[test]
fn giveaways_written_before_draws_could_be_proven_are_still_read() {
    let stored = r#"[
        {"giveaway.opened": {"round": "round_1", "keywords": ["enter"]}},
        {"giveaway.closed": {"round": "round_1", "cut": {"dev_1": 12}}},
        {"giveaway.winner": {"round": "round_1", "draw": 1, "winners": ["ann"], "seed": "00ff"}}
    ]"#;
    let mut shared = buzzchat::journal::Shared::default();
    for (seq, fact) in (1..).zip(serde_json::from_str::<Vec<Fact>>(stored).unwrap()) {
        let (id, origin, account) = (format!("evt_{seq}"), "dev_1".into(), "acc_1".into());
        shared.apply(&Event { id, origin, seq, at: seq, account, fact });
    }
    let (_, round) = shared.active().round().unwrap();
    assert_eq!((round.winners(), round.commitment()), (vec!["ann".to_owned()], ""));
    assert_eq!(buzzchat::engine::prove(&shared), None);
}
