//! What people see of the engine.

use super::Engine;
use crate::journal::Period;
use crate::protocol::{ItemRow, KeyView, QueueView, StreamView, View};

/// The most entries and waiting items shown.
pub(super) const SHOWN: usize = 50;

impl Engine {
    /// Everything an extension page draws.
    #[must_use]
    pub fn view(&self) -> View {
        View {
            settings: self.ready.settings.clone(),
            giveaway: self.giveaway_view(),
            keys: self.key_views(),
            streams: self.stream_views(),
            queue: self.queue_views(),
            totals: self.shared.active().totals(Period::All, 0),
            link: self.session.link.clone(),
        }
    }

    fn key_views(&self) -> Vec<KeyView> {
        let view = |(id, key): (&str, &crate::journal::KeyRecord)| KeyView {
            key: id.to_owned(),
            name: key.name.clone(),
            mask: key.mask.clone(),
            created: key.created,
        };
        self.shared.live_keys().into_iter().map(view).collect()
    }

    fn stream_views(&self) -> Vec<StreamView> {
        let open = self.session.streams.values().filter(|state| state.open);
        let view = |state: &super::session::StreamState| {
            let page = self.session.speaker(state);
            StreamView {
                stream: state.stream.clone(),
                reading: page.is_some_and(|page| page.reading),
                can_write: page.is_some_and(|page| page.can_write),
                reason: page.and_then(|page| page.reason.clone()),
            }
        };
        open.map(view).collect()
    }

    fn queue_views(&self) -> Vec<QueueView> {
        let mut waiting: Vec<&ItemRow> = self.session.streams.values().flat_map(|state| &state.queue).collect();
        waiting.sort_unstable_by_key(|item| (item.kind(), item.due));
        let view = |item: &ItemRow| QueueView {
            kind: item.kind(),
            text: item.text.clone(),
            viewer: item.part.viewer.clone(),
            due: item.due,
        };
        waiting.into_iter().take(SHOWN).map(view).collect()
    }
}
