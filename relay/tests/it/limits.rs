//! How often a key may be used, and what every response says of it.

use crate::device::fresh_id;
use crate::server::{Answer, PATIENCE, Server, fresh_entropy, now};
use buzzchat_relay::limits::{Allowance, Counted, Limits, Span};
use buzzchat_relay::store::{OwnTerms, Store};
use buzzchat_relay::{KeyRules, Rules};
use reqwest::header::{AUTHORIZATION, HOST, HeaderMap, RETRY_AFTER};
use reqwest::{Client, Method, RequestBuilder, Response};
use std::collections::BTreeMap;
use std::net::IpAddr;
use std::task::Poll;
use std::time::Duration;

/// Noon of some day, so far ahead that the server itself forgets nothing of it.
const NOON: u64 = 4_102_488_000_000;
const MINUTE: u64 = 60_000;
const DAY: u64 = 86_400_000;

fn terms(per_minute: u64, per_day: u64) -> OwnTerms {
    OwnTerms { per_minute: Some(per_minute), per_day: Some(per_day), scopes: None }
}

/// One key's counts over a database, at moments of the test's choosing.
struct Counting {
    server: Server,
    hash: String,
    limits: Limits,
}

impl Counting {
    async fn new(terms: OwnTerms) -> Self {
        let server = Server::start().await;
        let hash = fresh_id("");
        server.app.hub().store().add_terms(&hash, "buzzchat", terms).await.unwrap();
        Self { server, hash, limits: Limits::new(20) }
    }

    fn store(&self) -> &Store {
        self.server.app.hub().store()
    }

    async fn count(&self, at: u64) -> (bool, Allowance) {
        let counted = self.limits.count(self.store(), "default", &self.hash, at).await.unwrap();
        let (_, Counted { within, allowance }) = counted;
        (within, allowance)
    }

    /// Uses it until nothing is left, and says how often that went.
    async fn exhaust(&self, at: u64) -> u64 {
        let mut times = 0;
        while self.count(at).await.0 {
            times += 1;
        }
        times
    }

    /// As after a crash: the memory is gone, the database is not.
    fn crash(&mut self) {
        self.limits = Limits::new(20);
    }
}

#[tokio::test]
async fn a_minute_and_a_day_give_what_they_give_and_then_begin_anew() {
    let counting = Counting::new(OwnTerms::default()).await;
    assert_eq!(counting.exhaust(NOON).await, 60, "as documented");
    assert_eq!(counting.exhaust(NOON + MINUTE - 1).await, 0, "the minute of the clock counts, not the last 60 seconds");
    assert_eq!(counting.exhaust(NOON + MINUTE).await, 60);
    let counting = Counting::new(terms(100_000, 10_000)).await;
    assert_eq!(counting.exhaust(NOON).await, 10_000);
    assert_eq!(counting.exhaust(NOON + DAY / 2 - 1).await, 0);
    assert_eq!(counting.exhaust(NOON + DAY / 2).await, 10_000, "the day ends at midnight UTC");
}

#[tokio::test]
async fn what_is_left_is_told_of_the_window_that_has_less() {
    let counting = Counting::new(terms(5, 12)).await;
    let mut told = Vec::new();
    for at in [0, 1, 2, 3, 4, 5].map(|n| NOON + n) {
        let (within, left) = counting.count(at).await;
        told.push((within, left.limit, left.remaining, left.reset - NOON));
    }
    let minute = |left| (left < 5, 5, left, MINUTE);
    assert_eq!(told, [minute(4), minute(3), minute(2), minute(1), minute(0), (false, 5, 0, MINUTE)]);
    counting.exhaust(NOON + MINUTE).await;
    let (_, left) = counting.count(NOON + 2 * MINUTE).await;
    assert_eq!((left.limit, left.remaining, left.reset), (12, 1, NOON + DAY / 2), "of the day only one is left");
    assert_eq!(counting.exhaust(NOON + 2 * MINUTE).await, 1);
    let (within, left) = counting.count(NOON + 3 * MINUTE).await;
    assert_eq!((within, left.wait), (false, DAY / 2 - 3 * MINUTE), "a fresh minute does not help");
}

