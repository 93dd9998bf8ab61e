//! The link to the relay: one WebSocket, kept alive, made again with back-off.
//!
//! Events leave here only after they were stored, in order and without a gap. The token travels in Hello, never in the
//! address.

use super::clock;
use super::host::Host;
use crate::protocol::{
    Caller, Event, Frame, Input, LinkRow, LinkState, LinkView, Millis, OpenStream, Outcome, PROTOCOL_VERSION, Seed,
};
use gloo_timers::callback::{Interval, Timeout};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{MessageEvent, WebSocket};

/// Chrome keeps a worker whose socket speaks at least every 30 seconds.
const KEEP_ALIVE: u32 = 20_000;
/// A relay that says nothing for so long, not even an answer to our pings, is gone.
const SILENCE: Millis = 45_000;
/// The first wait before a new try, and the longest.
const FIRST_WAIT: Millis = 500;
const LONGEST_WAIT: Millis = 30_000;
/// A frame that has this many bytes takes no further event; the relay's limit is more than twice as much.
const FRAME_BYTES: usize = 100_000;
/// A connection that holds back more bytes than this is slow.
const CROWDED: u32 = 500_000;
/// The most characters of a snapshot in a frame; at most four bytes each.
const SNAPSHOT_PIECE: usize = 12_000;

/// The state of the link.
#[derive(Default)]
pub(super) struct Link {
    row: RefCell<Option<LinkRow>>,
    socket: RefCell<Option<Socket>>,
    retry: RefCell<Option<Timeout>>,
    wait: Cell<Millis>,
    /// Whether the relay has welcomed us on this connection.
    welcomed: Cell<bool>,
    /// The last of our events sent on this connection; the next must follow it. Nothing after an upload, which holds all.
    sent: Cell<Option<u64>>,
    outgoing: RefCell<Vec<Event>>,
    pieces: RefCell<String>,
    /// What the relay was told of our streams on this connection.
    presence: RefCell<Option<Vec<OpenStream>>>,
    /// When the relay was last heard.
    heard: Cell<Millis>,
}

/// A socket with what hears it; dropping it closes it for good.
struct Socket {
    socket: WebSocket,
    _on_open: Closure<dyn FnMut()>,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_close: Closure<dyn FnMut()>,
    _keep_alive: Interval,
}

impl Drop for Socket {
    fn drop(&mut self) {
        self.socket.set_onopen(None);
        self.socket.set_onmessage(None);
        self.socket.set_onclose(None);
        // Closing a socket that is closed already is no error worth a word.
        let _ = self.socket.close();
    }
}

impl Link {
    /// Sends a frame, where there is a connection.
    pub(super) fn send(&self, frame: &Frame) {
        if let (Some(socket), Ok(text)) = (self.socket.borrow().as_ref(), serde_json::to_string(frame))
            && socket.socket.ready_state() == WebSocket::OPEN
        {
            // A socket that broke meanwhile says so by `onclose`.
            let _ = socket.socket.send_with_str(&text);
        }
    }

    /// Whether so much waits to be sent that nothing should be added which can be left out.
    pub(super) fn is_crowded(&self) -> bool {
        self.socket.borrow().as_ref().is_some_and(|socket| socket.socket.buffered_amount() > CROWDED)
    }

    /// Sends one of our events, if it follows the last one sent. What does not is sent after the next Hello.
    pub(super) fn publish(&self, event: Event) {
        if self.welcomed.get() && self.sent.get().is_none_or(|sent| event.seq == sent + 1) {
            self.sent.set(Some(event.seq));
            self.outgoing.borrow_mut().push(event);
        }
    }

    /// Sends what was published.
    pub(super) fn flush(&self) {
        let (mut events, mut bytes) = (Vec::new(), 0);
        for event in std::mem::take(&mut *self.outgoing.borrow_mut()) {
            bytes += serde_json::to_string(&event).map_or(0, |text| text.len());
            events.push(event);
            if bytes >= FRAME_BYTES {
                self.send(&Frame::Events { events: std::mem::take(&mut events) });
                bytes = 0;
            }
        }
        if !events.is_empty() {
            self.send(&Frame::Events { events });
        }
    }

