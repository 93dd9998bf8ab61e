//! What leaves the relay for receivers that users named: whom it may reach, how it is signed, and the client that sends it.
//! Nothing here knows of events, endpoints or retries; the caller decides what to send and when.

mod address;
mod answer;
mod client;
mod resolver;
mod signature;
mod target;

#[cfg(test)]
mod bounds;
#[cfg(test)]
mod refusals;

pub use answer::Delivered;
pub use client::{Ask, Client};
pub use signature::Secret;
pub use target::{Policy, Target, TargetError};
