//! Copies of the database, and what can be done with them.

use crate::command_line::{first_line, run, text};
use crate::database;
use crate::device::{Device, fresh_id};
use crate::server::{Server, now};
use buzzchat::protocol::{Command, Entry, Fact};
use buzzchat_relay::store::Store;
use std::path::Path;
use tempfile::TempDir;

fn names(folder: &Path) -> Vec<String> {
    let names = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<_> = names.collect();
    names.sort();
    names
}

#[tokio::test]
async fn a_backup_of_a_running_server_restores_its_state() {
    let server = Server::start().await;
    let mut joined = Device::new("dev_1").pair(&server).await;
    joined.act(&Command::OpenGiveaway).await;
    let round = joined.device.shared.active().round().unwrap().0.to_owned();
    let entry = Entry { at: now(), id: fresh_id("evt_"), viewer: "ann".into() };
    joined.report(vec![Fact::GiveawayEntry { round, entries: vec![entry] }]).await;
    let copies = TempDir::new().unwrap();
    let copy = copies.path().join("copy.db");
    let backup = ["backup", copy.to_str().unwrap()];
    if database::is_postgres() {
        let refused = run(server.data(), &backup).await;
        assert!(!refused.status.success() && String::from_utf8_lossy(&refused.stderr).contains("pg_dump"));
        assert!(names(copies.path()).is_empty());
        return;
    }
    let said = text(&run(server.data(), &backup).await);
    assert!(said.contains("secret.key") && said.contains("relay.db"), "{said}");
    assert_eq!(names(copies.path()), ["copy.db"], "nothing unfinished is left");
    #[cfg(unix)]
    {
        let mode = std::os::unix::fs::PermissionsExt::mode(&copy.metadata().unwrap().permissions());
        assert_eq!(mode & 0o777, 0o600);
    }
    let saved = server.state().await;
    joined.report(vec![Fact::BotStarted]).await;
    assert_ne!(server.state().await, saved, "the server went on");
    let again = run(server.data(), &backup).await;
    assert!(!again.status.success() && String::from_utf8_lossy(&again.stderr).contains("exists already"), "{again:?}");
    let restored = TempDir::new().unwrap();
    std::fs::copy(&copy, restored.path().join("relay.db")).unwrap();
    std::fs::copy(server.data().join("secret.key"), restored.path().join("secret.key")).unwrap();
    let store = Store::open_alone(restored.path(), None).await.unwrap();
    assert_eq!(store.load("default").await.unwrap().shared, saved);
    assert_eq!(store.secrets("default").await.unwrap().all().count(), 1, "the giveaway can still be drawn");
    let keys = text(&run(restored.path(), &["key", "list"]).await);
    assert!(keys.contains("  test"), "{keys}");
}

#[tokio::test]
async fn where_there_is_nothing_to_copy_nothing_is_made() {
    if database::is_postgres() {
        return;
    }
    let folder = TempDir::new().unwrap();
    let copy = folder.path().join("copy.db");
    let refused = run(folder.path(), &["backup", copy.to_str().unwrap()]).await;
    let complaint = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(!refused.status.success() && complaint.contains("relay.db does not exist"), "{complaint}");
    assert!(names(folder.path()).is_empty());
    first_line(&run(folder.path(), &["pair"]).await);
    let refused = run(folder.path(), &["backup", folder.path().join("no/copy.db").to_str().unwrap()]).await;
    assert!(!refused.status.success(), "{refused:?}");
    assert!(!names(folder.path()).iter().any(|name| name.contains("part")), "{:?}", names(folder.path()));
}
