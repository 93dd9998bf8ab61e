//! Drives the real server: a real port, a real database, and a fake extension that folds and decides with the core.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop where it is")]

mod accounts;
mod api;
mod asked;
mod auth;
mod ava;
mod backup;
mod botbiz;
mod command_line;
mod commands;
mod conditions;
mod config;
mod connectors;
mod dashboard;
mod database;
mod device;
mod docs;
mod documented;
mod domo;
mod elitbuzz;
mod envelope;
mod events;
mod families;
mod giveaway;
mod health;
mod idempotency;
mod inbox;
mod keys;
mod lease;
mod limits;
mod mcp;
mod messaging;
mod openapi;
mod operations;
mod pages;
mod pairing;
mod postgres;
mod process;
mod requests;
mod round;
mod server;
mod shutdown;
mod soak;
mod sync;
mod webhooks;
