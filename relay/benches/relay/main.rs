//! What the relay costs: requests beside a bare handler that says the same, and links that only wait. It judges nothing.

#![allow(clippy::unwrap_used, reason = "a benchmark that cannot go on should stop where it is")]

#[path = "../../tests/it/device.rs"]
#[allow(dead_code, reason = "the tests' fake extension can more than is measured here")]
mod device;
mod links;
mod load;
#[path = "../../../benches/report/mod.rs"]
#[allow(dead_code, reason = "what a thread spends is of no use where many work")]
mod report;
mod requests;
#[path = "../../tests/it/server.rs"]
#[allow(dead_code, reason = "the tests' server can more than is measured here")]
mod server;

use tokio::runtime::{Builder, Runtime};

fn main() {
    requests::measure();
    links::measure();
}

/// A runtime with one thread of this name: servers and their clients must not share one.
fn runtime(name: &str) -> Runtime {
    Builder::new_multi_thread().worker_threads(1).thread_name(name).enable_all().build().unwrap()
}
