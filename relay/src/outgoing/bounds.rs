//! Receivers that answer slowly, endlessly, hugely or with nonsense: each attempt ends, and what is kept of it stays small.

use super::{Client, Delivered, Policy, Target};
use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use std::io;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::time::sleep;

const LOCAL: Policy = Policy { allow_local: true };
/// Far longer than any attempt here may take.
const FOREVER: Duration = Duration::from_secs(600);
const IMPATIENT: Duration = Duration::from_millis(400);

fn client(total: Duration) -> Client {
    Client::resolving_by(super::resolver::System, LOCAL, total)
}

async fn listen() -> (TcpListener, Target) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/hook", listener.local_addr().unwrap());
    (listener, Target::parse(&url, LOCAL).unwrap())
}

async fn serve(router: Router) -> Target {
    let (listener, target) = listen().await;
    tokio::spawn(async move { axum::serve(listener, router).await });
    target
}

/// A receiver that writes these bytes whatever it is asked, again and again until nobody listens.
async fn write_raw(bytes: &'static [u8], again: bool) -> Target {
    let (listener, target) = listen().await;
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                while write_all(&stream, bytes).await.is_ok() && again {}
                // Who closes with the request unread resets the connection, and the answer with it.
                let mut seen = [0; 4_096];
                while stream.readable().await.is_ok() && stream.try_read(&mut seen).is_ok_and(|read| read > 0) {}
            });
        }
    });
    target
}

async fn write_all(stream: &TcpStream, mut bytes: &[u8]) -> io::Result<()> {
    while !bytes.is_empty() {
        stream.writable().await?;
        match stream.try_write(bytes) {
            Ok(written) => bytes = &bytes[written..],
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

async fn post(total: Duration, target: &Target) -> Delivered {
    client(total).post(target, HeaderMap::new(), Bytes::from_static(b"{}")).await
}

fn endless(pause: Duration) -> Router {
    Router::new().fallback(async move || {
        let chunks = stream::unfold((), move |()| async move {
            sleep(pause).await;
            Some((Ok::<_, io::Error>(Bytes::from_static(&[b'x'; 1_000])), ()))
        });
        Body::from_stream(chunks)
    })
}

#[tokio::test]
async fn a_receiver_gets_what_was_sent_and_its_answer_is_kept() {
    let target = serve(Router::new().fallback(async |headers: HeaderMap, body: Bytes| -> Response {
        let seen = [headers["webhook-id"].as_bytes(), headers[header::USER_AGENT].as_bytes(), &body].join(&b'|');
        (StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, "2.5")], seen).into_response()
    }))
    .await;
    let headers = HeaderMap::from_iter([("webhook-id".parse().unwrap(), "evt_1".parse().unwrap())]);
    let delivered = client(FOREVER).post(&target, headers, Bytes::from_static("{\"ü\":1}".as_bytes())).await;
    let expected = format!("evt_1|BuzzChat-Relay/{}|{{\"ü\":1}}", env!("CARGO_PKG_VERSION"));
    assert_eq!(String::from_utf8(delivered.body.clone()).unwrap(), expected);
    assert_eq!((delivered.status, delivered.accepted()), (Some(503), false));
    assert_eq!(delivered.retry_after, Some(Duration::from_millis(2_500)));
    assert_eq!(delivered.problem.as_deref(), Some("The receiver answered 503"));
}

#[tokio::test]
async fn deliveries_share_a_connection() {
    let router = Router::new().fallback(async |from: axum::extract::ConnectInfo<SocketAddr>| from.0.to_string());
    let (listener, target) = listen().await;
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    tokio::spawn(async move { axum::serve(listener, service).await });
    let client = client(FOREVER);
    let first = client.post(&target, HeaderMap::new(), Bytes::new()).await;
    let second = client.post(&target, HeaderMap::new(), Bytes::new()).await;
    assert!(first.accepted() && first.problem.is_none(), "{first:?}");
    assert_eq!(first.body, second.body, "the receiver saw another port");
}

#[tokio::test]
async fn a_silent_receiver_is_given_up() {
    let target = serve(Router::new().fallback(async || sleep(FOREVER).await)).await;
    let delivered = post(IMPATIENT, &target).await;
    assert_eq!(delivered.problem.as_deref(), Some("The receiver did not answer within 0.4 seconds"));
    assert_eq!(delivered.status, None);
}

#[tokio::test]
async fn an_endless_answer_is_cut_off() {
    let delivered = post(FOREVER, &serve(endless(Duration::ZERO)).await).await;
    assert_eq!((delivered.status, delivered.body.len()), (Some(200), 16 * 1_024), "a flood ends at the limit");
    let delivered = post(IMPATIENT, &serve(endless(Duration::from_millis(50))).await).await;
    assert!(delivered.accepted() && delivered.body.len() < 16 * 1_024, "a trickle ends in time: {delivered:?}");
}

#[tokio::test]
async fn a_huge_or_endless_head_is_no_answer() {
    let huge = Router::new().fallback(async || [("x-huge", "h".repeat(4 * 1_024 * 1_024))]);
    let endless = write_raw(b"x-more: and more and more and more\r\n", true);
    let nameless = write_raw(b"HTTP/1.1 200 OK\r\n", false);
    for (name, target) in [("huge", serve(huge).await), ("endless", endless.await), ("unfinished", nameless.await)] {
        let delivered = post(Duration::from_secs(5), &target).await;
        assert_eq!((delivered.status, delivered.body.len()), (None, 0), "{name}");
        assert!(delivered.problem.is_some(), "{name}");
    }
}

#[tokio::test]
async fn nonsense_and_closed_doors_have_a_sentence_without_addresses() {
    let (closed, nobody) = listen().await;
    drop(closed);
    let garbage = write_raw(b"220 smtp.example.com ESMTP\r\n", false).await;
    let plain = write_raw(b"HTTP/1.1 400 Bad Request\r\n\r\n", false).await;
    let secure = Target::parse(&plain.as_str().replace("http:", "https:"), LOCAL).unwrap();
    for (target, begin) in [
        (nobody, "The receiver could not be reached"),
        (garbage, "The receiver closed the connection or answered with something"),
        (secure, "No secure connection could be made"),
    ] {
        let problem = post(FOREVER, &target).await.problem.unwrap();
        assert!(problem.starts_with(begin), "{problem}");
        assert!(!problem.contains("127.0.0.1") && !problem.contains("smtp"), "{problem}");
    }
}
