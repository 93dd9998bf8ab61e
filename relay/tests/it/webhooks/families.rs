//! The same deliveries for other families: dressed as their documents say, and never mixed up with one another.

use super::{EVERY, Receiver, deliveries, id, patient, quick, subscribe, toggle};
use crate::server::{Server, eventually, now};
use buzzchat_relay::Failure;
use buzzchat_relay::outgoing::Secret;
use buzzchat_relay::service::webhooks::Desk;
use buzzchat_relay::store::{Notice, Webhook, WebhookChange};
use buzzchat_relay::webhook::{OwnHeader, OwnHeaders, Style};
use hmac::{Hmac, KeyInit, Mac};
use reqwest::Method;
use serde_json::json;
use sha2::Sha256;

pub(super) const RECEIVED: &str = "whatsapp.message.received";
const POSTED: &str = "MESSAGE_POSTED";
const BODY: &str =
    r#"{"id":"evt_12345","type":"whatsapp.message.received","created":1681036800,"data":{"content":"Hé 🎁"}}"#;

fn desk(server: &Server, style: Style) -> Desk<'_> {
    desk_of(server, "default", style)
}

fn desk_of<'a>(server: &'a Server, workspace: &'a str, style: Style) -> Desk<'a> {
    Desk { store: server.app.hub().store(), webhooks: server.app.webhooks(), workspace, style }
}

async fn make(desk: Desk<'_>, receiver: &Receiver, event: &str) -> (Webhook, Secret) {
    desk.create(&receiver.url, vec![event.to_owned()], &OwnHeaders::default()).await.unwrap()
}

pub(super) fn notice(style: Style, id: &str, kind: &str) -> Notice {
    let number = id.trim_start_matches("evt_").parse().unwrap();
    Notice {
        workspace: "default".into(),
        style,
        only: None,
        id: id.into(),
        kind: kind.into(),
        body: BODY.into(),
        number,
        now: now(),
    }
}

pub(super) async fn announce(server: &Server, notices: &[Notice]) {
    server.app.hub().store().announce(notices).await.unwrap();
}

fn own(headers: &[(&str, &str)]) -> OwnHeaders {
    let own = |(name, value): &(&str, &str)| OwnHeader { name: (*name).into(), value: (*value).into() };
    OwnHeaders::checked(headers.iter().map(own).collect()).unwrap()
}

/// As a receiver would, with nothing of ours.
pub(super) fn hex_hmac(secret: &str, body: &[u8]) -> String {
    let mut hmac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    hmac.update(body);
    hmac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect()
}

#[tokio::test]
async fn a_botbiz_receiver_verifies_the_documented_signature_over_the_raw_bytes() {
    let (server, receiver) = (Server::start_telling(patient()).await, Receiver::start().await);
    let (webhook, secret) = make(desk(&server, Style::Botbiz), &receiver, RECEIVED).await;
    announce(&server, &[notice(Style::Botbiz, "evt_12345", RECEIVED)]).await;
    let received = receiver.wait_for(1).await.remove(0);
    assert_eq!((&received.body[..], received.id()), (BODY.as_bytes(), "evt_12345"));
    assert_eq!(received.header("x-botbiz-signature"), hex_hmac(secret.reveal(), &received.body));
    let timestamp = received.header("webhook-timestamp").parse().unwrap();
    let standard = secret.standard_signature("evt_12345", timestamp, &received.body);
    assert_eq!(received.header("webhook-signature"), standard);
    assert!(received.header("user-agent").starts_with("BuzzChat"));
    assert!(received.headers.keys().all(|name| !name.as_str().starts_with("x-buzzchat")), "{:?}", received.headers);
    eventually("it is logged", async || {
        let page = desk(&server, Style::Botbiz).deliveries(&webhook.id, 10, None).await.unwrap();
        page.deliveries.iter().any(|(delivery, _)| delivery.kind == RECEIVED && delivery.state == "delivered")
    })
    .await;
}

#[tokio::test]
async fn the_headers_of_an_integration_arrive_and_lie_nowhere_in_the_open() {
    let (server, receiver) = (Server::start_telling(patient()).await, Receiver::start().await);
    let headers = own(&[("X-My-Api-Secret", "b5d25c5b-e38f-495e"), ("Authorization", "Bearer of-news-5678")]);
    let desk = desk(&server, Style::Domo);
    let (_, secret) = desk.create(&receiver.url, vec![POSTED.into()], &headers).await.unwrap();
    announce(&server, &[notice(Style::Domo, "evt_1", POSTED)]).await;
    let received = receiver.wait_for(1).await.remove(0);
    assert_eq!(received.header("x-my-api-secret"), "b5d25c5b-e38f-495e");
    assert_eq!(received.header("authorization"), "Bearer of-news-5678");
    let timestamp = received.header("webhook-timestamp").parse().unwrap();
    let standard = secret.standard_signature("evt_1", timestamp, &received.body);
    assert_eq!(received.header("webhook-signature"), standard);
    assert!(!received.headers.contains_key("x-botbiz-signature"));
    let files = std::fs::read_dir(server.data()).unwrap().map(|file| file.unwrap().path());
    let lying: Vec<u8> = files.filter(|file| file.is_file()).flat_map(|file| std::fs::read(file).unwrap()).collect();
    for hidden in ["b5d25c5b-e38f-495e", "of-news-5678"] {
        assert!(!lying.windows(hidden.len()).any(|window| window == hidden.as_bytes()), "{hidden}");
    }
}

