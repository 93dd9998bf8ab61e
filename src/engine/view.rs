//! What people see of the engine.

use super::Engine;
use super::session::Page;
use crate::journal::Period;
use crate::protocol::{AccountView, AnalyticsView, Export, ItemRow, KeyView, PageView, QueueView, StreamView, View};
use crate::transfer;

/// The most entries and waiting items shown.
pub(super) const SHOWN: usize = 50;
/// The most triggers shown.
const TOP_TRIGGERS: usize = 5;

impl Engine {
    /// Everything an extension page draws.
    #[must_use]
    pub fn view(&self) -> View {
        View {
            settings: self.ready.settings.clone(),
            giveaway: self.giveaway_view(),
            accounts: self.account_views(),
            keys: self.key_views(),
            streams: self.stream_views(),
            queue: self.queue_views(),
            totals: self.shared.active().totals(Period::All, self.wall),
            analytics: self.analytics_view(),
            link: self.session.link.clone(),
            pages: self.page_views(),
            sites: Vec::new(),
            own_pages: Vec::new(),
        }
    }

    /// The health of every page that shows a stream, or should and says why it cannot.
    #[must_use]
    pub fn page_views(&self) -> Vec<PageView> {
        let there = |page: &&Page| page.gone.is_none() && (page.row.stream.is_some() || page.reason.is_some());
        let view = |page: &Page| PageView {
            page: page.row.page.clone(),
            site: page.row.stream.as_ref().map(|stream| stream.site.clone()).unwrap_or_default(),
            stream: page.row.stream.clone(),
            reading: page.reading,
            can_write: page.can_write,
            reason: page.reason.clone(),
        };
        self.session.pages.values().filter(there).map(view).collect()
    }

    /// Whether the bot works.
    #[must_use]
    pub fn is_active(&self) -> bool {
        self.ready.settings.bot_active
    }

    /// The text of a file.
    #[must_use]
    pub fn export(&self, what: Export) -> String {
        let account = self.shared.active();
        match what {
            Export::Days => account.days_csv(self.wall),
            Export::Entrants => account.entrants_csv(),
            Export::Triggers => account.triggers_csv(),
            Export::Settings => transfer::export(&self.shared),
        }
    }

    fn analytics_view(&self) -> AnalyticsView {
        let account = self.shared.active();
        let totals = |period| account.totals(period, self.wall);
        AnalyticsView {
            day: totals(Period::Day),
            week: totals(Period::Week),
            month: totals(Period::Month),
            triggers: account.top_triggers(TOP_TRIGGERS),
            peak_hour: account.peak_hour(Period::Month, self.wall, self.session.zone),
        }
    }

    fn account_views(&self) -> Vec<AccountView> {
        let active = self.account();
        let view = |(id, account): (&str, &crate::journal::Account)| AccountView {
            id: id.to_owned(),
            name: account.name().to_owned(),
            active: id == active,
        };
        self.shared.accounts().map(view).collect()
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
                observes: self.session.obeys() && state.speaks == Some(false),
                chat: self.metrics.view(&state.stream, self.wall),
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
