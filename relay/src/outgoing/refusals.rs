//! The spellings by which others talked servers into calling themselves, all refused. Every row leads to a trap that counts.

use super::{Client, Policy, Target, TargetError};
use axum::Router;
use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::IntoResponse;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use std::net::{IpAddr, SocketAddr};
use std::sync::Mutex;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

const STRICT: Policy = Policy { allow_local: false };
const LOCAL: Policy = Policy { allow_local: true };
const PATIENCE: Duration = Duration::from_secs(10);

/// A silent listener on loopback that knows who connected.
struct Trap {
    address: SocketAddr,
    caught: watch::Receiver<Vec<SocketAddr>>,
    /// How often the test itself connected, to ask.
    own: usize,
}

impl Trap {
    async fn set() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (caught, seen) = watch::channel(Vec::new());
        tokio::spawn(async move {
            let mut held = Vec::new();
            while let Ok((stream, from)) = listener.accept().await {
                held.push(stream);
                caught.send_modify(|seen| seen.push(from));
            }
        });
        Self { address, caught: seen, own: 0 }
    }

    /// How many connected so far. Connections are accepted in turn: when our own is, all earlier ones were.
    async fn caught(&mut self) -> usize {
        let own = TcpStream::connect(self.address).await.unwrap().local_addr().unwrap();
        let seen = self.caught.wait_for(|seen| seen.contains(&own)).await.unwrap();
        self.own += 1;
        seen.len() - self.own
    }
}

/// Every name leads to the next of these addresses, the last one from then on.
struct Names(Mutex<Vec<Vec<IpAddr>>>);

impl Names {
    fn leading_to(answers: &[&[&str]]) -> Self {
        let parse = |answer: &&[&str]| answer.iter().map(|address| address.parse().unwrap()).collect();
        Self(Mutex::new(answers.iter().rev().map(parse).collect()))
    }
}

impl Resolve for Names {
    fn resolve(&self, _: Name) -> Resolving {
        let mut answers = self.0.lock().unwrap();
        let answer = if answers.len() > 1 { answers.pop().unwrap() } else { answers[0].clone() };
        let found = answer.into_iter().map(|address| SocketAddr::new(address, 0));
        Box::pin(async move { Ok(Box::new(found) as Addrs) })
    }
}

async fn post(client: &Client, target: &Target) -> super::Delivered {
    client.post(target, HeaderMap::new(), Bytes::from_static(b"{}")).await
}

