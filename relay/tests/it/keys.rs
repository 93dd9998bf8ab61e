//! What single keys and whole workspaces may do, decided with the command line while the server runs.

use crate::command_line::{first_line, run, text};
use crate::device::Device;
use crate::process::Process;
use crate::server::{Server, eventually, read};
use buzzchat::engine::make_key;
use buzzchat::protocol::{Fact, Frame};
use buzzchat_relay::scopes::Scopes;
use buzzchat_relay::store::OwnTerms;
use reqwest::Method;
use serde_json::json;
use tempfile::TempDir;

/// A request that each scope opens.
const ASKED: [(&str, &str, &str); 30] = [
    ("GET", "/analytics", "read"),
    ("GET", "/analytics/faq-triggers", "read"),
    ("GET", "/giveaway/entries", "read"),
    ("GET", "/giveaway/proof", "read"),
    ("GET", "/settings", "read"),
    ("GET", "/accounts", "read"),
    ("POST", "/messages/send", "messages"),
    ("POST", "/giveaway/pick-winner", "giveaway"),
    ("DELETE", "/giveaway/entries", "giveaway"),
    ("PATCH", "/settings", "settings"),
    ("POST", "/accounts/switch", "settings"),
    ("GET", "/analytics/days", "read"),
    ("GET", "/devices", "read"),
    ("GET", "/keys", "keys"),
    ("POST", "/keys", "keys"),
    ("DELETE", "/keys/key_none", "keys"),
    ("GET", "/conversations", "read"),
    ("GET", "/conversations/cnv_none", "read"),
    ("GET", "/conversations/cnv_none/messages", "read"),
    ("POST", "/conversations/cnv_none/messages", "messages"),
    ("POST", "/direct-messages", "messages"),
    ("POST", "/sandbox/messages", "messages"),
    ("POST", "/sandbox/read", "messages"),
    ("GET", "/lines", "read"),
    ("POST", "/lines", "settings"),
    ("DELETE", "/lines/lin_none", "settings"),
    ("GET", "/lines/lin_none/qr", "settings"),
    ("GET", "/generator", "read"),
    ("PUT", "/generator", "settings"),
    ("DELETE", "/generator", "settings"),
];

#[tokio::test]
async fn a_key_does_what_it_was_made_for_and_nothing_else() {
    let server = Server::start().await;
    for scope in ["read", "messages", "giveaway", "settings", "webhooks", "keys"] {
        let terms = OwnTerms { scopes: Some(Scopes::parse(scope).unwrap()), ..OwnTerms::default() };
        let key = server.new_key_with("default", terms).await;
        for (method, path, needed) in ASKED {
            let method: Method = method.parse().unwrap();
            let body = match path {
                "/messages/send" => json!({ "message": "hi" }),
                "/accounts/switch" => json!({ "accountId": "acc_1" }),
                "/keys" => json!({ "name": "k", "scopes": ["keys"] }),
                "/conversations/cnv_none/messages" => json!({ "text": "hi" }),
                "/direct-messages" => json!({ "channel": "imessage", "to": "+14155552671", "text": "hi" }),
                "/sandbox/messages" => json!({ "channel": "imessage", "from": "+14155552671", "text": "hi" }),
                "/sandbox/read" => json!({ "conversationId": "cnv_none" }),
                "/lines" => json!({ "channel": "imessage", "connector": "sandbox" }),
                "/generator" => json!({ "kind": "openai", "url": "https://models.example", "model": "m" }),
                _ => json!({}),
            };
            let request = server.request(method.clone(), &format!("/v1{path}")).bearer_auth(&key);
            let answer = read(if method == Method::GET { request } else { request.json(&body) }).await;
            if needed == scope {
                assert_ne!(answer.status, 403, "{method} {path} with {scope}: {answer:?}");
            } else {
                let message = answer.error(403, "INSUFFICIENT_SCOPE");
                assert!(message.contains(&format!("\"{needed}\"")), "{message}");
            }
        }
    }
}

