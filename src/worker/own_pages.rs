//! Pages that the seller points at: kept as rows, registered with the browser for their one address, and forgotten again.
//! Must not: take an address from what a page says.

use super::host::Host;
use crate::protocol::{PickedPage, PickerAnswer, PickerMessage, Row, WorkerMessage};
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;

const NOT_ALLOWED: &str = "The browser does not let BuzzChat read this page. Choose \"Show BuzzChat where the chat is\" once more, and allow it.";

impl Host {
    /// The picker on a tab's page wants to know whether it may go on, or has what the seller pointed at.
    pub(super) fn picker_message(self: &Rc<Self>, port: u32, address: String, tab: i32, message: PickerMessage) {
        match message {
            PickerMessage::Start => {
                let allowed = self.adapters.borrow().own_site(&address).map(|_| PickerAnswer::Welcome);
                self.answer_picker(port, allowed);
            }
            PickerMessage::Picked { page } => {
                let host = Rc::clone(self);
                spawn_local(async move {
                    let kept = host.keep_page(&address, tab, page).await.map(|()| PickerAnswer::Kept);
                    host.answer_picker(port, kept);
                });
            }
        }
    }

    fn answer_picker(&self, port: u32, answer: Result<PickerAnswer, String>) {
        let answer = answer.unwrap_or_else(|reason| PickerAnswer::Refused { reason: self.words.worded(&reason) });
        self.ports.borrow().answer(port, &answer);
    }

    async fn keep_page(self: &Rc<Self>, address: &str, tab: i32, picked: PickedPage) -> Result<(), String> {
        let row = self.adapters.borrow_mut().own(address, picked)?;
        let site = row.site.clone();
        if !self.register(&site).await {
            self.forget_page(&site);
            return Err(NOT_ALLOWED.into());
        }
        self.store_row(Row::OwnPage(row));
        self.tell_adapter(&site);
        // A tab that closes meanwhile is read when it is opened again.
        let _ = self.own_pages.enter(tab).await;
        self.show_soon();
        Ok(())
    }

    /// Whether the browser runs our scripts on the pages of a site from now on.
    async fn register(&self, site: &str) -> bool {
        let Some(page) = self.adapters.borrow().own_pages().into_iter().find(|page| page.site == site) else {
            return false;
        };
        self.own_pages.register(site, &page.origin).await.is_ok_and(|done| done.is_truthy())
    }

    /// An update of the extension takes all registered scripts away.
    pub(super) fn keep_own_pages(self: &Rc<Self>) {
        for page in self.adapters.borrow().own_pages() {
            let host = Rc::clone(self);
            spawn_local(async move {
                host.register(&page.site).await;
            });
        }
    }

    /// Forgets a page: its tabs are no longer read, and the browser no longer lets us.
    pub(super) fn forget_page(self: &Rc<Self>, site: &str) {
        let page = self.adapters.borrow().own_pages().into_iter().find(|page| page.site == site);
        let Some(page) = page.filter(|_| self.adapters.borrow_mut().forget(site)) else { return };
        self.ports.borrow().tell_site(site, &WorkerMessage::None);
        self.own_pages.forget(site, &page.origin);
        self.forget_rows([Row::own_page_key(site), Row::site_key(site)]);
        self.show_soon();
    }
}
