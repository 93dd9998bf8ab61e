//! The real IndexedDB store in a real service worker.

use buzzchat::engine::{Engine, Stored};
use buzzchat::protocol::{Caller, Command, Effect, Event, Input, Row, SettingsPatch};
use buzzchat::worker::Store;
use wasm_bindgen_test::wasm_bindgen_test as test;

const NOW: u64 = 1_795_230_000_000;

fn effects(engine: &mut Engine) -> Vec<Effect> {
    std::iter::from_fn(|| engine.poll_effect()).collect()
}

#[test]
async fn an_engine_rebuilt_from_the_store_is_the_same() {
    let store = Store::open("test-engine").await.unwrap();
    let mut engine = Engine::restore(NOW, [1; 32], Stored::default()).unwrap();
    let patch = SettingsPatch {
        bot_active: Some(true),
        welcome_message: Some("Hey {username}".into()),
        ..SettingsPatch::default()
    };
    let command = Command::change(patch);
    engine.handle(NOW, [2; 32], Input::Command { caller: Caller::Ui { port: 1 }, id: "1".into(), command });
    store.commit(&effects(&mut engine)).await.unwrap();
    let again = Engine::restore(NOW, [3; 32], Store::open("test-engine").await.unwrap().load().await.unwrap()).unwrap();
    assert_eq!(again.view().settings, engine.view().settings);
    assert_eq!(again.origin(), engine.origin());
    assert!(again.view().settings.bot_active);
}

#[test]
async fn rows_are_replaced_and_removed() {
    let store = Store::open("test-rows").await.unwrap();
    let row = |seen| Row::Viewer(buzzchat::protocol::ViewerRow { account: "acc_1".into(), viewer: "ann".into(), seen });
    store.commit(&[Effect::Put { row: row(1) }, Effect::Put { row: row(2) }]).await.unwrap();
    assert_eq!(store.load().await.unwrap().rows, [row(2)]);
    store.commit(&[Effect::Delete { key: row(2).key() }, Effect::Snapshot { state: "{}".into() }]).await.unwrap();
    let stored = store.load().await.unwrap();
    assert!(stored.rows.is_empty());
    assert_eq!(stored.snapshot.as_deref(), Some("{}"));
}

#[test]
async fn events_keep_their_places() {
    let store = Store::open("test-events").await.unwrap();
    let event = |seq| Event {
        id: format!("evt_{seq}"),
        origin: "dev".into(),
        seq,
        at: NOW,
        account: "acc_1".into(),
        fact: buzzchat::protocol::Fact::BotStarted,
    };
    let append = |position| Effect::Append { position, event: event(position) };
    store.commit(&[append(10), append(2), append(1)]).await.unwrap();
    store.commit(&[Effect::Drop { position: 2 }]).await.unwrap();
    assert_eq!(store.load().await.unwrap().events, [(1, event(1)), (10, event(10))]);
}
