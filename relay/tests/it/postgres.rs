//! Servers and their database: one at a time, and PostgreSQL comes and goes. Where the tests run on SQLite, those about
//! PostgreSQL's connections have nothing to do.

use crate::command_line::run;
use crate::database::{self, administer, is_postgres};
use crate::device::{Device, fresh_id};
use crate::process::{Process, relay};
use crate::server::{Server, eventually, now, read};
use buzzchat::protocol::{Entry, Event, FIRST_ACCOUNT, Fact, Frame, Kind, Stream};
use buzzchat_relay::store::{Store, StoreError};
use reqwest::Method;
use serde_json::json;
use sqlx::{Connection, Executor, PgConnection};
use tempfile::TempDir;

const CUT: &str =
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{}' AND pid <> pg_backend_pid()";

async fn change(server: &Server, delay: u64) -> u16 {
    server.patch(json!({ "welcomeDelay": delay })).await.status
}

async fn ready(server: &Server) -> u16 {
    read(server.request(Method::GET, "/readyz")).await.status
}

#[tokio::test]
async fn one_server_at_a_time_uses_a_database() {
    let server = Server::start().await;
    let url = database::url(server.data());
    let second = Store::open_alone(server.data(), url.as_deref()).await.unwrap_err();
    assert!(matches!(second, StoreError::InUse(_)), "{second}");
    let refused = run(server.data(), &["serve", "--listen", "127.0.0.1:0"]).await;
    let complaint = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(!refused.status.success() && complaint.contains("another server already uses"), "{complaint}");
    if let Some(url) = url {
        let elsewhere = TempDir::new().unwrap();
        let other = Store::open_alone(elsewhere.path(), Some(&url)).await.unwrap_err();
        assert!(matches!(other, StoreError::InUse(_)), "another data folder makes no difference: {other}");
    }
    assert_eq!(change(&server, 1).await, 200);
    let (data, url) = (server.data().to_owned(), database::url(server.data()));
    let server = server.restart().await;
    server.app.hub().store().close().await;
    Store::open_alone(&data, url.as_deref()).await.unwrap().close().await;
}

#[tokio::test]
async fn connections_that_break_are_made_anew() {
    if !is_postgres() {
        return;
    }
    let server = Server::start().await;
    let mut joined = Device::new("dev_1").pair(&server).await;
    joined.report(vec![Fact::BotStarted]).await;
    for delay in 1..4 {
        administer(server.data(), CUT);
        joined.report(vec![Fact::BotStopped, Fact::BotStarted]).await;
        let device = joined.close().await;
        assert_eq!(change(&server, delay).await, 200);
        joined = device.connect(&server).await;
        assert_eq!(joined.device.shared, server.state().await);
    }
    assert_eq!(server.state().await.known("dev_1"), 7);
}

#[tokio::test]
async fn a_server_waits_for_its_database_and_goes_on() {
    if !is_postgres() {
        return;
    }
    let server = Server::start().await;
    assert_eq!(change(&server, 1).await, 200);
    administer(server.data(), "ALTER DATABASE {} ALLOW_CONNECTIONS false");
    administer(server.data(), CUT);
    assert_eq!((ready(&server).await, change(&server, 2).await), (503, 500));
    server.get("/v1/settings").await.error(500, "INTERNAL_ERROR");
    administer(server.data(), "ALTER DATABASE {} ALLOW_CONNECTIONS true");
    eventually("the server is ready again", async || ready(&server).await == 200).await;
    assert_eq!(server.get("/v1/settings").await.data()["welcomeDelay"], 1, "what failed was not done");
    assert_eq!(change(&server, 3).await, 200);
}

#[tokio::test]
async fn a_server_whose_database_was_taken_over_writes_nothing_more() {
    let Some(folder) = is_postgres().then(|| TempDir::new().unwrap()) else { return };
    let mut process = Process::start_with(relay(folder.path(), &["serve", "--listen", "127.0.0.1:0"]));
    let mut other = PgConnection::connect(&database::url(folder.path()).unwrap()).await.unwrap();
    other.execute("UPDATE servers SET holder = 'srv_other'").await.unwrap();
    other.execute(sqlx::AssertSqlSafe(CUT.replace("'{}'", "current_database()"))).await.unwrap();
    eventually("the server stops", async || process.child.try_wait().unwrap().is_some_and(|end| !end.success())).await;
}

/// PostgreSQL takes no NUL in a text; a viewer's name is kept as it is all the same, or a draw could not be verified.
#[tokio::test]
async fn a_nul_stops_no_workspace_and_is_not_lost() {
    let server = Server::start().await;
    let mut joined = Device::new("dev_1").pair(&server).await;
    let stream = Stream { site: "demo".into(), channel: "ma\0in".into() };
    let (viewer, text) = ("a\0nn".to_owned(), "hi\0".to_owned());
    let entries = vec![Entry { at: now(), id: fresh_id("evt_"), viewer: viewer.clone() }];
    let (rule, trigger) = ("r\0".to_owned(), "h\0i".to_owned());
    let round = "round\0".to_owned();
    let opened = Fact::GiveawayOpened { round: round.clone(), keywords: vec!["e".into()], commitment: String::new() };
    let received = Fact::MessageReceived { kind: Kind::Faq, stream, viewer: viewer.clone(), text, rule, trigger };
    joined.report(vec![opened, Fact::GiveawayEntry { round, entries }, received]).await;
    let state = server.state().await;
    let server = server.restart().await;
    assert_eq!(server.state().await, state);
    assert_eq!(server.get("/v1/giveaway/entries").await.data()["entries"][0]["username"], viewer);
    let mut joined = joined.device.connect(&server).await;
    for (id, account) in [("evt_\0", FIRST_ACCOUNT), ("evt_x", "acc\0")] {
        let (origin, account) = ("dev_1".to_owned(), account.to_owned());
        let event = Event { id: id.into(), origin, seq: 4, at: now(), account, fact: Fact::BotStarted };
        joined.socket.say(&Frame::Events { events: vec![event] }).await;
        joined.socket.refused("frame").await;
        joined = joined.device.connect(&server).await;
    }
    joined.close().await;
    assert_eq!(server.delete("/v1/giveaway/entries").await.status, 200);
}
