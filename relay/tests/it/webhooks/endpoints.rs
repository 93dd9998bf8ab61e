//! Making, reading, changing and deleting webhooks, and trying them out.

use super::{EVERY, Receiver, Reply, deliveries, get, id, patient, subscribe};
use crate::server::{Server, read};
use reqwest::Method;
use serde_json::{Value, json};

#[tokio::test]
async fn a_webhook_is_made_as_documented_and_its_secret_shown_once() {
    let server = Server::start().await;
    let asked = json!({
        "url": "https://example.com/webhooks/buzzchat", "events": ["giveaway.entry", "giveaway.winner"]
    });
    let answer = server.post("/api/v1/webhooks", asked.clone()).await;
    let made = answer.data_of(201);
    assert_eq!((&made["url"], &made["events"], &made["active"]), (&asked["url"], &asked["events"], &json!(true)));
    assert!(id(made).starts_with("wh_") && made["createdAt"].as_str().unwrap().ends_with('Z'));
    let secret = made["secret"].as_str().unwrap();
    assert!(secret.starts_with("whsec_") && secret.len() == 50, "{secret}");
    let mut without = made.clone();
    without.as_object_mut().unwrap().remove("secret");
    assert_eq!(get(&server, id(made)).await, without);
    assert_eq!(without["lastTriggeredAt"], Value::Null);
    for base in ["/api/v1", "/v1"] {
        assert_eq!(server.get(&format!("{base}/webhooks")).await.data(), &json!({ "webhooks": [without] }));
    }
}

#[tokio::test]
async fn a_bare_host_stays_as_it_was_written() {
    let server = Server::start().await;
    let url = "https://example.com";
    let made = server.post("/v1/webhooks", json!({ "url": url, "events": EVERY })).await;
    assert_eq!(made.data_of(201)["url"], url);
}

#[tokio::test]
async fn what_cannot_be_taken_is_refused_by_the_name_of_the_field() {
    let server = Server::start().await;
    let url = "https://example.com/hook";
    let cases = [
        (json!({}), "url"),
        (json!({ "url": url }), "events"),
        (json!({ "url": url, "events": [] }), "events"),
        (json!({ "url": url, "events": ["giveaway.entry", "giveaway.entry"] }), "events"),
        (json!({ "url": url, "events": ["giveaway.opened"] }), "events"),
        (json!({ "url": url, "events": "giveaway.entry" }), "events"),
        (json!({ "url": url, "events": [null] }), "events"),
        (json!({ "url": 5, "events": EVERY }), "url"),
        (json!({ "url": null, "events": EVERY }), "url"),
        (json!({ "url": "", "events": EVERY }), "url"),
        (json!({ "url": "example.com", "events": EVERY }), "url"),
        (json!({ "url": "http://example.com/hook", "events": EVERY }), "url"),
        (json!({ "url": "https://localhost/hook", "events": EVERY }), "url"),
        (json!({ "url": "https://127.0.0.1/hook", "events": EVERY }), "url"),
        (json!({ "url": "https://me:pw@example.com/", "events": EVERY }), "url"),
        (json!({ "url": format!("https://example.com/{}", "x".repeat(2_100)), "events": EVERY }), "url"),
        (json!({ "url": url, "events": EVERY, "active": true }), "active"),
        (json!({ "url": url, "events": EVERY, "secret": "mine" }), "secret"),
    ];
    for (body, field) in cases {
        let answer = server.post("/v1/webhooks", body.clone()).await;
        let message = answer.error(400, "VALIDATION_ERROR");
        assert!(message.contains(field), "{body}: {message}");
    }
    assert_eq!(server.get("/v1/webhooks").await.data(), &json!({ "webhooks": [] }));
}

#[tokio::test]
async fn changes_are_checked_like_the_first_time_and_change_nothing_else() {
    let server = Server::start().await;
    let url = "https://example.com/hook";
    let made = server.post("/v1/webhooks", json!({ "url": url, "events": ["bot.started"] })).await.data_of(201).clone();
    let path = format!("/v1/webhooks/{}", id(&made));
    for body in [
        json!({ "url": "http://example.com" }),
        json!({ "url": null }),
        json!({ "events": [] }),
        json!({ "events": ["x"] }),
        json!({ "events": null }),
        json!({ "active": "yes" }),
        json!({ "active": null }),
        json!({ "secret": "x" }),
    ] {
        server.send(Method::PATCH, &path, body.clone()).await.error(400, "VALIDATION_ERROR");
    }
    let before = get(&server, id(&made)).await;
    assert_eq!(server.send(Method::PATCH, &path, json!({})).await.data(), &before);
    let asked = json!({ "events": ["giveaway.entry", "giveaway.winner", "bot.started"], "active": false });
    let changed = server.send(Method::PATCH, &path, asked.clone()).await.data().clone();
    assert_eq!((&changed["events"], &changed["active"]), (&asked["events"], &asked["active"]));
    assert_eq!((&changed["url"], &changed["createdAt"]), (&before["url"], &before["createdAt"]));
    assert!(changed.get("secret").is_none());
    assert_eq!(get(&server, id(&made)).await, changed);
}

