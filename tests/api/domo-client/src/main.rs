//! Domo's own client at work: registers an integration, looks at it, subscribes, and prints what it was answered as JSON. The
//! host, the client id, the client secret and the receiver's address are its words. It asserts nothing.

use domo::public::Client;
use domo::public::buzz::{Header, Integration, Subscription};
use serde_json::json;
use std::error::Error;

fn main() -> Result<(), Box<dyn Error + Send + Sync>> {
    let words: Vec<_> = std::env::args().skip(1).collect();
    let [host, id, secret, receiver] = words.as_slice() else { return Err("HOST ID SECRET RECEIVER".into()) };
    async_std::task::block_on(work(&Client::new(host, id, secret), receiver))
}

async fn work(client: &Client, receiver: &str) -> Result<(), Box<dyn Error + Send + Sync>> {
    let text = |text: &str| Some(text.to_owned());
    let wanted = Integration {
        name: text("Sentiment Analyzer"),
        scope: text("PUBLIC_CHANNELS"),
        headers: Some(vec![Header { name: text("x-my-api-secret"), value: text("b5d25c5b") }]),
        ..Integration::new()
    };
    let made = client.post_integration(wanted).await?;
    let id = made.id.clone().ok_or("no id")?;
    let (shown, listed) = (client.get_integration(&id).await?, client.get_integrations().await?);
    let wanted = Subscription {
        event_type: text("SLASH_COMMAND"),
        url: text(receiver),
        slash_command: text("close"),
        ..Subscription::new()
    };
    let subscribed = client.post_integration_subscription(&id, wanted).await?;
    let subscriptions = client.get_integration_subscriptions(&id).await?;
    let refused = client.get_integration("unknown").await.err().map(|error| error.to_string());
    println!(
        "{}",
        json!({
            "made": made, "shown": shown, "listed": listed, "subscribed": subscribed, "subscriptions": subscriptions,
            "refused": refused,
        })
    );
    Ok(())
}