#[tokio::test]
async fn both_are_repeated_byte_for_byte_and_outlive_a_restart() {
    let server = Server::start_telling(quick()).await;
    let (botbiz, domo) = (Receiver::start().await, Receiver::start().await);
    let (_, secret) = make(desk(&server, Style::Botbiz), &botbiz, RECEIVED).await;
    let headers = own(&[("x-my-api-secret", "b5d2")]);
    desk(&server, Style::Domo).create(&domo.url, vec![POSTED.into()], &headers).await.unwrap();
    botbiz.usually(503);
    domo.usually(503);
    announce(&server, &[notice(Style::Botbiz, "evt_1", RECEIVED), notice(Style::Domo, "evt_2", POSTED)]).await;
    botbiz.wait_for(2).await;
    domo.wait_for(2).await;
    let server = server.restart_telling(quick()).await;
    botbiz.usually(200);
    domo.usually(200);
    for style in [Style::Botbiz, Style::Domo] {
        eventually("it is delivered", async || {
            let desk = desk(&server, style);
            let webhook = desk.list().await.unwrap().remove(0);
            let page = desk.deliveries(&webhook.id, 10, None).await.unwrap();
            page.deliveries[0].0.state == "delivered"
        })
        .await;
    }
    assert!(botbiz.received().iter().all(|came| came.body == BODY && came.id() == "evt_1"));
    let signature = hex_hmac(secret.reveal(), BODY.as_bytes());
    assert!(botbiz.received().iter().all(|came| came.header("x-botbiz-signature") == signature));
    assert!(domo.received().iter().all(|came| came.header("x-my-api-secret") == "b5d2" && came.id() == "evt_2"));
}

#[tokio::test]
async fn one_family_hears_nothing_of_another_and_no_workspace_of_another() {
    let server = Server::start_telling(quick()).await;
    server.new_key("other").await;
    let [buzzchat, botbiz, domo, theirs] =
        [Receiver::start().await, Receiver::start().await, Receiver::start().await, Receiver::start().await];
    subscribe(&server, &buzzchat, &EVERY).await;
    make(desk(&server, Style::Botbiz), &botbiz, RECEIVED).await;
    make(desk(&server, Style::Domo), &domo, POSTED).await;
    make(desk_of(&server, "other", Style::Botbiz), &theirs, RECEIVED).await;
    announce(
        &server,
        &[
            notice(Style::Botbiz, "evt_1", RECEIVED),
            notice(Style::Domo, "evt_2", POSTED),
            notice(Style::Domo, "evt_3", RECEIVED),
            notice(Style::Botbiz, "evt_4", "whatsapp.message.sent"),
        ],
    )
    .await;
    toggle(&server, 2).await;
    buzzchat.wait_for(2).await;
    announce(&server, &[notice(Style::Botbiz, "evt_5", RECEIVED), notice(Style::Domo, "evt_6", POSTED)]).await;
    assert_eq!(botbiz.wait_for(2).await.len(), 2);
    assert_eq!(domo.wait_for(2).await.len(), 2);
    assert_eq!(
        (botbiz.ids(), domo.ids()),
        (vec!["evt_1".into(), "evt_5".into()], vec!["evt_2".into(), "evt_6".into()])
    );
    assert_eq!((buzzchat.received().len(), theirs.received().len()), (2, 0));
}

#[tokio::test]
async fn a_familys_webhooks_are_nowhere_to_be_found_in_another() {
    let (server, receiver) = (Server::start_telling(patient()).await, Receiver::start().await);
    server.new_key("other").await;
    let (webhook, _) = make(desk(&server, Style::Botbiz), &receiver, RECEIVED).await;
    announce(&server, &[notice(Style::Botbiz, "evt_1", RECEIVED)]).await;
    receiver.wait_for(1).await;
    assert_eq!(server.get("/v1/webhooks").await.data(), &json!({ "webhooks": [] }));
    let path = format!("/v1/webhooks/{}", webhook.id);
    for (method, path) in [
        (Method::GET, path.clone()),
        (Method::PATCH, path.clone()),
        (Method::DELETE, path.clone()),
        (Method::POST, format!("{path}/test")),
        (Method::POST, format!("{path}/rotate-secret")),
        (Method::GET, format!("{path}/deliveries")),
        (Method::POST, format!("{path}/deliveries/evt_1/replay")),
    ] {
        let body = if method == Method::PATCH { json!({ "active": false }) } else { json!({}) };
        server.send(method, &path, body).await.error(404, "NOT_FOUND");
    }
    for desk in [desk(&server, Style::Domo), desk_of(&server, "other", Style::Botbiz)] {
        assert_eq!(desk.list().await, Ok(vec![]));
        let change = WebhookChange { active: Some(false), ..WebhookChange::default() };
        assert!(matches!(desk.change(&webhook.id, change).await, Err(Failure::NotFound(_))));
        assert!(matches!(desk.delete(&webhook.id).await, Err(Failure::NotFound(_))));
    }
    let buzzchat = subscribe(&server, &receiver, &EVERY).await;
    assert_eq!(desk(&server, Style::Botbiz).list().await.unwrap().len(), 1, "and the other way round");
    assert!(matches!(desk(&server, Style::Botbiz).get(id(&buzzchat)).await, Err(Failure::NotFound(_))));
    desk(&server, Style::Botbiz).delete(&webhook.id).await.unwrap();
    assert!(deliveries(&server, id(&buzzchat)).await.is_empty());
}

