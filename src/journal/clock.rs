//! The hybrid clock: wall-clock time that never runs behind anything it has seen.

use crate::protocol::Millis;

/// Gives events their time. An event written after a remote one was applied is always later than it, whatever the two
/// wall clocks say.
#[derive(Clone, Debug, Default)]
pub struct Clock {
    last: Millis,
}

impl Clock {
    /// Takes notice of the wall clock and returns the time to work with.
    pub fn now(&mut self, wall: Millis) -> Millis {
        self.last = self.last.max(wall);
        self.last
    }

    /// Takes notice of an event of another origin.
    pub fn saw(&mut self, at: Millis) {
        self.last = self.last.max(at.saturating_add(1));
    }
}
