//! The service worker's host: ports, store, alarms and the relay link around one [`crate::engine::Engine`].
//!
//! One small file per browser service. No decision about chat is made here.

mod alarms;
mod asked;
mod badge;
mod chrome;
mod clock;
mod feed;
mod host;
mod link;
mod listening;
mod notifications;
mod own_pages;
mod ports;
mod quick;
mod sites;
mod store;
mod stream_pages;

use crate::sites::Adapters;
use host::Host;
use std::rc::Rc;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

pub use store::Store;

/// What `worker.js` holds: every listener it registered hands its event to one of these methods.
#[wasm_bindgen]
pub struct Worker {
    host: Rc<Host>,
}

#[wasm_bindgen]
impl Worker {
    /// Opens the store and rebuilds the engine from it. `adapters` are the texts of `extension/content/sites/*.json`,
    /// `schema` is what they must be, `own_pages` puts our scripts on pages that the seller pointed at, `words` says
    /// a sentence of ours in the seller's language.
    ///
    /// # Errors
    /// When the store cannot be opened or read.
    pub async fn start(
        adapters: Vec<String>,
        schema: &str,
        own_pages: chrome::OwnPages,
        words: chrome::Words,
    ) -> Result<Worker, JsValue> {
        let host = Host::start(Adapters::read(&adapters, schema), own_pages, words).await?;
        Ok(Self { host })
    }

    /// A port was opened; `id` is the listener's own number for it.
    pub fn connected(&self, id: u32, port: chrome::Port) {
        self.host.port_opened(id, port);
    }

    /// A message came through a port.
    pub fn message(&self, id: u32, message: &JsValue) {
        self.host.port_message(id, message);
    }

    /// A port was closed.
    pub fn disconnected(&self, id: u32) {
        self.host.port_closed(id);
    }

    /// The seller pressed one of the keys that the manifest names.
    pub fn shortcut(&self, name: &str) {
        self.host.shortcut(name);
    }

    /// The seller pressed a notification. Returns the tab it is about.
    #[must_use]
    pub fn notified(&self, id: &str) -> Option<i32> {
        self.host.tab_of_notification(id)
    }

    /// An alarm rang.
    pub fn alarm(&self, name: &str) {
        self.host.alarm(name);
    }
}
