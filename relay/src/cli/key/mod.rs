//! `key`: makes, lists and revokes API keys. A key's text never leaves this process but on the screen.

mod guide;

use super::{CliResult, PlaceOptions};
use crate::clock;
use crate::families::elitbuzz::BotIds;
use crate::family::Family;
use crate::limits::Terms;
use crate::scopes::Scopes;
use crate::service::keys::{self, LiveKey, MOST_REQUESTS};
use crate::store::{OwnTerms, Store, StoreError};
use buzzchat::protocol::{Command, Outcome};
use clap::{Args, Subcommand, ValueEnum, value_parser};
use guide::Made;
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
    /// How many requests Botbiz's plans have: 60 or 300 a minute, or as many as --per-minute says [default: free]
    #[arg(long)]
    plan: Option<Plan>,
    /// Requests a minute [default: 60]
    #[arg(long, value_name = "N", value_parser = value_parser!(u64).range(1..=MOST_REQUESTS))]
    per_minute: Option<u64>,
    /// Requests a day, UTC [default: 10000; for the other APIs as many as the minutes give]
    #[arg(long, value_name = "N", value_parser = value_parser!(u64).range(1..=MOST_REQUESTS))]
    per_day: Option<u64>,
    /// What it may be used for, separated by commas: read, messages, giveaway, settings, webhooks, keys [default:
    /// all but keys]
    #[arg(long, value_parser = Scopes::parse)]
    scopes: Option<Scopes>,
}

/// A plan of Botbiz.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Plan {
    Free,
    Pro,
    Enterprise,
}

impl TermsOptions {
    fn own(self) -> Result<OwnTerms, &'static str> {
        let per_minute = match (self.api, self.plan, self.per_minute) {
            (Family::Botbiz, Some(Plan::Enterprise), None) => return Err("--plan enterprise needs --per-minute"),
            (Family::Botbiz, Some(Plan::Free | Plan::Pro), Some(_)) => {
                return Err("--per-minute goes with --plan enterprise: the other plans have limits of their own");
            }
            (Family::Botbiz, Some(Plan::Free), None) => Some(60),
            (Family::Botbiz, Some(Plan::Pro), None) => Some(300),
            (Family::Botbiz, _, per_minute) | (_, None, per_minute) => per_minute,
            (_, Some(_), _) => return Err("only Botbiz has plans: --plan goes with --api botbiz"),
        };
        Ok(OwnTerms { per_minute, per_day: self.per_day, scopes: self.scopes })
    }
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
    let (family, own) = (terms.api, terms.own()?);
    let register = async |command| submit(store, workspace, &command).await;
    let (made, outcome) = keys::make(store, family, name, own, register).await?;
    let taken = is_taken(outcome)?;
    let terms = store.terms(&made.hash.hash).await?;
    let bot = match family {
        Family::Elitbuzz => Some(bot_of(store, workspace).await?),
        _ => None,
    };
    let url = url.trim_end_matches('/');
    say_created(family, &Made { key: &made.text, id: &made.hash.key, terms, url, bot }, taken);
    Ok(())
}

/// The ids in Elitbuzz's addresses follow from the workspace, which is there before its first server then.
async fn bot_of(store: &Store, workspace: &str) -> Result<BotIds, StoreError> {
    let now = clock::now();
    let origin = store.ensure_workspace(workspace, &clock::entropy().id("rel_", now), now).await?;
    Ok(BotIds::new(&origin))
}

fn say_created(family: Family, made: &Made<'_>, taken: bool) {
    println!("{}\n\nThis is the only time the key is shown. Its id is {}.", made.key, made.id);
    let Terms { per_minute, per_day, scopes, .. } = made.terms;
    println!("It is good for {per_minute} requests a minute and {per_day} a day, for: {scopes}.");
    println!("{}", when(taken, "The running server accepts it now."));
    let credentials = made.credentials(family);
    if !credentials.is_empty() {
        println!();
    }
    credentials.iter().for_each(|(what, text)| println!("{:<15}{text}", format!("{what}:")));
    println!("\nTry it:");
    made.lines(family).iter().for_each(|line| println!("  {line}"));
}

async fn revoke(store: &Store, workspace: &str, id: String) -> CliResult {
    // The database alone knows who is signed in, and a server asks it each time.
    let ended = store.end_sign_in(workspace, &id).await?;
    let taken = ended || is_taken(submit(store, workspace, &Command::RevokeKey { key: id.clone() }).await?)?;
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
    let records = keys::records(&store.load(workspace).await?.shared);
    let live = keys::list(store, workspace, records).await?;
    if live.is_empty() {
        println!("No key works in the workspace \"{workspace}\". Make one with `key create --name NAME`.");
    }
    live.iter().for_each(|key| println!("{}", describe(key)));
    Ok(())
}

/// A line of the list: what the key is called comes last, because it may hold anything.
fn describe(LiveKey { id, record, last_use, terms, expires }: &LiveKey) -> String {
    let Terms { api, per_minute, per_day, scopes } = terms;
    let api = api.map_or("unknown", Family::name);
    let used = last_use.map_or_else(|| "never used".to_owned(), |at| format!("used {}", clock::rfc3339(at)));
    let until = expires.map_or_else(String::new, |at| format!("until {}  ", clock::rfc3339(at)));
    let (mask, created, name) = (&record.mask, clock::rfc3339(record.created), &record.name);
    format!("{id}  {mask}  {api}  made {created}  {until}{used}  {per_minute}/min  {per_day}/day  {scopes}  {name}")
}
