//! The services that carry messages, each behind one trait. They speak to services and read what those tell; they store
//! nothing.

mod call;
mod cloud;
mod connector;
mod kit;
mod registry;
mod sandbox;
mod service;
mod signature;

pub use call::{Call, Refusal, Told};
pub use connector::{Attempt, Connector, Doing, Qr, Standing, Trouble};
pub use kit::{HOOK_SECRET, Kit, RELAY_URL, hook_address};
pub use service::{Question, Service, json, problem};

pub(crate) use registry::{Connectors, Unusable};
pub(crate) use signature::is_same;