#[tokio::test]
async fn a_workspace_has_twenty_at_most_and_another_one_its_own() {
    let server = Server::start().await;
    let body = json!({ "url": "https://example.com/hook", "events": ["bot.started"] });
    let mut first = String::new();
    for _ in 0..20 {
        let made = server.post("/v1/webhooks", body.clone()).await;
        id(made.data_of(201)).clone_into(&mut first);
    }
    assert!(server.post("/v1/webhooks", body.clone()).await.error(400, "VALIDATION_ERROR").contains("20"));
    let key = server.new_key("other").await;
    let theirs = read(server.request(Method::POST, "/v1/webhooks").bearer_auth(&key).json(&body)).await;
    assert_eq!(theirs.status, 201);
    server.delete(&format!("/v1/webhooks/{first}")).await.data_of(200);
    assert_eq!(server.post("/v1/webhooks", body).await.status, 201);
}

#[tokio::test]
async fn another_workspaces_webhook_is_nowhere_to_be_found() {
    let server = Server::start().await;
    let body = json!({ "url": "https://example.com/hook", "events": ["bot.started"] });
    let made = server.post("/v1/webhooks", body).await.data_of(201).clone();
    let key = server.new_key("other").await;
    for id in [id(&made), "wh_nothing", "%00", "%ff", "a%2Fb"] {
        let path = format!("/v1/webhooks/{id}");
        let requests = [
            (Method::GET, path.clone()),
            (Method::PATCH, path.clone()),
            (Method::DELETE, path.clone()),
            (Method::POST, format!("{path}/test")),
            (Method::POST, format!("{path}/rotate-secret")),
            (Method::GET, format!("{path}/deliveries")),
            (Method::POST, format!("{path}/deliveries/evt_1/replay")),
        ];
        for (method, path) in requests {
            let mut request = server.request(method.clone(), &path).bearer_auth(&key);
            if method == Method::PATCH {
                request = request.json(&json!({ "active": false }));
            }
            read(request).await.error(404, "NOT_FOUND");
            assert_eq!(read(server.request(method, &path)).await.status, 401);
        }
    }
    assert_eq!(get(&server, id(&made)).await["active"], true);
}

#[tokio::test]
async fn a_test_sends_a_signed_sample_of_the_first_event_and_is_not_logged() {
    let (server, receiver) = (Server::start_telling(patient()).await, Receiver::start().await);
    let webhook = subscribe(&server, &receiver, &["giveaway.winner", "bot.started"]).await;
    let answer = server.post(&format!("/v1/webhooks/{}/test", id(&webhook)), json!({})).await;
    let data = answer.data();
    assert_eq!((&data["delivered"], &data["responseCode"]), (&json!(true), &json!(200)));
    assert!(data["responseTime"].is_u64() && data.as_object().unwrap().len() == 3, "{data}");
    let received = &receiver.received()[0];
    assert_eq!((received.header("x-buzzchat-test"), received.header("x-buzzchat-event")), ("1", "giveaway.winner"));
    assert_eq!((&received.json()["data"]["test"], &received.json()["id"]), (&json!(true), &json!(received.id())));
    assert_eq!((received.header("x-buzzchat-signature").len(), received.path.as_str()), (64, "/hook"));
    assert!(deliveries(&server, id(&webhook)).await.is_empty());
    assert_eq!(get(&server, id(&webhook)).await["lastTriggeredAt"], Value::Null);
}

#[tokio::test]
async fn a_test_that_fails_is_an_answer_too() {
    let (server, receiver) = (Server::start_telling(patient()).await, Receiver::start().await);
    let webhook = subscribe(&server, &receiver, &["bot.started"]).await;
    let path = format!("/v1/webhooks/{}/test", id(&webhook));
    let elsewhere = vec![("location", receiver.url.clone())];
    for (status, reply) in [(500, 500.into()), (410, 410.into()), (302, Reply { headers: elsewhere, ..302.into() })] {
        receiver.next([reply]);
        let answer = server.post(&path, json!({})).await;
        assert_eq!((&answer.data()["delivered"], &answer.data()["responseCode"]), (&json!(false), &json!(status)));
        assert!(answer.data()["problem"].is_string());
    }
    assert_eq!(receiver.received().len(), 3, "a redirect is not followed");
    assert_eq!(get(&server, id(&webhook)).await["active"], true, "a test switches nothing off");
    let server = server.restart_telling(Default::default()).await;
    let answer = server.post(&path, json!({})).await;
    assert_eq!((&answer.data()["delivered"], &answer.data()["responseCode"]), (&json!(false), &json!(0)));
    assert_eq!(receiver.received().len(), 3, "the operator does not allow it any more");
}
