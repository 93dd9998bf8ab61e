//! What the relay costs: requests beside a bare handler that says the same, deliveries, messages, and links that only wait. It judges nothing.

#![allow(clippy::unwrap_used, reason = "a benchmark that cannot go on should stop where it is")]

#[path = "../../tests/it/database.rs"]
#[allow(dead_code, reason = "the tests ask more of it than is measured here")]
mod database;
mod deliveries;
#[path = "../../tests/it/device.rs"]
#[allow(dead_code, reason = "the tests' fake extension can more than is measured here")]
mod device;
#[path = "../../tests/it/soak/feeder.rs"]
mod feeder;
mod links;
mod load;
mod messages;
#[path = "../../tests/it/process.rs"]
#[allow(dead_code, reason = "the tests do more with the process than is measured here")]
mod process;
#[path = "../../../benches/report/mod.rs"]
#[allow(dead_code, reason = "what a thread spends is of no use where many work")]
mod report;
mod requests;
#[path = "../../tests/it/server.rs"]
#[allow(dead_code, reason = "the tests' server can more than is measured here")]
mod server;

use tokio::runtime::{Builder, Runtime};

fn main() {
    buzzchat_relay::tls::install();
    requests::measure();
    deliveries::measure();
    messages::measure();
    links::measure();
}

/// A runtime with one thread of this name: servers and their clients must not share one.
fn runtime(name: &str) -> Runtime {
    Builder::new_multi_thread().worker_threads(1).thread_name(name).enable_all().build().unwrap()
}