#[tokio::test]
async fn terms_given_on_the_command_line_hold() {
    let server = Server::start().await;
    let made =
        ["key", "create", "--name", "mine", "--per-minute", "1000", "--per-day", "2", "--scopes", "read,giveaway"];
    let created = run(server.data(), &made).await;
    let (shown, key) = (text(&created), first_line(&created));
    assert!(shown.contains("1000 requests a minute and 2 a day, for: read,giveaway"), "{shown}");
    assert!(!shown.contains("messages/send"), "only what the key may do is offered to try: {shown}");
    let listed = text(&run(server.data(), &["key", "list"]).await);
    let line = |listed: &str| listed.lines().find(|line| line.ends_with("  mine")).unwrap().to_owned();
    assert!(line(&listed).contains("  never used  1000/min  2/day  read,giveaway  "), "{listed}");
    let settings = || read(server.request(Method::GET, "/v1/settings").bearer_auth(&key));
    settings().await.data();
    let patch = server.request(Method::PATCH, "/v1/settings").bearer_auth(&key).json(&json!({ "welcomeDelay": 1 }));
    read(patch).await.error(403, "INSUFFICIENT_SCOPE");
    settings().await.error(429, "RATE_LIMIT_EXCEEDED");
    let listed = text(&run(server.data(), &["key", "list"]).await);
    assert!(line(&listed).contains("  used 20"), "{listed}");
}

#[tokio::test]
async fn a_key_makes_keys_only_if_that_was_asked_for() {
    let server = Server::start().await;
    let make = async |more: &[&str]| run(server.data(), &[&["key", "create", "--name", "mine"], more].concat()).await;
    let keys = async |made| read(server.request(Method::GET, "/v1/keys").bearer_auth(first_line(&made))).await;
    let usual = make(&[]).await;
    assert!(text(&usual).contains("for: read,messages,giveaway,settings,webhooks.\n"), "{usual:?}");
    keys(usual).await.error(403, "INSUFFICIENT_SCOPE");
    keys(make(&["--scopes", "keys"]).await).await.data();
}

#[tokio::test]
async fn terms_that_cannot_be() {
    let folder = TempDir::new().unwrap();
    let cases: [(&[&str], &str); 7] = [
        (&["--per-minute", "0"], "0 is not in"),
        (&["--per-day", "-1"], "-1"),
        (&["--scopes", "read,write"], "\"write\" is no scope; there are read, messages"),
        (&["--scopes", ""], "is no scope"),
        (&["--api", "domo", "--plan", "free"], "only Botbiz has plans"),
        (&["--api", "botbiz", "--plan", "enterprise"], "needs --per-minute"),
        (&["--api", "other"], "possible values: buzzchat, ava"),
    ];
    for (arguments, complaint) in cases {
        let output = run(folder.path(), &[&["key", "create", "--name", "k"], arguments].concat()).await;
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success() && output.stdout.is_empty() && said.contains(complaint), "{output:?}");
    }
    assert!(text(&run(folder.path(), &["key", "list"]).await).contains("No key works"));
}

#[tokio::test]
async fn a_limit_is_not_exceeded_by_killing_the_server() {
    let folder = TempDir::new().unwrap();
    let made = ["key", "create", "--name", "k", "--per-minute", "1000", "--per-day", "25"];
    let key = first_line(&run(folder.path(), &made).await);
    let (mut days, mut within) = (Vec::new(), 0);
    for _ in 0..4 {
        let process = Process::start(folder.path(), &[]);
        for _ in 0..7 {
            let url = format!("{}/v1/settings", process.url);
            let response = reqwest::Client::new().get(url).bearer_auth(&key).send().await.unwrap();
            days.push(response.headers()["x-ratelimit-reset"].clone());
            within += usize::from(response.status().is_success());
        }
    }
    if days.windows(2).all(|pair| pair[0] == pair[1]) {
        // Of each block of ten, seven were used: 7 + 7, and of the last five all.
        assert_eq!(within, 7 + 7 + 5);
    }
}

