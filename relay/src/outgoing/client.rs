//! The client for receivers that users named: it trusts no address, follows nothing, and reads and waits only so much.

use super::answer::{complaint, regained_after, retry_after};
use super::resolver::{Filtered, Nowhere, System};
use super::{Delivered, Policy, Target};
use crate::clock::now;
use crate::tls;
use axum::body::Bytes;
use axum::http::{HeaderMap, Method, header};
use reqwest::dns::Resolve;
use reqwest::redirect;
use std::error::Error;
use std::io;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{Instant, timeout_at};

/// How long a connection may take to be made.
const CONNECT: Duration = Duration::from_secs(5);
/// How long everything may take.
const TOTAL: Duration = Duration::from_secs(15);
/// How much is read of an answer that only people look at.
const MAX_ANSWER: usize = 16 * 1_024;
/// Connections kept open for the next delivery to the same receiver.
const IDLE: usize = 8;

/// What is asked of a receiver.
#[derive(Clone, Debug)]
pub struct Ask {
    /// How.
    pub method: Method,
    /// With which headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
    /// How much of the answer is read, in bytes.
    pub most: usize,
}

/// Sends what leaves the relay; cloning shares its connections.
#[derive(Clone, Debug)]
pub struct Client {
    http: reqwest::Client,
    policy: Policy,
    total: Duration,
}

impl Client {
    /// A client that keeps to the policy at every attempt.
    #[must_use]
    pub fn new(policy: Policy) -> Self {
        Self::resolving_by(System, policy, TOTAL)
    }

    /// A client that waits so long for an answer.
    #[must_use]
    pub fn patient(policy: Policy, total: Duration) -> Self {
        Self::resolving_by(System, policy, total)
    }

    pub(super) fn resolving_by(names: impl Resolve + 'static, policy: Policy, total: Duration) -> Self {
        tls::install();
        let names: Arc<dyn Resolve> = Arc::new(names);
        let builder = || {
            reqwest::Client::builder()
                .user_agent(concat!("BuzzChat-Relay/", env!("CARGO_PKG_VERSION")))
                .redirect(redirect::Policy::none())
                .no_proxy()
                .https_only(!policy.allow_local)
                .connect_timeout(CONNECT)
                .pool_max_idle_per_host(IDLE)
                .dns_resolver(Filtered::new(policy, Arc::clone(&names)))
        };
        let http = builder().build().unwrap_or_else(|error| {
            // A container without certificates still serves everything else.
            tracing::warn!(%error, "no certificate authorities are to be found: receivers by https will be refused");
            builder().tls_certs_only([]).build().expect("a client that trusts nobody needs nothing from the system")
        });
        Self { http, policy, total }
    }

    /// Posts one body and says what came of it; of the answer only the beginning is read.
    pub async fn post(&self, target: &Target, headers: HeaderMap, body: Bytes) -> Delivered {
        self.ask(target, Ask { method: Method::POST, headers, body, most: MAX_ANSWER }).await
    }

    /// Asks, and says what came of it. Never fails otherwise, and never takes much longer than the limit.
    pub async fn ask(&self, target: &Target, ask: Ask) -> Delivered {
        let started = Instant::now();
        // Once more at every attempt: literal addresses never reach the resolver.
        if let Err(refused) = target.check(self.policy) {
            return Delivered::unanswered(0, refused.to_string());
        }
        let deadline = started + self.total;
        let request = self.http.request(ask.method, target.url()).headers(ask.headers).body(ask.body);
        let (reached, problem) = match timeout_at(deadline, request.send()).await {
            Ok(Ok(response)) => return read_answer(response, ask.most, started, deadline).await,
            Ok(Err(error)) => (!error.is_connect(), problem(&error).to_owned()),
            Err(_) => (true, format!("The receiver did not answer within {} seconds", self.total.as_secs_f32())),
        };
        Delivered { reached, ..Delivered::unanswered(millis_since(started), problem) }
    }
}

/// The status is the receiver's word; the body is only for people to read, so its end may be missing.
async fn read_answer(mut response: reqwest::Response, most: usize, started: Instant, deadline: Instant) -> Delivered {
    let status = response.status().as_u16();
    let said = |name: &str| response.headers().get(name).and_then(|value| value.to_str().ok());
    let asked = said(header::RETRY_AFTER.as_str()).and_then(|value| retry_after(value, now()));
    let retry_after = asked.or_else(|| said("x-business-use-case-usage").and_then(regained_after));
    let mut body = Vec::new();
    while body.len() < most {
        let Ok(Ok(Some(chunk))) = timeout_at(deadline, response.chunk()).await else { break };
        body.extend_from_slice(&chunk[..chunk.len().min(most - body.len())]);
    }
    let (millis, problem) = (millis_since(started), complaint(status));
    Delivered { status: Some(status), reached: true, millis, retry_after, problem, body }
}

fn millis_since(started: Instant) -> u64 {
    u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX)
}

/// Why nothing came back. Own words only: those of the libraries name addresses.
fn problem(error: &reqwest::Error) -> &'static str {
    if causes(error).any(|cause| cause.is::<Nowhere>()) {
        "The receiver's name leads to no public address"
    } else if causes(error).any(is_tls) {
        "No secure connection could be made: the receiver's certificate or its TLS is not in order"
    } else if error.is_connect() && error.is_timeout() {
        "No connection to the receiver could be made in time"
    } else if error.is_connect() {
        "The receiver could not be reached"
    } else {
        "The receiver closed the connection or answered with something that is not HTTP"
    }
}

/// Errors of TLS come packed into those of sockets, some of them twice.
fn is_tls(cause: &(dyn Error + 'static)) -> bool {
    let packed = cause.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
    cause.is::<rustls::Error>() || packed.is_some_and(|inside| is_tls(inside))
}

fn causes<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |error| (*error).source())
}
