//! Ports: pages of streams and pages of the extension. Whoever is at the other end is checked here.

use super::chrome::{self, Port};
use super::host::Host;
use crate::protocol::{
    Caller, Input, Outcome, PageMessage, PageReport, PickerAnswer, UiMessage, UiUpdate, WorkerMessage,
};
use gloo_timers::callback::Timeout;
use js_sys::JSON;
use serde::Serialize as _;
use serde::de::DeserializeOwned;
use serde_wasm_bindgen::Serializer;
use std::collections::BTreeMap;
use std::rc::Rc;
use wasm_bindgen::JsValue;

/// Extension pages are drawn at most this often.
pub(super) const SHOW_EVERY: u32 = 100;

/// The open ports by the listener's number.
#[derive(Default)]
pub(super) struct Ports {
    open: BTreeMap<u32, Box<OpenPort>>,
    /// Which port a page is behind.
    pages: BTreeMap<String, u32>,
    /// Pages that said hello, until the engine hears of it: what it said to them before goes to their old port.
    arriving: BTreeMap<String, u32>,
    /// Who waits for a page's report, by the id of the check.
    checks: BTreeMap<String, u32>,
    show: Option<Timeout>,
}

struct OpenPort {
    port: Port,
    end: End,
}

#[derive(Clone)]
enum End {
    /// An extension page.
    Ui,
    /// A content script that has not said hello.
    Unknown { address: String },
    /// A content script.
    Page { page: String, site: Option<String> },
    /// The picker, in the page of a tab that the seller points at.
    Picker { address: String, tab: i32 },
}

impl Ports {
    /// Tells a page something. A page that is gone hears nothing; its return is an input of its own.
    pub(super) fn tell_page(&self, page: &str, message: &WorkerMessage) {
        if let Some(open) = self.pages.get(page).and_then(|id| self.open.get(id)) {
            open.tell(message);
        }
    }

    /// The tab a page is in.
    pub(super) fn tab_of(&self, page: &str) -> Option<i32> {
        self.pages.get(page).and_then(|id| self.open.get(id))?.port.sender().tab()?.id()
    }

    /// The adapter a page was given.
    pub(super) fn site_of(&self, page: &str) -> Option<String> {
        match &self.pages.get(page).and_then(|id| self.open.get(id))?.end {
            End::Page { site, .. } => site.clone(),
            _ => None,
        }
    }

    /// Tells every page that has an adapter.
    pub(super) fn tell_pages(&self, message: &WorkerMessage) {
        let fits = |open: &&OpenPort| matches!(open.end, End::Page { site: Some(_), .. });
        self.open.values().map(Box::as_ref).filter(fits).for_each(|open| open.tell(message));
    }

    /// Tells every page of a site.
    pub(super) fn tell_site(&self, wanted: &str, message: &WorkerMessage) {
        let fits = |open: &&OpenPort| matches!(&open.end, End::Page { site: Some(site), .. } if site == wanted);
        self.open.values().map(Box::as_ref).filter(fits).for_each(|open| open.tell(message));
    }

    /// Asks a page for its report. Whoever asks about a page that is gone is told so.
    pub(super) fn check(&mut self, port: u32, id: String, page: &str) {
        if !self.pages.contains_key(page) {
            return self.update(port, &UiUpdate::Report { id, report: None });
        }
        self.tell_page(page, &WorkerMessage::Check { id: id.clone() });
        self.checks.insert(id, port);
    }

    pub(super) fn reported(&mut self, id: String, report: PageReport) {
        if let Some(port) = self.checks.remove(&id) {
            self.update(port, &UiUpdate::Report { id, report: Some(report) });
        }
    }

    /// Tells an extension page something.
    pub(super) fn update(&self, port: u32, update: &UiUpdate) {
        if let Some(open) = self.open.get(&port) {
            open.update(update);
        }
    }

    /// The engine is about to hear of a page's hello.
    pub(super) fn arrive(&mut self, page: &str) {
        if let Some(id) = self.arriving.remove(page) {
            self.pages.insert(page.to_owned(), id);
        }
    }

    /// Answers an extension page.
    pub(super) fn reply(&self, port: u32, id: String, outcome: Outcome) {
        self.update(port, &UiUpdate::Reply { id, outcome });
    }

    /// Answers the picker.
    pub(super) fn answer(&self, port: u32, answer: &PickerAnswer) {
        if let Some(open) = self.open.get(&port) {
            open.post(as_text(answer));
        }
    }

    /// Sends pages away; they connect anew.
    pub(super) fn close_pages(&mut self) {
        let pages =
            std::mem::take(&mut self.pages).into_values().chain(std::mem::take(&mut self.arriving).into_values());
        let ports: Vec<_> = pages.filter_map(|id| self.open.remove(&id)).collect();
        ports.iter().for_each(|open| open.port.disconnect());
    }

    fn ui(&self) -> impl Iterator<Item = &OpenPort> {
        self.open.values().map(Box::as_ref).filter(|open| matches!(open.end, End::Ui))
    }
}

impl OpenPort {
    fn tell(&self, message: &WorkerMessage) {
        self.post(message.serialize(&Serializer::json_compatible()).ok());
    }

    /// Extension pages are told rarely and much: by way of text, which keeps a second copy of every type's conversion out
    /// of the wasm.
    fn update(&self, update: &UiUpdate) {
        self.post(as_text(update));
    }

    fn post(&self, message: Option<JsValue>) {
        if let Some(message) = message {
            // A closed port throws; its `onDisconnect` tells the engine.
            let _ = self.port.post_message(&message);
        }
    }
}

