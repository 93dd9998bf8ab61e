//! The IndexedDB store: events, session rows and the snapshot. One batch is one transaction.
//!
//! Values are JSON text: cheap for the browser to clone, and read by the same code as everywhere else.

use crate::engine::Stored;
use crate::protocol::{Effect, Event, Row};
use std::collections::BTreeSet;

use js_sys::{Array, Function, Object, Promise, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{IdbDatabase, IdbFactory, IdbObjectStore, IdbOpenDbRequest, IdbRequest, IdbTransaction};

#[wasm_bindgen]
extern "C" {
    /// An `IDBDatabase` with the call that web-sys still counts as unstable.
    #[wasm_bindgen(extends = IdbDatabase)]
    type RelaxedDatabase;

    #[wasm_bindgen(method, catch, js_name = transaction)]
    fn transaction_with(
        this: &RelaxedDatabase,
        stores: &JsValue,
        mode: &str,
        options: &JsValue,
    ) -> Result<IdbTransaction, JsValue>;
}

const EVENTS: &str = "events";
const ROWS: &str = "rows";
const STATE: &str = "state";
const SNAPSHOT: &str = "snapshot";

/// The open database.
pub struct Store {
    database: IdbDatabase,
}

impl Store {
    /// Opens the database, making it on the first start.
    ///
    /// # Errors
    /// When the browser refuses (no space, a damaged profile).
    pub async fn open(name: &str) -> Result<Self, JsValue> {
        let request = factory()?.open_with_u32(name, 1)?;
        let upgrade = {
            let request = request.clone();
            Closure::once(move || create_stores(&request))
        };
        request.set_onupgradeneeded(Some(upgrade.as_ref().unchecked_ref()));
        let database = finished(&request).await?.dyn_into()?;
        Ok(Self { database })
    }

    /// Everything that was stored.
    ///
    /// # Errors
    /// When the database cannot be read. A single value that cannot be parsed is left out.
    pub async fn load(&self) -> Result<Stored, JsValue> {
        let transaction = self.database.transaction_with_str_sequence(&names(&[EVENTS, ROWS, STATE]))?;
        let snapshot =
            finished(&transaction.object_store(STATE)?.get(&JsValue::from_str(SNAPSHOT))?).await?.as_string();
        let events = all_values(&transaction.object_store(EVENTS)?).await?;
        let rows = all_values(&transaction.object_store(ROWS)?).await?;
        Ok(Stored {
            snapshot,
            events: events.iter().filter_map(|text| parse::<(u64, Event)>(text)).collect(),
            rows: rows.iter().filter_map(|text| parse::<Row>(text)).collect(),
        })
    }

    /// Writes the durable effects of a batch, all or none.
    ///
    /// # Errors
    /// When the transaction was aborted; nothing of it is stored.
    pub async fn commit(&self, effects: &[Effect]) -> Result<(), JsValue> {
        let options = Object::new();
        // The browser may die without loss; only the machine losing power may cost the last moments.
        Reflect::set(&options, &JsValue::from_str("durability"), &JsValue::from_str("relaxed"))?;
        let database = self.database.unchecked_ref::<RelaxedDatabase>();
        let transaction = database.transaction_with(&names(&[EVENTS, ROWS, STATE]), "readwrite", &options)?;
        let stores = Stores {
            events: transaction.object_store(EVENTS)?,
            rows: transaction.object_store(ROWS)?,
            state: transaction.object_store(STATE)?,
        };
        last_writes(effects).into_iter().try_for_each(|effect| stores.write(effect))?;
        completed(&transaction).await
    }
}

struct Stores {
    events: IdbObjectStore,
    rows: IdbObjectStore,
    state: IdbObjectStore,
}

impl Stores {
    fn write(&self, effect: &Effect) -> Result<(), JsValue> {
        let request = match effect {
            Effect::Append { position, event } => {
                self.events.put_with_key(&text(&(position, event))?, &JsValue::from_f64(*position as f64))
            }
            Effect::Drop { position } => self.events.delete(&JsValue::from_f64(*position as f64)),
            Effect::Snapshot { state } => {
                self.state.put_with_key(&JsValue::from_str(state), &JsValue::from_str(SNAPSHOT))
            }
            Effect::Put { row } => self.rows.put_with_key(&text(row)?, &JsValue::from_str(&row.key())),
            Effect::Delete { key } => self.rows.delete(&JsValue::from_str(key)),
            _ => return Ok(()),
        };
        request.map(drop)
    }
}

/// A batch often writes a row several times; only what it leaves behind is worth a request.
fn last_writes(effects: &[Effect]) -> Vec<&Effect> {
    let mut written = BTreeSet::new();
    let mut kept: Vec<_> =
        effects.iter().rev().filter(|effect| row_key(effect).is_none_or(|key| written.insert(key))).collect();
    kept.reverse();
    kept
}

fn row_key(effect: &Effect) -> Option<String> {
    match effect {
        Effect::Put { row } => Some(row.key()),
        Effect::Delete { key } => Some(key.clone()),
        _ => None,
    }
}

fn factory() -> Result<IdbFactory, JsValue> {
    let scope = js_sys::global().unchecked_into::<web_sys::WorkerGlobalScope>();
    scope.indexed_db()?.ok_or_else(|| JsValue::from_str("this browser has no IndexedDB"))
}

fn create_stores(request: &IdbOpenDbRequest) {
    let Some(database) = request.result().ok().and_then(|result| result.dyn_into::<IdbDatabase>().ok()) else { return };
    for name in [EVENTS, ROWS, STATE] {
        // A failure aborts the upgrade, which then fails the open request.
        let _ = database.create_object_store(name);
    }
}

fn names(stores: &[&str]) -> JsValue {
    stores.iter().map(|name| JsValue::from_str(name)).collect::<Array>().into()
}

fn text<T: serde::Serialize>(value: &T) -> Result<JsValue, JsValue> {
    serde_json::to_string(value)
        .map(|text| JsValue::from_str(&text))
        .map_err(|error| JsValue::from_str(&error.to_string()))
}

fn parse<T: serde::de::DeserializeOwned>(text: &str) -> Option<T> {
    serde_json::from_str(text).ok()
}

async fn all_values(store: &IdbObjectStore) -> Result<Vec<String>, JsValue> {
    let values: Array = finished(&store.get_all()?).await?.dyn_into()?;
    Ok(values.iter().filter_map(|value| value.as_string()).collect())
}

/// A request's result. Both listeners live until one was called; the browser would keep them for ever otherwise.
async fn finished(request: &IdbRequest) -> Result<JsValue, JsValue> {
    let (on_success, on_error): (Listener, Listener);
    let (succeeded, failed) = (request.clone(), request.clone());
    let (promise, resolve, reject) = promise();
    on_success =
        Closure::once(move || resolve.call1(&JsValue::NULL, &succeeded.result().unwrap_or(JsValue::UNDEFINED)));
    on_error = Closure::once(move || reject.call1(&JsValue::NULL, &error_of(failed.error().ok().flatten())));
    request.set_onsuccess(Some(on_success.as_ref().unchecked_ref()));
    request.set_onerror(Some(on_error.as_ref().unchecked_ref()));
    let result = JsFuture::from(promise).await;
    request.set_onsuccess(None);
    request.set_onerror(None);
    result
}

/// A transaction's commit.
async fn completed(transaction: &IdbTransaction) -> Result<(), JsValue> {
    let aborted = transaction.clone();
    let (promise, resolve, reject) = promise();
    let on_complete: Listener = Closure::once(move || resolve.call0(&JsValue::NULL));
    let on_abort: Listener = Closure::once(move || reject.call1(&JsValue::NULL, &error_of(aborted.error())));
    transaction.set_oncomplete(Some(on_complete.as_ref().unchecked_ref()));
    transaction.set_onabort(Some(on_abort.as_ref().unchecked_ref()));
    let result = JsFuture::from(promise).await;
    transaction.set_oncomplete(None);
    transaction.set_onabort(None);
    result.map(drop)
}

type Listener = Closure<dyn FnMut() -> Result<JsValue, JsValue>>;

fn promise() -> (Promise, Function, Function) {
    let mut ends = None;
    let promise = Promise::new(&mut |resolve, reject| ends = Some((resolve, reject)));
    let (resolve, reject) = ends.expect("a promise calls its executor at once");
    (promise, resolve, reject)
}

fn error_of(error: Option<web_sys::DomException>) -> JsValue {
    error.map_or_else(|| JsValue::from_str("the store refused without a reason"), JsValue::from)
}
