//! A receiver that fails as receivers do: it refuses, stalls, and hangs up although it has taken what came. It speaks HTTP
//! by hand, because servers do not like to be so rude.

use crate::server::fresh_entropy;
use buzzchat::engine::Entropy;
use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::sleep;

/// A moment that the relay waits through, and one that it does not.
const STALL: Duration = Duration::from_secs(2);
const LONG_STALL: Duration = Duration::from_secs(20);

/// What came.
#[derive(Clone, Debug)]
pub(super) struct Arrival {
    pub(super) id: String,
    pub(super) path: String,
    pub(super) headers: HashMap<String, String>,
    pub(super) body: Vec<u8>,
    /// Whether the answer was that it is there.
    pub(super) accepted: bool,
}

impl Arrival {
    pub(super) fn header(&self, name: &str) -> &str {
        self.headers.get(name).unwrap_or_else(|| panic!("no {name}: {self:?}"))
    }
}

/// How the receiver takes a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mood {
    Accept,
    Refuse,
    Stall(Duration),
    HangUp,
}

pub(super) struct Receiver {
    pub(super) address: SocketAddr,
    arrivals: Arc<Mutex<Vec<Arrival>>>,
}

#[derive(Clone)]
struct Desk {
    arrivals: Arc<Mutex<Vec<Arrival>>>,
    chance: Arc<Mutex<Entropy>>,
    /// Whether it may stall until the relay gives up, which then leaves it alone for a minute.
    patient: bool,
}

impl Receiver {
    pub(super) async fn start(patient: bool) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let arrivals = Arc::<Mutex<Vec<Arrival>>>::default();
        let desk = Desk { arrivals: Arc::clone(&arrivals), chance: Arc::new(Mutex::new(fresh_entropy())), patient };
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (desk, mut stream) = (desk.clone(), BufReader::new(stream));
                tokio::spawn(async move { while desk.serve(&mut stream).await.is_some() {} });
            }
        });
        Self { address, arrivals }
    }

    /// What came to a path, in order.
    pub(super) fn arrivals(&self, path: &str) -> Vec<Arrival> {
        self.arrivals.lock().unwrap().iter().filter(|arrival| arrival.path == path).cloned().collect()
    }
}

impl Desk {
    /// Takes one request; nothing once the connection is to end.
    async fn serve(&self, stream: &mut BufReader<TcpStream>) -> Option<()> {
        let mut arrival = read_request(stream).await?;
        let mood = self.mood(arrival.header("x-buzzchat-attempt"));
        arrival.accepted = mood == Mood::Accept;
        // Before it is answered: who is killed now sends it again.
        self.arrivals.lock().unwrap().push(arrival);
        let answer: &[u8] = match mood {
            Mood::Accept => b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok",
            Mood::Refuse => b"HTTP/1.1 500 Internal Server Error\r\ncontent-length: 0\r\n\r\n",
            Mood::Stall(time) => {
                sleep(time).await;
                return None;
            }
            Mood::HangUp => return None,
        };
        stream.write_all(answer).await.ok()
    }

    /// The second wait would take five minutes: a receiver is only rude the first time.
    fn mood(&self, attempt: &str) -> Mood {
        let [roll, more] = self.chance.lock().unwrap().bytes();
        match roll {
            _ if attempt != "1" => Mood::Accept,
            0..16 => Mood::Refuse,
            16..40 => Mood::HangUp,
            40..43 if self.patient && more < 32 => Mood::Stall(LONG_STALL),
            40..43 => Mood::Stall(STALL),
            _ => Mood::Accept,
        }
    }
}

/// A whole request; half of one from a relay that was killed is none.
async fn read_request(stream: &mut BufReader<TcpStream>) -> Option<Arrival> {
    let mut head = Vec::new();
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await.ok()? == 0 {
            return None;
        }
        match line.trim_end() {
            "" => break,
            line => head.push(line.to_owned()),
        }
    }
    let path = head[0].split(' ').nth(1)?.to_owned();
    let headers: HashMap<_, _> =
        head[1..].iter().filter_map(|line| line.split_once(": ")).map(|(k, v)| (k.to_owned(), v.to_owned())).collect();
    let mut body = vec![0; headers.get("content-length")?.parse().ok()?];
    stream.read_exact(&mut body).await.ok()?;
    Some(Arrival { id: headers.get("webhook-id")?.clone(), path, headers, body, accepted: false })
}
