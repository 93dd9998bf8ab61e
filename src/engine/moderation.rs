//! Whom the bot does not listen to: lines with blocked words, and viewers who repeat themselves. It never hides or deletes
//! anything.

use super::{Engine, Turn};
use crate::protocol::{Effect, Millis, RepeatsRow, Row, Stream};
use sha2::{Digest, Sha256};

/// How far back a repeat is looked for.
const REPEAT_WINDOW: Millis = 60_000;
/// No setting asks for more of a viewer's last lines.
const KEPT_LINES: usize = 10;

impl Engine {
    /// Whether the viewer has now written this too often.
    pub(super) fn is_repeat(&mut self, turn: &Turn, stream: &Stream, viewer: &str, text: &str) -> bool {
        let settings = &self.ready.settings;
        if !settings.moderation_enabled || !settings.block_repeats {
            return false;
        }
        let most = settings.max_repeats as usize;
        let print = fingerprint(text);
        let row = self.session.repeats.entry((stream.clone(), viewer.to_owned())).or_insert_with(|| RepeatsRow {
            stream: stream.clone(),
            viewer: viewer.to_owned(),
            lines: Vec::new(),
        });
        row.lines.retain(|(at, _)| at + REPEAT_WINDOW > turn.now);
        row.lines.push((turn.now, print));
        let surplus = row.lines.len().saturating_sub(KEPT_LINES);
        row.lines.drain(..surplus);
        self.effects.push_back(Effect::Put { row: Row::Repeats(row.clone()) });
        row.lines.iter().filter(|(_, held)| *held == print).count() >= most
    }

    /// Forgets lines that no repeat can reach back to.
    pub(super) fn forget_repeats(&mut self, now: Millis) {
        let old = |row: &mut RepeatsRow| row.lines.iter().all(|(at, _)| at + REPEAT_WINDOW <= now);
        let old: Vec<_> = self.session.repeats.extract_if(.., |_, row| old(row)).collect();
        self.effects.extend(old.into_iter().map(|(_, row)| Effect::Delete { key: Row::Repeats(row).key() }));
    }
}

/// Tells texts apart without keeping them. Capitals and spaces make no difference.
fn fingerprint(text: &str) -> u32 {
    let words: Vec<_> = text.split_whitespace().map(str::to_lowercase).collect();
    let hash = Sha256::digest(words.join(" ").as_bytes());
    u32::from_be_bytes([hash[0], hash[1], hash[2], hash[3]])
}
