//! One number for everything the engine wanted done, in order: FNV-1a over the effects' own bytes. It proves sameness to
//! somebody who repeats a run, not authorship.

use crate::protocol::{Effect, Millis};
use serde::Serialize;

/// The running number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Digest(u64);

impl Default for Digest {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Digest {
    fn bytes(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }

    /// A text and its end, so that two texts are never one.
    fn text(&mut self, text: &str) {
        self.bytes(text.as_bytes());
        self.bytes(&[0xff]);
    }

    fn json(&mut self, value: &impl Serialize) {
        self.text(&serde_json::to_string(value).unwrap_or_default());
    }

    /// Takes the next effect in, with the moment it was wanted at.
    pub(super) fn take(&mut self, now: Millis, effect: &Effect) {
        self.bytes(&now.to_le_bytes());
        match effect {
            Effect::Append { position, event } => {
                self.bytes(&[1]);
                self.bytes(&position.to_le_bytes());
                self.json(event);
            }
            Effect::Drop { position } => {
                self.bytes(&[2]);
                self.bytes(&position.to_le_bytes());
            }
            Effect::Snapshot { state } => {
                self.bytes(&[3]);
                self.text(state);
            }
            Effect::Put { row } => {
                self.bytes(&[4]);
                self.json(row);
            }
            Effect::Delete { key } => {
                self.bytes(&[5]);
                self.text(key);
            }
            Effect::Say { page, id, text, patience } => {
                self.bytes(&[6]);
                [page, id, text].into_iter().for_each(|text| self.text(text));
                self.bytes(&patience.to_le_bytes());
            }
            Effect::Ack { page, up_to } => {
                self.bytes(&[7]);
                self.text(page);
                self.bytes(&up_to.to_le_bytes());
            }
            // An event that is published was appended: its bytes are in already.
            Effect::Publish { event } => {
                self.bytes(&[8]);
                self.text(&event.id);
            }
            Effect::Upload { state } => {
                self.bytes(&[9]);
                self.text(state);
            }
            Effect::Reply { id, outcome, .. } => {
                self.bytes(&[10]);
                self.text(id);
                self.json(outcome);
            }
            Effect::Show => self.bytes(&[11]),
            Effect::Secret { round, seed } => {
                self.bytes(&[12]);
                self.text(round);
                self.json(seed);
            }
        }
    }
}

impl std::fmt::Display for Digest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}
