//! Integrations, made and looked at as the documents show it.

use super::{Client, INTEGRATIONS, public, relay};
use crate::database;
use crate::device::Joined;
use crate::server::{Server, eventually};
use buzzchat_relay::scopes::Scopes;
use buzzchat_relay::store::OwnTerms;
use serde_json::{Value, json};

/// The documents' sample.
fn sentiment_analyzer() -> Value {
    json!({
        "name": "Sentiment Analyzer",
        "description": "Natural language processor that determines user sentiment",
        "scope": "CHANNEL_LIST",
        "channelIds": ["4af927ea-ec3b-4a56-9acc-6a3d3d36a475", "73f4bf8b-445a-438b-be83-6e640e32c607"],
        "headers": [{ "name": "x-my-api-secret", "value": "b5d25c5b-e38f-495e-9e16-40973be50c3a" }],
    })
}

/// What is answered for it: the same, and whose and which it is.
fn shown(id: &Value, owner: &Value, wanted: &Value) -> Value {
    let mut shown = wanted.clone();
    shown["id"] = id.clone();
    shown["ownerId"] = owner.clone();
    shown
}

#[tokio::test]
async fn the_documented_integration_is_made_shown_listed_and_deleted() {
    let server = Server::start().await;
    let client = Client::new(&server).await;
    assert_eq!(client.get(&server, INTEGRATIONS).await.body(), json!({ "integrations": [] }));
    let made = client.post(&server, INTEGRATIONS, &sentiment_analyzer()).await.body();
    let (id, owner) = (made["id"].clone(), made["ownerId"].clone());
    assert!(owner.is_u64() && id.as_str().is_some_and(|id| id.len() == 36), "{made}");
    assert_eq!(made, shown(&id, &owner, &sentiment_analyzer()));
    let path = format!("{INTEGRATIONS}/{}", id.as_str().unwrap());
    assert_eq!(client.get(&server, &path).await.body(), made);
    let weather = json!({
        "name": "Weather",
        "description": "Current and forecasted weather report",
        "scope": "PUBLIC_CHANNELS",
        "headers": [{ "name": "x-weather-api-key", "value": "e745c28b-3468-4f3b-960b-6110d2feb9c7" }],
    });
    let second = client.post(&server, INTEGRATIONS, &weather).await.body();
    assert_eq!(second, shown(&second["id"], &owner, &weather), "one owner, and no list of channels");
    let listed = client.get(&server, INTEGRATIONS).await.body();
    assert_eq!(listed, json!({ "integrations": [made, second] }));
    let gone = client.delete(&server, &path).await;
    assert_eq!((gone.status, gone.body), (204, Value::Null));
    for again in [client.get(&server, &path).await, client.delete(&server, &path).await] {
        assert_eq!(again.refused(404, &path), "Integration not found");
    }
}

#[tokio::test]
async fn what_cannot_be_taken_is_refused_and_nothing_is_made() {
    let server = Server::start().await;
    let client = Client::new(&server).await;
    let with = |field: &str, value: Value| {
        let mut wanted = sentiment_analyzer();
        wanted[field] = value;
        wanted
    };
    let header = |name: &str, value: &str| with("headers", json!([{ "name": name, "value": value }]));
    let cases = [
        (json!({}), "missing field `name`"),
        (with("name", json!(" ")), "name must have"),
        (with("name", json!("x".repeat(101))), "name must have"),
        (with("description", json!("x".repeat(1_001))), "description"),
        (with("scope", json!("EVERYTHING")), "unknown variant `EVERYTHING`"),
        (with("scope", json!("PUBLIC_CHANNELS")), "channelIds goes with"),
        (with("channelIds", Value::Null), "channelIds is required"),
        (with("channelIds", json!([])), "channelIds must name 1 to 100"),
        (with("channelIds", json!(["general"])), "\"general\" is none"),
        (
            with("channelIds", json!(["4af927ea-ec3b-4a56-9acc-6a3d3d36a475", "4AF927EA-EC3B-4A56-9ACC-6A3D3D36A475"])),
            "twice",
        ),
        (header("Host", "evil.example"), "Host"),
        (header("Content-Type", "text/html"), "Content-Type"),
        (header("Transfer-Encoding", "chunked"), "Transfer-Encoding"),
        (header("webhook-signature", "v1,x"), "webhook-signature"),
        (header("x-a", "a\r\nx-evil: 1"), "headers[0].value"),
        (with("webhook", json!("x")), "unknown field `webhook`"),
    ];
    for (wanted, why) in cases {
        let message = client.post(&server, INTEGRATIONS, &wanted).await.refused(400, INTEGRATIONS);
        assert!(message.contains(why), "{message}: {wanted}");
    }
    assert_eq!(client.get(&server, INTEGRATIONS).await.body(), json!({ "integrations": [] }));
    for id in ["x", "%00", "%ff", "ccb48dd0-bd80-4a99-a7ea-9b4f002bb373"] {
        let path = format!("{INTEGRATIONS}/{id}");
        assert_eq!(client.get(&server, &path).await.refused(404, &path), "Integration not found");
    }
}