/// What each spelling is called, how it is written, and which sentence refuses it. `PORT` is the trap's.
const SPELLINGS: [(&str, &str, TargetError); 44] = [
    ("plain loopback", "https://127.0.0.1:PORT/", TargetError::NotPublic),
    ("another loopback address", "https://127.8.8.8:PORT/", TargetError::NotPublic),
    ("decimal", "https://2130706433:PORT/", TargetError::NotPublic),
    ("octal", "https://0177.0.0.1:PORT/", TargetError::NotPublic),
    ("octal as one number", "https://017700000001:PORT/", TargetError::NotPublic),
    ("hexadecimal", "https://0x7f000001:PORT/", TargetError::NotPublic),
    ("hexadecimal by parts", "https://0x7f.0x0.0x0.0x1:PORT/", TargetError::NotPublic),
    ("short", "https://127.1:PORT/", TargetError::NotPublic),
    ("short, mixed bases", "https://0x7f.1:PORT/", TargetError::NotPublic),
    ("zero", "https://0:PORT/", TargetError::NotPublic),
    ("unspecified", "https://0.0.0.0:PORT/", TargetError::NotPublic),
    ("IPv6 loopback", "https://[::1]:PORT/", TargetError::NotPublic),
    ("IPv6 loopback in full", "https://[0000:0000:0000:0000:0000:0000:0000:0001]:PORT/", TargetError::NotPublic),
    ("IPv6 unspecified", "https://[::]:PORT/", TargetError::NotPublic),
    ("v4-mapped", "https://[::ffff:127.0.0.1]:PORT/", TargetError::NotPublic),
    ("v4-mapped in hexadecimal", "https://[::ffff:7f00:1]:PORT/", TargetError::NotPublic),
    ("v4-compatible", "https://[::127.0.0.1]:PORT/", TargetError::NotPublic),
    ("v4-translated", "https://[::ffff:0:127.0.0.1]:PORT/", TargetError::NotPublic),
    ("NAT64", "https://[64:ff9b::127.0.0.1]:PORT/", TargetError::NotPublic),
    ("6to4", "https://[2002:7f00:1::]:PORT/", TargetError::NotPublic),
    ("Teredo", "https://[2001:0:7f00:1::]:PORT/", TargetError::NotPublic),
    ("unique local", "https://[fd00:ec2::254]:PORT/", TargetError::NotPublic),
    ("zone id", "https://[fe80::1%25eth0]:PORT/", TargetError::Unreadable),
    ("private network", "https://192.168.0.1:PORT/", TargetError::NotPublic),
    ("metadata service", "https://169.254.169.254:PORT/", TargetError::NotPublic),
    ("trailing dot after an address", "https://127.0.0.1.:PORT/", TargetError::NotPublic),
    ("name of this computer", "https://localhost:PORT/", TargetError::NotPublic),
    ("name in capitals", "https://LocalHost:PORT/", TargetError::NotPublic),
    ("trailing dot after a name", "https://localhost.:PORT/", TargetError::NotPublic),
    ("below localhost", "https://a.b.localhost:PORT/", TargetError::NotPublic),
    ("multicast name", "https://printer.local:PORT/", TargetError::NotPublic),
    ("internal name", "https://metadata.google.internal:PORT/", TargetError::NotPublic),
    ("single label", "https://intranet:PORT/", TargetError::NotPublic),
    ("full-width digits", "https://１２７.０.０.１:PORT/", TargetError::NotPublic),
    ("ideographic full stops", "https://127。0。0。1:PORT/", TargetError::NotPublic),
    ("circled letters", "https://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ:PORT/", TargetError::NotPublic),
    ("percent escapes", "https://%6c%6f%63alhost:PORT/", TargetError::NotPublic),
    ("escaped digits", "https://%31%32%37.0.0.1:PORT/", TargetError::NotPublic),
    ("userinfo before loopback", "https://example.com@127.0.0.1:PORT/", TargetError::Credentials),
    ("userinfo with a port look", "https://example.com:443@127.0.0.1:PORT/", TargetError::Credentials),
    ("backslash", "https://127.0.0.1:PORT\\@example.com/", TargetError::Unreadable),
    ("tab inside the host", "https://127.0\t.0.1:PORT/", TargetError::Unreadable),
    ("plain HTTP", "http://127.0.0.1:PORT/", TargetError::Insecure),
    ("missing slashes", "https:127.0.0.1:PORT/", TargetError::NotPublic),
];

#[tokio::test]
async fn spellings_of_inner_addresses_are_refused_before_anything_is_called() {
    let mut trap = Trap::set().await;
    let client = Client::resolving_by(Names::leading_to(&[&["127.0.0.1"]]), STRICT, PATIENCE);
    for (name, url, error) in SPELLINGS {
        let url = url.replace("PORT", &trap.address.port().to_string());
        assert_eq!(Target::parse(&url, STRICT).err(), Some(error), "{name}: {url}");
        // As if it had been stored when the relay was laxer.
        let Ok(stored) = Target::parse(&url, LOCAL) else { continue };
        let delivered = post(&client, &stored).await;
        assert_eq!((delivered.status, delivered.problem), (None, Some(error.to_string())), "{name}: {url}");
    }
    assert_eq!(trap.caught().await, 0, "somebody was called");
}

