//! The engine alone at full speed: lines handed over beforehand, read in batches as a busy page sends them, and no
//! transcript written. Whoever has a clock measures it.

use super::host::{Host, demo_limits};
use super::recording::TimedLine;
use super::run::refused;
use crate::protocol::{ChatLine, FieldError, Millis, SettingsPatch};
use std::collections::VecDeque;

/// The lines of one batch.
const BATCH: usize = 200;
/// The time between two batches.
const BATCH_TIME: Millis = 100;

/// Lines ready to be read as fast as the engine can.
pub struct Sprint {
    host: Host,
    batches: VecDeque<Vec<ChatLine>>,
}

impl Sprint {
    /// Switches the bot on and lays the lines out, as often over as makes `least` of them.
    ///
    /// # Errors
    /// The field that cannot be taken.
    pub fn new(lines: &[TimedLine], patch: SettingsPatch, least: usize) -> Result<Self, FieldError> {
        patch.check()?;
        let (host, _) = Host::start(patch, demo_limits()).map_err(refused)?;
        let rounds = if lines.is_empty() { 0 } else { least.div_ceil(lines.len()).max(1) };
        let round = lines.chunks(BATCH).map(|batch| batch.iter().map(|timed| timed.line.clone()).collect());
        Ok(Self { host, batches: round.cycle().take(rounds * lines.len().div_ceil(BATCH)).collect() })
    }

    /// Reads so many batches and returns how many lines that were; 0 at the end.
    pub fn step(&mut self, batches: usize) -> usize {
        let mut read = 0;
        for lines in self.batches.drain(..batches.min(self.batches.len())) {
            read += lines.len();
            self.host.now += BATCH_TIME;
            self.host.lines(lines);
            // The page posts every line at once.
            while self.host.is_typing() {
                self.host.see();
            }
        }
        read
    }
}
