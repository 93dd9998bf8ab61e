//! What devices read in chats, on its way to whoever listens. There is room for so much; what is too much is left out, so
//! that nobody who reads or commands has to wait for those who listen.

use crate::metrics::count_dropped_rows;
use buzzchat::protocol::{HeardLine, Stream};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::mpsc;

/// So many frames of rows wait before more are left out.
const ROOM: usize = 64;
/// The most rows of a frame that are looked at.
const MOST_ROWS: usize = 100;

/// Rows of a chat, as the speaker of its stream read them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heard {
    /// Whose chat it is.
    pub workspace: String,
    /// The device and its life: within both, rows have numbers of their own.
    pub reader: String,
    /// The stream.
    pub stream: Stream,
    /// The rows, in order.
    pub lines: Vec<HeardLine>,
}

/// The way from every workspace to the one who listens; cloning shares it.
#[derive(Clone, Debug)]
pub(super) struct Ears {
    speak: mpsc::Sender<Heard>,
    listen: Arc<Mutex<Option<mpsc::Receiver<Heard>>>>,
}

impl Default for Ears {
    fn default() -> Self {
        let (speak, listen) = mpsc::channel(ROOM);
        Self { speak, listen: Arc::new(Mutex::new(Some(listen))) }
    }
}

impl Ears {
    /// Passes rows on, if there is room for them.
    pub(super) fn tell(&self, mut heard: Heard) {
        let all = heard.lines.len();
        heard.lines.truncate(MOST_ROWS);
        let kept = heard.lines.len();
        let taken = if self.speak.try_send(heard).is_ok() { kept } else { 0 };
        count_dropped_rows((all - taken) as u64);
    }

    /// The other end. There is one.
    pub(super) fn take(&self) -> Option<mpsc::Receiver<Heard>> {
        self.listen.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}
