//! The loop around the engine: inputs in, one transaction, effects out.

use super::alarms::{self, Alarms};
use super::asked::Asked;
use super::badge::Badge;
use super::chrome::{OwnPages, Words};
use super::feed::Followers;
use super::link::Link;
use super::listening::Listening;
use super::notifications::Notifications;
use super::ports::Ports;
use super::quick::QuickBar;
use super::{Store, clock};
use crate::engine::{Engine, Stored};
use crate::protocol::{
    Caller, Command, Effect, Export, Input, LinkRow, LinkView, PageView, Row, SettingsPatch, View, WorkerMessage,
};
use crate::sites::Adapters;
use gloo_timers::future::TimeoutFuture;
use std::cell::{Cell, Ref, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;

/// The database's name.
const DATABASE: &str = "buzzchat";
/// The manifest's name of the key that switches the bot on and off.
const TOGGLE: &str = "toggle_bot";
/// Milliseconds before a store that could not be read is tried again.
const STORE_RETRY: u32 = 1_000;

/// The worker's services and the engine between them.
pub(super) struct Host {
    pub(super) adapters: RefCell<Adapters>,
    pub(super) asked: Asked,
    pub(super) badge: Badge,
    pub(super) ports: RefCell<Ports>,
    pub(super) followers: Followers,
    pub(super) link: Link,
    pub(super) listening: Listening,
    pub(super) own_pages: OwnPages,
    pub(super) words: Words,
    pub(super) quick_bar: QuickBar,
    pub(super) notifications: Notifications,
    engine: RefCell<Engine>,
    store: Store,
    alarms: Alarms,
    inbox: RefCell<VecDeque<Input>>,
    /// Rows the link wants stored; they go with the next transaction.
    rows: RefCell<Vec<Effect>>,
    busy: Cell<bool>,
}

impl Host {
    /// Opens the store and rebuilds the engine.
    pub(super) async fn start(mut adapters: Adapters, own_pages: OwnPages, words: Words) -> Result<Rc<Self>, JsValue> {
        let store = Store::open(DATABASE).await?;
        let stored = store.load().await?;
        let link = stored.rows.iter().find_map(|row| if let Row::Link(row) = row { Some(row.clone()) } else { None });
        for row in &stored.rows {
            match row {
                Row::Site(row) => adapters.choose(row.clone()),
                // One that an update no longer takes is picked anew; it must not stop the rest.
                Row::OwnPage(row) => adapters.remember(row).unwrap_or_default(),
                _ => {}
            }
        }
        let host = Rc::new(Self {
            adapters: RefCell::new(adapters),
            asked: Asked::default(),
            badge: Badge::default(),
            ports: RefCell::default(),
            followers: Followers::default(),
            link: Link::default(),
            listening: Listening::default(),
            own_pages,
            words,
            quick_bar: QuickBar::default(),
            notifications: Notifications::default(),
            engine: RefCell::new(restore(stored)?),
            store,
            alarms: Alarms::default(),
            inbox: RefCell::default(),
            rows: RefCell::default(),
            busy: Cell::new(false),
        });
        host.submit(Input::Tick);
        host.keep_own_pages();
        // Chrome may forget alarms over an update or a restart.
        alarms::keep_linked(link.is_some());
        if let Some(row) = link {
            host.connect(row);
        }
        Ok(host)
    }

    /// Hands the engine an input. Everything that arrives while a transaction is under way shares the next one.
    pub(super) fn submit(self: &Rc<Self>, input: Input) {
        self.inbox.borrow_mut().push_back(input);
        if !self.busy.replace(true) {
            let host = Rc::clone(self);
            spawn_local(async move { host.work().await });
        }
    }

    async fn work(self: &Rc<Self>) {
        while let Some(effects) = self.take_batch() {
            let (durable, outward): (Vec<_>, Vec<_>) = effects.into_iter().partition(Effect::is_durable);
            if !durable.is_empty()
                && let Err(error) = self.store.commit(&durable).await
            {
                self.begin_again(&durable, &error).await;
                continue;
            }
            self.tell_winners(&durable);
            outward.into_iter().for_each(|effect| self.perform(effect));
            self.feed_soon();
            self.rows_soon();
            self.link.flush();
            self.link.tell_presence(self.engine.borrow().presence());
        }
        self.busy.set(false);
        self.wait();
    }

    /// The effects of everything that has arrived, or nothing when nothing has.
    fn take_batch(&self) -> Option<Vec<Effect>> {
        let inputs = std::mem::take(&mut *self.inbox.borrow_mut());
        let mut effects = std::mem::take(&mut *self.rows.borrow_mut());
        if inputs.is_empty() && effects.is_empty() {
            return None;
        }
        let mut engine = self.engine.borrow_mut();
        for input in inputs {
            if let Input::PageConnected { page, .. } = &input {
                self.ports.borrow_mut().arrive(page);
                // The seller may have travelled, or summer time begun, since the worker started.
                engine.handle(clock::now(), clock::entropy(), Input::Zone { minutes: clock::zone() });
            }
            engine.handle(clock::now(), clock::entropy(), input);
        }
        effects.extend(std::iter::from_fn(|| engine.poll_effect()));
        Some(effects)
    }

    /// A batch could not be stored, so it did not happen: back to what is stored. Pages and relay connect anew and send again
    /// what was not acked; what they had said meanwhile counts on the lost batch and goes with it.
    async fn begin_again(self: &Rc<Self>, durable: &[Effect], error: &JsValue) {
        web_sys::console::error_2(&JsValue::from_str("BuzzChat could not store a batch and begins again"), error);
        self.ports.borrow_mut().close_pages();
        self.hang_up();
        self.inbox.borrow_mut().retain(|input| matches!(input, Input::Command { caller: Caller::Ui { .. }, .. }));
        let own_rows = durable.iter().filter(|effect| is_own_row(effect)).cloned();
        self.rows.borrow_mut().extend(own_rows);
        while let Err(error) = self.rebuild().await {
            web_sys::console::error_2(&JsValue::from_str("BuzzChat cannot read its store and tries again"), &error);
            TimeoutFuture::new(STORE_RETRY).await;
        }
        self.reconnect();
    }

    async fn rebuild(&self) -> Result<(), JsValue> {
        let engine = restore(self.store.load().await?)?;
        let before = self.engine.replace(engine);
        self.engine.borrow_mut().continue_feed(before);
        Ok(())
    }

    fn perform(self: &Rc<Self>, effect: Effect) {
        match effect {
            Effect::Say { page, id, text, patience } => {
                self.ports.borrow().tell_page(&page, &WorkerMessage::Say { id, text, patience });
            }
            Effect::Ack { page, up_to } => self.ports.borrow().tell_page(&page, &WorkerMessage::Ack { up_to }),
            Effect::Publish { event } => self.link.publish(event),
            Effect::Upload { state } => self.link.upload(&state),
            Effect::Secret { round, seed } => self.link.share(round, seed),
            Effect::Reply { caller: Caller::Ui { port }, id, outcome } => self.ports.borrow().reply(port, id, outcome),
            Effect::Reply { caller: Caller::Relay, id, outcome } => self.link.reply(id, outcome),
            Effect::Show => {
                self.show_badge();
                self.show_quick_replies();
                self.watch_pages();
                self.show_soon();
            }
            Effect::Append { .. }
            | Effect::Drop { .. }
            | Effect::Snapshot { .. }
            | Effect::Put { .. }
            | Effect::Delete { .. } => {}
        }
    }

    fn wait(self: &Rc<Self>) {
        let deadline = self.engine.borrow().next_deadline();
        let host = Rc::clone(self);
        self.alarms.wait(clock::now(), deadline, move || host.submit(Input::Tick));
    }

    /// An alarm rang, perhaps in a worker that was started for it.
    pub(super) fn alarm(self: &Rc<Self>, name: &str) {
        if name == alarms::LINK {
            self.reconnect();
            return;
        }
        self.alarms.rang();
        self.submit(Input::Tick);
    }

    /// The seller pressed one of the browser's keys for us.
    pub(super) fn shortcut(self: &Rc<Self>, name: &str) {
        if name != TOGGLE {
            return;
        }
        let patch = SettingsPatch { bot_active: Some(!self.health().0), ..SettingsPatch::default() };
        // No page asked, so none hears the answer: the badge shows it.
        let caller = Caller::Ui { port: 0 };
        self.submit(Input::Command {
            caller,
            id: format!("shortcut_{}", clock::now()),
            command: Command::change(patch),
        });
    }

    /// Stores a row of the worker's own with the next transaction.
    pub(super) fn store_row(self: &Rc<Self>, row: Row) {
        self.rows.borrow_mut().push(Effect::Put { row });
        self.submit(Input::Tick);
    }

    /// Forgets rows of the worker's own with the next transaction.
    pub(super) fn forget_rows(self: &Rc<Self>, keys: impl IntoIterator<Item = String>) {
        self.rows.borrow_mut().extend(keys.into_iter().map(|key| Effect::Delete { key }));
        self.submit(Input::Tick);
    }

    /// Stores or forgets how to reach the relay.
    pub(super) fn store_link(self: &Rc<Self>, row: Option<&LinkRow>) {
        let row = row.cloned();
        alarms::keep_linked(row.is_some());
        let key = Row::Link(LinkRow::default()).key();
        self.rows.borrow_mut().push(row.map_or(Effect::Delete { key }, |row| Effect::Put { row: Row::Link(row) }));
        self.submit(Input::Tick);
    }

    /// Tells the engine, and through it people, how the link is.
    pub(super) fn link_is(self: &Rc<Self>, link: LinkView) {
        self.tell_link(&link);
        self.submit(Input::LinkChanged { link });
    }

    /// What Hello says of us.
    pub(super) fn origin(&self) -> crate::protocol::OriginRow {
        self.engine.borrow().origin().clone()
    }

    /// The engine, to be looked at. Not across a wait.
    pub(super) fn engine(&self) -> Ref<'_, Engine> {
        self.engine.borrow()
    }

    /// The text of a file.
    pub(super) fn export(&self, what: Export) -> String {
        self.engine.borrow().export(what)
    }

    /// The proof of the current giveaway's draws.
    pub(super) fn prove(&self) -> Option<String> {
        self.engine.borrow().prove()
    }

    /// What extension pages draw.
    pub(super) fn view(&self) -> View {
        let mut view = self.engine.borrow().view();
        view.sites = self.adapters.borrow().view();
        view.own_pages = self.adapters.borrow().own_pages();
        for page in &mut view.pages {
            page.site = self.ports.borrow().site_of(&page.page).unwrap_or_default();
        }
        view
    }

    /// Whether the bot works, and how the pages are.
    pub(super) fn health(&self) -> (bool, Vec<PageView>) {
        let engine = self.engine.borrow();
        (engine.is_active(), engine.page_views())
    }
}

/// Rows of the worker, which no engine would write again.
fn is_own_row(effect: &Effect) -> bool {
    match effect {
        Effect::Put { row } => matches!(row, Row::Link(_) | Row::Site(_) | Row::OwnPage(_)),
        Effect::Delete { key } => {
            let own = [Row::site_key(""), Row::own_page_key("")];
            *key == Row::Link(LinkRow::default()).key() || own.iter().any(|rows| key.starts_with(rows))
        }
        _ => false,
    }
}

fn restore(stored: Stored) -> Result<Engine, JsValue> {
    Engine::restore(clock::now(), clock::entropy(), stored).map_err(|error| JsValue::from_str(&error.to_string()))
}
