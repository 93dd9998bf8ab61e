//! The binary as an operator uses it.

use crate::database;
use crate::process::{Process, relay};
use crate::server::{PATIENCE, Server, eventually, read};
use buzzchat_relay::Rules;
use buzzchat_relay::messaging::Watching;
use reqwest::Method;
use serde_json::json;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Output};
use std::time::Duration;
use tempfile::TempDir;

pub(crate) async fn run(data: &Path, arguments: &[&str]) -> Output {
    let mut command = relay(data, arguments);
    tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap()
}

pub(crate) fn text(output: &Output) -> String {
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout.clone()).unwrap()
}

pub(crate) fn first_line(output: &Output) -> String {
    text(output).lines().next().unwrap().to_owned()
}

impl Process {
    async fn settings(&self, method: Method, key: &str, body: serde_json::Value) -> crate::server::Answer {
        let url = format!("{}/api/v1/settings", self.url);
        let request = reqwest::Client::new().request(method, url).bearer_auth(key);
        read(if body.is_null() { request } else { request.json(&body) }).await
    }
}

#[tokio::test]
async fn a_key_made_while_the_server_runs_works_at_once_and_so_does_its_revocation() {
    let server = Server::start().await;
    let created = run(server.data(), &["key", "create", "--name", "shop", "--url", "http://localhost:1/"]).await;
    let shown = text(&created);
    let key = first_line(&created);
    assert!(key.starts_with("bz_live_") && key.len() == 56, "{shown}");
    assert!(shown.contains("accepts it now") && shown.contains(&format!("Bearer {key}")), "{shown}");
    assert!(shown.contains(" http://localhost:1/api/v1/messages/send"), "{shown}");
    let settings = || read(server.request(Method::GET, "/v1/settings").bearer_auth(&key));
    settings().await.data();
    let listed = text(&run(server.data(), &["key", "list"]).await);
    let line = listed.lines().find(|line| line.ends_with("  shop")).unwrap_or_else(|| panic!("{listed}"));
    assert!(!listed.contains(&key), "a key's text is shown once");
    let id = line.split(' ').next().unwrap();
    assert!(text(&run(server.data(), &["key", "revoke", id]).await).contains("refuses it"));
    settings().await.error(401, "INVALID_API_KEY");
    assert!(!text(&run(server.data(), &["key", "list"]).await).contains(id));
    let unknown = run(server.data(), &["key", "revoke", "key_none"]).await;
    assert!(
        !unknown.status.success() && String::from_utf8_lossy(&unknown.stderr).contains("no such key"),
        "{unknown:?}"
    );
}

/// What `key create` says on a line that begins so.
fn told<'a>(shown: &'a str, what: &str) -> &'a str {
    shown.lines().find_map(|line| line.strip_prefix(what)).unwrap_or_else(|| panic!("no {what} in {shown}")).trim()
}

