//! What integrations are told of conversations on messaging services: each is a thread on its account's channel.

use super::{Client, every_channel, public, relay};
use crate::server::{Server, now};
use crate::webhooks::receiver::{Received, Receiver};
use buzzchat_relay::messaging::{Channel, Content, Happening, Line, Outgoing, Planned, Said};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::sync::Arc;

const PHONE: &str = "+14155552671";

async fn line(server: &Server) -> Line {
    server.app.messaging().line_for("default", Channel::Whatsapp, None).await.unwrap()
}

async fn hears(server: &Server, service_id: &str, text: &str, own: bool) {
    let said = Said {
        service_id: service_id.into(),
        address: PHONE.into(),
        name: "Ann".into(),
        content: Content::text(text),
        at: now(),
        own,
    };
    server.app.messaging().hear(&line(server).await, &[Happening::Said(said)]).await.unwrap();
}

/// A relay, and an integration that is told of these events at one receiver.
async fn stage(events: &[&str]) -> (Server, Client, Receiver) {
    let (server, receiver) = (relay().await, Receiver::start().await);
    let client = Client::new(&server).await;
    let id = client.integrate(&server, every_channel("CRM")).await;
    for event in events {
        client.subscribe(&server, &id, event, &receiver).await;
    }
    // One that hears live streams only hears nothing of this.
    let id = client.integrate(&server, public("Public")).await;
    for event in events {
        client.subscribe(&server, &id, event, &receiver).await;
    }
    (server, client, receiver)
}

fn kinds(receiver: &Receiver) -> Vec<String> {
    receiver.received().iter().map(|one| one.json()["event"]["type"].as_str().unwrap().to_owned()).collect()
}

async fn channel_of_line(server: &Server, client: &Client) -> Value {
    let listed = client.get(server, "/v1/buzz/channels").await.body();
    let Value::Object(mut channel) = listed["channels"][0].clone() else { panic!("{listed}") };
    channel.remove("public");
    Value::Object(channel)
}

#[tokio::test]
async fn a_conversation_begins_as_a_thread_and_its_messages_are_posted_there() {
    let (server, client, receiver) = stage(&["THREAD_CREATED", "MESSAGE_POSTED"]).await;
    hears(&server, "wamid.1", "Is it still there?", false).await;
    hears(&server, "wamid.1", "Is it still there?", false).await;
    hears(&server, "wamid.2", "Yes!", true).await;
    hears(&server, "wamid.3", "Fine", false).await;
    let received = receiver.wait_for(3).await;
    let parent = channel_of_line(&server, &client).await;
    let of = |kind: &str| received.iter().filter(|one| one.json()["event"]["type"] == kind).collect::<Vec<_>>();
    let created = of("THREAD_CREATED")[0].json();
    let thread = json!({ "id": created["thread"]["id"], "parentId": parent["id"], "title": "Ann" });
    assert_eq!((&created["thread"], &created["channel"]), (&thread, &parent));
    assert!(created.get("author").is_none() && created.get("message").is_none(), "{created}");
    let posted: Vec<_> = of("MESSAGE_POSTED").iter().map(|one| one.json()).collect();
    let first = posted.iter().find(|body| body["message"] == json!({ "text": "Is it still there?" })).unwrap();
    assert_eq!(first["channel"], thread);
    assert!(posted.iter().all(|body| body["author"] == json!({ "id": first["author"]["id"], "displayName": "Ann" })));
    assert_eq!((posted.len(), received.len()), (2, 3), "the seller's own words are nobody's news");
}

#[tokio::test]
async fn whoever_begins_a_conversation_begins_a_thread_once() {
    let (server, _client, receiver) = stage(&["THREAD_CREATED"]).await;
    for text in ["Hello", "Are you there?"] {
        let outgoing = Outgoing::text("botbiz", PHONE, text);
        server.app.messaging().send("default", Channel::Whatsapp, outgoing).await.unwrap();
    }
    let outgoing = Outgoing::text("botbiz", "+14155552672", "Hello");
    server.app.messaging().send("default", Channel::Whatsapp, outgoing).await.unwrap();
    let title = |one: &Received| one.json()["thread"]["title"].as_str().unwrap().to_owned();
    let titles: BTreeSet<_> = receiver.wait_for(2).await.iter().map(title).collect();
    assert_eq!(titles, BTreeSet::from([PHONE.to_owned(), "+14155552672".to_owned()]));
}

