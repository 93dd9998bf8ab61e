//! Drives the real server: a real port, a real database, and a fake extension that folds and decides with the core.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop where it is")]

mod accounts;
mod api;
mod auth;
mod command_line;
mod commands;
mod device;
mod envelope;
mod giveaway;
mod lease;
mod openapi;
mod pages;
mod pairing;
mod server;
mod sync;