#[tokio::test]
async fn what_has_one_number_is_told_in_the_order_it_was_announced_in() {
    let (server, receiver) = (Server::start_telling(patient()).await, Receiver::start().await);
    receiver.usually(503);
    let (webhook, _) = make(desk(&server, Style::Botbiz), &receiver, RECEIVED).await;
    let (now, ids) = (now(), ["evt_b", "evt_a", "evt_d", "evt_c"]);
    let at_once = |id: &str| Notice { number: 7, now, id: id.into(), ..notice(Style::Botbiz, "evt_7", RECEIVED) };
    announce(&server, &[at_once(ids[0]), at_once(ids[1])]).await;
    announce(&server, &[at_once(ids[2])]).await;
    announce(&server, &[at_once(ids[3])]).await;
    let (mut logged, mut cursor) = (Vec::new(), None);
    loop {
        let page = desk(&server, Style::Botbiz).deliveries(&webhook.id, 1, cursor.as_deref()).await.unwrap();
        logged.extend(page.deliveries.into_iter().map(|(delivery, _)| delivery.event));
        cursor = page.next;
        if cursor.is_none() {
            break;
        }
    }
    logged.reverse();
    assert_eq!(logged, ids);
}

#[tokio::test]
async fn only_the_webhook_that_is_named_is_told_and_only_while_it_is_active() {
    let server = Server::start_telling(quick()).await;
    let (one, other) = (Receiver::start().await, Receiver::start().await);
    let (named, _) = make(desk(&server, Style::Domo), &one, POSTED).await;
    make(desk(&server, Style::Domo), &other, POSTED).await;
    let only = |id: &str| Notice { only: Some(named.id.clone()), ..notice(Style::Domo, id, POSTED) };
    announce(&server, &[only("evt_1"), only("evt_1"), notice(Style::Domo, "evt_2", POSTED)]).await;
    one.wait_for(2).await;
    other.wait_for(1).await;
    let switch = |active| WebhookChange { active: Some(active), ..WebhookChange::default() };
    desk(&server, Style::Domo).change(&named.id, switch(false)).await.unwrap();
    announce(&server, &[only("evt_3")]).await;
    desk(&server, Style::Domo).change(&named.id, switch(true)).await.unwrap();
    announce(&server, &[only("evt_4")]).await;
    one.wait_for(3).await;
    assert_eq!(
        (one.ids(), other.ids()),
        (["evt_1", "evt_2", "evt_4"].map(String::from).to_vec(), vec!["evt_2".into()])
    );
}

#[tokio::test]
async fn every_family_has_its_own_number_of_webhooks_and_its_own_events() {
    let server = Server::start().await;
    let url = "https://example.com/hook";
    for (style, most) in [(Style::Buzzchat, 20), (Style::Botbiz, 20), (Style::Domo, 100)] {
        let desk = desk(&server, style);
        let event = style.events()[0].to_owned();
        for _ in 0..most {
            desk.create(url, vec![event.clone()], &OwnHeaders::default()).await.unwrap();
        }
        let refused = desk.create(url, vec![event], &OwnHeaders::default()).await.unwrap_err();
        assert_eq!(refused, Failure::validation(format!("A workspace has at most {most} webhooks: delete one first")));
        assert_eq!(desk.list().await.unwrap().len(), most);
    }
    for (style, events) in [(Style::Botbiz, vec![POSTED]), (Style::Domo, vec![]), (Style::Domo, vec![POSTED; 2])] {
        let events = events.into_iter().map(String::from).collect();
        let refused = desk(&server, style).create(url, events, &OwnHeaders::default()).await;
        assert!(matches!(refused, Err(Failure::Validation(why)) if why.contains("event")));
    }
    let private = desk(&server, Style::Botbiz).draft("https://10.0.0.1/", vec![RECEIVED.into()]);
    assert!(matches!(private, Err(Failure::Validation(why)) if why.contains("url")));
}