#[tokio::test]
async fn a_key_of_every_family_comes_with_all_that_its_client_needs() {
    let server = Server::start().await;
    let url = format!("http://{}", server.address);
    let make = async |api: &str| {
        let words = ["key", "create", "--name", "k", "--url", &url, "--api", api];
        text(&run(server.data(), &words).await)
    };
    let get = async |address: &str, header: &str| {
        let (name, value) = header.split_once(": ").unwrap();
        reqwest::Client::new().get(address).header(name, value).send().await.unwrap()
    };
    for (api, base, path) in [("ava", "", "/api/none"), ("botbiz", "/v1", "/users")] {
        let shown = make(api).await;
        assert_eq!(told(&shown, "Base URL:"), format!("{url}{base}"));
        let response = get(&format!("{url}{base}{path}"), told(&shown, "Header:")).await;
        assert_eq!(response.headers()["x-ratelimit-limit"], "60", "{shown}");
        assert!(shown.contains("60 requests a minute and 86400 a day"), "{shown}");
        assert!(shown.contains("curl -X POST") && shown.contains(&format!("{url}{base}/")), "{shown}");
    }
    let shown = make("elitbuzz").await;
    let (customer, bot) = (told(&shown, "Customer id:"), told(&shown, "Bot key:"));
    let address = format!("{}/bot-api/v1.0/customer/{customer}/bot/{bot}", told(&shown, "Base URL:"));
    assert_eq!(get(&address, told(&shown, "Header:")).await.status(), 200, "{shown}");
    assert!(shown.contains(&format!("{address}/users?attribute_name=")), "{shown}");
    let shown = make("domo").await;
    let (id, secret) = (told(&shown, "Client id:"), told(&shown, "Client secret:"));
    let ask = format!("{}?grant_type=client_credentials&scope=buzz", told(&shown, "Token URL:"));
    let answer: serde_json::Value =
        reqwest::Client::new().get(&ask).basic_auth(id, Some(secret)).send().await.unwrap().json().await.unwrap();
    let token = answer["access_token"].as_str().unwrap_or_else(|| panic!("{answer}"));
    let address = format!("{}/v1/buzz/integrations", told(&shown, "Base URL:"));
    let response = get(&address, &format!("Authorization: bearer {token}")).await;
    assert_eq!(response.headers()["x-ratelimit-limit"], "60");
    assert!(shown.contains(&format!("curl -u {id}:{secret} \"{ask}\"")), "{shown}");
    let listed = text(&run(server.data(), &["key", "list"]).await);
    for api in ["buzzchat", "ava", "botbiz", "elitbuzz", "domo"] {
        assert!(listed.contains(&format!("  {api}  ")), "{api}: {listed}");
    }
}

#[tokio::test]
async fn plans_are_those_of_botbiz() {
    let folder = TempDir::new().unwrap();
    let make = async |words: &[&str]| {
        let words = [&["key", "create", "--name", "k"], words].concat();
        run(folder.path(), &words).await
    };
    let cases: [(&[&str], &str); 4] = [
        (&["--api", "botbiz"], "60 requests a minute and 86400 a day"),
        (&["--api", "botbiz", "--plan", "pro"], "300 requests a minute and 432000 a day"),
        (&["--api", "botbiz", "--plan", "enterprise", "--per-minute", "7"], "7 requests a minute and 10080 a day"),
        (&["--api", "botbiz", "--plan", "free", "--per-day", "9"], "60 requests a minute and 9 a day"),
    ];
    for (words, terms) in cases {
        let shown = text(&make(words).await);
        assert!(shown.contains(terms), "{words:?}: {shown}");
    }
    let pro = make(&["--api", "botbiz", "--plan", "pro", "--per-minute", "7"]).await;
    assert!(String::from_utf8_lossy(&pro.stderr).contains("the other plans have limits of their own"), "{pro:?}");
}

#[tokio::test]
async fn a_key_made_before_the_server_starts_works_then() {
    let folder = TempDir::new().unwrap();
    let created = run(folder.path(), &["key", "create", "--name", "early"]).await;
    assert!(text(&created).contains("takes effect when `serve` starts"));
    let process = Process::start(folder.path(), &[]);
    process.settings(Method::GET, &first_line(&created), json!(null)).await.data();
}

#[tokio::test]
async fn keys_in_addresses_are_switched_off_by_a_flag_or_the_environment() {
    let folder = TempDir::new().unwrap();
    let key = first_line(&run(folder.path(), &["key", "create", "--name", "k"]).await);
    for (flag, setting, works) in
        [(None, "", true), (None, "0", true), (Some("--no-query-key"), "", false), (None, "1", false)]
    {
        let mut command = relay(folder.path(), &["serve", "--listen", "127.0.0.1:0"]);
        command.args(flag).env("BUZZCHAT_NO_QUERY_KEY", setting);
        let process = Process::start_with(command);
        let answer = read(reqwest::Client::new().get(format!("{}/v1/settings?api_key={key}", process.url))).await;
        assert_eq!(answer.status, if works { 200 } else { 401 }, "{flag:?} {setting}");
        process.settings(Method::GET, &key, json!(null)).await.data();
    }
}