/// What each row's name is looked up to, one answer after the other.
const LOOKUPS: [(&str, &str, &[&[&str]]); 9] = [
    ("a name for loopback", "loopback.example.com", &[&["127.0.0.1"]]),
    ("an address inside a name", "127.0.0.1.nip.io", &[&["127.0.0.1"]]),
    ("a name for IPv6 loopback", "six.example.com", &[&["::1"]]),
    ("a name for a v4-mapped address", "mapped.example.com", &[&["::ffff:127.0.0.1"]]),
    ("a name for the private network", "private.example.com", &[&["10.0.0.1", "192.168.0.1", "fd00::1"]]),
    ("a name for the metadata service", "metadata.example.com", &[&["169.254.169.254"]]),
    ("a name for nothing at all", "unspecified.example.com", &[&["0.0.0.0", "::"]]),
    ("a name with a trailing dot", "loopback.example.com.", &[&["127.0.0.1"]]),
    ("a name that exists nowhere", "nowhere.example.com", &[&[]]),
];

#[tokio::test]
async fn names_that_lead_inside_are_refused_and_say_as_much_as_names_that_lead_nowhere() {
    let mut trap = Trap::set().await;
    for (name, host, answers) in LOOKUPS {
        let client = Client::resolving_by(Names::leading_to(answers), STRICT, PATIENCE);
        let target = Target::parse(&format!("https://{host}:{}/", trap.address.port()), STRICT).unwrap();
        let delivered = post(&client, &target).await;
        let problem = delivered.problem.as_deref();
        let expected = (None, Some("The receiver's name leads to no public address"));
        assert_eq!((delivered.status, problem), expected, "{name}");
        assert_eq!(delivered.body, b"", "{name}");
    }
    assert_eq!(trap.caught().await, 0, "somebody was called");
}

/// The first answer is harmless and slow to come true: the second attempt must not profit from the first one's check.
#[tokio::test]
async fn a_name_that_leads_elsewhere_the_second_time_is_refused_then() {
    let mut trap = Trap::set().await;
    let names = Names::leading_to(&[&["127.0.0.1"], &["169.254.169.254"]]);
    let client = Client::resolving_by(names, LOCAL, Duration::from_millis(300));
    let target = Target::parse(&format!("http://rebinding.example.com:{}/", trap.address.port()), LOCAL).unwrap();
    let first = post(&client, &target).await;
    assert!(first.problem.unwrap().contains("did not answer"), "the trap is silent, but may be called here");
    let second = post(&client, &target).await;
    assert_eq!(second.problem.as_deref(), Some("The receiver's name leads to no public address"));
    assert_eq!(trap.caught().await, 1);
}

/// Without this, the trap could be one that nobody can fall into.
#[tokio::test]
async fn the_trap_catches_whom_the_guard_lets_through() {
    let mut trap = Trap::set().await;
    let client = Client::resolving_by(Names::leading_to(&[&["127.0.0.1"]]), LOCAL, Duration::from_millis(300));
    for (calls, host) in [(1, "127.0.0.1"), (2, "loopback.example.com")] {
        let target = Target::parse(&format!("http://{host}:{}/", trap.address.port()), LOCAL).unwrap();
        assert_eq!(post(&client, &target).await.status, None, "it never answers");
        assert_eq!(trap.caught().await, calls, "{host}");
    }
}

#[tokio::test]
async fn redirects_to_loopback_are_not_followed() {
    let mut trap = Trap::set().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let inside = format!("http://127.0.0.1:{}/secret", trap.address.port());
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let server = Router::new().fallback(move |headers: HeaderMap| async move {
        let status = headers["x-answer"].to_str().unwrap().parse::<u16>().unwrap();
        (StatusCode::from_u16(status).unwrap(), [(header::LOCATION, inside)]).into_response()
    });
    tokio::spawn(async move { axum::serve(listener, server).await });
    let (client, target) = (Client::new(LOCAL), Target::parse(&url, LOCAL).unwrap());
    for status in [301, 302, 303, 307, 308] {
        let headers = HeaderMap::from_iter([("x-answer".parse().unwrap(), status.into())]);
        let delivered = client.post(&target, headers, Bytes::new()).await;
        assert_eq!(delivered.status, Some(status));
        assert!(!delivered.accepted(), "{status} is no acceptance");
        let problem = delivered.problem.unwrap();
        assert!(problem.contains("redirects are not followed") && !problem.contains("secret"), "{problem}");
    }
    assert_eq!(trap.caught().await, 0, "a redirect was followed");
}