#[tokio::test]
async fn a_workspace_sees_its_own_integrations_and_no_other_s() {
    let server = Server::start().await;
    let ours = Client::new(&server).await;
    let colleague = Client::new(&server).await;
    let theirs = Client::of(&server, "theirs", OwnTerms::default()).await;
    let id = ours.integrate(&server, sentiment_analyzer()).await;
    let path = format!("{INTEGRATIONS}/{id}");
    let shown =
        colleague.get(&server, &path.to_uppercase().replace("/V1/BUZZ/INTEGRATIONS", INTEGRATIONS)).await.body();
    assert_eq!(shown, ours.get(&server, &path).await.body(), "every key of the workspace is its owner's");
    theirs.get(&server, &path).await.refused(404, &path);
    theirs.delete(&server, &path).await.refused(404, &path);
    assert_eq!(theirs.get(&server, INTEGRATIONS).await.body(), json!({ "integrations": [] }));
    let other = theirs.post(&server, INTEGRATIONS, &public("Weather")).await.body();
    assert_ne!(other["ownerId"], shown["ownerId"]);
    let scopes = Some(Scopes::parse("read,messages").unwrap());
    let reader = Client::of(&server, "default", OwnTerms { scopes, ..OwnTerms::default() }).await;
    for refused in
        [reader.get(&server, INTEGRATIONS).await, reader.post(&server, INTEGRATIONS, &public("Weather")).await]
    {
        assert!(refused.refused(403, INTEGRATIONS).contains("webhooks"));
    }
}

#[tokio::test]
async fn headers_do_not_lie_in_the_open() {
    if database::is_postgres() {
        return;
    }
    let server = Server::start().await;
    let client = Client::new(&server).await;
    let id = client.integrate(&server, sentiment_analyzer()).await;
    let url = json!({ "eventType": "MESSAGE_POSTED", "url": "https://example.com/x" });
    client.post(&server, &format!("{INTEGRATIONS}/{id}/subscriptions"), &url).await.body();
    for file in ["relay.db", "relay.db-wal"] {
        let bytes = std::fs::read(server.data().join(file)).unwrap_or_default();
        let secret = b"b5d25c5b-e38f-495e-9e16-40973be50c3a";
        assert!(!bytes.windows(secret.len()).any(|window| window == secret), "{file}");
    }
}

#[tokio::test]
async fn there_are_only_so_many() {
    let server = Server::start().await;
    let client = Client::new(&server).await;
    for _ in 0..100 {
        client.integrate(&server, public("Weather")).await;
    }
    let refused = client.post(&server, INTEGRATIONS, &public("Weather")).await.refused(400, INTEGRATIONS);
    assert!(refused.contains("at most 100 integrations"), "{refused}");
}

#[tokio::test]
async fn channels_are_the_streams_that_were_open_and_the_accounts_of_services() {
    let server = relay().await;
    let client = Client::new(&server).await;
    let path = "/v1/buzz/channels";
    assert_eq!(client.get(&server, path).await.body(), json!({ "channels": [] }));
    let joined = Joined::speaking(&server).await;
    let messaging = server.app.messaging();
    messaging.line_for("default", buzzchat_relay::messaging::Channel::Whatsapp, None).await.unwrap();
    eventually("the stream is known", async || {
        client.get(&server, path).await.body["channels"].as_array().is_some_and(|channels| channels.len() == 2)
    })
    .await;
    let listed = client.get(&server, path).await.body();
    let (stream, line) = (&listed["channels"][0], &listed["channels"][1]);
    assert_eq!((&stream["title"], &stream["public"]), (&json!("demo/main"), &json!(true)));
    assert_eq!((&line["title"], &line["public"]), (&json!("Sandbox"), &json!(false)));
    assert!(stream["id"] == stream["parentId"] && stream["id"] != line["id"]);
    joined.close().await;
    let server = server.restart().await;
    assert_eq!(client.get(&server, path).await.body(), listed, "also while it is closed");
}
