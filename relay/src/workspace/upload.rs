//! States on the way, in pieces: put together when a device sends one, cut when the relay does.

use buzzchat::protocol::Frame;

/// The most bytes of a piece.
const PIECE: usize = 48 * 1024;
/// The most bytes of a state that a device may send: a million giveaway entries fit.
const MAX_STATE: usize = 256 * 1024 * 1024;

/// A state that is arriving.
#[derive(Default)]
pub(super) struct Upload {
    next: u32,
    parts: u32,
    data: String,
}

impl Upload {
    /// Takes the next piece; returns the whole once it was the last.
    pub(super) fn add(&mut self, part: u32, parts: u32, data: &str) -> Result<Option<String>, &'static str> {
        let announced = self.next == 0 || parts == self.parts;
        if part != self.next || part >= parts || !announced {
            return Err("The pieces of a snapshot come in order");
        }
        if self.data.len() + data.len() > MAX_STATE {
            return Err("The snapshot is too large");
        }
        self.data.push_str(data);
        (self.next, self.parts) = (part + 1, parts);
        Ok((self.next == parts).then(|| std::mem::take(&mut self.data)))
    }
}

/// Cuts a state into frames.
pub(super) fn snapshot_frames(state: &str, number: u64) -> Vec<Frame> {
    let mut pieces = Vec::with_capacity(state.len() / PIECE + 1);
    let mut rest = state;
    while !rest.is_empty() {
        let (piece, behind) = rest.split_at(rest.floor_char_boundary(PIECE));
        pieces.push(piece);
        rest = behind;
    }
    let parts = u32::try_from(pieces.len()).unwrap_or(u32::MAX);
    let frame = |(part, piece): (u32, &str)| Frame::Snapshot { number, part, parts, data: piece.to_owned() };
    (0..).zip(pieces).map(frame).collect()
}

#[cfg(test)]
mod tests {
    use super::{PIECE, Upload, snapshot_frames};
    use buzzchat::protocol::Frame;

    #[test]
    fn what_was_cut_comes_together_again() {
        let state = "ä".repeat(PIECE + 7);
        let frames = snapshot_frames(&state, 9);
        assert!(frames.len() > 2);
        let mut upload = Upload::default();
        let mut whole = None;
        for frame in &frames {
            let Frame::Snapshot { part, parts, data, number: 9 } = frame else { panic!("{frame:?}") };
            assert!(data.len() <= PIECE && whole.is_none());
            whole = upload.add(*part, *parts, data).unwrap();
        }
        assert_eq!(whole.as_deref(), Some(state.as_str()));
    }

    #[test]
    fn pieces_out_of_order_are_refused() {
        for (part, parts) in [(1, 3), (0, 0), (3, 3)] {
            assert!(Upload::default().add(part, parts, "x").is_err(), "{part} of {parts}");
        }
        let mut upload = Upload::default();
        upload.add(0, 3, "x").unwrap();
        assert!(upload.add(1, 4, "x").is_err(), "the number of pieces does not change on the way");
    }
}
