//! Accounts: connected by a QR code, looked at, deleted.

use super::{Botbiz, PHONE, assert_refused, is_moment, key};
use png::Decoder;
use reqwest::header::{ACCEPT, CONTENT_TYPE, ORIGIN};
use reqwest::{Client, Method};
use serde_json::{Value, json};
use std::io::Cursor;

const ACCOUNTS: &str = "/v1/whatsapp/accounts";

#[tokio::test]
async fn the_documented_example_makes_an_account_that_is_pending() {
    let botbiz = Botbiz::start().await;
    let made = botbiz.post(ACCOUNTS, json!({ "phone_number": "+1234567890", "name": "Customer Support" })).await;
    let (id, created) = (made.body["id"].as_str().unwrap_or_default(), &made.body["created_at"]);
    assert!(id.starts_with("wha_") && is_moment(created), "{made:?}");
    let account = json!({
        "id": id,
        "phone_number": "+1234567890",
        "name": "Customer Support",
        "status": "pending",
        "qr_code_url": format!("http://{}/v1/whatsapp/accounts/{id}/qr-code", botbiz.server.address),
        "created_at": created,
    });
    assert_eq!((made.status, &made.body), (200, &account));
    assert_eq!(botbiz.get(&format!("{ACCOUNTS}/{id}")).await.body, account);
    assert_eq!(botbiz.get(ACCOUNTS).await.body, json!({ "accounts": [account] }));
    let secure = botbiz.server.request(Method::GET, ACCOUNTS).bearer_auth(&botbiz.key);
    let behind_a_proxy: Value = secure.header("x-forwarded-proto", "https").send().await.unwrap().json().await.unwrap();
    assert!(behind_a_proxy["accounts"][0]["qr_code_url"].as_str().unwrap().starts_with("https://"));
}

/// The modules of a QR code in a file, dark or not, row by row, without the white around them.
fn modules(file: &[u8]) -> Vec<Vec<bool>> {
    let mut reader = Decoder::new(Cursor::new(file)).read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let frame = reader.next_frame(&mut pixels).unwrap();
    let side = frame.width as usize;
    assert_eq!((frame.height as usize, side % 8), (side, 0));
    let dark = |row: usize, column: usize| pixels[(row * 8 + 4) * side + column * 8 + 4] == 0;
    let all = 4..side / 8 - 4;
    let edge = (0..side / 8).flat_map(|at| (0..4).flat_map(move |depth| [(at, depth), (depth, at)]));
    assert!(edge.into_iter().all(|(row, column)| !dark(row, column)), "white around it");
    all.clone().map(|row| all.clone().map(|column| dark(row, column)).collect()).collect()
}

/// Whether a reader finds the code: a square in a square in three corners of it, and none in the fourth.
fn is_found(modules: &[Vec<bool>]) -> bool {
    let last = modules.len() - 7;
    let square = |top: usize, left: usize| {
        (0..7).all(|row| {
            (0..7).all(|column: usize| {
                let ring = [row, column].into_iter().map(|at: usize| at.abs_diff(3)).max();
                modules[top + row][left + column] == (ring != Some(2))
            })
        })
    };
    square(0, 0) && square(0, last) && square(last, 0) && !square(last, last)
}

#[tokio::test]
async fn whoever_scans_the_code_and_confirms_connects_the_account() {
    let botbiz = Botbiz::start().await;
    let body = json!({ "phone_number": PHONE, "name": "<script>alert('Support')</script>" });
    let id = botbiz.post(ACCOUNTS, body).await.body["id"].as_str().unwrap().to_owned();
    let path = format!("{ACCOUNTS}/{id}/qr-code");
    for accept in ["*/*", "image/png", "image/avif,image/*,*/*;q=0.8"] {
        let asked = botbiz.server.request(Method::GET, &path).bearer_auth(&botbiz.key).header(ACCEPT, accept);
        let picture = asked.send().await.unwrap();
        assert_eq!((picture.status().as_u16(), &picture.headers()[CONTENT_TYPE]), (200, &"image/png".parse().unwrap()));
        assert!(is_found(&modules(&picture.bytes().await.unwrap())));
    }
    let (code, client) = (botbiz.code(&id).await, Client::new());
    let page = client.get(&code).send().await.unwrap();
    assert_eq!(page.headers()[CONTENT_TYPE], "text/html; charset=utf-8");
    assert_eq!(page.headers()["referrer-policy"], "same-origin", "else the form's request names no origin");
    let policy = page.headers()["content-security-policy"].to_str().unwrap().to_owned();
    assert!(policy.contains("default-src 'none'") && !policy.contains("script"), "{policy}");
    let page = page.text().await.unwrap();
    assert!(page.contains("&lt;script&gt;") && !page.contains("<script") && page.contains(PHONE), "{page}");
    assert_eq!(botbiz.get(&format!("{ACCOUNTS}/{id}")).await.body["status"], "pending", "to look connects nothing");
    let elsewhere = client.post(&code).header(ORIGIN, "https://evil.example").send().await.unwrap();
    assert_eq!(elsewhere.status(), 403);
    for wrong in
        [format!("{code}0"), format!("http://{}/pair/{id}/", botbiz.server.address), code.replace(&id, "wha_1")]
    {
        assert_eq!(client.post(&wrong).send().await.unwrap().status(), 404, "{wrong}");
    }
    let own = format!("http://{}", botbiz.server.address);
    let confirmed = client.post(&code).header(ORIGIN, own).send().await.unwrap();
    assert_eq!(confirmed.status(), 200);
    let account = botbiz.get(&format!("{ACCOUNTS}/{id}")).await.body;
    assert_eq!((&account["status"], &account["qr_code_url"]), (&json!("connected"), &Value::Null));
    assert_refused(&botbiz.get(&path).await, 404, "not_found", "connected already");
    for again in [client.get(&code), client.post(&code)] {
        assert!(again.send().await.unwrap().text().await.unwrap().contains("The account is connected"));
    }
}

