//! `key`: makes, lists and revokes API keys. A key's text never leaves this process but on the screen.

use super::{CliResult, PlaceOptions};
use crate::clock;
use crate::limits::Terms;
use crate::scopes::{Scope, Scopes};
use crate::service::keys::{self, LiveKey, MOST_REQUESTS};
use crate::store::{OwnTerms, Store, StoreError};
use buzzchat::protocol::{Command, Outcome};
use clap::{Args, Subcommand, ValueEnum, value_parser};
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
        /// What it may do
        #[command(flatten)]
        terms: TermsOptions,
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

/// What the new key may do.
#[derive(Clone, Copy, Debug, Args)]
pub struct TermsOptions {
    /// Whose addresses it opens
    #[arg(long, default_value = "buzzchat")]
    api: Family,
    /// Requests a minute [default: 60]
    #[arg(long, value_name = "N", value_parser = value_parser!(u64).range(1..=MOST_REQUESTS))]
    per_minute: Option<u64>,
    /// Requests a day, UTC [default: 10000]
    #[arg(long, value_name = "N", value_parser = value_parser!(u64).range(1..=MOST_REQUESTS))]
    per_day: Option<u64>,
    /// What it may be used for, separated by commas: read, messages, giveaway, settings, webhooks, keys [default:
    /// all]
    #[arg(long, value_parser = Scopes::parse)]
    scopes: Option<Scopes>,
}

/// A family of documented addresses, with keys of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Family {
    Buzzchat,
    Ava,
    Botbiz,
    Elitbuzz,
    Domo,
}

/// How long a running server gets to take a command.
const WAIT: Duration = Duration::from_secs(2);
const LOOK_EVERY: Duration = Duration::from_millis(50);

pub(super) async fn run(place: &PlaceOptions, command: KeyCommand) -> CliResult {
    let store = place.open_store().await?;
    match command {
        KeyCommand::Create { name, terms, url } => create(&store, &place.workspace, name, terms, &url).await,
        KeyCommand::List => list(&store, &place.workspace).await,
        KeyCommand::Revoke { id } => revoke(&store, &place.workspace, id).await,
    }
}

async fn create(store: &Store, workspace: &str, name: String, terms: TermsOptions, url: &str) -> CliResult {
    let TermsOptions { api, per_minute, per_day, scopes } = terms;
    let api = api.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default();
    if terms.api != Family::Buzzchat {
        return Err(
            format!("this version does not serve the \"{api}\" addresses: only keys of buzzchat can be made").into()
        );
    }
    let own = OwnTerms { per_minute, per_day, scopes };
    let register = async |command| submit(store, workspace, &command).await;
    let (made, outcome) = keys::make(store, name, own, register).await?;
    let taken = is_taken(outcome)?;
    let terms = store.terms(&made.hash.hash).await?;
    say_created(&made.text, &made.hash.key, taken, terms, url.trim_end_matches('/'));
    Ok(())
}

fn say_created(key: &str, id: &str, taken: bool, terms: Terms, url: &str) {
    println!("{key}\n\nThis is the only time the key is shown. Its id is {id}.");
    let Terms { per_minute, per_day, scopes } = terms;
    println!("It is good for {per_minute} requests a minute and {per_day} a day, for: {scopes}.");
    println!("{}\n\nTry it:", when(taken, "The running server accepts it now."));
    if scopes.allows(Scope::Read) {
        println!("  curl -H \"Authorization: Bearer {key}\" \"{url}/api/v1/analytics?period=week\"");
        println!("  curl -H \"Authorization: Bearer {key}\" {url}/api/v1/settings");
    }
    if scopes.allows(Scope::Messages) {
        println!(
            "  curl -X POST -H \"Authorization: Bearer {key}\" -H \"Content-Type: application/json\" \\\n       \
             -d '{{\"message\": \"Thanks for watching!\"}}' {url}/api/v1/messages/send"
        );
    }
}

async fn revoke(store: &Store, workspace: &str, id: String) -> CliResult {
    let taken = is_taken(submit(store, workspace, &Command::RevokeKey { key: id.clone() }).await?)?;
    println!("{id} is revoked. {}", when(taken, "The running server refuses it from now on."));
    Ok(())
}

fn when(taken: bool, now: &'static str) -> &'static str {
    if taken { now } else { "No server is running on this data: it takes effect when `serve` starts." }
}

/// Leaves the command and waits a moment for a running server. Returns what came of it where one took it.
async fn submit(store: &Store, workspace: &str, command: &Command) -> Result<Option<Outcome>, StoreError> {
    let now = clock::now();
    let id = clock::entropy().id("cmd_", now);
    store.add_command(&id, workspace, command, now).await?;
    let until = Instant::now() + WAIT;
    while Instant::now() < until {
        match store.command_outcome(&id).await? {
            None => sleep(LOOK_EVERY).await,
            outcome => return Ok(outcome),
        }
    }
    Ok(None)
}

/// Whether a running server took the command; its refusal is an error.
fn is_taken(outcome: Option<Outcome>) -> Result<bool, String> {
    match outcome {
        Some(Outcome::Refused { message, .. }) => Err(message),
        outcome => Ok(outcome.is_some()),
    }
}

async fn list(store: &Store, workspace: &str) -> CliResult {
    let live = keys::list(store, keys::records(&store.load(workspace).await?.shared)).await?;
    if live.is_empty() {
        println!("No key works in the workspace \"{workspace}\". Make one with `key create --name NAME`.");
    }
    live.iter().for_each(|key| println!("{}", describe(key)));
    Ok(())
}

/// A line of the list: what the key is called comes last, because it may hold anything.
fn describe(LiveKey { id, record, last_use, terms }: &LiveKey) -> String {
    let Terms { per_minute, per_day, scopes } = terms;
    let used = last_use.map_or_else(|| "never used".to_owned(), |at| format!("used {}", clock::rfc3339(at)));
    let (mask, created, name) = (&record.mask, clock::rfc3339(record.created), &record.name);
    format!("{id}  {mask}  made {created}  {used}  {per_minute}/min  {per_day}/day  {scopes}  {name}")
}
