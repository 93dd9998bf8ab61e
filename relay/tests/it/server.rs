//! A relay of our own: on a free port, over a folder that goes away with it. It asserts nothing.

use crate::database;
use buzzchat::engine::{Entropy, make_key};
use buzzchat::journal::Shared;
use buzzchat::protocol::{Command, Outcome};
use buzzchat_relay::config::Patience;
use buzzchat_relay::family::Family;
use buzzchat_relay::pairing::hash_code;
use buzzchat_relay::scopes::Scopes;
use buzzchat_relay::store::{OwnTerms, Store};
use buzzchat_relay::webhook::Terms;
use buzzchat_relay::workspace::{Hub, Place, Workspace};
use buzzchat_relay::{App, Hosts, KeyRules, Rules};
use reqwest::{Method, RequestBuilder, StatusCode};
use serde_json::Value;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// Long enough for a slow machine; short only where tests wait for it to be over.
pub(crate) const PATIENCE: Patience = Patience {
    hello: Duration::from_secs(5),
    silence: Duration::from_secs(60),
    reply: Duration::from_secs(10),
    reconnect: Duration::from_millis(300),
};

/// What the API answered.
#[derive(Debug, PartialEq)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Value,
}

pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    pub(crate) app: App,
    pub(crate) key: String,
    folder: Arc<TempDir>,
    rules: Rules,
    stop: Option<oneshot::Sender<()>>,
    task: JoinHandle<std::io::Result<()>>,
}

impl Server {
    pub(crate) async fn start() -> Self {
        Self::start_with(PATIENCE).await
    }

    /// Starts a server with a workspace and a key that opens it.
    pub(crate) async fn start_with(patience: Patience) -> Self {
        Self::start_ruled(patience, Rules::default()).await
    }

    /// Starts a server that sends webhooks on these terms.
    pub(crate) async fn start_telling(terms: Terms) -> Self {
        Self::start_ruled(PATIENCE, Rules { webhooks: terms, ..Rules::default() }).await
    }

    /// Starts a server that hears strangers as often as they like.
    pub(crate) async fn start_heard() -> Self {
        let keys = KeyRules { refusals_per_minute: 1_000_000, ..KeyRules::default() };
        Self::start_ruled(PATIENCE, Rules { keys, ..Rules::default() }).await
    }

    pub(crate) async fn start_ruled(patience: Patience, rules: Rules) -> Self {
        let mut server = Self::open(Arc::new(TempDir::new().unwrap()), patience, rules).await;
        server.key = server.new_key("default").await;
        server
    }

    async fn open(folder: Arc<TempDir>, patience: Patience, rules: Rules) -> Self {
        buzzchat_relay::tls::install();
        let store = Store::open_alone(folder.path(), database::url(folder.path()).as_deref()).await.unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let hosts = Hosts::new(address, &["relay.example".to_owned()]);
        let app = App::with_rules(Hub::new(store, patience), hosts, rules);
        let (stop, stopped) = oneshot::channel();
        let shutdown = async { drop(stopped.await) };
        let task = tokio::spawn(buzzchat_relay::serve(listener, app.clone(), shutdown));
        Self { address, app, key: String::new(), folder, rules, stop: Some(stop), task }
    }

    /// Asks the server to stop.
    pub(crate) fn stop(&mut self) {
        self.stop.take().unwrap().send(()).unwrap();
    }

    /// Waits until it has stopped, of itself or because it was asked to.
    pub(crate) async fn ended(self) -> std::io::Result<()> {
        tokio::time::timeout(Duration::from_secs(20), self.task).await.expect("the server stops").unwrap()
    }

    /// Stops, and starts again on the same data.
    pub(crate) async fn restart(self) -> Self {
        let terms = self.rules.webhooks;
        self.restart_telling(terms).await
    }

    /// Stops, and starts again on other terms.
    pub(crate) async fn restart_telling(mut self, terms: Terms) -> Self {
        self.stop();
        (&mut self.task).await.unwrap().unwrap();
        let rules = Rules { webhooks: terms, ..self.rules };
        let mut server = Self::open(Arc::clone(&self.folder), PATIENCE, rules).await;
        server.key = self.key;
        server
    }

    pub(crate) fn data(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) async fn workspace(&self) -> Workspace {
        self.app.hub().workspace("default").await.unwrap()
    }

