//! stub
use super::{Decided, Entropy, invalid};
use crate::journal::Shared;
use crate::protocol::{Millis, Outcome};
pub(super) fn import_settings(_: &Shared, _: &mut Entropy, _: Millis, _: &str) -> Result<Decided, Outcome> {
    Err(invalid("x"))
}
