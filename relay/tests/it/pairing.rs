//! How a device gets in, and who does not.

use crate::device::{Device, EXTENSION, Socket};
use crate::server::{PATIENCE, Server, eventually};
use buzzchat::protocol::{Fact, Frame, OLDEST_PROTOCOL_VERSION, PROTOCOL_VERSION};
use buzzchat_relay::config::Patience;
use buzzchat_relay::pairing::hash_code;
use std::time::Duration;
use tokio_tungstenite::tungstenite::Error;

fn hello(token: Option<&str>, code: Option<&str>, origin: &str) -> Frame {
    Frame::Hello {
        version: PROTOCOL_VERSION,
        token: token.map(str::to_owned),
        code: code.map(str::to_owned),
        origin: origin.to_owned(),
        acked: 0,
        compacted: 0,
        cursor: 0,
    }
}

async fn greet(server: &Server, web_origin: Option<&str>, hello: &Frame) -> Socket {
    let mut socket = Socket::open(server, web_origin).await.unwrap();
    socket.say(hello).await;
    socket
}

#[tokio::test]
async fn a_code_pairs_once_and_the_token_brings_the_device_back() {
    let server = Server::start().await;
    server.new_code("ABCD-EFGH").await;
    let joined = Device::new("dev_1").knock(&server, Some("abcdefgh")).await;
    let Frame::Welcome { token: Some(token), workspace, known: 0, snapshot_wanted: false, .. } = &joined.welcome else {
        panic!("{:?}", joined.welcome);
    };
    assert_eq!(workspace, "default");
    assert!(token.starts_with("bzd_") && token.len() == 52, "{token}");
    let again = hello(None, Some("ABCD-EFGH"), "dev_2");
    greet(&server, Some(EXTENSION), &again).await.refused("pairing").await;
    let server = server.restart().await;
    let joined = joined.device.connect(&server).await;
    assert!(matches!(joined.welcome, Frame::Welcome { token: None, .. }), "{:?}", joined.welcome);
}

#[tokio::test]
async fn a_code_that_ran_out_pairs_nobody() {
    let server = Server::start().await;
    server.app.hub().store().add_code(&hash_code("OLD0-OLD0"), "default", 1, 2).await.unwrap();
    let hello = hello(None, Some("OLD0-OLD0"), "dev_1");
    greet(&server, Some(EXTENSION), &hello).await.refused("pairing").await;
}

#[tokio::test]
async fn only_extensions_and_programs_open_a_link() {
    let server = Server::start().await;
    let cases = [
        (Some(EXTENSION), true),
        (Some("moz-extension://5f0b"), true),
        (None, true),
        (Some("https://evil.example"), false),
        (Some("http://127.0.0.1:4117"), false),
        (Some("chrome-extension://"), false),
        (Some("null"), false),
    ];
    for (web_origin, welcome) in cases {
        match Socket::open(&server, web_origin).await {
            Ok(_) => assert!(welcome, "{web_origin:?}"),
            Err(Error::Http(response)) => {
                assert_eq!((response.status().as_u16(), welcome), (403, false), "{web_origin:?}");
            }
            Err(error) => panic!("{web_origin:?}: {error}"),
        }
    }
}

#[tokio::test]
async fn first_frames_that_are_refused() {
    let server = Server::start().await;
    let joined = Device::new("dev_1").pair(&server).await;
    let other = Device::new("dev_2").pair(&server).await;
    let (token, theirs) = (joined.device.token.as_deref(), other.device.token.as_deref());
    let newer = Frame::Hello {
        version: PROTOCOL_VERSION + 1,
        token: token.map(str::to_owned),
        code: None,
        origin: "dev_1".into(),
        acked: 0,
        compacted: 0,
        cursor: 0,
    };
    let cases = [
        (Some(EXTENSION), newer, "version"),
        (Some(EXTENSION), hello(None, None, "dev_1"), "pairing"),
        (Some(EXTENSION), hello(None, Some("ZZZZ-ZZZZ"), "dev_1"), "pairing"),
        (Some(EXTENSION), hello(Some("bzd_wrong"), None, "dev_1"), "token"),
        (Some("chrome-extension://another"), hello(token, None, "dev_1"), "token"),
        (None, hello(token, None, "dev_1"), "token"),
        (Some(EXTENSION), hello(theirs, None, "dev_1"), "fork"),
        (Some(EXTENSION), hello(token, None, "rel_mine"), "frame"),
        (Some(EXTENSION), hello(token, None, ""), "frame"),
        (Some(EXTENSION), Frame::Presence { streams: Vec::new() }, "frame"),
    ];
    for (web_origin, frame, code) in cases {
        greet(&server, web_origin, &frame).await.refused(code).await;
    }
}

