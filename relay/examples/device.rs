//! A device without a browser, for tests and experiments: joins a relay with a pairing code, says that a live page is
//! attached, and carries out every command as the extension does, with the core's own decisions. A line for the chat
//! counts as seen at once. It keeps nothing: when it ends, it is gone.
//!
//! `device ADDRESS CODE [ORIGIN]`, where ADDRESS is `127.0.0.1:4117`. Orders come on standard input and happenings go to
//! standard output, one JSON value per line: see `Order` and `Happening`.

use buzzchat::engine::{AccountFact, Decided, Entropy, Seeds, decide};
use buzzchat::journal::Shared;
use buzzchat::protocol::{
    Command, Entry, Event, Fact, Frame, Kind, Millis, NumberedEvent, OpenStream, Outcome, PROTOCOL_VERSION, Part,
    RefusalCode, Seed, Stream,
};
use futures_util::{SinkExt, StreamExt};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::error::Error;
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio::time::{Duration, interval, sleep};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

type Failed = Box<dyn Error>;

/// The relay takes a device that is silent for a minute for dead.
const PULSE: Duration = Duration::from_secs(20);

/// What standard input asks for.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Order {
    /// Carry a command out, as if from the popup.
    Command(Command),
    /// These happened, in the active account.
    Facts(Vec<Fact>),
    /// These viewers enter the current giveaway.
    Enter(Vec<String>),
    /// Whether a live page is attached; it is at first.
    Speaking(bool),
}