    /// Sends a secret, after the events that came before it.
    pub(super) fn share(&self, round: String, seed: Seed) {
        if self.welcomed.get() {
            self.flush();
            self.send(&Frame::Secret { round, seed });
        }
    }

    /// Answers a command, after the events it brought about.
    pub(super) fn reply(&self, id: String, outcome: Outcome) {
        self.flush();
        self.send(&Frame::Reply { id, outcome });
    }

    /// Sends a question. Returns whether there is somebody to ask.
    pub(super) fn ask(&self, question: &Frame) -> bool {
        if self.welcomed.get() {
            self.send(question);
        }
        self.welcomed.get()
    }

    /// Sends the whole state in pieces.
    pub(super) fn upload(&self, state: &str) {
        let characters: Vec<char> = state.chars().collect();
        let parts = characters.len().div_ceil(SNAPSHOT_PIECE) as u32;
        for (part, piece) in (0..).zip(characters.chunks(SNAPSHOT_PIECE)) {
            self.send(&Frame::Snapshot { number: 0, part, parts, data: piece.iter().collect() });
        }
        self.sent.set(None);
    }

    /// Tells the relay where this device could speak, when that changed.
    pub(super) fn tell_presence(&self, streams: Vec<OpenStream>) {
        let mut told = self.presence.borrow_mut();
        if self.welcomed.get() && told.as_ref() != Some(&streams) {
            *told = Some(streams.clone());
            self.send(&Frame::Presence { streams });
        }
    }

    /// Gives the connection up without a word.
    pub(super) fn drop_connection(&self) {
        self.welcomed.set(false);
        self.presence.replace(None);
        self.outgoing.borrow_mut().clear();
        self.pieces.borrow_mut().clear();
        drop(self.socket.take());
    }
}

impl Host {
    /// Begins to pair with a relay.
    pub(super) fn pair(self: &Rc<Self>, address: &str, code: &str) {
        match socket_address(address) {
            Ok(address) => {
                let row = LinkRow { address, token: None, code: Some(code.trim().to_uppercase()) };
                self.store_link(Some(&row));
                self.connect(row);
            }
            Err(problem) => self.link_is(LinkView {
                state: LinkState::Refused,
                address: address.into(),
                workspace: None,
                problem: Some(problem),
            }),
        }
    }

    /// Forgets the relay.
    pub(super) fn unpair(self: &Rc<Self>) {
        self.link.row.replace(None);
        self.link.retry.replace(None);
        self.hang_up();
        self.store_link(None);
        self.link_is(LinkView::default());
    }

    /// Connects to the relay of this row, whatever was there before.
    pub(super) fn connect(self: &Rc<Self>, row: LinkRow) {
        self.link.row.replace(Some(row));
        self.link.wait.set(0);
        self.open_socket();
    }

    /// Tries again at once, if the link is down and somebody wants it up.
    pub(super) fn reconnect(self: &Rc<Self>) {
        let down = self.link.socket.borrow().is_none();
        if down && self.link.row.borrow().is_some() {
            self.open_socket();
        }
    }

    /// Gives the connection up, and tells who waits for an answer.
    pub(super) fn hang_up(&self) {
        self.link.drop_connection();
        self.listening.end();
        self.forget_questions();
    }

    fn open_socket(self: &Rc<Self>) {
        self.hang_up();
        self.link.retry.replace(None);
        let Some(address) = self.link.row.borrow().as_ref().map(|row| row.address.clone()) else { return };
        self.link_view(LinkState::Connecting, None);
        match WebSocket::new(&address) {
            Ok(socket) => drop(self.link.socket.replace(Some(self.listen(socket)))),
            Err(error) => self.give_up(&format!("The address cannot be used: {}", describe(&error))),
        }
    }

