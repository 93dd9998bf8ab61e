//! `key`: makes, lists and revokes API keys. A key's text is made here and never leaves this process but on the screen.

use super::{CliResult, PlaceOptions};
use crate::clock;
use crate::store::Store;
use buzzchat::engine::make_key;
use buzzchat::protocol::{Command, Outcome};
use clap::Subcommand;
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// What to do with keys.
#[derive(Clone, Debug, Subcommand)]
pub enum KeyCommand {
    /// Make a key and show it, this once
    Create {
        /// What you call it
        #[arg(long)]
        name: String,
        /// Where the server answers, for the examples
        #[arg(long, env = "BUZZCHAT_URL", default_value = "http://127.0.0.1:4117")]
        url: String,
    },
    /// List the keys that work
    List,
    /// Stop accepting a key
    Revoke {
        /// Its id, as `key list` shows it
        id: String,
    },
}

/// How long a running server gets to take a command.
const WAIT: Duration = Duration::from_secs(2);
const LOOK_EVERY: Duration = Duration::from_millis(50);

pub(super) async fn run(place: &PlaceOptions, command: KeyCommand) -> CliResult {
    let store = place.open_store().await?;
    match command {
        KeyCommand::Create { name, url } => create(&store, &place.workspace, name, &url).await,
        KeyCommand::List => list(&store, &place.workspace).await,
        KeyCommand::Revoke { id } => revoke(&store, &place.workspace, id).await,
    }
}

async fn create(store: &Store, workspace: &str, name: String, url: &str) -> CliResult {
    let made = make_key(&mut clock::entropy(), clock::now());
    let id = made.hash.key.clone();
    let taken = submit(store, workspace, &Command::RegisterKey { name, hash: made.hash }).await?;
    let (key, url) = (made.text, url.trim_end_matches('/'));
    println!("{key}\n\nThis is the only time the key is shown. Its id is {id}.");
    println!("{}\n\nTry it:", when(taken, "The running server accepts it now."));
    println!("  curl -H \"Authorization: Bearer {key}\" \"{url}/api/v1/analytics?period=week\"");
    println!("  curl -H \"Authorization: Bearer {key}\" {url}/api/v1/settings");
    println!(
        "  curl -X POST -H \"Authorization: Bearer {key}\" -H \"Content-Type: application/json\" \\\n       \
         -d '{{\"message\": \"Thanks for watching!\"}}' {url}/api/v1/messages/send"
    );
    Ok(())
}

async fn revoke(store: &Store, workspace: &str, id: String) -> CliResult {
    let taken = submit(store, workspace, &Command::RevokeKey { key: id.clone() }).await?;
    println!("{id} is revoked. {}", when(taken, "The running server refuses it from now on."));
    Ok(())
}

fn when(taken: bool, now: &'static str) -> &'static str {
    if taken { now } else { "No server is running on this data: it takes effect when `serve` starts." }
}

/// Leaves the command and waits a moment for a running server. Returns whether one took it.
async fn submit(
    store: &Store,
    workspace: &str,
    command: &Command,
) -> Result<bool, Box<dyn std::error::Error + Send + Sync>> {
    let now = clock::now();
    let id = clock::entropy().id("cmd_", now);
    store.add_command(&id, workspace, command, now).await?;
    let until = Instant::now() + WAIT;
    while Instant::now() < until {
        match store.command_outcome(&id).await? {
            Some(Outcome::Refused { message, .. }) => return Err(message.into()),
            Some(_) => return Ok(true),
            None => sleep(LOOK_EVERY).await,
        }
    }
    Ok(false)
}

async fn list(store: &Store, workspace: &str) -> CliResult {
    let loaded = store.load(workspace).await?;
    let keys = loaded.shared.live_keys();
    if keys.is_empty() {
        println!("No key works in the workspace \"{workspace}\". Make one with `key create --name NAME`.");
    }
    for (id, key) in keys {
        println!("{id}  {}  {}  {}", key.mask, clock::rfc3339(key.created), key.name);
    }
    Ok(())
}