impl Host {
    /// A port was opened. Ports of other extensions, and extension ports from elsewhere, are closed at once.
    pub(super) fn port_opened(self: &Rc<Self>, id: u32, port: Port) {
        let sender = port.sender();
        let address = sender.url().unwrap_or_default();
        // A frame has an address that is not the tab's.
        let tab = sender.tab().and_then(|tab| tab.id()).filter(|_| sender.frame_id() == Some(0));
        let ours = address.starts_with(&chrome::extension_url(""));
        let end = match (port.name().as_str(), tab) {
            ("ui", _) if ours => End::Ui,
            ("page", _) if !ours => End::Unknown { address },
            ("picker", Some(tab)) if !ours => End::Picker { address, tab },
            _ => return port.disconnect(),
        };
        let open = OpenPort { port, end };
        if matches!(open.end, End::Ui) {
            open.update(&UiUpdate::View { view: Box::new(self.view()) });
        }
        self.ports.borrow_mut().open.insert(id, Box::new(open));
    }

    /// A message came.
    pub(super) fn port_message(self: &Rc<Self>, id: u32, message: &JsValue) {
        let end = self.ports.borrow().open.get(&id).map(|open| open.end.clone());
        match end {
            Some(End::Ui) => self.ui_message(id, message),
            Some(End::Unknown { address }) => self.hello(id, &address, message),
            Some(End::Page { page, site }) => self.page_message(page, site.as_deref(), message),
            Some(End::Picker { address, tab }) => match read(message) {
                Ok(message) => self.picker_message(id, address, tab, message),
                Err(error) => complain("the picker", &error),
            },
            None => {}
        }
    }

    /// A port was closed.
    pub(super) fn port_closed(self: &Rc<Self>, id: u32) {
        self.unfollow(id);
        let mut ports = self.ports.borrow_mut();
        let Some(End::Page { page, .. }) = ports.open.remove(&id).map(|open| open.end) else { return };
        // A page that is back behind another port is not lost.
        if ports.arriving.get(&page).or(ports.pages.get(&page)) == Some(&id) {
            ports.arriving.remove(&page);
            ports.pages.remove(&page);
            drop(ports);
            self.submit(Input::PageLost { page });
        }
    }

    fn ui_message(self: &Rc<Self>, port: u32, message: &JsValue) {
        match read(message) {
            Ok(UiMessage::Command { id, command }) => {
                self.submit(Input::Command { caller: Caller::Ui { port }, id, command });
            }
            Ok(UiMessage::Connect { address, code }) => self.pair(&address, &code),
            Ok(UiMessage::Disconnect) => self.unpair(),
            Ok(UiMessage::Export { id, what }) => {
                let text = self.export(what);
                self.ports.borrow().update(port, &UiUpdate::Export { id, text });
            }
            Ok(UiMessage::Prove { id }) => {
                let update = UiUpdate::Proof { id, proof: self.prove() };
                self.ports.borrow().update(port, &update);
            }
            Ok(UiMessage::Site { site, send, overrides }) => self.choose_site(&site, send, overrides),
            Ok(UiMessage::ForgetPage { site }) => self.forget_page(&site),
            Ok(UiMessage::Check { id, page }) => self.ports.borrow_mut().check(port, id, &page),
            Ok(UiMessage::Relay { id, ask }) => self.ask_relay(port, id, ask),
            Ok(UiMessage::Follow) => self.follow(port),
            Ok(UiMessage::Try { id, line }) => {
                let trial = Box::new(self.engine().try_line(&line));
                self.ports.borrow().update(port, &UiUpdate::Trial { id, trial });
            }
            Err(error) => complain("an extension page", &error),
        }
    }

    /// The first message of a content script. Which adapter it gets follows from the sender's address, not from what it says.
    fn hello(self: &Rc<Self>, id: u32, address: &str, message: &JsValue) {
        let (page, typed) = match read(message) {
            Ok(PageMessage::Hello { page, typed, .. }) => (page, typed),
            Ok(_) => return,
            Err(error) => return complain("a page", &error),
        };
        let (site, answer) = self.adapter_message(address);
        let quick_replies = site.is_some().then(|| self.quick_replies());
        let mut ports = self.ports.borrow_mut();
        if let Some(open) = ports.open.get_mut(&id) {
            open.end = End::Page { page: page.clone(), site };
            open.tell(&answer);
            quick_replies.iter().for_each(|message| open.tell(message));
        }
        ports.arriving.insert(page.clone(), id);
        drop(ports);
        self.submit(Input::PageConnected { page, typed });
    }

    /// Draws extension pages in a moment, once for everything that changes until then.
    pub(super) fn show_soon(self: &Rc<Self>) {
        let mut ports = self.ports.borrow_mut();
        if ports.show.is_some() || ports.ui().next().is_none() {
            return;
        }
        let host = Rc::clone(self);
        ports.show = Some(Timeout::new(SHOW_EVERY, move || host.show()));
    }

    fn show(&self) {
        let update = UiUpdate::View { view: Box::new(self.view()) };
        let mut ports = self.ports.borrow_mut();
        ports.show = None;
        ports.ui().for_each(|open| open.update(&update));
    }
}

fn as_text<T: serde::Serialize>(message: &T) -> Option<JsValue> {
    serde_json::to_string(message).ok().and_then(|text| JSON::parse(&text).ok())
}

/// By way of text, which a store and a link need anyhow: no type is read from two forms.
pub(super) fn read<T: DeserializeOwned>(message: &JsValue) -> serde_json::Result<T> {
    serde_json::from_str(&JSON::stringify(message).map(String::from).unwrap_or_default())
}

pub(super) fn complain(who: &str, error: &dyn std::fmt::Display) {
    web_sys::console::warn_1(&JsValue::from_str(&format!("BuzzChat did not understand {who}: {error}")));
}
