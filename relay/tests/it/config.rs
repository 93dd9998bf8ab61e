//! Where options come from: the command line, the environment, the file, the defaults; in this order.

use crate::command_line::{first_line, run, text};
use crate::process::{Process, relay};
use crate::server::read;
use buzzchat_relay::cli::{Cli, DEFAULTS};
use clap::{ArgAction, CommandFactory};
use std::path::Path;
use tempfile::TempDir;
use toml::{Table, Value};

fn write(folder: &Path, text: &str) {
    std::fs::write(folder.join("relay.toml"), text).unwrap();
}

/// The options that `config` prints are commented out like this: no space, so that prose is told apart.
fn uncommented() -> Table {
    let keys = DEFAULTS.lines().filter_map(|line| line.strip_prefix('#').filter(|rest| !rest.starts_with([' ', '#'])));
    keys.map(|line| format!("{line}\n")).collect::<String>().parse().unwrap()
}

#[tokio::test]
async fn the_printed_file_names_every_option_with_its_default() {
    let folder = TempDir::new().unwrap();
    assert_eq!(text(&run(folder.path(), &["config"]).await), DEFAULTS);
    assert!(DEFAULTS.parse::<Table>().unwrap().is_empty(), "as printed it changes nothing");
    let mut written = uncommented();
    let command = Cli::command();
    let serve = command.find_subcommand("serve").unwrap();
    for option in command.get_arguments().chain(serve.get_arguments()) {
        let Some(name) = option.get_long().filter(|name| !["config", "help", "version"].contains(name)) else {
            continue;
        };
        let value = written.remove(name).unwrap_or_else(|| panic!("{name} is missing in relay.default.toml"));
        let shown = match &value {
            Value::Array(items) => items.iter().map(|item| item.as_str().unwrap().to_owned()).collect(),
            Value::String(text) => vec![text.clone()],
            other => vec![other.to_string()],
        };
        let defaults: Vec<_> = option.get_default_values().iter().map(|value| value.to_str().unwrap()).collect();
        let is_list = matches!(option.get_action(), ArgAction::Append);
        if is_list || !defaults.is_empty() {
            assert_eq!(shown, defaults, "{name}");
        }
    }
    assert!(written.is_empty(), "no such options: {written}");
}

#[tokio::test]
async fn a_flag_goes_before_the_environment_and_that_before_the_file() {
    let folder = TempDir::new().unwrap();
    write(folder.path(), "listen = \"127.0.0.1:0\"\nallowed-host = [\"file.example\", \"also.example\"]\n");
    let answers = async |command, hosts: [(&str, u16); 4]| {
        let process = Process::start_with(command);
        for (host, status) in hosts {
            let request = reqwest::Client::new().get(format!("{}/healthz", process.url)).header("host", host);
            assert_eq!(read(request).await.status, status, "{host}");
        }
    };
    let (file, also, env, flag) = ("file.example", "also.example", "env.example", "flag.example");
    let command = relay(folder.path(), &["serve"]);
    answers(command, [(file, 200), (also, 200), (env, 403), (flag, 403)]).await;
    let mut command = relay(folder.path(), &["serve"]);
    command.env("BUZZCHAT_ALLOWED_HOSTS", env);
    answers(command, [(file, 403), (also, 403), (env, 200), (flag, 403)]).await;
    let mut command = relay(folder.path(), &["serve", "--allowed-host", flag]);
    command.env("BUZZCHAT_ALLOWED_HOSTS", env);
    answers(command, [(file, 403), (also, 403), (env, 403), (flag, 200)]).await;
}

#[tokio::test]
async fn other_commands_follow_the_file_too() {
    let (folder, elsewhere) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    write(folder.path(), "workspace = \"shop\"\nlisten = \"127.0.0.1:0\"\n");
    let listed = async |arguments: &[&str]| text(&run(folder.path(), arguments).await);
    assert!(listed(&["key", "list"]).await.contains("\"shop\""));
    assert!(listed(&["key", "list", "--workspace", "other"]).await.contains("\"other\""));
    let file = elsewhere.path().join("other.toml");
    std::fs::write(&file, format!("data = {:?}\nworkspace = \"theirs\"\n", elsewhere.path())).unwrap();
    let file = file.to_str().unwrap();
    assert!(listed(&["key", "list", "--config", file]).await.contains("\"theirs\""), "--data is stronger than data");
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_buzzchat-relay"));
    let code = command.args(["--config", file, "pair"]).env_remove("BUZZCHAT_DATABASE_URL");
    assert_eq!(first_line(&code.output().unwrap()).len(), 9);
    assert!(elsewhere.path().join("relay.db").exists());
}

#[tokio::test]
async fn a_file_that_cannot_be_followed_is_refused_by_name() {
    let folder = TempDir::new().unwrap();
    let cases = [
        ("listn = \"127.0.0.1:0\"\n", "\"listn\" is no option"),
        ("config = \"x\"\n", "\"config\" is no option"),
        ("listen = \"nowhere\"\n", "--listen"),
        ("listen = [\"127.0.0.1:0\"]\n", "\"listen\" has a value"),
        ("allowed-host = \"x\"\n", "\"allowed-host\" is a list"),
        ("data = \"/tmp\"\n", "\"data\" cannot stand"),
        ("[serve]\nlisten = \"127.0.0.1:0\"\n", "\"serve\" is no option"),
        ("workspace = \"a\"\ndatabase-url = postgres://u:pa55word@host\n", "line 2"),
    ];
    for (text, complaint) in cases {
        write(folder.path(), text);
        let refused = run(folder.path(), &["serve"]).await;
        let said = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert_eq!(refused.status.code(), Some(2), "{text}: {said}");
        assert!(
            said.contains("relay.toml") && said.contains(complaint) && !said.contains("pa55word"),
            "{text}: {said}"
        );
    }
    let missing = run(folder.path(), &["pair", "--config", "/no/such/file"]).await;
    assert!(String::from_utf8_lossy(&missing.stderr).contains("/no/such/file cannot be read"), "{missing:?}");
}
