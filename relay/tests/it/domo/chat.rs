//! What integrations are told of the chat of a live stream: while somebody wants to hear it, from the device that speaks
//! there, and each thing once.

use super::{Client, INTEGRATIONS, Joined, every_channel, join, main_stream, public, relay, row};
use crate::device::Device;
use crate::server::Server;
use crate::webhooks::receiver::{Received, Receiver};
use buzzchat::protocol::{Frame, OLDEST_PROTOCOL_VERSION};
use buzzchat_relay::outgoing::Secret;
use serde_json::{Value, json};

/// A relay, a device that speaks on the main stream, and an integration that is told of an event.
async fn stage(event: &str) -> (Server, Client, Joined, Receiver) {
    let (server, receiver) = (relay().await, Receiver::start().await);
    let client = Client::new(&server).await;
    let mut joined = Joined::speaking(&server).await;
    let id = client.integrate(&server, public("Ears")).await;
    client.subscribe(&server, &id, event, &receiver).await;
    joined.is_listened_to(true).await;
    (server, client, joined, receiver)
}

/// The letter without what is different each time, and that.
fn letter(received: &Received) -> (Value, String) {
    let mut body = received.json();
    let token = body["callback"]["headers"]["x-buzz-bot-token"].take().as_str().unwrap().to_owned();
    (body, token)
}

/// What was told, sorted: letters travel side by side.
fn texts(receiver: &Receiver) -> Vec<String> {
    let text = |received: &Received| received.json()["message"]["text"].as_str().unwrap().to_owned();
    let mut texts: Vec<_> = receiver.received().iter().map(text).collect();
    texts.sort();
    texts
}

#[tokio::test]
async fn a_message_is_told_as_documented() {
    let (server, client, mut joined, receiver) = stage("MESSAGE_POSTED").await;
    joined.reads(vec![row(1, "Adam Craven", "Good morning")]).await;
    let received = receiver.wait_for(1).await.remove(0);
    let (body, token) = letter(&received);
    let channel = &client.get(&server, "/v1/buzz/channels").await.body()["channels"][0];
    let owner = &client.get(&server, INTEGRATIONS).await.body()["integrations"][0]["ownerId"];
    let address = server.address;
    let url = format!("http://{address}/api/buzz/v1/bots/message/{}", channel["id"].as_str().unwrap());
    let expected = json!({
        "author": { "id": body["author"]["id"], "displayName": "Adam Craven" },
        "message": { "text": "Good morning" },
        "event": { "type": "MESSAGE_POSTED" },
        "owner": { "id": owner, "displayName": "default" },
        "organization": { "domain": "127.0.0.1" },
        "channel": { "id": channel["id"], "parentId": channel["id"], "title": "demo/main" },
        "callback": { "url": url, "headers": { "x-buzz-bot-token": null } },
    });
    assert_eq!(body, expected);
    assert!(body["author"]["id"].is_u64());
    assert!(token.len() == 64 && token.bytes().all(|byte| byte.is_ascii_hexdigit()), "{token}");
    let text = String::from_utf8(received.body.to_vec()).unwrap();
    let order =
        ["\"author\"", "\"message\"", "\"event\"", "\"owner\"", "\"organization\"", "\"channel\"", "\"callback\""];
    assert!(order.iter().map(|field| text.find(field)).is_sorted(), "{text}");
    joined.reads(vec![row(2, " @adam CRAVEN", "Hi"), row(3, "Ann", "Hi")]).await;
    let ids: Vec<_> =
        receiver.wait_for(3).await.iter().map(|received| received.json()["author"]["id"].clone()).collect();
    assert!(ids[0] == ids[1] && ids[1] != ids[2], "{ids:?}");
}

#[tokio::test]
async fn every_letter_has_the_headers_of_its_integration_and_a_signature() {
    let (server, receiver) = (relay().await, Receiver::start().await);
    let client = Client::new(&server).await;
    let mut joined = Joined::speaking(&server).await;
    let headers =
        json!([{ "name": "x-my-api-secret", "value": "b5d25c5b" }, { "name": "Authorization", "value": "Basic x" }]);
    let wanted = json!({ "name": "Ears", "scope": "PUBLIC_CHANNELS", "headers": headers });
    let id = client.integrate(&server, wanted).await;
    let wanted = json!({ "eventType": "MESSAGE_POSTED", "url": receiver.url });
    let path = format!("{INTEGRATIONS}/{id}/subscriptions");
    let secret = client.post(&server, &path, &wanted).await.body()["secret"].as_str().unwrap().to_owned();
    joined.is_listened_to(true).await;
    joined.reads(vec![row(1, "ann", "hello")]).await;
    let received = receiver.wait_for(1).await.remove(0);
    let timestamp = received.header("webhook-timestamp").parse().unwrap();
    let signature = Secret::from_text(secret).standard_signature(received.id(), timestamp, &received.body);
    assert_eq!(received.header("webhook-signature"), signature);
    assert_eq!((received.header("x-my-api-secret"), received.header("authorization")), ("b5d25c5b", "Basic x"));
    assert!(received.id().starts_with("evt_"));
}