    fn listen(self: &Rc<Self>, socket: WebSocket) -> Socket {
        let (open, message, close, alive) = (Rc::clone(self), Rc::clone(self), Rc::clone(self), Rc::clone(self));
        let on_open = Closure::new(move || open.say_hello());
        let on_message = Closure::new(move |event: MessageEvent| message.frame_arrived(&event));
        // Handled in a task of its own: dropping a closure while it runs is not allowed.
        let on_close = Closure::new(move || {
            let host = Rc::clone(&close);
            wasm_bindgen_futures::spawn_local(async move { host.socket_closed() });
        });
        socket.set_onopen(Some(on_open.as_ref().unchecked_ref()));
        socket.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        socket.set_onclose(Some(on_close.as_ref().unchecked_ref()));
        self.link.heard.set(clock::now());
        let _keep_alive = Interval::new(KEEP_ALIVE, move || {
            let host = Rc::clone(&alive);
            wasm_bindgen_futures::spawn_local(async move { host.keep_alive() });
        });
        Socket { socket, _on_open: on_open, _on_message: on_message, _on_close: on_close, _keep_alive }
    }

    fn say_hello(self: &Rc<Self>) {
        let Some(row) = self.link.row.borrow().clone() else { return };
        let origin = self.origin();
        self.link.send(&Frame::Hello {
            version: PROTOCOL_VERSION,
            code: row.code.filter(|_| row.token.is_none()),
            token: row.token,
            origin: origin.origin,
            acked: origin.acked,
            compacted: origin.compacted,
            cursor: origin.cursor,
        });
    }

    /// Asks whether the relay is still there, and believes a long silence more than an open socket.
    fn keep_alive(self: &Rc<Self>) {
        if self.link.heard.get() + SILENCE < clock::now() {
            return self.socket_closed();
        }
        // A link that has lived this long was no refusal in disguise.
        if self.link.welcomed.get() {
            self.link.wait.set(0);
        }
        self.link.send(&Frame::Ping);
    }

    fn socket_closed(self: &Rc<Self>) {
        self.hang_up();
        self.link_view(LinkState::Away, Some("The relay cannot be reached".into()));
        let wait = self.link.wait.get().saturating_mul(2).clamp(FIRST_WAIT, LONGEST_WAIT);
        self.link.wait.set(wait);
        let jitter = wait * u64::from(clock::entropy()[0]) / 512;
        let host = Rc::clone(self);
        self.link.retry.replace(Some(Timeout::new((wait / 2 + jitter) as u32, move || {
            let again = Rc::clone(&host);
            wasm_bindgen_futures::spawn_local(async move { again.reconnect() });
        })));
    }

    fn frame_arrived(self: &Rc<Self>, event: &MessageEvent) {
        self.link.heard.set(clock::now());
        let frame = event.data().as_string().and_then(|text| serde_json::from_str::<Frame>(&text).ok());
        let host = Rc::clone(self);
        // In a task of its own, because a frame may end the very socket that is speaking.
        if let Some(frame) = frame {
            wasm_bindgen_futures::spawn_local(async move { host.take_frame(frame) });
        }
    }

    fn take_frame(self: &Rc<Self>, frame: Frame) {
        match frame {
            Frame::Welcome { token, workspace, known, snapshot_wanted, .. } => {
                self.welcomed(token, workspace, known);
                self.submit(Input::Linked { known, snapshot_wanted });
            }
            Frame::Tail { events } => {
                let number = events.last().map_or(0, |last| last.number);
                let events = events.into_iter().map(|numbered| numbered.event).collect();
                self.submit(Input::Synced { events, number });
            }
            Frame::Ack { seq, number } => self.submit(Input::Acked { seq, number }),
            Frame::Command { id, command } => self.submit(Input::Command { caller: Caller::Relay, id, command }),
            Frame::Cancel { id } => self.submit(Input::Cancel { id }),
            Frame::Secret { round, seed } => self.submit(Input::SecretReceived { round, seed }),
            Frame::Lease { stream, speaks } => self.submit(Input::Leased { stream, speaks }),
            Frame::Listen { lines } => self.listened_to(lines),
            Frame::Snapshot { number, part, parts, data } => self.take_piece(number, part, parts, &data),
            Frame::Refused { code, message } => self.refused(&code, &message),
            Frame::Answer { id, answer } => self.relay_answered(id, answer),
            Frame::Ping => self.link.send(&Frame::Pong),
            Frame::Pong
            | Frame::Hello { .. }
            | Frame::Events { .. }
            | Frame::Reply { .. }
            | Frame::Presence { .. }
            | Frame::Lines { .. }
            | Frame::Ask { .. } => {}
        }
    }