#[tokio::test]
async fn a_device_of_the_version_before_goes_on_and_others_are_told_what_to_update() {
    let server = Server::start().await;
    let mut device = Device::new("dev_1").pair(&server).await.device;
    let speaking = |spoken: u32, device: &Device| {
        let mut hello = device.hello(None);
        if let Frame::Hello { version, .. } = &mut hello {
            *version = spoken;
        }
        hello
    };
    for (spoken, behind) in [(OLDEST_PROTOCOL_VERSION - 1, "extension"), (PROTOCOL_VERSION + 1, "relay")] {
        let refused = greet(&server, Some(EXTENSION), &speaking(spoken, &device)).await.refused("version").await;
        assert!(refused.ends_with(&format!("the device {spoken}: update the {behind}")), "{refused}");
    }
    let mut socket = greet(&server, Some(EXTENSION), &speaking(OLDEST_PROTOCOL_VERSION, &device)).await;
    assert!(matches!(socket.hear().await, Some(Frame::Welcome { token: None, .. })));
    let started = device.write(Fact::BotStarted);
    socket.say(&Frame::Events { events: vec![started] }).await;
    eventually("what it tells is taken", async || server.state().await.active().settings().bot_active).await;
}

#[tokio::test]
async fn who_does_not_speak_the_protocol_is_refused() {
    let server = Server::start().await;
    let open = async || Socket::open(&server, None).await.unwrap();
    let mut socket = open().await;
    socket.say_text("hello").await;
    socket.refused("frame").await;
    let mut socket = open().await;
    socket.say_bytes().await;
    socket.refused("frame").await;
    let mut joined = Device::new("dev_1").pair(&server).await;
    joined.socket.say(&Frame::Ack { seq: 1, number: 1 }).await;
    joined.socket.refused("frame").await;
    let mut joined = joined.device.connect(&server).await;
    joined.socket.say_text(&format!("{{\"type\":\"ping\",\"x\":\"{}\"}}", "x".repeat(300 * 1024))).await;
    while joined.socket.hear().await.is_some_and(|frame| !matches!(frame, Frame::Refused { .. })) {}
    server.get("/v1/settings").await.data();
}

#[tokio::test]
async fn who_says_nothing_is_refused() {
    let server = Server::start_with(Patience { hello: Duration::from_millis(300), ..PATIENCE }).await;
    Socket::open(&server, None).await.unwrap().refused("frame").await;
}

#[tokio::test]
async fn pairing_again_replaces_the_token() {
    let server = Server::start().await;
    let first = Device::new("dev_1").pair(&server).await.device;
    let second = Device::new("dev_1").pair(&server).await.device;
    let old = hello(first.token.as_deref(), None, "dev_1");
    greet(&server, Some(EXTENSION), &old).await.refused("token").await;
    second.connect(&server).await;
}

#[tokio::test]
async fn a_device_may_take_a_new_origin() {
    let server = Server::start().await;
    let mut device = Device::new("dev_1").pair(&server).await.device;
    device.origin = "dev_1b".into();
    let joined = device.connect(&server).await;
    let mut device = joined.close().await;
    device.origin = "dev_1".into();
    device.connect(&server).await;
}

#[tokio::test]
async fn a_ping_is_answered_and_silence_ends_the_link() {
    let server = Server::start_with(Patience { silence: Duration::from_secs(1), ..PATIENCE }).await;
    let mut joined = Device::new("dev_1").pair(&server).await;
    for _ in 0..4 {
        tokio::time::sleep(Duration::from_millis(300)).await;
        joined.socket.say(&Frame::Ping).await;
        assert_eq!(joined.hear().await, Frame::Pong);
    }
    assert_eq!(joined.socket.hear().await, None);
}

#[tokio::test]
async fn a_new_link_of_a_device_replaces_the_older_one() {
    let server = Server::start().await;
    let mut older = Device::new("dev_1").pair(&server).await;
    let mut device = Device::new("dev_1");
    device.token.clone_from(&older.device.token);
    let mut newer = device.connect(&server).await;
    assert_eq!(older.socket.hear().await, None);
    newer.socket.say(&Frame::Ping).await;
    assert_eq!(newer.hear().await, Frame::Pong);
}
