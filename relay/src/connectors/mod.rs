//! The services that carry messages, each behind one trait. They speak to services and read what those tell; they store
//! nothing.

mod bluebubbles;
mod call;
mod cloud;
mod connector;
mod kit;
mod registry;
mod sandbox;
mod service;
mod signature;
mod waha;

pub use call::{Call, Refusal, Told};
pub use connector::{Attempt, Connector, Doing, Qr, Standing, Trouble};
pub use kit::hook_address;

pub(crate) use kit::{HOOK_KEY, HOOK_SECRET, RELAY_URL};
pub(crate) use registry::{Connectors, Unusable};
pub(crate) use signature::is_same;

use kit::Kit;
use service::{Question, Service, json, problem};