    fn welcomed(self: &Rc<Self>, token: Option<String>, workspace: String, known: u64) {
        self.link.welcomed.set(true);
        self.link.sent.set(Some(known));
        let paired = self.link.row.borrow_mut().as_mut().filter(|_| token.is_some()).map(|row| {
            (row.token, row.code) = (token, None);
            row.clone()
        });
        if let Some(row) = paired {
            self.store_link(Some(&row));
        }
        let address = self.address();
        self.link_is(LinkView { state: LinkState::Connected, address, workspace: Some(workspace), problem: None });
    }

    fn take_piece(self: &Rc<Self>, number: u64, part: u32, parts: u32, data: &str) {
        let mut pieces = self.link.pieces.borrow_mut();
        if part == 0 {
            pieces.clear();
        }
        pieces.push_str(data);
        if part + 1 == parts {
            let state = std::mem::take(&mut *pieces);
            drop(pieces);
            self.submit(Input::SnapshotReceived { state, number });
        }
    }

    /// The relay said no. What a person must mend is not tried again.
    fn refused(self: &Rc<Self>, code: &str, message: &str) {
        match code {
            "pairing" | "token" => self.give_up(message),
            // Once one of the two was updated they understand each other: the pairing stays, for the worker's next life.
            "version" => self.stand_back(message),
            "fork" => self.submit(Input::Forked),
            _ => self.link_view(LinkState::Away, Some(message.to_owned())),
        }
    }

    fn give_up(self: &Rc<Self>, problem: &str) {
        self.stand_back(problem);
        self.store_link(None);
    }

    fn stand_back(self: &Rc<Self>, problem: &str) {
        self.link_view(LinkState::Refused, Some(problem.to_owned()));
        self.link.row.replace(None);
        self.link.retry.replace(None);
        self.hang_up();
    }

    fn link_view(self: &Rc<Self>, state: LinkState, problem: Option<String>) {
        self.link_is(LinkView { state, address: self.address(), workspace: None, problem });
    }

    fn address(&self) -> String {
        self.link.row.borrow().as_ref().map(|row| row.address.clone()).unwrap_or_default()
    }
}

/// The link's address on a relay: loopback in the clear, everything else encrypted.
fn socket_address(address: &str) -> Result<String, String> {
    let address = address.trim().trim_end_matches('/').trim_end_matches("/link");
    let (scheme, rest) = address.split_once("://").unwrap_or(("http", address));
    let host = rest.rsplit_once(':').map_or(rest, |(host, _)| host);
    let loopback = matches!(host, "127.0.0.1" | "localhost" | "[::1]");
    match scheme {
        _ if rest.is_empty() || rest.contains(['/', '?', '#', '@', ' ']) => {
            Err("Write the address as http://127.0.0.1:4117".into())
        }
        "http" | "ws" if loopback => Ok(format!("ws://{rest}/link")),
        "https" | "wss" => Ok(format!("wss://{rest}/link")),
        "http" | "ws" => Err("A relay on another machine needs https".into()),
        _ => Err("Write the address as http://127.0.0.1:4117".into()),
    }
}

fn describe(error: &JsValue) -> String {
    error.dyn_ref::<js_sys::Error>().map_or_else(|| "unknown".into(), |error| String::from(error.message()))
}
