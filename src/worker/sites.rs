//! What the seller chooses for a site on this device: kept as a row, and told to the pages that are open.

use super::host::Host;
use crate::protocol::{Row, SiteRow, WorkerMessage};
use crate::sites::{Adapter, Adapters};
use serde_json::Value;
use std::collections::BTreeMap;
use std::rc::Rc;

impl Host {
    /// The site of an address, and what a page there is told.
    pub(super) fn adapter_message(&self, address: &str) -> (Option<String>, WorkerMessage) {
        let adapters = self.adapters.borrow();
        adapters
            .for_address(address)
            .map_or((None, WorkerMessage::None), |adapter| (Some(adapter.site.clone()), message(&adapters, adapter)))
    }

    /// Takes the seller's choice for a site we know.
    pub(super) fn choose_site(
        self: &Rc<Self>,
        site: &str,
        send: Option<bool>,
        overrides: Option<BTreeMap<String, Value>>,
    ) {
        let mut adapters = self.adapters.borrow_mut();
        if adapters.for_site(site).is_none() {
            return;
        }
        let before = adapters.choice(site).cloned().unwrap_or_default();
        let row = SiteRow {
            site: site.to_owned(),
            send: send.or(before.send),
            overrides: overrides.unwrap_or(before.overrides),
        };
        adapters.choose(row.clone());
        drop(adapters);
        self.tell_adapter(site);
        self.store_row(Row::Site(row));
        self.show_soon();
    }

    /// Tells the open pages of a site what counts there from now on.
    pub(super) fn tell_adapter(&self, site: &str) {
        let adapters = self.adapters.borrow();
        if let Some(adapter) = adapters.for_site(site) {
            self.ports.borrow().tell_site(site, &message(&adapters, adapter));
            self.ports.borrow().tell_site(site, &self.quick_replies());
        }
    }
}

fn message(adapters: &Adapters, adapter: &Adapter) -> WorkerMessage {
    WorkerMessage::Adapter { adapter: adapters.file(adapter).0, sending: adapters.sends(adapter) }
}