#[tokio::test]
async fn a_command_is_told_to_whoever_subscribed_to_it() {
    let (server, receiver) = (relay().await, Receiver::start().await);
    let client = Client::new(&server).await;
    let mut joined = Joined::speaking(&server).await;
    let id = client.integrate(&server, public("Deals")).await;
    let path = format!("{INTEGRATIONS}/{id}/subscriptions");
    let wanted = json!({ "eventType": "SLASH_COMMAND", "url": receiver.url, "slashCommand": "close" });
    client.post(&server, &path, &wanted).await.body();
    joined.is_listened_to(true).await;
    let lines = ["/close deal 73964", "!CLOSE", "close", "/closed", "please /close", "/open"];
    let rows = (1..).zip(lines).map(|(number, text)| row(number, "ann", text)).collect();
    joined.reads(rows).await;
    joined.reads(vec![row(90, "ann", "/Close the last one")]).await;
    let received = receiver.wait_for(3).await;
    assert_eq!(texts(&receiver), ["!CLOSE", "/Close the last one", "/close deal 73964"]);
    assert_eq!(received[0].json()["event"], json!({ "type": "SLASH_COMMAND" }));
}

#[tokio::test]
async fn those_who_come_in_are_told_together() {
    let (_server, _client, mut joined, receiver) = stage("USERS_JOINED_CHANNEL").await;
    joined.reads(vec![join(1, "Adam Craven"), row(2, "ann", "hello"), join(3, "bob"), join(4, "bob")]).await;
    let (body, _) = letter(&receiver.wait_for(1).await[0]);
    assert_eq!(body["users"], json!([{ "displayName": "Adam Craven" }, { "displayName": "bob" }]));
    assert_eq!(body["event"], json!({ "type": "USERS_JOINED_CHANNEL" }));
    assert!(body.get("author").is_none() && body.get("message").is_none(), "{body}");
}

#[tokio::test]
async fn devices_read_to_the_relay_only_while_somebody_wants_to_hear() {
    let (server, receiver) = (relay().await, Receiver::start().await);
    let client = Client::new(&server).await;
    let mut joined = Joined::speaking(&server).await;
    // Nobody subscribed: what is read all the same is told to nobody, then or later.
    joined.reads(vec![row(1, "ann", "too early")]).await;
    let id = client.integrate(&server, every_channel("Ears")).await;
    client.subscribe(&server, &id, "THREAD_CREATED", &receiver).await;
    joined.socket.silent().await;
    let first = client.subscribe(&server, &id, "MESSAGE_POSTED", &receiver).await;
    joined.is_listened_to(true).await;
    client.subscribe(&server, &id, "USERS_JOINED_CHANNEL", &receiver).await;
    client.delete(&server, &format!("{INTEGRATIONS}/{id}/subscriptions/{first}")).await;
    joined.socket.silent().await;
    let device = joined.close().await;
    let mut joined = device.connect(&server).await;
    joined.is_listened_to(true).await;
    let device = joined.close().await;
    let server = server.restart().await;
    let mut joined = device.connect(&server).await;
    joined.is_listened_to(true).await;
    client.delete(&server, &format!("{INTEGRATIONS}/{id}")).await;
    joined.is_listened_to(false).await;
    joined.reads(vec![row(2, "ann", "too late")]).await;
    let device = joined.close().await;
    let mut joined = device.connect(&server).await;
    joined.socket.silent().await;
    assert!(receiver.received().is_empty());
}

#[tokio::test]
async fn a_receiver_that_wants_no_more_ends_the_reading() {
    let (_server, _client, mut joined, receiver) = stage("MESSAGE_POSTED").await;
    receiver.usually(410);
    joined.reads(vec![row(1, "ann", "hello")]).await;
    receiver.wait_for(1).await;
    // Whoever reads on is told so with what is read next.
    for number in 2..1_000 {
        joined.reads(vec![row(number, "ann", "is anybody there?")]).await;
        joined.socket.say(&Frame::Ping).await;
        match joined.hear().await {
            Frame::Pong => tokio::time::sleep(std::time::Duration::from_millis(10)).await,
            frame => return assert_eq!(frame, Frame::Listen { lines: false }),
        }
    }
    panic!("nobody says that the reading ends");
}