#[tokio::test]
async fn a_crash_wastes_at_most_a_block_and_an_orderly_stop_nothing() {
    for (used, left) in [(1, 50), (10, 50), (11, 40), (60, 0)] {
        let mut counting = Counting::new(terms(60, 10_000)).await;
        for _ in 0..used {
            assert!(counting.count(NOON).await.0);
        }
        counting.crash();
        assert_eq!(counting.exhaust(NOON + 1).await, left, "after {used}");
        let mut counting = Counting::new(terms(60, 10_000)).await;
        for _ in 0..used {
            assert!(counting.count(NOON).await.0);
        }
        counting.limits.give_back(counting.store()).await.unwrap();
        counting.crash();
        assert_eq!(counting.exhaust(NOON + 1).await, 60 - used, "stopped after {used}");
    }
    let mut counting = Counting::new(terms(3, 3)).await;
    assert!(counting.count(NOON).await.0);
    counting.crash();
    let (within, left) = counting.count(NOON).await;
    assert_eq!((within, left.remaining), (false, 0), "a small limit is leased whole");
}

/// Requests, crashes, stops, a clock that runs and jumps: in no window more than its limit.
#[tokio::test]
async fn no_order_of_requests_and_restarts_exceeds_a_limit() {
    let mut entropy = fresh_entropy();
    let mut dice = move |sides: u64| u64::from_le_bytes(entropy.bytes::<8>()) % sides;
    let mut windows = 0;
    for _ in 0..6 {
        let (per_minute, per_day) = (1 + dice(25), 1 + dice(120));
        let mut counting = Counting::new(terms(per_minute, per_day)).await;
        let mut granted = BTreeMap::new();
        let mut at = NOON + DAY / 2 - 10 * MINUTE;
        for _ in 0..400 {
            match dice(40) {
                0 => counting.crash(),
                1 => counting.limits.give_back(counting.store()).await.unwrap(),
                2 => at += dice(2 * MINUTE),
                // Set back by so much that it is no disorder of requests.
                3 => at -= 5_000 + dice(MINUTE),
                4 => counting.limits.forget_past(counting.store(), at).await.unwrap(),
                _ => at += dice(1_000),
            }
            if counting.count(at).await.0 {
                for (span, limit) in [(Span::Minute, per_minute), (Span::Day, per_day)] {
                    let count: &mut u64 = granted.entry((span.length(), span.start(at))).or_default();
                    *count += 1;
                    assert!(*count <= limit, "{count} in {span:?}, {limit} allowed");
                }
            }
        }
        windows += granted.len();
    }
    assert!(windows > 30, "{windows} windows were tried");
}

#[tokio::test]
async fn requests_that_come_together_share_one_count() {
    let counting = std::sync::Arc::new(Counting::new(terms(60, 100)).await);
    let tasks: Vec<_> = (0..200)
        .map(|n| {
            let counting = std::sync::Arc::clone(&counting);
            // Some are a little late, at the edge of a minute too.
            tokio::spawn(async move { counting.count(NOON + MINUTE - n % 2).await.0 })
        })
        .collect();
    let mut within = 0;
    for task in tasks {
        within += u64::from(task.await.unwrap());
    }
    assert_eq!(within, 60);
}

