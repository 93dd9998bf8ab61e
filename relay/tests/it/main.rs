//! Drives the real server: a real port, a real database, and a fake extension that folds and decides with the core.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop where it is")]

mod accounts;
mod api;
mod auth;
mod command_line;
mod commands;
mod conditions;
mod device;
mod docs;
mod documented;
mod envelope;
mod events;
mod giveaway;
mod idempotency;
mod openapi;
mod pages;
mod pairing;
mod requests;
mod round;
mod server;
mod sync;
mod webhooks;