#[tokio::test]
async fn an_account_that_is_deleted_is_gone_for_everybody() {
    let botbiz = Botbiz::start().await;
    let id = botbiz.connected(PHONE).await;
    let path = format!("{ACCOUNTS}/{id}");
    assert_eq!(botbiz.delete(&path).await.body, json!({ "id": id, "deleted": true }));
    assert_refused(&botbiz.delete(&path).await, 404, "not_found", "Account not found");
    assert_refused(&botbiz.get(&path).await, 404, "not_found", "Account not found");
    assert_refused(&botbiz.get(&format!("{path}/qr-code")).await, 404, "not_found", "Account not found");
    assert_eq!(botbiz.get(ACCOUNTS).await.body, json!({ "accounts": [] }));
}

#[tokio::test]
async fn only_the_workspace_s_own_accounts_are_there_and_only_for_keys_made_for_them() {
    let botbiz = Botbiz::start().await;
    let pending = botbiz.post(ACCOUNTS, json!({ "phone_number": PHONE, "name": "Shop" })).await.body;
    let path = format!("{ACCOUNTS}/{}", pending["id"].as_str().unwrap());
    let theirs = key(&botbiz.server, "other", None).await;
    assert_eq!(botbiz.ask_as(&theirs, Method::GET, ACCOUNTS).await.body, json!({ "accounts": [] }));
    for path in [&path, &format!("{ACCOUNTS}/%00"), &format!("{ACCOUNTS}/%ff")] {
        for (method, path) in
            [(Method::GET, path.clone()), (Method::DELETE, path.clone()), (Method::GET, format!("{path}/qr-code"))]
        {
            assert_refused(&botbiz.ask_as(&theirs, method, &path).await, 404, "not_found", "Account not found");
        }
    }
    let reader = key(&botbiz.server, "default", Some("read")).await;
    assert_eq!(botbiz.ask_as(&reader, Method::GET, &path).await.body, pending);
    for (method, path) in [(Method::POST, ACCOUNTS), (Method::DELETE, &path), (Method::GET, &format!("{path}/qr-code"))]
    {
        assert_refused(&botbiz.ask_as(&reader, method, path).await, 403, "forbidden", "settings");
    }
    let sender = key(&botbiz.server, "default", Some("messages")).await;
    for path in [ACCOUNTS, &path] {
        assert_refused(&botbiz.ask_as(&sender, Method::GET, path).await, 403, "forbidden", "read");
    }
    let buzzchat = botbiz.ask_as(&botbiz.server.key, Method::GET, ACCOUNTS).await;
    assert_refused(&buzzchat, 401, "unauthorized", "API key");
    assert_refused(&botbiz.ask_as(&botbiz.key, Method::PUT, ACCOUNTS).await, 405, "invalid_request", "method");
}

#[tokio::test]
async fn what_cannot_be_connected_is_refused() {
    let botbiz = Botbiz::start().await;
    for (body, says) in [
        (json!({}), "Missing required parameter: phone_number"),
        (json!({ "phone_number": PHONE }), "Missing required parameter: name"),
        (json!({ "phone_number": "1234567890", "name": "Shop" }), "E.164"),
        (json!({ "phone_number": 1_234_567_890, "name": "Shop" }), "string"),
        (json!({ "phone_number": PHONE, "name": "  " }), "name"),
        (json!({ "phone_number": PHONE, "name": "x".repeat(101) }), "name"),
        (json!({ "phone_number": PHONE, "name": "Shop", "status": "connected" }), "status"),
        (json!([PHONE, "Shop"]), "object"),
    ] {
        assert_refused(&botbiz.post(ACCOUNTS, body).await, 400, "invalid_request", says);
    }
    for _ in 0..100 {
        assert_eq!(botbiz.post(ACCOUNTS, json!({ "phone_number": PHONE, "name": "Shop" })).await.status, 200);
    }
    let refused = botbiz.post(ACCOUNTS, json!({ "phone_number": PHONE, "name": "Shop" })).await;
    assert_refused(&refused, 400, "invalid_request", "100");
}
