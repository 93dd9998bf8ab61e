//! Who is let in.

use crate::server::{Server, read};
use buzzchat::protocol::{Command, Outcome};
use reqwest::Method;
use reqwest::header::{AUTHORIZATION, WWW_AUTHENTICATE};
use serde_json::json;

/// With both bases as many as are heard from an address in a minute.
const ADDRESSES: [(Method, &str); 10] = [
    (Method::GET, "/analytics"),
    (Method::GET, "/analytics/faq-triggers"),
    (Method::POST, "/messages/send"),
    (Method::GET, "/giveaway/entries"),
    (Method::DELETE, "/giveaway/entries"),
    (Method::POST, "/giveaway/pick-winner"),
    (Method::GET, "/giveaway/proof"),
    (Method::GET, "/settings"),
    (Method::POST, "/keys"),
    (Method::DELETE, "/keys/key_1"),
];

#[tokio::test]
async fn every_address_wants_a_key_before_it_looks_at_a_body() {
    let server = Server::start().await;
    let refusal = json!({
        "success": false,
        "error": { "code": "INVALID_API_KEY", "message": "The provided API key is invalid or expired" }
    });
    for base in ["/api/v1", "/v1"] {
        for (method, path) in ADDRESSES {
            let answer = read(server.request(method, &format!("{base}{path}")).body("no JSON")).await;
            assert_eq!((answer.status, answer.body), (401, refusal.clone()), "{base}{path}");
        }
    }
}

#[tokio::test]
async fn a_key_comes_in_the_header_or_in_the_query() {
    let server = Server::start().await;
    let key = server.key.clone();
    let never_made = format!("bz_live_{}", "0".repeat(48));
    let cases: [(Option<String>, Option<&str>, bool); 15] = [
        (Some(format!("Bearer {key}")), None, true),
        (Some(format!("bearer {key}")), None, true),
        (Some(format!("Bearer  {key}")), None, true),
        (None, Some(&key), true),
        (Some(format!("Bearer {key}")), Some("wrong"), true),
        (Some("Bearer wrong".into()), Some(&key), false),
        (None, None, false),
        (None, Some(""), false),
        (Some(key.clone()), None, false),
        (Some(format!("Basic {key}")), None, false),
        (Some("Bearer".into()), None, false),
        (Some("Bearer ".into()), None, false),
        (Some(format!("Bearer {}", &key[..55])), None, false),
        (Some(format!("Bearer {}", key.to_uppercase())), None, false),
        (Some(format!("Bearer {never_made}")), None, false),
    ];
    for (header, query, welcome) in cases {
        let mut request = server.request(Method::GET, "/api/v1/analytics");
        if let Some(header) = &header {
            request = request.header(AUTHORIZATION, header);
        }
        if let Some(key) = query {
            request = request.query(&[("api_key", key), ("unknown", "ignored")]);
        }
        let answer = read(request).await;
        assert_eq!(answer.status, if welcome { 200 } else { 401 }, "{header:?} {query:?}: {answer:?}");
        if !welcome {
            assert_eq!(answer.error(401, "INVALID_API_KEY"), "The provided API key is invalid or expired");
        }
    }
}

#[tokio::test]
async fn a_refused_client_is_told_which_scheme_to_use() {
    let server = Server::start().await;
    let response = server.request(Method::GET, "/v1/analytics").send().await.unwrap();
    assert_eq!(response.headers()[WWW_AUTHENTICATE], "Bearer");
}

#[tokio::test]
async fn a_revoked_key_is_refused_from_then_on() {
    let server = Server::start().await;
    let other = server.new_key("default").await;
    let state = server.state().await;
    let (id, _) =
        state.live_keys().into_iter().find(|(_, key)| other.ends_with(&key.mask[key.mask.len() - 4..])).unwrap();
    assert_eq!(server.decide(Command::RevokeKey { key: id.to_owned() }).await, Outcome::Done);
    read(server.request(Method::GET, "/v1/settings").bearer_auth(&other)).await.error(401, "INVALID_API_KEY");
    server.get("/v1/settings").await.data();
    let server = server.restart().await;
    read(server.request(Method::GET, "/v1/settings").bearer_auth(&other)).await.error(401, "INVALID_API_KEY");
    server.get("/v1/settings").await.data();
}

#[tokio::test]
async fn a_key_opens_its_own_workspace_even_before_that_is_loaded() {
    let server = Server::start().await;
    let theirs = server.new_key("theirs").await;
    let server = server.restart().await;
    let request = server.request(Method::PATCH, "/v1/settings").bearer_auth(&theirs);
    assert_eq!(read(request.json(&json!({ "welcomeDelay": 7 }))).await.status, 200);
    assert_eq!(server.get("/v1/settings").await.data()["welcomeDelay"], 3000, "the other workspace did not change");
    let answer = read(server.request(Method::GET, "/v1/settings").bearer_auth(&theirs)).await;
    assert_eq!(answer.data()["welcomeDelay"], 7);
}
