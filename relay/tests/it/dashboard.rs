//! What the dashboard is made of: signing in with a link, keys, devices, days, and events looked at from the end.

use crate::command_line::{run, text};
use crate::device::Device;
use crate::server::{Answer, PATIENCE, Server, now, read};
use buzzchat::engine::hash_key;
use buzzchat::protocol::{Command, Fact, Frame, OpenStream, Outcome, Stream};
use buzzchat_relay::pairing::{hash_code, hash_sign_in_code};
use buzzchat_relay::scopes::Scopes;
use buzzchat_relay::store::OwnTerms;
use buzzchat_relay::{KeyRules, Rules};
use reqwest::Method;
use serde_json::{Value, json};

async fn sign_in(server: &Server, code: &str) -> Answer {
    read(server.request(Method::POST, "/app/sign-in").json(&json!({ "code": code }))).await
}

async fn with_key(server: &Server, key: &str, method: Method, path: &str, body: Value) -> Answer {
    let request = server.request(method, path).bearer_auth(key);
    read(if body.is_null() { request } else { request.json(&body) }).await
}

fn names(listed: &Value) -> Vec<&str> {
    listed["keys"].as_array().unwrap().iter().map(|key| key["name"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_link_signs_in_once_and_signing_out_ends_it() {
    let server = Server::start().await;
    let printed = text(&run(server.data(), &["sign-in", "--url", "http://localhost:1/"]).await);
    let code = printed.trim_end().strip_prefix("http://localhost:1/app#sign-in=").unwrap().to_owned();
    let signed_in = sign_in(&server, &code).await.data().clone();
    let (id, key) = (signed_in["id"].as_str().unwrap(), signed_in["key"].as_str().unwrap());
    assert_eq!(signed_in["workspace"], "default");
    assert!(sign_in(&server, &code).await.error(400, "VALIDATION_ERROR").contains("wrong, used or older"));
    let listed = with_key(&server, key, Method::GET, "/api/v1/keys", json!(null)).await.data().clone();
    assert_eq!(names(&listed), ["test", "Dashboard"]);
    let own = &listed["keys"][1];
    assert_eq!((&own["id"], &own["perMinute"]), (&json!(id), &json!(300)));
    assert!(own["scopes"].as_array().unwrap().contains(&json!("keys")) && own["lastUsedAt"].is_string(), "{own}");
    assert!(own["expiresAt"].is_string() && listed["keys"][0]["expiresAt"].is_null(), "{listed}");
    let out = with_key(&server, key, Method::DELETE, &format!("/v1/keys/{id}"), json!(null)).await;
    assert_eq!((out.status, &out.body["message"]), (200, &json!("API key revoked")));
    with_key(&server, key, Method::GET, "/v1/keys", json!(null)).await.error(401, "INVALID_API_KEY");
}

/// Signs in, and returns the id and the text of the key.
async fn signed_in(server: &Server, code: &str) -> (String, String) {
    let store = server.app.hub().store();
    store.add_code(&hash_sign_in_code(code), "default", now(), now() + 60_000).await.unwrap();
    let answer = sign_in(server, code).await.data().clone();
    (answer["id"].as_str().unwrap().to_owned(), answer["key"].as_str().unwrap().to_owned())
}

#[tokio::test]
async fn who_signs_in_takes_none_of_the_keys_that_a_seller_may_have() {
    let server = Server::start().await;
    for n in 0..6 {
        signed_in(&server, &format!("JKMN-PQR{n}")).await;
    }
    let mut joined = Device::new("dev_1").pair(&server).await;
    let live = joined.device.shared.live_keys().into_iter().map(|(_, key)| key.name.clone()).collect::<Vec<_>>();
    assert_eq!(live, ["test"], "devices are not told of them");
    for n in 1..5 {
        let made = joined.act(&Command::CreateKey { name: format!("deck {n}") }).await;
        assert!(matches!(made, Outcome::Key { .. }), "{made:?}");
    }
    assert!(matches!(joined.device.decide(&Command::CreateKey { name: "one more".into() }).1, Outcome::Refused { .. }));
}

#[tokio::test]
async fn a_sign_in_ends_by_itself_and_leaves_nothing_behind() {
    let server = Server::start().await;
    let store = server.app.hub().store();
    let (id, key) = signed_in(&server, "JKMN-PQRS").await;
    let hash = hash_key(&key);
    with_key(&server, &key, Method::GET, "/v1/settings", json!(null)).await.data();
    let hours = |n: u64| n * 3_600_000;
    assert_eq!(store.signed_in(&hash, now() + hours(11)).await.unwrap(), Some(("default".into(), id)));
    assert_eq!(store.signed_in(&hash, now() + hours(12)).await.unwrap(), None);
    assert_eq!(store.terms(&hash).await.unwrap().per_minute, 300);
    store.end_past_sign_ins(now() + hours(11)).await.unwrap();
    with_key(&server, &key, Method::GET, "/v1/settings", json!(null)).await.data();
    store.end_past_sign_ins(now() + hours(12)).await.unwrap();
    with_key(&server, &key, Method::GET, "/v1/settings", json!(null)).await.error(401, "INVALID_API_KEY");
    assert_eq!(names(server.get("/v1/keys").await.data()), ["test"]);
    assert_eq!((store.terms(&hash).await.unwrap().per_minute, store.last_use(&hash).await.unwrap()), (60, None));
}

#[tokio::test]
async fn a_sign_in_survives_a_restart_and_is_listed_and_ended_on_the_command_line() {
    let server = Server::start().await;
    let (id, key) = signed_in(&server, "JKMN-PQRS").await;
    let server = server.restart().await;
    let settings = async || with_key(&server, &key, Method::GET, "/v1/settings", json!(null)).await;
    settings().await.data();
    let listed = text(&run(server.data(), &["key", "list"]).await);
    let line = listed.lines().find(|line| line.ends_with("  Dashboard")).unwrap();
    assert!(line.starts_with(&id) && line.contains("  until 20"), "{listed}");
    assert!(text(&run(server.data(), &["key", "revoke", &id]).await).contains("refuses it from now on"));
    settings().await.error(401, "INVALID_API_KEY");
}

#[tokio::test]
async fn a_code_of_the_other_kind_or_one_that_ran_out_does_nothing() {
    let server = Server::start().await;
    let store = server.app.hub().store();
    server.new_code("ABCD-EFGH").await;
    sign_in(&server, "ABCD-EFGH").await.error(400, "VALIDATION_ERROR");
    Device::new("dev_1").knock(&server, Some("ABCD-EFGH")).await;
    store.add_code(&hash_sign_in_code("JKMN-PQRS"), "default", now(), now() + 60_000).await.unwrap();
    assert_eq!(store.take_code(&hash_code("JKMN-PQRS"), now()).await.unwrap(), None, "it pairs nobody");
    sign_in(&server, " jkmn pqrs").await.data();
    store.add_code(&hash_sign_in_code("OLD0-OLD0"), "default", 1, 2).await.unwrap();
    sign_in(&server, "OLD0-OLD0").await.error(400, "VALIDATION_ERROR");
}

#[tokio::test]
async fn sign_in_wants_a_code_as_json_from_no_other_site() {
    let server = Server::start().await;
    let post = || server.request(Method::POST, "/app/sign-in");
    read(post()).await.error(400, "VALIDATION_ERROR");
    read(post().body("{}")).await.error(415, "UNSUPPORTED_MEDIA_TYPE");
    read(post().json(&json!({ "code": 1 }))).await.error(400, "VALIDATION_ERROR");
    read(post().json(&json!({ "code": "A", "more": 1 }))).await.error(400, "VALIDATION_ERROR");
    read(post().header("origin", "https://evil.example").json(&json!({ "code": "A" }))).await.error(403, "FORBIDDEN");
    read(server.request(Method::GET, "/app/sign-in")).await.error(405, "METHOD_NOT_ALLOWED");
}

#[tokio::test]
async fn whoever_guesses_codes_is_not_heard_any_more_even_with_the_right_one() {
    let keys = KeyRules { refusals_per_minute: 3, ..KeyRules::default() };
    let server = Server::start_ruled(PATIENCE, Rules { keys, ..Rules::default() }).await;
    let store = server.app.hub().store();
    store.add_code(&hash_sign_in_code("JKMN-PQRS"), "default", now(), now() + 60_000).await.unwrap();
    let minute = || now() / 60_000;
    let began = minute();
    for _ in 0..3 {
        sign_in(&server, "AAAA-AAAA").await.error(400, "VALIDATION_ERROR");
    }
    let refused =
        server.request(Method::POST, "/app/sign-in").json(&json!({ "code": "JKMN-PQRS" })).send().await.unwrap();
    // Where the minute ended in between there is nothing to see.
    if minute() == began {
        assert_eq!(refused.status(), 429);
        assert!(refused.headers().contains_key("retry-after"));
        let wrong = read(server.request(Method::GET, "/v1/settings").bearer_auth("wrong")).await;
        wrong.error(429, "RATE_LIMIT_EXCEEDED");
        server.get("/v1/settings").await.data();
    }
}

#[tokio::test]
async fn a_key_is_made_shown_once_listed_and_revoked() {
    let server = Server::start().await;
    for base in ["/api/v1", "/v1"] {
        let asked = json!({ "name": " Deck ", "scopes": ["messages", "read"], "perMinute": 5, "perDay": 7 });
        let made = server.post(&format!("{base}/keys"), asked).await.data_of(201).clone();
        let (id, key) = (made["id"].as_str().unwrap(), made["key"].as_str().unwrap());
        assert_eq!((&made["name"], &made["scopes"]), (&json!("Deck"), &json!(["read", "messages"])));
        assert_eq!((&made["perMinute"], &made["perDay"], &made["lastUsedAt"]), (&json!(5), &json!(7), &json!(null)));
        with_key(&server, key, Method::GET, "/v1/settings", json!(null)).await.data();
        with_key(&server, key, Method::GET, "/v1/keys", json!(null)).await.error(403, "INSUFFICIENT_SCOPE");
        let listed = server.get(&format!("{base}/keys")).await;
        assert!(!listed.body.to_string().contains(key), "the text is shown once");
        assert_eq!(listed.data()["keys"][1]["mask"], made["mask"]);
        let path = format!("{base}/keys/{id}");
        assert_eq!(server.delete(&path).await.body, json!({ "success": true, "message": "API key revoked" }));
        with_key(&server, key, Method::GET, "/v1/settings", json!(null)).await.error(401, "INVALID_API_KEY");
        assert_eq!(names(server.get(&format!("{base}/keys")).await.data()), ["test"]);
    }
    server.delete("/v1/keys/key_none").await.error(404, "NOT_FOUND");
    server.delete("/v1/keys/%ff").await.error(404, "NOT_FOUND");
}

#[tokio::test]
async fn a_key_makes_none_that_can_do_more_than_itself() {
    let server = Server::start().await;
    let scopes = Some(Scopes::parse("read,keys").unwrap());
    let terms = OwnTerms { per_minute: Some(1_000), per_day: Some(50), scopes };
    let key = server.new_key_with("default", terms).await;
    let ask = async |body: Value| with_key(&server, &key, Method::POST, "/v1/keys", body).await;
    let beyond = ask(json!({ "name": "x", "scopes": ["read", "messages"] })).await;
    assert!(beyond.error(403, "INSUFFICIENT_SCOPE").contains("\"messages\""));
    for (body, complaint) in [
        (json!({ "name": "x", "perMinute": 1_001 }), "perMinute must be between 1 and 1000"),
        (json!({ "name": "x", "perDay": 51 }), "perDay must be between 1 and 50"),
        (json!({ "name": "x", "perDay": 0 }), "perDay must be between 1 and 50"),
        (json!({ "name": "" }), "A key needs a name"),
        (json!({ "name": "x", "scopes": [] }), "is no scope"),
        (json!({ "name": "x", "scopes": ["write"] }), "\"write\" is no scope"),
        (json!({ "name": "x", "scopes": null }), "invalid type: null"),
        (json!({}), "missing field `name`"),
    ] {
        let answer = ask(body.clone()).await;
        assert!(answer.error(400, "VALIDATION_ERROR").contains(complaint), "{body}: {answer:?}");
    }
    let made = ask(json!({ "name": "x" })).await;
    let given = made.data_of(201);
    assert_eq!((&given["perMinute"], &given["perDay"]), (&json!(60), &json!(50)), "as usual, as far as it has that");
    assert_eq!(given["scopes"], json!(["read"]), "making keys is handed on by name only");
    let named = ask(json!({ "name": "x", "scopes": ["keys"] })).await;
    assert_eq!(named.data_of(201)["scopes"], json!(["keys"]));
    assert_eq!(names(server.get("/v1/keys").await.data()), ["test", "test", "x", "x"], "what was refused left nothing");
}

#[tokio::test]
async fn keys_of_other_workspaces_are_neither_listed_nor_revoked() {
    let server = Server::start().await;
    let theirs = server.new_key("theirs").await;
    let listed = with_key(&server, &theirs, Method::GET, "/v1/keys", json!(null)).await.data().clone();
    let id = listed["keys"][0]["id"].as_str().unwrap();
    server.delete(&format!("/v1/keys/{id}")).await.error(404, "NOT_FOUND");
    let (own, _) = signed_in(&server, "JKMN-PQRS").await;
    with_key(&server, &theirs, Method::DELETE, &format!("/v1/keys/{own}"), json!(null)).await.error(404, "NOT_FOUND");
    assert_eq!(names(server.get("/v1/keys").await.data()), ["test", "Dashboard"]);
    with_key(&server, &theirs, Method::GET, "/v1/settings", json!(null)).await.data();
}

#[tokio::test]
async fn devices_are_listed_with_what_they_have_open_while_they_are_here() {
    let server = Server::start().await;
    assert_eq!(server.get("/v1/devices").await.data(), &json!({ "devices": [] }));
    let mut joined = Device::new("dev_1").pair(&server).await;
    let stream = Stream { site: "demo".into(), channel: "main".into() };
    let open = OpenStream { stream, can_write: true, speaks: None };
    joined.socket.say(&Frame::Presence { streams: vec![open] }).await;
    joined.report(vec![Fact::BotStarted]).await;
    let device = server.get("/v1/devices").await.data()["devices"][0].clone();
    assert_eq!((&device["origin"], &device["connected"]), (&json!("dev_1"), &json!(true)));
    assert!(device["webOrigin"].as_str().unwrap().starts_with("chrome-extension://"), "{device}");
    assert!(device["createdAt"].as_str().unwrap().ends_with('Z') && device["lastSeenAt"].is_string(), "{device}");
    let stream = &device["streams"][0];
    assert_eq!(
        (&stream["site"], &stream["channel"], &stream["canWrite"]),
        (&json!("demo"), &json!("main"), &json!(true))
    );
    joined.close().await;
    crate::server::eventually("it is away", async || {
        let device = server.get("/v1/devices").await.data()["devices"][0].clone();
        device["connected"] == json!(false) && device["streams"] == json!([])
    })
    .await;
}

#[tokio::test]
async fn days_are_counted_up_to_today_and_empty_ones_are_there() {
    let server = Server::start().await;
    let days = async |query: &str| server.get(&format!("/api/v1/analytics/days{query}")).await;
    let mut joined = Device::new("dev_1").pair(&server).await;
    let hour = now() / 3_600_000;
    joined.report(vec![Fact::ChatCounted { hour, lines: 40 }, Fact::ChatCounted { hour: hour - 24, lines: 2 }]).await;
    let listed = days("").await.data()["days"].as_array().unwrap().clone();
    let read: Vec<_> = listed.iter().map(|day| day["linesRead"].as_u64().unwrap()).collect();
    assert_eq!((read.len(), &read[27..]), (30, &[0, 2, 40][..]));
    let dates: Vec<_> = listed.iter().map(|day| day["date"].as_str().unwrap()).collect();
    assert!(dates.iter().all(|date| date.len() == 10) && dates.is_sorted(), "{dates:?}");
    for count in [1, 90] {
        assert_eq!(days(&format!("?days={count}")).await.data()["days"].as_array().unwrap().len(), count);
    }
    for wrong in ["0", "91", "-1", "x", ""] {
        let answer = days(&format!("?days={wrong}")).await;
        assert_eq!(answer.error(400, "VALIDATION_ERROR"), "days must be between 1 and 90");
    }
    days("?account=acc_none").await.error(404, "NOT_FOUND");
}

#[tokio::test]
async fn events_are_looked_at_from_the_end_in_pages_of_any_size() {
    let server = Server::start().await;
    let mut joined = Device::new("dev_1").pair(&server).await;
    joined.report(vec![Fact::BotStarted]).await;
    joined.act(&Command::OpenGiveaway).await;
    let round = joined.device.shared.active().round().unwrap().0.to_owned();
    let entry =
        |n: u32| buzzchat::protocol::Entry { at: now(), id: crate::device::fresh_id("evt_"), viewer: format!("v{n}") };
    joined.report(vec![Fact::GiveawayEntry { round, entries: (0..5).map(entry).collect() }, Fact::BotStopped]).await;
    let page = async |query: String| server.get(&format!("/v1/events?{query}")).await.data().clone();
    let ids = |page: &Value| -> Vec<_> {
        page["events"].as_array().unwrap().iter().map(|event| event["id"].as_str().unwrap().to_owned()).collect()
    };
    let forward = page("limit=1000".into()).await;
    let mut expected = ids(&forward);
    expected.reverse();
    assert_eq!(expected.len(), 7);
    for limit in [1, 2, 3, 7, 1000] {
        let (mut seen, mut since) = (Vec::new(), String::new());
        loop {
            let page = page(format!("order=newest&limit={limit}{since}")).await;
            assert!(ids(&page).len() <= limit && page["complete"] == json!(true), "{page}");
            seen.extend(ids(&page));
            if page["has_more"] == json!(false) {
                break;
            }
            since = format!("&since={}", page["nextCursor"].as_str().unwrap());
        }
        assert_eq!(seen, expected, "in pages of {limit}");
    }
    let newest = page("order=newest&limit=1&types=bot.started,bot.stopped".into()).await;
    assert_eq!(newest["events"][0]["type"], "bot.stopped");
    let latest = newest["latestCursor"].as_str().unwrap();
    assert_eq!(latest, forward["nextCursor"].as_str().unwrap(), "from there it goes on forwards");
    joined.report(vec![Fact::BotStarted]).await;
    assert_eq!(page(format!("since={latest}")).await["events"][0]["type"], "bot.started");
    let wrong = server.get("/v1/events?order=up").await;
    assert_eq!(wrong.error(400, "VALIDATION_ERROR"), "order must be oldest or newest");
    server.get("/v1/events?order=newest&since=99999").await.error(400, "VALIDATION_ERROR");
}
