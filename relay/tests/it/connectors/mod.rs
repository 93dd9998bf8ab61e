//! Lines to real services, each of which is a fake that speaks as `docs/lines.md` says the service does.

mod cloud;
mod hooks;