#[tokio::test]
async fn a_tier_opens_and_closes_the_api_while_the_server_runs() {
    let server = Server::start().await;
    let workspace = |arguments: &'static [&'static str]| run(server.data(), arguments);
    assert!(text(&workspace(&["workspace", "list"]).await).contains("default  business  "));
    assert!(text(&workspace(&["workspace", "create", "shop-2"]).await).contains("business"));
    let theirs = server.new_key("shop-2").await;
    let status = async |key: &str, path: &str| read(server.request(Method::GET, path).bearer_auth(key)).await;
    status(&theirs, "/v1/settings").await.data();
    for tier in ["free", "pro"] {
        let output = run(server.data(), &["workspace", "tier", "shop-2", tier]).await;
        assert!(text(&output).contains("refused"));
        eventually("the tier is noticed", async || status(&theirs, "/v1/settings").await.status == 403).await;
        for path in ["/api/v1/settings", "/v1/analytics", "/v1/nothing"] {
            let answer = status(&theirs, path).await;
            assert_eq!(answer.error(403, "INSUFFICIENT_TIER"), "Feature requires Business tier");
        }
        status("bz_live_wrong", "/v1/settings").await.error(401, "INVALID_API_KEY");
        status(&server.key, "/v1/settings").await.data();
        assert!(text(&workspace(&["workspace", "list"]).await).contains(&format!("shop-2  {tier}  ")));
    }
    let server = server.restart().await;
    let request = || server.request(Method::GET, "/v1/settings").bearer_auth(&theirs);
    read(request()).await.error(403, "INSUFFICIENT_TIER");
    assert!(text(&run(server.data(), &["workspace", "tier", "shop-2", "business"]).await).contains("accepted"));
    eventually("the API is back", async || read(request()).await.status == 200).await;
}

#[tokio::test]
async fn workspaces_that_cannot_be() {
    let folder = TempDir::new().unwrap();
    let refused = async |arguments: &[&str], complaint: &str| {
        let output = run(folder.path(), arguments).await;
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success() && said.contains(complaint), "{output:?}");
    };
    assert!(text(&run(folder.path(), &["workspace", "list"]).await).contains("no workspace yet"));
    text(&run(folder.path(), &["workspace", "create", "shop"]).await);
    refused(&["workspace", "create", "shop"], "already a workspace \"shop\"").await;
    refused(&["workspace", "create", "../x"], "lower-case letters").await;
    refused(&["workspace", "tier", "none", "pro"], "no workspace \"none\"").await;
    refused(&["workspace", "tier", "shop", "gold"], "possible values: free, pro, business").await;
}

/// A key made in the popup arrives as an event of the device.
#[tokio::test]
async fn a_key_of_the_popup_works_with_the_usual_terms_until_it_is_revoked() {
    let server = Server::start().await;
    let mut joined = Device::new("dev_1").pair(&server).await;
    let made = make_key(&mut buzzchat::engine::Entropy::new([9; 32]), 1_700_000_000_000);
    let (key, hash) = (made.hash.key.clone(), made.hash);
    let settings = || server.request(Method::GET, "/v1/settings").bearer_auth(&made.text);
    read(settings()).await.error(401, "INVALID_API_KEY");
    joined
        .report(vec![Fact::KeyCreated { key: key.clone(), name: "popup".into(), hash: hash.hash, mask: hash.mask }])
        .await;
    let response = settings().send().await.unwrap();
    assert_eq!((response.status().as_u16(), &response.headers()["x-ratelimit-limit"]), (200, &"60".parse().unwrap()));
    let listed = text(&run(server.data(), &["key", "list"]).await);
    let usual = "60/min  10000/day  read,messages,giveaway,settings,webhooks  popup";
    assert!(listed.lines().any(|line| line.ends_with(usual)), "{listed}");
    read(server.request(Method::GET, "/v1/keys").bearer_auth(&made.text)).await.error(403, "INSUFFICIENT_SCOPE");
    let device = joined.close().await;
    read(settings()).await.data();
    let mut device = device;
    let revoked = device.write(Fact::KeyRevoked { key });
    read(settings()).await.data();
    let mut joined = device.connect(&server).await;
    joined.socket.say(&Frame::Events { events: vec![revoked] }).await;
    eventually("what was revoked offline stops", async || read(settings()).await.status == 401).await;
}
