//! Where the worker's time and entropy come from. The engine gets both with every input.

use crate::protocol::Millis;

/// The wall clock.
pub(super) fn now() -> Millis {
    js_sys::Date::now() as Millis
}

/// Minutes to add to UTC for the seller's own time.
pub(super) fn zone() -> i32 {
    -(js_sys::Date::new_0().get_timezone_offset() as i32)
}

/// 32 bytes from the browser's generator.
#[expect(clippy::disallowed_methods, reason = "the host is where entropy comes from")]
pub(super) fn entropy() -> [u8; 32] {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).expect("every browser that runs extensions has crypto.getRandomValues");
    bytes
}
