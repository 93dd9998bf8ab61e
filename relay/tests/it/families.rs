//! The families' frame: at every family's addresses, whoever refuses a request says so in the family's own shape; and a key
//! opens its own family's addresses alone.

use crate::server::Server;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use buzzchat_relay::families::elitbuzz::BotIds;
use buzzchat_relay::family::Family;
use buzzchat_relay::scopes::Scopes;
use buzzchat_relay::store::OwnTerms;
use buzzchat_relay::tier::Tier;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HOST, RETRY_AFTER, WWW_AUTHENTICATE};
use reqwest::{Method, RequestBuilder, Response};
use serde_json::{Value, json};

/// What a family calls a status.
type Names = (u16, &'static str, &'static str, &'static str);
const UNAUTHORIZED: Names = (401, "unauthorized", "unauthorized", "Unauthorized");
const FORBIDDEN: Names = (403, "forbidden", "forbidden", "Forbidden");
const NOT_FOUND: Names = (404, "not_found", "not_found", "Not Found");
const WRONG_METHOD: Names = (405, "method_not_allowed", "invalid_request", "Method Not Allowed");
const TOO_MANY: Names = (429, "rate_limit_exceeded", "rate_limited", "Too Many Requests");

/// A family's keys in the default workspace, and its addresses.
struct Client {
    family: Family,
    key: String,
    id: String,
    /// One that answers with success to whoever has a key; none where there is none yet.
    address: Option<String>,
    /// One below which nothing will ever be.
    nothing: String,
}

impl Client {
    async fn new(server: &Server, family: Family, terms: OwnTerms) -> Self {
        let (id, key) = server.family_key("default", family, terms).await;
        let bot = bot(server, "default").await;
        let (address, nothing) = match family {
            Family::Buzzchat => (Some("/v1/settings".into()), "/v1/nothing".into()),
            Family::Ava => (None, "/api/nothing".into()),
            Family::Botbiz => (Some("/v1/users".into()), "/v1/whatsapp/nothing".into()),
            Family::Elitbuzz => (Some(bot.clone()), format!("{bot}/nothing")),
            Family::Domo => (Some("/v1/buzz/integrations".into()), "/v1/buzz/nothing".into()),
        };
        Self { family, key, id, address, nothing }
    }

    /// The header by which a client of the family shows a key; for Domo, a token that it got with it.
    async fn shown(&self, server: &Server, key: &str) -> String {
        match self.family {
            Family::Buzzchat | Family::Ava | Family::Botbiz => format!("Bearer {key}"),
            Family::Elitbuzz => format!("Basic {key}"),
            Family::Domo if key == self.key => format!("bearer {}", token(server, &self.id, key).await),
            Family::Domo => format!("bearer {key}"),
        }
    }

    /// Asserts that an answer is the family's word for a status, in exactly its shape.
    async fn assert_refused(&self, case: &str, path: &str, names: Names, response: Response) {
        let (family, (status, ava, botbiz, reason)) = (self.family, names);
        let place = format!("{case}: {} {path}", family.name());
        assert_eq!(response.status().as_u16(), status, "{place}");
        let headers = response.headers().clone();
        for name in ["x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset"] {
            assert!(headers.contains_key(name), "{place}: {name}");
        }
        assert_eq!(headers.contains_key(RETRY_AFTER), status == 429, "{place}");
        let kind = if family == Family::Domo { "application/json;charset=UTF-8" } else { "application/json" };
        assert_eq!(headers[CONTENT_TYPE], kind, "{place}");
        let challenge = if family == Family::Elitbuzz { "Basic realm=\"API\"" } else { "Bearer" };
        assert_eq!(
            headers.get(WWW_AUTHENTICATE).map(|value| value.to_str().unwrap()),
            (status == 401).then_some(challenge),
            "{place}"
        );
        let said: Value = response.json().await.unwrap();
        let text = |pointer: &str| {
            let text = said.pointer(pointer).and_then(Value::as_str);
            text.filter(|text| !text.is_empty()).unwrap_or_else(|| panic!("{place}: no {pointer} in {said}"))
        };
        let shape = match family {
            Family::Buzzchat => unreachable!("its own tests look at its shape"),
            Family::Ava => json!({ "success": false, "error": text("/error"), "code": ava }),
            Family::Botbiz => {
                json!({ "error": { "code": botbiz, "message": text("/error/message"), "status": status } })
            }
            Family::Elitbuzz => {
                let desc = reason.to_uppercase().replace(' ', "_");
                json!({
                    "status": { "code": status, "desc": desc },
                    "error_code": status, "error_message": desc, "error_details": text("/error_details"),
                })
            }
            Family::Domo => json!({
                "status": status, "statusReason": reason, "message": text("/message"), "path": path, "toe": text("/toe"),
            }),
        };
        assert_eq!(said, shape, "{place}");
    }
}

/// The address of a workspace's bot.
pub(crate) async fn bot(server: &Server, workspace: &str) -> String {
    let founding = server.app.hub().store().founding(workspace).await.unwrap().unwrap();
    let BotIds { customer_id, bot_key } = BotIds::new(&founding.origin);
    format!("/bot-api/v1.0/customer/{customer_id}/bot/{bot_key}")
}

/// A key that was never made.
fn stranger() -> String {
    format!("bz_live_{}", "5".repeat(48))
}

fn basic(name: &str, password: &str) -> String {
    format!("Basic {}", BASE64_STANDARD.encode(format!("{name}:{password}")))
}

const TOKEN: &str = "/oauth/token?grant_type=client_credentials&scope=buzz";

async fn token(server: &Server, id: &str, key: &str) -> String {
    let request = server.request(Method::GET, TOKEN).header(AUTHORIZATION, basic(id, key));
    let answer: Value = request.send().await.unwrap().json().await.unwrap();
    answer["access_token"].as_str().unwrap_or_else(|| panic!("{answer}")).to_owned()
}

async fn clients(server: &Server) -> Vec<Client> {
    let mut clients = Vec::new();
    for family in Family::ALL {
        clients.push(Client::new(server, family, OwnTerms { per_minute: Some(10_000), ..OwnTerms::default() }).await);
    }
    clients
}

fn ask(server: &Server, method: Method, path: &str, shown: Option<&str>) -> RequestBuilder {
    let request = server.request(method, path);
    match shown {
        Some(shown) => request.header(AUTHORIZATION, shown),
        None => request,
    }
}

async fn send(request: RequestBuilder) -> Response {
    request.send().await.unwrap()
}

/// Every family and what may be wrong with a request to it.
#[tokio::test]
async fn every_refusal_has_the_shape_of_its_address_s_family() {
    let server = Server::start_heard().await;
    let clients = clients(&server).await;
    for client in clients.iter().filter(|client| client.family != Family::Buzzchat) {
        let good = client.shown(&server, &client.key).await;
        let nothing = send(ask(&server, Method::GET, &client.nothing, Some(&good))).await;
        assert_eq!(nothing.headers()["x-ratelimit-limit"], "10000", "the key of {} is known", client.family.name());
        client.assert_refused("unknown path", &client.nothing, NOT_FOUND, nothing).await;
        let unknown = send(ask(&server, Method::POST, &client.nothing, None).body("no JSON")).await;
        client.assert_refused("unknown path, no key", &client.nothing, NOT_FOUND, unknown).await;
        let elsewhere = ask(&server, Method::GET, &client.nothing, Some(&good)).header(HOST, "evil.example");
        client.assert_refused("another host", &client.nothing, FORBIDDEN, send(elsewhere).await).await;
        let Some(address) = &client.address else { continue };
        assert_eq!(send(ask(&server, Method::GET, address, Some(&good))).await.status(), 200, "{address}");
        let bare = send(ask(&server, Method::GET, address, None)).await;
        client.assert_refused("no key", address, UNAUTHORIZED, bare).await;
        let shown = client.shown(&server, &stranger()).await;
        let wrong = send(ask(&server, Method::GET, address, Some(&shown))).await;
        client.assert_refused("wrong key", address, UNAUTHORIZED, wrong).await;
        let method = send(ask(&server, Method::PUT, address, Some(&good))).await;
        client.assert_refused("wrong method", address, WRONG_METHOD, method).await;
        let query = send(ask(&server, Method::GET, &format!("{address}?api_key={}", client.key), None)).await;
        client.assert_refused("key in the query", address, UNAUTHORIZED, query).await;
    }
}

#[tokio::test]
async fn a_key_of_another_family_is_no_key_and_is_not_used_up() {
    let server = Server::start_heard().await;
    let clients = clients(&server).await;
    for client in &clients {
        let Some(address) = &client.address else { continue };
        for other in clients.iter().filter(|other| other.family != client.family) {
            let shown = client.shown(&server, &other.key).await;
            let response = send(ask(&server, Method::GET, address, Some(&shown))).await;
            let case = format!("key of {}", other.family.name());
            assert_ne!(response.headers()["x-ratelimit-limit"], "10000", "{case}");
            if client.family == Family::Buzzchat {
                assert_eq!(response.status(), 401, "{case}");
            } else {
                client.assert_refused(&case, address, UNAUTHORIZED, response).await;
            }
            let (id, secret) = (&other.id, &other.key);
            if other.family != Family::Domo {
                let asked = ask(&server, Method::GET, TOKEN, Some(&basic(id, secret)));
                assert_eq!(send(asked).await.status(), 401, "no token for a {case}");
            }
        }
        let good = client.shown(&server, &client.key).await;
        let own = send(ask(&server, Method::GET, address, Some(&good))).await;
        // For Domo the first one was the token's.
        let left = if client.family == Family::Domo { "9998" } else { "9999" };
        assert_eq!((own.status().as_u16(), &own.headers()["x-ratelimit-remaining"]), (200, &left.parse().unwrap()));
    }
}

#[tokio::test]
async fn limits_scopes_and_tiers_hold_for_every_family() {
    let server = Server::start_heard().await;
    for family in Family::OTHERS {
        let two =
            OwnTerms { per_minute: Some(2), per_day: Some(100), scopes: Some(Scopes::parse("messages").unwrap()) };
        let client = Client::new(&server, family, two).await;
        let path = client.address.as_ref().unwrap_or(&client.nothing);
        // For Domo the first of the two was the token's.
        let shown = client.shown(&server, &client.key).await;
        let first = send(ask(&server, Method::GET, path, Some(&shown))).await;
        match &client.address {
            Some(address) => client.assert_refused("no such scope", address, FORBIDDEN, first).await,
            None => assert_eq!(first.status(), 404),
        }
        send(ask(&server, Method::GET, path, Some(&shown))).await;
        let third = send(ask(&server, Method::GET, path, Some(&shown))).await;
        if third.status() != 429 {
            continue; // The minute ended meanwhile.
        }
        assert_eq!(third.headers()["x-ratelimit-limit"], "2");
        client.assert_refused("limit reached", path, TOO_MANY, third).await;
    }
    let store = server.app.hub().store();
    for family in Family::OTHERS {
        let client = Client::new(&server, family, OwnTerms::default()).await;
        let shown = client.shown(&server, &client.key).await;
        store.set_tier("default", Tier::Free).await.unwrap();
        server.app.limits().notice_changes(store).await.unwrap();
        let refused = send(ask(&server, Method::GET, &client.nothing, Some(&shown))).await;
        client.assert_refused("tier", &client.nothing, FORBIDDEN, refused).await;
        store.set_tier("default", Tier::Business).await.unwrap();
        server.app.limits().notice_changes(store).await.unwrap();
    }
}

#[tokio::test]
async fn strangers_are_heard_as_often_as_the_operator_says_whatever_the_family() {
    let server = Server::start().await;
    for (at, family) in Family::OTHERS.into_iter().cycle().take(44).enumerate() {
        let client = Client::new(&server, family, OwnTerms::default()).await;
        let response = send(ask(&server, Method::GET, &client.nothing, None)).await;
        if response.status() == 429 {
            assert!(at >= 20, "{at}");
            return client.assert_refused("address", &client.nothing, TOO_MANY, response).await;
        }
        assert_eq!(response.status(), 404);
    }
    panic!("an address is heard for ever");
}

#[tokio::test]
async fn botbiz_knows_the_workspace_as_its_user() {
    let server = Server::start().await;
    let client = Client::new(&server, Family::Botbiz, OwnTerms::default()).await;
    let response = send(ask(&server, Method::GET, "/v1/users", Some(&format!("Bearer {}", client.key)))).await;
    assert_eq!((response.status().as_u16(), &response.headers()["x-ratelimit-limit"]), (200, &"60".parse().unwrap()));
    let said: Value = response.json().await.unwrap();
    let founding = server.app.hub().store().founding("default").await.unwrap().unwrap();
    let created = said["users"][0]["created_at"].as_str().unwrap();
    assert!(created.ends_with('Z'), "{said}");
    assert_eq!(said, json!({ "users": [{ "id": founding.origin, "name": "default", "created_at": created }] }));
}

#[tokio::test]
async fn elitbuzz_takes_the_key_in_all_its_forms_and_the_ids_of_its_own_workspace_alone() {
    let server = Server::start_heard().await;
    let client =
        Client::new(&server, Family::Elitbuzz, OwnTerms { per_minute: Some(100), ..OwnTerms::default() }).await;
    let (own, key) = (client.address.clone().unwrap(), client.key.clone());
    let forms = [format!("Basic {key}"), basic(&key, ""), basic("", &key), basic("1234567890", &key)];
    for shown in &forms {
        let response = send(ask(&server, Method::GET, &own, Some(shown))).await;
        assert_eq!(response.status(), 200, "{shown}");
        let said: Value = response.json().await.unwrap();
        assert_eq!(
            (&said["status"], &said["botName"]),
            (&json!({ "code": 1000, "desc": "SUCCESS" }), &json!("default"))
        );
    }
    let bearer = send(ask(&server, Method::GET, &own, Some(&format!("Bearer {key}")))).await;
    client.assert_refused("another scheme", &own, UNAUTHORIZED, bearer).await;
    server.app.hub().workspace("theirs").await.unwrap();
    let theirs = bot(&server, "theirs").await;
    let other = send(ask(&server, Method::GET, &theirs, Some(&forms[0]))).await;
    client.assert_refused("another bot", &theirs, FORBIDDEN, other).await;
    let (customer, bot) = own.split_once("/bot/").unwrap();
    for path in
        [format!("{customer}/bot/none"), format!("/bot-api/v1.0/customer/1/bot/{bot}"), format!("{customer}/bot/%ff")]
    {
        let response = send(ask(&server, Method::GET, &path, Some(&forms[0]))).await;
        assert_eq!(response.status(), 400, "{path}");
        let details = "The bot id/customer id/user id provided is invalid";
        let said: Value = response.json().await.unwrap();
        assert_eq!(
            said,
            json!({
                "status": { "code": 1002, "desc": "INVALID_BOT_OR_CUSTOMER_ID" },
                "error_code": 1002, "error_message": "INVALID_BOT_OR_CUSTOMER_ID", "error_details": details,
            }),
            "{path}"
        );
    }
}

#[tokio::test]
async fn domo_gives_a_token_for_an_hour_that_ends_with_its_key() {
    let server = Server::start_heard().await;
    let client = Client::new(&server, Family::Domo, OwnTerms { per_minute: Some(100), ..OwnTerms::default() }).await;
    let shown = basic(&client.id, &client.key);
    let form = "application/x-www-form-urlencoded";
    let post = |body: &'static str| ask(&server, Method::POST, "/oauth/token", Some(&shown)).body(body);
    let asked = [
        ask(&server, Method::GET, TOKEN, Some(&shown)),
        ask(&server, Method::POST, TOKEN, Some(&shown)),
        post("grant_type=client_credentials&scope=data%20buzz").header(CONTENT_TYPE, form),
        ask(&server, Method::GET, "/oauth/token?grant_type=client_credentials", Some(&shown)),
    ];
    for request in asked {
        let response = send(request).await;
        assert_eq!(response.headers()[CONTENT_TYPE], "application/json;charset=UTF-8");
        assert_eq!(
            (response.status().as_u16(), &response.headers()["x-ratelimit-limit"]),
            (200, &"100".parse().unwrap())
        );
        let said: Value = response.json().await.unwrap();
        let token = said["access_token"].as_str().unwrap();
        let (kind, scope, customer) = ("bearer", "buzz", "default");
        assert_eq!(
            said,
            json!({
                "access_token": token, "token_type": kind, "expires_in": 3599, "scope": scope, "customer": customer
            })
        );
        let welcome = send(ask(&server, Method::GET, "/v1/buzz/nothing", Some(&format!("Bearer {token}")))).await;
        assert_eq!(welcome.headers()["x-ratelimit-limit"], "100", "the token stands for the key");
    }
    let refused = [
        (TOKEN, Some(basic("key_other", &client.key)), 401),
        (TOKEN, Some(basic(&client.id, &stranger())), 401),
        (TOKEN, Some(format!("Bearer {}", client.key)), 401),
        (TOKEN, None, 401),
        ("/oauth/token?grant_type=password", Some(shown.clone()), 400),
        ("/oauth/token?grant_type=client_credentials&scope=data", Some(shown.clone()), 400),
        ("/oauth/token", Some(shown.clone()), 400),
    ];
    for (path, shown, status) in refused {
        let response = send(ask(&server, Method::GET, path, shown.as_deref())).await;
        assert_eq!(response.status(), status, "{path}");
        if status == 401 {
            assert_eq!(response.headers()[WWW_AUTHENTICATE], "Basic realm=\"API\"");
        }
        let said: Value = response.json().await.unwrap();
        assert_eq!((&said["status"], &said["path"]), (&json!(status), &json!("/oauth/token")), "{said}");
    }
    let large = "x".repeat(300 * 1024);
    assert_eq!(send(ask(&server, Method::POST, TOKEN, Some(&shown)).body(large)).await.status(), 413);
    assert_eq!(send(post("{}").header(CONTENT_TYPE, "application/json")).await.status(), 415);
    let token = format!("bearer {}", token(&server, &client.id, &client.key).await);
    server.decide(buzzchat::protocol::Command::RevokeKey { key: client.id.clone() }).await;
    let revoked = send(ask(&server, Method::GET, "/v1/buzz/nothing", Some(&token))).await;
    assert_ne!(revoked.headers()["x-ratelimit-limit"], "100", "nobody is let in with it any more");
    let key = send(ask(&server, Method::GET, TOKEN, Some(&shown))).await;
    assert_eq!(key.status(), 401);
}

#[tokio::test]
async fn a_token_that_ran_out_opens_nothing() {
    let server = Server::start().await;
    let store = server.app.hub().store();
    store.add_token("old", "key", 1_000, 2_000).await.unwrap();
    assert_eq!(store.key_of_token("old", 1_999).await.unwrap().as_deref(), Some("key"));
    assert_eq!(store.key_of_token("old", 2_000).await.unwrap(), None);
    store.add_token("new", "key", 3_000, 4_000).await.unwrap();
    assert_eq!(store.key_of_token("old", 1_000).await.unwrap(), None, "it is forgotten");
}
