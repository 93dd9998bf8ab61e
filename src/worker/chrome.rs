//! The few calls of the extension API that the worker makes. Listeners are registered by `worker.js`, because Chrome takes
//! only those that are there in the first turn.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
extern "C" {
    /// `chrome.runtime.Port`
    pub type Port;

    #[wasm_bindgen(method, getter)]
    pub(super) fn name(this: &Port) -> String;

    #[wasm_bindgen(method, getter)]
    pub(super) fn sender(this: &Port) -> Sender;

    #[wasm_bindgen(method, catch, js_name = postMessage)]
    pub(super) fn post_message(this: &Port, message: &JsValue) -> Result<(), JsValue>;

    #[wasm_bindgen(method)]
    pub(super) fn disconnect(this: &Port);

    /// `chrome.runtime.MessageSender`
    pub type Sender;

    #[wasm_bindgen(method, getter)]
    pub(super) fn id(this: &Sender) -> Option<String>;

    #[wasm_bindgen(method, getter)]
    pub(super) fn url(this: &Sender) -> Option<String>;

    #[wasm_bindgen(method, getter, js_name = frameId)]
    pub(super) fn frame_id(this: &Sender) -> Option<i32>;

    #[wasm_bindgen(method, getter)]
    pub(super) fn tab(this: &Sender) -> Option<Tab>;

    /// `chrome.tabs.Tab`
    pub type Tab;

    #[wasm_bindgen(method, getter)]
    pub(super) fn id(this: &Tab) -> Option<i32>;

    /// `extension/own-pages.js`
    pub type OwnPages;

    #[wasm_bindgen(method, catch)]
    pub(super) async fn register(this: &OwnPages, site: &str, origin: &str) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, catch)]
    pub(super) async fn enter(this: &OwnPages, tab: i32) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method)]
    pub(super) fn forget(this: &OwnPages, site: &str, origin: &str);

    /// `extension/ui/words.js`
    pub type Words;

    #[wasm_bindgen(method)]
    pub(super) fn worded(this: &Words, sentence: &str) -> String;

    #[wasm_bindgen(js_namespace = ["chrome", "runtime"], js_name = getURL)]
    pub(super) fn extension_url(path: &str) -> String;

    #[wasm_bindgen(js_namespace = ["chrome", "i18n"], js_name = getMessage)]
    pub(super) fn message(name: &str) -> String;

    #[wasm_bindgen(js_namespace = ["chrome", "i18n"], js_name = getMessage)]
    fn message_of(name: &str, parts: Vec<String>) -> String;

    #[wasm_bindgen(js_namespace = ["chrome", "notifications"], js_name = create)]
    pub(super) fn notify(id: &str, options: &JsValue);

    #[wasm_bindgen(js_namespace = ["chrome", "action"], js_name = setBadgeText)]
    pub(super) fn set_badge_text(details: &JsValue);

    #[wasm_bindgen(js_namespace = ["chrome", "action"], js_name = setBadgeBackgroundColor)]
    pub(super) fn set_badge_color(details: &JsValue);

    #[wasm_bindgen(js_namespace = ["chrome", "action"], js_name = setTitle)]
    pub(super) fn set_title(details: &JsValue);

    #[wasm_bindgen(js_namespace = ["chrome", "alarms"], js_name = create)]
    pub(super) fn create_alarm(name: &str, info: &JsValue);

    #[wasm_bindgen(js_namespace = ["chrome", "alarms"], js_name = clear)]
    pub(super) fn clear_alarm(name: &str);
}

/// A message with its places filled in.
pub(super) fn message_with(name: &str, parts: &[&str]) -> String {
    message_of(name, parts.iter().map(|&part| part.to_owned()).collect())
}

/// A plain object of texts, as the extension API takes its options.
pub(super) fn object(fields: &[(&str, &str)]) -> JsValue {
    let object = js_sys::Object::new();
    for (name, value) in fields {
        // A plain object takes every property.
        let _ = js_sys::Reflect::set(&object, &JsValue::from_str(name), &JsValue::from_str(value));
    }
    object.into()
}
