//! The core for web pages. It knows no engine state of the seller's: what the bot does lives in the worker.

mod lab;

pub use lab::Lab;

mod verify;

pub use verify::DrawVerifier;

use gloo_storage::{LocalStorage, Storage};
use wasm_bindgen::prelude::wasm_bindgen;

/// What every key of a draft begins with.
const PREFIX: &str = "draft/";

/// Half-typed text of an extension page. A popup closes whenever it loses focus; what was typed is there again when it
/// opens.
#[wasm_bindgen]
#[derive(Default)]
pub struct Drafts;

#[wasm_bindgen]
impl Drafts {
    /// The drafts of this page's origin.
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new() -> Self {
        Self
    }

    /// The draft of a field; empty when there is none.
    #[must_use]
    pub fn read(&self, name: &str) -> String {
        LocalStorage::get(format!("{PREFIX}{name}")).unwrap_or_default()
    }

    /// Keeps the draft of a field. A full storage loses it, and nothing else.
    pub fn write(&self, name: &str, text: &str) {
        let _ = LocalStorage::set(format!("{PREFIX}{name}"), text);
    }

    /// Forgets the draft of a field.
    pub fn clear(&self, name: &str) {
        LocalStorage::delete(format!("{PREFIX}{name}"));
    }
}
