//! The core's tests, natively and in a service worker: what a seller, a viewer or a client would notice.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[cfg(target_family = "wasm")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_service_worker);

mod draws;
#[cfg(not(target_family = "wasm"))]
mod everyday;
mod faq;
#[cfg(not(target_family = "wasm"))]
mod folding;
mod giveaway;
mod golden;
mod labelled;
mod matching;
#[cfg(not(target_family = "wasm"))]
mod matching_properties;
mod messages;
#[cfg(not(target_family = "wasm"))]
mod properties;
mod recovery;
mod settings;
mod stage;
#[cfg(target_family = "wasm")]
mod store;
mod sync;
mod timers;
mod welcome;