#[tokio::test]
async fn what_was_answered_survives_a_kill() {
    let folder = TempDir::new().unwrap();
    let process = Process::start(folder.path(), &[]);
    let key = first_line(&run(folder.path(), &["key", "create", "--name", "k"]).await);
    for delay in 0..30 {
        assert_eq!(process.settings(Method::PATCH, &key, json!({ "welcomeDelay": delay })).await.status, 200);
    }
    let before = process.settings(Method::GET, &key, json!(null)).await;
    drop(process);
    let process = Process::start(folder.path(), &[]);
    assert_eq!(process.settings(Method::GET, &key, json!(null)).await, before);
    assert_eq!(before.data()["welcomeDelay"], 29);
}

#[tokio::test]
async fn codes_are_printed_alone_and_pair() {
    let server = Server::start().await;
    let printed = text(&run(server.data(), &["pair"]).await);
    let code = printed.trim_end();
    assert!(code.len() == 9 && code.as_bytes()[4] == b'-' && !code.contains('\n'), "{printed}");
    crate::device::Device::new("dev_1").knock(&server, Some(code)).await;
}

#[tokio::test]
async fn many_processes_may_open_a_new_folder_at_once() {
    let folder = TempDir::new().unwrap();
    let children: Vec<_> = (0..6).map(|_| relay(folder.path(), &["pair"]).spawn().unwrap()).collect();
    for child in children {
        text(&child.wait_with_output().unwrap());
    }
}

#[tokio::test]
async fn workspaces_keep_apart() {
    let server = Server::start().await;
    let key = first_line(&run(server.data(), &["key", "create", "--name", "k", "--workspace", "shop-2"]).await);
    let listed = text(&run(server.data(), &["key", "list"]).await);
    assert!(!listed.contains("  k\n"), "{listed}");
    read(server.request(Method::GET, "/v1/settings").bearer_auth(&key)).await.data();
    let bad = run(server.data(), &["pair", "--workspace", "../x"]).await;
    assert_eq!(bad.status.code(), Some(2), "{bad:?}");
}

#[tokio::test]
async fn the_description_is_printed() {
    let folder = TempDir::new().unwrap();
    assert_eq!(text(&run(folder.path(), &["openapi"]).await), buzzchat_relay::openapi::yaml());
}

#[cfg(unix)]
#[tokio::test]
async fn a_server_asked_to_stop_stops_and_keeps_its_files_to_itself() {
    use std::os::unix::fs::PermissionsExt;
    let folder = TempDir::new().unwrap();
    let mut process = Process::start(&folder.path().join("new/deep"), &[]);
    let mode = |path: &str| folder.path().join(path).metadata().unwrap().permissions().mode() & 0o777;
    assert_eq!(mode("new/deep"), 0o700);
    if !database::is_postgres() {
        assert_eq!(mode("new/deep/relay.db"), 0o600);
    }
    let id = process.child.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
    eventually("the process ends", async || process.child.try_wait().unwrap().is_some_and(|status| status.success()))
        .await;
}

#[test]
fn a_draw_is_verified_without_any_data() {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures/draws");
    let verify = |file: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_buzzchat-relay"));
        // A data folder that cannot be made would fail any command that wants one.
        command.arg("verify").arg(fixtures.join(file)).env("BUZZCHAT_DATA", "/dev/null/none").output().unwrap()
    };
    let verdict = text(&verify("good/two-leaves.json"));
    for part in ["holds", "Draw 2:", "70 entrants", "first 4 lines", "Not proven:", "invent entrants"] {
        assert!(verdict.contains(part), "{part}: {verdict}");
    }
    for (file, reason) in [
        ("bad/entrant-renamed.json", "list of entrants is not the one fixed"),
        ("bad/winner-replaced.json", "draw 1 has other winners"),
        ("bad/trailing-newline.json", "changed at byte"),
        ("none.json", "cannot be read"),
    ] {
        let output = verify(file);
        let complaint = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(1), "{file}");
        assert!(output.stdout.is_empty() && complaint.contains(reason), "{file}: {output:?}");
    }
}