#[tokio::test]
async fn an_older_device_hears_nothing_of_listening() {
    let (server, receiver) = (relay().await, Receiver::start().await);
    let client = Client::new(&server).await;
    let device = Joined::speaking(&server).await.close().await;
    let id = client.integrate(&server, public("Ears")).await;
    client.subscribe(&server, &id, "MESSAGE_POSTED", &receiver).await;
    let mut hello = device.hello(None);
    let Frame::Hello { version, .. } = &mut hello else { unreachable!() };
    *version = OLDEST_PROTOCOL_VERSION;
    let mut socket = crate::device::Socket::open(&server, Some(crate::device::EXTENSION)).await.unwrap();
    socket.say(&hello).await;
    while !matches!(socket.hear().await.unwrap(), Frame::Ack { .. }) {}
    client.subscribe(&server, &id, "USERS_JOINED_CHANNEL", &receiver).await;
    socket.silent().await;
}

#[tokio::test]
async fn a_row_is_told_once_and_only_by_the_device_that_speaks() {
    let (server, _client, mut joined, receiver) = stage("MESSAGE_POSTED").await;
    let mut watching = Device::new("dev_2").pair(&server).await;
    watching.is_listened_to(true).await;
    watching.presence(true).await;
    watching.reads(vec![row(1, "ann", "seen by the one who watches")]).await;
    watching.socket.say(&Frame::Ping).await;
    while watching.hear().await != Frame::Pong {}
    joined.reads(vec![row(1, "ann", "once")]).await;
    joined.reads(vec![row(1, "ann", "once"), row(2, "ann", "once")]).await;
    let elsewhere = buzzchat::protocol::Stream { channel: "closed".into(), ..main_stream() };
    let frame = Frame::Lines { life: "1".into(), stream: elsewhere, lines: vec![row(3, "ann", "nowhere")], dropped: 0 };
    joined.socket.say(&frame).await;
    joined.reads(vec![row(4, "ann", "last")]).await;
    receiver.wait_for(3).await;
    assert_eq!(texts(&receiver), ["last", "once", "once"]);
}

#[tokio::test]
async fn an_integration_hears_the_channels_of_its_scope() {
    let (server, receiver) = (relay().await, Receiver::start().await);
    let client = Client::new(&server).await;
    let mut joined = Joined::speaking(&server).await;
    crate::server::eventually("the stream is known", async || {
        client.get(&server, "/v1/buzz/channels").await.body()["channels"][0].is_object()
    })
    .await;
    let channel = client.get(&server, "/v1/buzz/channels").await.body()["channels"][0]["id"].clone();
    let listed = |name: &str, channel: Value| json!({ "name": name, "scope": "CHANNEL_LIST", "channelIds": [channel] });
    let other = json!("4af927ea-ec3b-4a56-9acc-6a3d3d36a475");
    for wanted in [listed("this one", channel), listed("another", other), public("public"), every_channel("all")] {
        let id = client.integrate(&server, wanted).await;
        client.subscribe(&server, &id, "MESSAGE_POSTED", &receiver).await;
    }
    joined.is_listened_to(true).await;
    joined.reads(vec![row(1, "ann", "hello"), row(2, "bob", "hello")]).await;
    receiver.wait_for(6).await;
    joined.reads(vec![row(3, "cem", "the last one")]).await;
    let all = receiver.wait_for(9).await;
    assert_eq!(all.len(), 9, "three integrations of four");
}

#[tokio::test]
async fn hostile_chat_is_told_as_it_is() {
    let (_server, _client, mut joined, receiver) = stage("MESSAGE_POSTED").await;
    let lines = ["\u{0}\u{10ffff}\"}{", "=cmd|'/c calc'!A1", "<script>alert(1)</script>", "🎁\u{202e}é", " \n\t "];
    joined.reads((1..).zip(lines).map(|(number, text)| row(number, "a\u{0}\"b", text)).collect()).await;
    receiver.wait_for(4).await;
    let mut told = lines[..4].to_vec();
    told.sort_unstable();
    assert_eq!(texts(&receiver), told, "a line of nothing is no message");
}