#[tokio::test]
async fn a_broadcast_begins_a_thread_with_each_who_is_new() {
    let (server, _client, receiver) = stage(&["THREAD_CREATED"]).await;
    hears(&server, "wamid.1", "Hello", false).await;
    let new: Vec<_> = (10..70).map(|number| format!("+141555526{number}")).collect();
    let content = Arc::new(Content::text("Sale!"));
    let letters = new.iter().map(String::as_str).chain([PHONE]).map(|to| (to.to_owned(), Arc::clone(&content)));
    let letters = letters.collect();
    let planned = Planned { title: "Sale", channel: Channel::Whatsapp, at: 0, letters, source: "elitbuzz" };
    server.app.messaging().broadcast("default", &planned).await.unwrap();
    let title = |one: &Received| one.json()["thread"]["title"].as_str().unwrap().to_owned();
    let titles: BTreeSet<_> = receiver.wait_for(61).await.iter().map(title).collect();
    assert_eq!(titles, new.into_iter().chain(["Ann".to_owned()]).collect());
}

#[tokio::test]
async fn a_command_may_come_from_a_phone() {
    let (server, client, receiver) = stage(&[]).await;
    let id = client.integrate(&server, every_channel("Deals")).await;
    let wanted = json!({ "eventType": "SLASH_COMMAND", "url": receiver.url, "slashCommand": "/close" });
    client.post(&server, &format!("/v1/buzz/integrations/{id}/subscriptions"), &wanted).await.body();
    hears(&server, "wamid.1", "close", false).await;
    hears(&server, "wamid.2", "/close deal 73964", false).await;
    let received = receiver.wait_for(1).await;
    assert_eq!(received[0].json()["message"], json!({ "text": "/close deal 73964" }));
}

#[tokio::test]
async fn those_whom_a_line_reached_are_gone_with_it() {
    let (server, client, receiver) = stage(&["USERS_LEFT_CHANNEL"]).await;
    hears(&server, "wamid.1", "Hello", false).await;
    let outgoing = Outgoing::text("botbiz", "+14155552672", "Hello");
    server.app.messaging().send("default", Channel::Whatsapp, outgoing).await.unwrap();
    let (channel, line) = (channel_of_line(&server, &client).await, line(&server).await);
    assert!(server.app.hub().store().remove_line("default", &line.id, now(), |_| Vec::new()).await.unwrap());
    let body = receiver.wait_for(1).await[0].json();
    assert_eq!(body["users"], json!([{ "displayName": "Ann" }, { "displayName": "+14155552672" }]));
    assert_eq!((&body["channel"], kinds(&receiver)), (&channel, vec!["USERS_LEFT_CHANNEL".to_owned()]));
    assert_eq!(client.get(&server, "/v1/buzz/channels").await.body(), json!({ "channels": [] }));
}

#[tokio::test]
async fn a_draft_begins_no_thread_and_what_is_written_after_it_does() {
    let (server, _client, receiver) = stage(&["THREAD_CREATED"]).await;
    let (ann, ben) = ("+14155552673", "+14155552674");
    let write = async |to: &str, draft: bool| {
        let outgoing = Outgoing { draft, ..Outgoing::text("ava", to, "Hello") };
        server.app.messaging().send("default", Channel::Whatsapp, outgoing).await.unwrap();
    };
    write(ann, true).await;
    write(ben, true).await;
    write(ben, false).await;
    write(PHONE, false).await;
    let title = |one: &Received| one.json()["thread"]["title"].as_str().unwrap().to_owned();
    let titles: BTreeSet<_> = receiver.wait_for(2).await.iter().map(title).collect();
    assert_eq!(titles, BTreeSet::from([ben.to_owned(), PHONE.to_owned()]));
}
