//! Lines to real services, each of which is a fake that speaks as the service does: what is sent over them and heard from
//! them, as a client of AVA and the seller see it.

mod bluebubbles;
mod cloud;
mod hooks;
mod requests;
mod stage;
mod waha;