#[test]
fn nothing_secret_is_logged() {
    buzzchat_relay::tls::install();
    let folder = TempDir::new().unwrap();
    let log = folder.path().join("log");
    let mut command = relay(folder.path(), &["serve", "--listen", "127.0.0.1:0"]);
    command.env("RUST_LOG", "trace").stderr(std::fs::File::create(&log).unwrap());
    let mut child = command.spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let url = line.trim().strip_prefix("BuzzChat relay listens on ").unwrap().to_owned();
    let secret = format!("bz_live_{}", "5ec4e7".repeat(8));
    let good = first_line(&relay(folder.path(), &["key", "create", "--name", "k"]).output().unwrap());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let client = reqwest::Client::new();
        read(client.get(format!("{url}/v1/analytics?api_key={secret}"))).await.error(401, "INVALID_API_KEY");
        read(client.get(format!("{url}/v1/analytics?api_key={good}"))).await.data();
        read(client.get(format!("{url}/v1/nothing?api_key={good}"))).await.error(404, "NOT_FOUND");
        read(client.get(format!("{url}/v1/analytics")).bearer_auth(&secret)).await.error(401, "INVALID_API_KEY");
    });
    let _ = child.kill();
    let _ = child.wait();
    let log = std::fs::read_to_string(log).unwrap();
    assert!(log.contains("/v1/analytics"), "requests are logged");
    assert!(!log.contains("5ec4e7") && !log.contains(&good[8..]), "{log}");
}

/// The server is not there: the line is connected as far as that goes, and its secrets are nowhere to be read.
#[tokio::test]
async fn a_line_is_connected_shown_and_given_up_on_the_command_line() {
    let often = Duration::from_millis(100);
    let rules = Rules { lines: Watching { working: often, waiting: often }, ..Rules::default() };
    let server = Server::start_ruled(PATIENCE, rules).await;
    let bluebubbles = ["line", "add", "bluebubbles", "--url", "http://127.0.0.1:1234", "--password", "s3cret"];
    let added = run(server.data(), &[&bluebubbles[..], &["--name", "Mac", "--number", "+14155552671"]].concat()).await;
    let id = first_line(&added);
    assert!(id.starts_with("lin_"), "{added:?}");
    let waha = ["line", "add", "waha", "--url", "http://127.0.0.1:1234", "--key", "s3cret"];
    assert!(first_line(&run(server.data(), &waha).await).starts_with("wha_"));
    let sandbox = ["line", "add", "sandbox", "--channel", "whatsapp"];
    assert!(first_line(&run(server.data(), &sandbox).await).starts_with("wha_"));
    let listed = text(&run(server.data(), &["line", "list"]).await);
    assert_eq!(listed.lines().count(), 3, "{listed}");
    assert!(listed.contains("sandbox  connected"), "{listed}");
    let refused = async || {
        let shown = text(&run(server.data(), &["line", "show", &id]).await);
        shown.contains("The address must begin with https://").then_some(shown)
    };
    eventually("the server says what its rules have against it", async || refused().await.is_some()).await;
    let shown = refused().await.unwrap();
    assert!(shown.contains("imessage  bluebubbles  failed  +14155552671  Mac"), "{shown}");
    assert!(shown.contains(&format!("http://127.0.0.1:4117/hooks/{id}/")) && !shown.contains("s3cret"), "{shown}");
    let wrong = run(server.data(), &["line", "add", "waha", "--url", "nowhere", "--key", "k"]).await;
    let why = String::from_utf8_lossy(&wrong.stderr).into_owned();
    assert!(!wrong.status.success() && why.contains("must be a complete URL"), "{why}");
    assert!(text(&run(server.data(), &["line", "remove", &id]).await).contains("given up"));
    let again = run(server.data(), &["line", "remove", &id]).await;
    assert!(String::from_utf8_lossy(&again.stderr).contains("There is no line"), "{again:?}");
}
