//! A device with a lot to tell: it sends events, hears how far they are stored, and after every break sends the rest again.

use crate::device::{Device, EXTENSION, fresh_id};
use crate::server::{fresh_entropy, now};
use buzzchat::engine::Entropy;
use buzzchat::protocol::{Entry, Event, Fact, Frame, Kind, Part, Stream};
use futures_util::{FutureExt, SinkExt, StreamExt};
use std::net::SocketAddr;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

/// The most events of a frame.
const FRAME: usize = 100;
const ROUND: &str = "round_soak";

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

pub(super) struct Feeder {
    device: Device,
    chance: Entropy,
}

impl Feeder {
    pub(super) async fn pair(relay: SocketAddr, code: &str) -> Self {
        let mut feeder = Self { device: Device::new("dev_soak"), chance: fresh_entropy() };
        let keywords = vec!["enter".to_owned()];
        feeder.device.write(Fact::GiveawayOpened { round: ROUND.into(), keywords, commitment: String::new() });
        feeder.connect(relay, Some(code)).await;
        feeder
    }

    /// Sends what the relay lacks, and new events until so many are written. Not all of them are stored when it returns.
    pub(super) async fn feed(&mut self, relay: SocketAddr, until: usize) {
        let mut socket = self.connect(relay, None).await;
        while self.device.own.len() < until {
            let [size, patience] = self.chance.bytes();
            let first = self.device.own.len();
            for _ in 0..=size % 8 {
                self.write();
            }
            say(&mut socket, &Frame::Events { events: self.device.own[first..].to_vec() }).await;
            match patience % 4 {
                0 => self.hear(&mut socket).await,
                _ => while self.hear(&mut socket).now_or_never().is_some() {},
            }
        }
    }

    /// Sends what the relay lacks, and waits until it has everything.
    pub(super) async fn feed_until_stored(&mut self, relay: SocketAddr) {
        let mut socket = self.connect(relay, None).await;
        while self.device.acked < self.device.own.len() as u64 {
            self.hear(&mut socket).await;
        }
    }

    /// The ids of everything that webhooks are to hear of, in order.
    pub(super) fn told(&self) -> Vec<String> {
        let ids = |event: &Event| match &event.fact {
            Fact::GiveawayOpened { .. } => Vec::new(),
            Fact::GiveawayEntry { entries, .. } => entries.iter().map(|entry| entry.id.clone()).collect(),
            _ => vec![event.id.clone()],
        };
        self.device.own.iter().flat_map(ids).collect()
    }

    /// Says Hello, and sends everything again that the relay does not know. What it once acknowledged it must know.
    async fn connect(&mut self, relay: SocketAddr, code: Option<&str>) -> Socket {
        let mut request = format!("ws://{relay}/link").into_client_request().unwrap();
        request.headers_mut().insert("origin", EXTENSION.parse().unwrap());
        let (mut socket, _) = connect_async(request).await.unwrap();
        say(&mut socket, &self.device.hello(code)).await;
        let Frame::Welcome { token, known, snapshot_wanted, .. } = next(&mut socket).await else {
            panic!("no welcome")
        };
        self.device.token = token.or(self.device.token.take());
        assert!(!snapshot_wanted && known >= self.device.acked, "the relay knows {known}, but had acknowledged more");
        let known = usize::try_from(known).unwrap();
        for events in self.device.own[known..].chunks(FRAME) {
            say(&mut socket, &Frame::Events { events: events.to_vec() }).await;
        }
        socket
    }

    /// Takes one frame in.
    async fn hear(&mut self, socket: &mut Socket) {
        match next(socket).await {
            Frame::Ack { seq, number } => (self.device.acked, self.device.cursor) = (seq, number),
            Frame::Tail { .. } => {}
            other => panic!("{other:?}"),
        }
    }

    fn write(&mut self) {
        let [kind] = self.chance.bytes();
        let number = self.device.own.len();
        let (viewer, stream) = (format!("viewer{number}"), Stream { site: "demo".into(), channel: "soak".into() });
        self.device.write(match kind % 8 {
            0 => Fact::BotStarted,
            1 => Fact::BotStopped,
            2 | 3 => Fact::GiveawayEntry { round: ROUND.into(), entries: vec![entry(&viewer), entry("another")] },
            4 => {
                let (line, text) = (fresh_id("msg_"), format!("Hello {viewer} ☕"));
                let part = Part { id: line.clone(), kind: Kind::Faq, rule: None, trigger: None, viewer: Some(viewer) };
                Fact::MessageSent { line, stream, text, kind: Kind::Faq, parts: vec![part] }
            }
            _ => {
                let (rule, trigger) = ("faq_1".to_owned(), "shipping".to_owned());
                Fact::MessageReceived { kind: Kind::Faq, stream, viewer, text: "\"shipping\"?\n".into(), rule, trigger }
            }
        });
    }
}

fn entry(viewer: &str) -> Entry {
    Entry { at: now(), id: fresh_id("evt_"), viewer: viewer.to_owned() }
}

async fn say(socket: &mut Socket, frame: &Frame) {
    socket.send(Message::text(serde_json::to_string(frame).unwrap())).await.unwrap();
}

async fn next(socket: &mut Socket) -> Frame {
    loop {
        if let Message::Text(text) = socket.next().await.expect("the relay is there").unwrap() {
            return serde_json::from_str(&text).unwrap();
        }
    }
}
