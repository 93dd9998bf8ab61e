//! Subscriptions, made and looked at as the documents show it.

use super::{Client, INTEGRATIONS, public, relay};
use crate::server::Server;
use crate::webhooks::receiver::Receiver;
use buzzchat_relay::service::webhooks::Desk;
use buzzchat_relay::webhook::Style;
use serde_json::{Value, json};

/// The documents' sample, at an address that begins as they demand.
fn close() -> Value {
    json!({
        "eventType": "SLASH_COMMAND",
        "url": "https://my.domain.com/buzz-integration/close-deal",
        "slashCommand": "close",
    })
}

/// Takes out what is shown once.
fn secret_of(made: &mut Value) -> String {
    let secret = made.as_object_mut().unwrap().remove("secret").unwrap();
    secret.as_str().unwrap().to_owned()
}

#[tokio::test]
async fn the_documented_subscription_is_made_listed_and_deleted() {
    let server = Server::start().await;
    let client = Client::new(&server).await;
    let integration = format!("{INTEGRATIONS}/{}", client.integrate(&server, public("Deals")).await);
    let path = format!("{integration}/subscriptions");
    assert_eq!(client.get(&server, &path).await.body(), json!({ "subscriptions": [] }));
    let mut made = client.post(&server, &path, &close()).await.body();
    assert!(secret_of(&mut made).starts_with("whsec_"));
    let mut expected = close();
    expected["id"] = made["id"].clone();
    assert_eq!(made, expected);
    let posted = json!({ "eventType": "MESSAGE_POSTED", "url": "https://my.domain.com/x" });
    let mut second = client.post(&server, &integration, &posted).await.body();
    secret_of(&mut second);
    assert!(second["id"].is_string() && second.get("slashCommand").is_none(), "at the sample's own address: {second}");
    assert_eq!(client.get(&server, &path).await.body(), json!({ "subscriptions": [made, second] }));
    let one = format!("{path}/{}", made["id"].as_str().unwrap());
    let gone = client.delete(&server, &one).await;
    assert_eq!((gone.status, gone.body), (204, Value::Null));
    assert_eq!(client.delete(&server, &one).await.refused(404, &one), "Subscription not found");
    assert_eq!(client.get(&server, &path).await.body(), json!({ "subscriptions": [second] }));
}

#[tokio::test]
async fn what_cannot_be_taken_is_refused_and_nothing_is_subscribed() {
    let server = Server::start().await;
    let client = Client::new(&server).await;
    let path = format!("{INTEGRATIONS}/{}/subscriptions", client.integrate(&server, public("Deals")).await);
    let with = |field: &str, value: Value| {
        let mut wanted = close();
        wanted[field] = value;
        wanted
    };
    let cases = [
        (with("url", json!("http:my.domain.com/buzz-integration/close-deal")), "https://"),
        (with("url", json!("http://my.domain.com/x")), "https://"),
        (with("url", json!("ftp://my.domain.com/x")), "https://"),
        (with("url", json!("https://127.0.0.1/x")), "public host"),
        (with("url", json!("nonsense")), "url cannot be taken"),
        (with("slashCommand", Value::Null), "slashCommand is required"),
        (with("slashCommand", json!("close deal")), "one word"),
        (with("slashCommand", json!("/")), "one word"),
        (with("slashCommand", json!("x".repeat(51))), "one word"),
        (with("eventType", json!("MESSAGE_POSTED")), "slashCommand goes with"),
        (with("eventType", json!("MESSAGE_DELETED")), "unknown variant"),
        (with("secret", json!("x")), "unknown field"),
        (json!({ "url": "https://my.domain.com/x" }), "missing field `eventType`"),
    ];
    for (wanted, why) in cases {
        let message = client.post(&server, &path, &wanted).await.refused(400, &path);
        assert!(message.contains(why), "{message}: {wanted}");
    }
    assert_eq!(client.get(&server, &path).await.body(), json!({ "subscriptions": [] }));
    let unknown = format!("{INTEGRATIONS}/ccb48dd0-bd80-4a99-a7ea-9b4f002bb373/subscriptions");
    for refused in [client.post(&server, &unknown, &close()).await, client.get(&server, &unknown).await] {
        assert_eq!(refused.refused(404, &unknown), "Integration not found");
    }
}

#[tokio::test]
async fn a_subscription_belongs_to_its_integration_and_goes_with_it() {
    let server = relay().await;
    let (client, receiver) = (Client::new(&server).await, Receiver::start().await);
    let (one, other) = (client.integrate(&server, public("A")).await, client.integrate(&server, public("B")).await);
    let subscription = client.subscribe(&server, &one, "MESSAGE_POSTED", &receiver).await;
    client.subscribe(&server, &other, "MESSAGE_POSTED", &receiver).await;
    let wrong = format!("{INTEGRATIONS}/{other}/subscriptions/{subscription}");
    client.delete(&server, &wrong).await.refused(404, &wrong);
    let (store, webhooks) = (server.app.hub().store(), server.app.webhooks());
    let desk = Desk { store, webhooks, workspace: "default", style: Style::Domo };
    assert_eq!(desk.list().await.unwrap().len(), 2);
    assert_eq!(client.delete(&server, &format!("{INTEGRATIONS}/{one}")).await.status, 204);
    let left = desk.list().await.unwrap();
    assert!(left.len() == 1 && left[0].id != subscription, "{left:?}");
}
