//! A fake extension: a socket that speaks the link's protocol, and a replica of its own from the core.

use crate::server::{Server, fresh_entropy, now};
use buzzchat::engine::{AccountFact, Decided, Seeds, decide};
use buzzchat::journal::Shared;
use buzzchat::protocol::{
    Command, Event, FIRST_ACCOUNT, Fact, Frame, NumberedEvent, OpenStream, Outcome, PROTOCOL_VERSION, Seed, Stream,
};
use futures_util::{SinkExt, StreamExt};
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

pub(crate) const EXTENSION: &str = "chrome-extension://abcdefghijklmnopabcdefghijklmnop";

/// The bare socket.
pub(crate) struct Socket(WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Socket {
    pub(crate) async fn open(server: &Server, web_origin: Option<&str>) -> Result<Self, Error> {
        let mut request = format!("ws://{}/link", server.address).into_client_request()?;
        if let Some(origin) = web_origin {
            request.headers_mut().insert("origin", origin.parse().unwrap());
        }
        Ok(Self(connect_async(request).await?.0))
    }

    pub(crate) async fn say(&mut self, frame: &Frame) {
        self.say_text(&serde_json::to_string(frame).unwrap()).await;
    }

    pub(crate) async fn say_text(&mut self, text: &str) {
        self.0.send(Message::text(text)).await.unwrap();
    }

    pub(crate) async fn say_bytes(&mut self) {
        self.0.send(Message::binary(vec![1, 2, 3])).await.unwrap();
    }

    /// The next frame; nothing once the relay has closed.
    pub(crate) async fn hear(&mut self) -> Option<Frame> {
        loop {
            let message = timeout(Duration::from_secs(5), self.0.next()).await.expect("the relay says something");
            match message {
                Some(Ok(Message::Text(text))) => return Some(serde_json::from_str(&text).unwrap()),
                Some(Ok(Message::Close(_)) | Err(_)) | None => return None,
                Some(Ok(_)) => {}
            }
        }
    }

    /// Asserts that the relay refuses with this code, closes, and returns its message.
    pub(crate) async fn refused(&mut self, code: &str) -> String {
        loop {
            match self.hear().await {
                Some(Frame::Refused { code: given, message }) => {
                    assert_eq!(given, code, "{message}");
                    assert_eq!(self.hear().await, None, "a refused link closes");
                    return message;
                }
                Some(_) => {}
                None => panic!("the relay closed without saying why"),
            }
        }
    }

    /// Asserts that nothing comes for a while.
    pub(crate) async fn silent(&mut self) {
        if let Ok(message) = timeout(Duration::from_millis(200), self.0.next()).await {
            panic!("{message:?}");
        }
    }

    pub(crate) async fn close(mut self) {
        self.0.close(None).await.unwrap();
        while let Some(Ok(_)) = self.0.next().await {}
    }
}

/// What a device keeps between two connections.
pub(crate) struct Device {
    pub(crate) origin: String,
    pub(crate) token: Option<String>,
    pub(crate) shared: Shared,
    pub(crate) compacted: u64,
    pub(crate) acked: u64,
    pub(crate) cursor: u64,
    /// Everything it wrote itself.
    pub(crate) own: Vec<Event>,
    /// The secrets it holds.
    pub(crate) seeds: Seeds,
}

/// A device and its socket.
pub(crate) struct Joined {
    pub(crate) device: Device,
    pub(crate) socket: Socket,
    pub(crate) welcome: Frame,
}

impl Device {
    pub(crate) fn new(origin: &str) -> Self {
        Self {
            origin: origin.to_owned(),
            token: None,
            shared: Shared::default(),
            compacted: 0,
            acked: 0,
            cursor: 0,
            own: Vec::new(),
            seeds: Seeds::default(),
        }
    }

    pub(crate) fn hello(&self, code: Option<&str>) -> Frame {
        Frame::Hello {
            version: PROTOCOL_VERSION,
            token: self.token.clone().filter(|_| code.is_none()),
            code: code.map(str::to_owned),
            origin: self.origin.clone(),
            acked: self.acked,
            compacted: self.compacted,
            cursor: self.cursor,
        }
    }

    /// Writes an event of its own, in the first account.
    pub(crate) fn write(&mut self, fact: Fact) -> Event {
        self.write_for(AccountFact { account: FIRST_ACCOUNT.into(), fact })
    }

    fn write_for(&mut self, AccountFact { account, fact }: AccountFact) -> Event {
        let seq = self.shared.known(&self.origin) + 1;
        let id = fresh_id("evt_");
        let event = Event { id, origin: self.origin.clone(), seq, at: now(), account, fact };
        self.shared.apply(&event);
        self.own.push(event.clone());
        event
    }

    /// Decides a command as the extension does.
    pub(crate) fn decide(&mut self, command: &Command) -> (Vec<Event>, Outcome) {
        match decide(&self.shared, &self.seeds, now(), &mut fresh_entropy(), command) {
            Ok(Decided { facts, outcome, secret }) => {
                secret.iter().for_each(|(round, seed)| assert!(self.seeds.restore(round, seed)));
                (facts.into_iter().map(|fact| self.write_for(fact)).collect(), outcome)
            }
            Err(refusal) => (Vec::new(), refusal),
        }
    }

    /// Every secret it holds, as it sends them.
    pub(crate) fn secrets(&self) -> Vec<(String, Seed)> {
        self.seeds.all().map(|(round, seed)| (round.to_owned(), seed)).collect()
    }

    /// Pairs with a new code and waits until it is up to date.
    pub(crate) async fn pair(self, server: &Server) -> Joined {
        let code = fresh_id("").split_off(18);
        server.new_code(&code).await;
        self.join(server, Some(&code)).await
    }

    /// Connects with its token and waits until it is up to date.
    pub(crate) async fn connect(self, server: &Server) -> Joined {
        self.join(server, None).await
    }

    async fn join(self, server: &Server, code: Option<&str>) -> Joined {
        let mut joined = self.knock(server, code).await;
        joined.until_acknowledged().await;
        joined
    }

    /// Says Hello and hears Welcome, and no more.
    pub(crate) async fn knock(mut self, server: &Server, code: Option<&str>) -> Joined {
        let mut socket = Socket::open(server, Some(EXTENSION)).await.unwrap();
        socket.say(&self.hello(code)).await;
        let welcome = socket.hear().await.unwrap();
        let Frame::Welcome { token, .. } = &welcome else { panic!("{welcome:?}") };
        self.token = token.clone().or(self.token);
        Joined { device: self, socket, welcome }
    }
}

impl Joined {
    /// The next frame, applied.
    pub(crate) async fn hear(&mut self) -> Frame {
        let frame = self.socket.hear().await.expect("the link is up");
        match &frame {
            Frame::Tail { events } => {
                for NumberedEvent { number, event } in events {
                    self.device.shared.apply(event);
                    self.device.cursor = *number;
                }
            }
            Frame::Ack { seq, number } => (self.device.acked, self.device.cursor) = (*seq, *number),
            Frame::Secret { round, seed } => {
                self.device.seeds.accept(&self.device.shared, round, seed);
            }
            _ => {}
        }
        frame
    }

    /// Applies what comes until the relay acknowledges.
    pub(crate) async fn until_acknowledged(&mut self) -> Vec<Frame> {
        let mut state = String::new();
        let mut heard = Vec::new();
        loop {
            let frame = self.hear().await;
            match &frame {
                Frame::Snapshot { part, parts, data, number } => {
                    state.push_str(data);
                    if part + 1 == *parts {
                        self.device.shared.merge(&Shared::from_transfer(&state).unwrap());
                        self.device.cursor = *number;
                    }
                }
                Frame::Ack { .. } => {
                    heard.push(frame);
                    return heard;
                }
                Frame::Tail { .. }
                | Frame::Command { .. }
                | Frame::Cancel { .. }
                | Frame::Secret { .. }
                | Frame::Lease { .. }
                | Frame::Listen { .. } => {}
                other => panic!("{other:?}"),
            }
            heard.push(frame);
        }
    }

    /// Writes facts, sends them, and waits for the acknowledgement.
    pub(crate) async fn report(&mut self, facts: Vec<Fact>) {
        let events: Vec<_> = facts.into_iter().map(|fact| self.device.write(fact)).collect();
        let last = events.last().unwrap().seq;
        self.socket.say(&Frame::Events { events }).await;
        let frames = self.until_acknowledged().await;
        assert!(matches!(frames.last(), Some(Frame::Ack { seq, .. }) if *seq == last), "{frames:?}");
    }

    /// The next command.
    pub(crate) async fn command(&mut self) -> (String, Command) {
        loop {
            if let Frame::Command { id, command } = self.hear().await {
                return (id, command);
            }
        }
    }

    /// Executes the next command as the extension does: events first, then the reply.
    pub(crate) async fn execute_next(&mut self) -> Command {
        let (id, command) = self.command().await;
        let (events, outcome) = self.device.decide(&command);
        if !events.is_empty() {
            self.socket.say(&Frame::Events { events }).await;
        }
        self.socket.say(&Frame::Reply { id, outcome }).await;
        command
    }

    /// Carries a command out by itself and tells the relay, secrets last.
    pub(crate) async fn act(&mut self, command: &Command) -> Outcome {
        let (events, outcome) = self.device.decide(command);
        self.socket.say(&Frame::Events { events }).await;
        self.until_acknowledged().await;
        for (round, seed) in self.device.secrets() {
            self.socket.say(&Frame::Secret { round, seed }).await;
        }
        outcome
    }

    /// Says that it speaks on a stream, or has none open.
    pub(crate) async fn presence(&mut self, speaking: bool) {
        let stream = Stream { site: "demo".into(), channel: "main".into() };
        let open = OpenStream { stream, can_write: true, speaks: Some(true) };
        self.socket.say(&Frame::Presence { streams: speaking.then_some(open).into_iter().collect() }).await;
    }

    pub(crate) async fn close(self) -> Device {
        self.socket.close().await;
        self.device
    }
}

pub(crate) fn fresh_id(prefix: &str) -> String {
    fresh_entropy().id(prefix, now())
}
