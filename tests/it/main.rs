//! The core's tests, natively and in a service worker: what a seller, a viewer or a client would notice.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[cfg(target_family = "wasm")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_service_worker);

mod accounts;
mod analytics;
mod draws;
mod faq;
mod giveaway;
mod golden;
#[cfg(not(target_family = "wasm"))]
mod hostile;
mod matching;
mod messages;
#[cfg(not(target_family = "wasm"))]
mod properties;
mod recovery;
#[cfg(not(target_family = "wasm"))]
mod round_trip;
mod settings;
mod stage;
#[cfg(target_family = "wasm")]
mod store;
mod sync;
mod timers;
mod transfer;
mod welcome;