    /// The replica as it stands.
    pub(crate) async fn state(&self) -> Shared {
        self.workspace().await.replica().read(Shared::clone)
    }

    /// Carries a command out on the relay itself.
    pub(crate) async fn decide(&self, command: Command) -> Outcome {
        self.workspace().await.execute(command, Place::Here).await.unwrap()
    }

    /// A key for everything, which tests cannot use up.
    pub(crate) async fn new_key(&self, workspace: &str) -> String {
        let (per_minute, per_day) = (Some(1_000_000), Some(100_000_000));
        self.new_key_with(workspace, OwnTerms { per_minute, per_day, scopes: Some(Scopes::ALL) }).await
    }

    pub(crate) async fn new_key_with(&self, workspace: &str, terms: OwnTerms) -> String {
        self.family_key(workspace, Family::Buzzchat, terms).await.1
    }

    /// A family's key: its id, and its text.
    pub(crate) async fn family_key(&self, workspace: &str, family: Family, terms: OwnTerms) -> (String, String) {
        let made = make_key(&mut fresh_entropy(), 1_700_000_000_000);
        self.app.hub().store().add_terms(&made.hash.hash, family.name(), terms).await.unwrap();
        let workspace = self.app.hub().workspace(workspace).await.unwrap();
        let command = Command::RegisterKey { name: "test".into(), hash: made.hash.clone() };
        assert_eq!(workspace.execute(command, Place::Here).await.unwrap(), Outcome::Done);
        (made.hash.key, made.text)
    }

    pub(crate) async fn new_code(&self, code: &str) {
        self.app.hub().store().add_code(&hash_code(code), "default", now(), now() + 60_000).await.unwrap();
    }

    /// A request without a key.
    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = reqwest::Client::new().request(method, format!("http://{}{path}", self.address));
        request.timeout(Duration::from_secs(60))
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        read(self.request(Method::GET, path).bearer_auth(&self.key)).await
    }

    pub(crate) async fn send(&self, method: Method, path: &str, body: Value) -> Answer {
        read(self.request(method, path).bearer_auth(&self.key).json(&body)).await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Answer {
        self.send(Method::POST, path, body).await
    }

    pub(crate) async fn patch(&self, body: Value) -> Answer {
        self.send(Method::PATCH, "/api/v1/settings", body).await
    }

    pub(crate) async fn delete(&self, path: &str) -> Answer {
        read(self.request(Method::DELETE, path).bearer_auth(&self.key)).await
    }
}

/// Sends a request and reads its JSON.
pub(crate) async fn read(request: RequestBuilder) -> Answer {
    let response = request.send().await.unwrap();
    let status = response.status().as_u16();
    let text = response.text().await.unwrap();
    Answer { status, body: serde_json::from_str(&text).unwrap_or(Value::String(text)) }
}

impl Answer {
    /// The data of a success.
    pub(crate) fn data(&self) -> &Value {
        self.data_of(200)
    }

    /// The data of a success with this status.
    pub(crate) fn data_of(&self, status: u16) -> &Value {
        assert_eq!((self.status, &self.body["success"]), (status, &Value::Bool(true)), "{self:?}");
        &self.body["data"]
    }

    /// Asserts that this is an error with exactly the documented shape, and returns its message.
    pub(crate) fn error(&self, status: u16, code: &str) -> &str {
        assert_eq!(self.status, status, "{self:?}");
        let message = self.body["error"]["message"].as_str().unwrap_or_else(|| panic!("no message in {self:?}"));
        let envelope = serde_json::json!({ "success": false, "error": { "code": code, "message": message } });
        assert_eq!(self.body, envelope);
        message
    }
}

pub(crate) fn now() -> u64 {
    jiff::Timestamp::now().as_millisecond().try_into().unwrap()
}

/// Randomness that differs from call to call and needs no clock.
pub(crate) fn fresh_entropy() -> Entropy {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let mut seed = [0; 32];
    seed[..8].copy_from_slice(&NEXT.fetch_add(1, Ordering::Relaxed).to_le_bytes());
    Entropy::new(seed)
}

/// Waits until something holds; fails after half a minute.
pub(crate) async fn eventually(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    for _ in 0..3_000 {
        if holds().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("never: {what}");
}

pub(crate) const OK: u16 = StatusCode::OK.as_u16();