/// What standard output tells.
#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum Happening<'a> {
    /// The relay and the device know the same.
    Joined,
    /// An order is carried out, and what it wrote is stored by the relay.
    Done(&'a Outcome),
    /// The relay had this done.
    Executed(&'a Command),
}

fn tell(happening: &Happening<'_>) -> Result<(), Failed> {
    println!("{}", serde_json::to_string(happening)?);
    Ok(())
}

struct Device {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    origin: String,
    shared: Shared,
    seeds: Seeds,
    entropy: Entropy,
    /// The relay's state as it arrives in pieces.
    state: String,
    joined: bool,
    /// Orders that wait until this event of ours is stored.
    waiting: Vec<(u64, Outcome)>,
    /// Lines to be seen later, by time.
    planned: BTreeMap<(Millis, String), String>,
}

/// One stream that the device speaks on, or none.
fn presence(speaking: bool) -> Frame {
    let stream = Stream { site: "demo".into(), channel: "main".into() };
    let open = OpenStream { stream, can_write: true, speaks: Some(true) };
    Frame::Presence { streams: speaking.then_some(open).into_iter().collect() }
}

impl Device {
    async fn join(address: &str, code: String, origin: String) -> Result<Self, Failed> {
        let mut request = format!("ws://{address}/link").into_client_request()?;
        request.headers_mut().insert("origin", "chrome-extension://abcdefghijklmnopabcdefghijklmnop".parse()?);
        let (socket, _) = connect_async(request).await?;
        let (shared, seeds, entropy) = (Shared::default(), Seeds::default(), fresh_entropy());
        let (state, joined, waiting, planned) = (String::new(), false, Vec::new(), BTreeMap::new());
        let mut device =
            Self { socket, origin: origin.clone(), shared, seeds, entropy, state, joined, waiting, planned };
        let (token, version) = (None, PROTOCOL_VERSION);
        let hello = Frame::Hello { version, token, code: Some(code), origin, acked: 0, compacted: 0, cursor: 0 };
        device.say(&hello).await?;
        device.say(&presence(true)).await?;
        Ok(device)
    }

    async fn run(mut self, mut orders: mpsc::Receiver<Order>) -> Result<(), Failed> {
        let mut pulse = interval(PULSE);
        loop {
            let next = self.planned.keys().next().map(|(at, _)| at.saturating_sub(now()));
            tokio::select! {
                message = self.socket.next() => match message.ok_or("the relay closed the link")?? {
                    Message::Text(text) => self.hear(serde_json::from_str(&text)?).await?,
                    Message::Close(_) => return Err("the relay closed the link".into()),
                    _ => {}
                },
                order = orders.recv(), if self.joined => match order {
                    Some(order) => self.obey(order).await?,
                    None => return Ok(self.socket.close(None).await?),
                },
                _ = pulse.tick() => self.say(&Frame::Ping).await?,
                () = sleep(Duration::from_millis(next.unwrap_or(0))), if next.is_some() => self.see_planned().await?,
            }
        }
    }

    async fn say(&mut self, frame: &Frame) -> Result<(), Failed> {
        Ok(self.socket.send(Message::text(serde_json::to_string(frame)?)).await?)
    }

    async fn hear(&mut self, frame: Frame) -> Result<(), Failed> {
        match frame {
            Frame::Tail { events } => {
                for NumberedEvent { event, .. } in &events {
                    self.shared.apply(event);
                }
            }
            Frame::Snapshot { part, parts, data, .. } => {
                self.state.push_str(&data);
                if part + 1 == parts {
                    self.shared.merge(&Shared::from_transfer(&std::mem::take(&mut self.state))?);
                }
            }
            Frame::Secret { round, seed } => {
                self.seeds.accept(&self.shared, &round, &seed);
            }
            Frame::Ack { seq, .. } => self.acknowledged(seq)?,
            Frame::Command { id, command } => {
                let outcome = self.carry_out(&command).await?;
                self.say(&Frame::Reply { id, outcome }).await?;
                tell(&Happening::Executed(&command))?;
            }
            Frame::Ping => self.say(&Frame::Pong).await?,
            Frame::Refused { code, message } => return Err(format!("refused ({code}): {message}").into()),
            _ => {}
        }
        Ok(())
    }

    fn acknowledged(&mut self, seq: u64) -> Result<(), Failed> {
        if !self.joined {
            self.joined = true;
            tell(&Happening::Joined)?;
        }
        self.waiting
            .extract_if(.., |(last, _)| *last <= seq)
            .try_for_each(|(_, outcome)| tell(&Happening::Done(&outcome)))
    }

    async fn obey(&mut self, order: Order) -> Result<(), Failed> {
        let outcome = match order {
            Order::Command(command) => self.carry_out(&command).await?,
            Order::Facts(facts) => self.happened(facts).await?,
            Order::Enter(viewers) => {
                let round = self.shared.active().round().ok_or("no giveaway was opened")?.0.to_owned();
                let entries =
                    viewers.into_iter().map(|viewer| Entry { at: now(), id: self.id("evt_"), viewer }).collect();
                self.happened(vec![Fact::GiveawayEntry { round, entries }]).await?
            }
            Order::Speaking(speaking) => {
                self.say(&presence(speaking)).await?;
                Outcome::Done
            }
        };
        self.waiting.push((self.shared.known(&self.origin), outcome));
        // Nothing new may have been written: then nothing more will be acknowledged.
        self.say(&Frame::Events { events: Vec::new() }).await
    }

    async fn happened(&mut self, facts: Vec<Fact>) -> Result<Outcome, Failed> {
        let account = self.shared.active_id().to_owned();
        let of = |fact| AccountFact { account: account.clone(), fact };
        self.write(facts.into_iter().map(of).collect(), None).await?;
        Ok(Outcome::Done)
    }

    async fn carry_out(&mut self, command: &Command) -> Result<Outcome, Failed> {
        if let Command::SendMessage { message, delay } = command {
            return self.send_message(message, *delay).await;
        }
        match decide(&self.shared, &self.seeds, now(), &mut self.entropy, command) {
            Ok(Decided { facts, outcome, secret }) => {
                self.write(facts, secret).await?;
                Ok(outcome)
            }
            Err(refusal) => Ok(refusal),
        }
    }

    async fn send_message(&mut self, text: &str, delay: Millis) -> Result<Outcome, Failed> {
        if !self.shared.active().is_active() {
            return Ok(Outcome::refused(RefusalCode::BotInactive, "The bot is not active"));
        }
        let (message, at) = (self.id("msg_"), now() + delay);
        match delay {
            0 => self.see(message.clone(), text.to_owned()).await?,
            _ => drop(self.planned.insert((at, message.clone()), text.to_owned())),
        }
        Ok(Outcome::Message { message, at })
    }

    async fn see_planned(&mut self) -> Result<(), Failed> {
        while let Some(line) = self.planned.first_entry().filter(|line| line.key().0 <= now()) {
            let ((_, message), text) = line.remove_entry();
            self.see(message, text).await?;
        }
        Ok(())
    }

    /// A line of ours stands in the chat.
    async fn see(&mut self, message: String, text: String) -> Result<(), Failed> {
        let stream = Stream { site: "demo".into(), channel: "main".into() };
        let parts = vec![Part { id: message, kind: Kind::Api, rule: None, trigger: None, viewer: None }];
        let line = self.id("line_");
        self.happened(vec![Fact::MessageSent { line, stream, text, kind: Kind::Api, parts }]).await.map(drop)
    }

    /// Writes events and sends them; a secret goes behind the event that opened its round.
    async fn write(&mut self, facts: Vec<AccountFact>, secret: Option<(String, Seed)>) -> Result<(), Failed> {
        let mut events = Vec::new();
        for AccountFact { account, fact } in facts {
            let (id, seq) = (self.id("evt_"), self.shared.known(&self.origin) + 1);
            let event = Event { id, origin: self.origin.clone(), seq, at: now(), account, fact };
            self.shared.apply(&event);
            events.push(event);
        }
        for some in events.chunks(100) {
            self.say(&Frame::Events { events: some.to_vec() }).await?;
        }
        if let Some((round, seed)) = secret {
            self.seeds.restore(&round, &seed);
            self.say(&Frame::Secret { round, seed }).await?;
        }
        Ok(())
    }

    fn id(&mut self, prefix: &str) -> String {
        self.entropy.id(prefix, now())
    }
}

fn now() -> Millis {
    Millis::try_from(jiff::Timestamp::now().as_millisecond()).unwrap_or_default()
}

#[expect(clippy::disallowed_methods, reason = "the device is a host of its own")]
fn fresh_entropy() -> Entropy {
    let mut seed = [0; 32];
    getrandom::fill(&mut seed).expect("the operating system gives random bytes");
    Entropy::new(seed)
}

/// Reads orders until standard input ends; one that cannot be read ends the program.
fn orders() -> mpsc::Receiver<Order> {
    let (sender, receiver) = mpsc::channel(64);
    std::thread::spawn(move || {
        for line in std::io::stdin().lines().map_while(Result::ok) {
            let order = serde_json::from_str(&line).unwrap_or_else(|error| {
                eprintln!("device: {error} in the order {line}");
                std::process::exit(1)
            });
            if sender.blocking_send(order).is_err() {
                return;
            }
        }
    });
    receiver
}

#[tokio::main]
async fn main() -> Result<(), Failed> {
    let mut words = std::env::args().skip(1);
    let (Some(address), Some(code)) = (words.next(), words.next()) else {
        return Err("usage: device ADDRESS CODE [ORIGIN]".into());
    };
    let origin = words.next().unwrap_or_else(|| fresh_entropy().id("dev_", now()));
    Device::join(&address, code, origin).await?.run(orders()).await
}
