//! A client that costs little: a few connections kept open, each asking for the same thing again as soon as it is answered.

use std::net::SocketAddr;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::Instant;

/// A request, and the connections it goes over.
pub(crate) struct Load {
    request: Vec<u8>,
    connections: Vec<Connection>,
}

struct Connection {
    stream: TcpStream,
    read: Vec<u8>,
}

impl Load {
    pub(crate) async fn connect(to: SocketAddr, connections: usize, head: &str, body: &str) -> Self {
        let length = body.len();
        let request = format!("{head}\r\nhost: {to}\r\ncontent-length: {length}\r\n\r\n{body}").into_bytes();
        let mut load = Self { request, connections: Vec::new() };
        for _ in 0..connections {
            let stream = TcpStream::connect(to).await.unwrap();
            stream.set_nodelay(true).unwrap();
            load.connections.push(Connection { stream, read: Vec::new() });
        }
        load
    }

    /// One answer's body.
    pub(crate) async fn once(&mut self) -> String {
        let body = self.connections[0].ask(&self.request).await;
        String::from_utf8(self.connections[0].read.split_off(body)).unwrap()
    }

    /// Asks over all connections for so long, and returns how many answers came.
    pub(crate) async fn run(&mut self, time: Duration) -> u32 {
        let (began, mut tasks) = (Instant::now(), JoinSet::new());
        for mut connection in self.connections.drain(..) {
            let request = self.request.clone();
            tasks.spawn(async move {
                let mut answered = 0;
                while began.elapsed() < time {
                    connection.ask(&request).await;
                    answered += 1;
                }
                (connection, answered)
            });
        }
        let mut answered = 0;
        while let Some(done) = tasks.join_next().await {
            let (connection, count) = done.unwrap();
            self.connections.push(connection);
            answered += count;
        }
        answered
    }
}

impl Connection {
    /// Asks, reads the whole answer, and returns where its body begins.
    async fn ask(&mut self, request: &[u8]) -> usize {
        self.stream.write_all(request).await.unwrap();
        self.read.clear();
        loop {
            assert!(self.stream.read_buf(&mut self.read).await.unwrap() > 0, "the server hung up");
            if let Some(body) = complete(&self.read) {
                return body;
            }
        }
    }
}

/// Where the body begins, once all of it is there.
fn complete(read: &[u8]) -> Option<usize> {
    let body = read.windows(4).position(|end| end == b"\r\n\r\n")? + 4;
    let head = std::str::from_utf8(&read[..body]).unwrap();
    assert!(head.starts_with("HTTP/1.1 200 "), "{head}");
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap();
    (read.len() == body + length.parse::<usize>().unwrap()).then_some(body)
}