#[tokio::test]
async fn a_client_that_hangs_up_costs_its_request_and_no_block() {
    const ROUNDS: u64 = 30;
    let counting = Counting::new(terms(1_000, 10_000)).await;
    let mut granted = 0;
    for round in 0..ROUNDS {
        // Until a block is used up: the next request has to lease.
        while {
            let (within, left) = counting.count(NOON).await;
            granted += u64::from(within);
            !left.remaining.is_multiple_of(10)
        } {}
        let mut counted = Box::pin(counting.count(NOON));
        for _ in 0..=round % 6 {
            if std::future::poll_fn(|context| Poll::Ready(counted.as_mut().poll(context).is_ready())).await {
                break;
            }
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        drop(counted);
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let rest = counting.exhaust(NOON).await;
    assert!(granted + rest + ROUNDS >= 1_000, "{granted} {rest}");
}

#[tokio::test]
async fn counters_of_past_windows_are_forgotten() {
    let counting = Counting::new(terms(1, 100)).await;
    for minute in 0..80 {
        counting.count(NOON + minute * MINUTE).await;
    }
    let lease = async |minute| {
        counting.store().lease(&counting.hash, Span::Minute, NOON + minute * MINUTE, 1, 1).await.unwrap()
    };
    assert_eq!(lease(5).await, None, "the minute is used up");
    counting.limits.forget_past(counting.store(), NOON + 80 * MINUTE).await.unwrap();
    assert_eq!(lease(5).await, Some((1, 1)), "nothing is known of it any more");
    assert_eq!(lease(20).await, None, "a clock may be set back a little");
}

fn get(server: &Server, key: &str, path: &str) -> RequestBuilder {
    server.request(Method::GET, path).bearer_auth(key)
}

async fn send(request: RequestBuilder) -> Response {
    request.send().await.unwrap()
}

fn number(headers: &HeaderMap, name: &str) -> u64 {
    let value = headers.get(name).unwrap_or_else(|| panic!("no {name} in {headers:?}"));
    value.to_str().unwrap().parse().unwrap()
}

fn told(response: &Response) -> (u64, u64) {
    let reset = number(response.headers(), "x-ratelimit-reset");
    assert!(reset * 1_000 + 10_000 > now() && reset.is_multiple_of(60), "{reset}");
    (number(response.headers(), "x-ratelimit-limit"), number(response.headers(), "x-ratelimit-remaining"))
}

#[tokio::test]
async fn both_bases_share_one_count_and_then_both_refuse() {
    let server = Server::start().await;
    let key = server.new_key_with("default", terms(1_000, 4)).await;
    for (path, left) in
        [("/api/v1/settings", 3), ("/v1/settings", 2), ("/v1/nothing", 1), ("/api/v1/analytics?period=x", 0)]
    {
        assert_eq!(
            told(&send(get(&server, &key, path)).await),
            (4, left),
            "{path}: counted once, whatever its outcome"
        );
    }
    for path in ["/api/v1/settings", "/v1/settings", "/v1/nothing"] {
        let response = send(get(&server, &key, path)).await;
        assert_eq!(told(&response), (4, 0));
        let wait = number(response.headers(), RETRY_AFTER.as_str());
        let reset = number(response.headers(), "x-ratelimit-reset");
        assert!(wait >= 1 && (reset - wait).abs_diff(now() / 1_000) <= 2, "{wait}");
        let answer = Answer { status: response.status().as_u16(), body: response.json().await.unwrap() };
        assert_eq!(answer.error(429, "RATE_LIMIT_EXCEEDED"), "Too many requests");
    }
    server.get("/v1/settings").await.data();
}

#[tokio::test]
async fn every_response_says_what_is_left() {
    let server = Server::start().await;
    let key = server.new_key_with("default", terms(1_000, 500)).await;
    let large = "x".repeat(300 * 1024);
    let post = |path: &str| server.request(Method::POST, path).bearer_auth(&key);
    let json = "application/json";
    for base in ["/api/v1", "/v1"] {
        let send_path = format!("{base}/messages/send");
        let cases = [
            (get(&server, &key, &format!("{base}/settings")), 200),
            (post(&send_path).body("{").header("content-type", json), 400),
            (get(&server, &key, &format!("{base}/nothing")), 404),
            (get(&server, &key, base), 404),
            (post(&format!("{base}/settings")), 405),
            (post(&send_path).body(large.clone()).header("content-type", json), 413),
            (post(&send_path).body("hi"), 415),
        ];
        for (request, status) in cases {
            let response = send(request).await;
            assert_eq!((response.status().as_u16(), told(&response).0), (status, 500), "{base}");
        }
        let strangers = [
            (server.request(Method::GET, &format!("{base}/settings")), 401),
            (server.request(Method::GET, &format!("{base}/nothing")), 404),
            (server.request(Method::POST, &format!("{base}/settings")), 405),
            (get(&server, &key, &format!("{base}/settings")).header(HOST, "evil.example"), 403),
        ];
        for (request, status) in strangers {
            let response = send(request).await;
            assert_eq!((response.status().as_u16(), told(&response).0), (status, 20), "{base}");
        }
    }
    let elsewhere = send(server.request(Method::GET, "/healthz")).await;
    assert!(!elsewhere.headers().contains_key("x-ratelimit-limit"), "only the API has limits");
}

#[tokio::test]
async fn a_server_that_cannot_count_answers_nobody_but_says_what_is_left() {
    let server = Server::start().await;
    server.app.hub().store().close().await;
    let response = send(get(&server, &server.key, "/v1/settings")).await;
    assert_eq!((response.status().as_u16(), told(&response).0), (500, 20));
}

fn from(address: &str) -> Client {
    Client::builder().local_address(address.parse::<IpAddr>().unwrap()).build().unwrap()
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn an_address_without_a_good_key_is_heard_twenty_times_and_a_good_key_always() {
    let server = Server::start().await;
    let url = format!("http://{}/v1/settings", server.address);
    let (one, two) = (from("127.0.0.1"), from("127.0.0.2"));
    let guess = |client: &Client, n: u64| {
        client.get(&url).bearer_auth(format!("bz_live_{n:048x}")).header("X-Forwarded-For", format!("192.0.2.{n}"))
    };
    // Should the minute end meanwhile, the next one is whole.
    let mut refused = Vec::new();
    for n in 0..45 {
        let response = send(guess(&one, n)).await;
        let reset = number(response.headers(), "x-ratelimit-reset");
        refused.push((reset, response.status().as_u16(), told(&response).1));
        if response.status().as_u16() == 429 {
            assert!(number(response.headers(), RETRY_AFTER.as_str()) <= 60);
            let answer = Answer { status: 429, body: response.json().await.unwrap() };
            answer.error(429, "RATE_LIMIT_EXCEEDED");
        }
    }
    let last = refused.last().unwrap().0;
    let minute: Vec<_> = refused.iter().filter(|(reset, ..)| *reset == last || refused[0].0 == last).collect();
    for (n, (_, status, left)) in (0..).zip(minute) {
        assert_eq!(
            (*status, *left),
            if n < 20 { (401, 19 - n) } else { (429, 0) },
            "a forwarded address is not believed"
        );
    }
    assert_eq!(send(one.get(&url).bearer_auth(&server.key)).await.status(), 200, "one address may hold many");
    assert_eq!(send(guess(&two, 1)).await.status(), 401);
}

#[tokio::test]
async fn a_key_in_the_address_works_with_a_warning_unless_that_is_switched_off() {
    let server = Server::start().await;
    let path = format!("/v1/settings?api_key={}", server.key);
    let response = send(server.request(Method::GET, &path)).await;
    assert_eq!(response.status(), 200);
    let warning = response.headers()["warning"].to_str().unwrap().to_owned();
    assert!(warning.starts_with("299 - \"") && warning.contains("Authorization: Bearer"), "{warning}");
    assert_eq!(
        (&response.headers()["cache-control"], &response.headers()["referrer-policy"]),
        (&"no-store".parse().unwrap(), &"no-referrer".parse().unwrap())
    );
    let header = send(get(&server, &server.key, "/v1/settings")).await;
    assert!(!header.headers().contains_key("warning"));
    let keys = KeyRules { in_query: false, ..KeyRules::default() };
    let rules = Rules { keys, ..Rules::default() };
    let server = Server::start_ruled(PATIENCE, rules).await;
    let path = format!("/v1/settings?api_key={}", server.key);
    crate::server::read(server.request(Method::GET, &path)).await.error(401, "INVALID_API_KEY");
    let both = server.request(Method::GET, &path).header(AUTHORIZATION, format!("Bearer {}", server.key));
    crate::server::read(both).await.data();
}
