//! The core's tests, natively and in a service worker: what a seller, a viewer or a client would notice.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[cfg(target_family = "wasm")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_service_worker);

mod accounts;
mod analytics;
mod announcements;
mod commands;
#[cfg(not(target_family = "wasm"))]
mod draw_properties;
mod draws;
#[cfg(not(target_family = "wasm"))]
mod everyday;
mod faq;
mod feed;
#[cfg(not(target_family = "wasm"))]
mod folding;
mod giveaway;
#[cfg(not(target_family = "wasm"))]
mod giveaway_histories;
mod golden;
#[cfg(not(target_family = "wasm"))]
mod hostile;
mod labelled;
mod leases;
mod matching;
#[cfg(not(target_family = "wasm"))]
mod matching_properties;
mod messages;
mod moderation;
mod own_pages;
mod pages;
#[cfg(not(target_family = "wasm"))]
mod properties;
mod quick;
mod recovery;
mod replay;
#[cfg(not(target_family = "wasm"))]
mod round_trip;
mod settings;
mod stage;
#[cfg(target_family = "wasm")]
mod store;
mod sync;
mod timers;
mod transfer;
mod trial;
mod welcome;
