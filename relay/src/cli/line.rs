//! `line`: what connects a workspace to iMessage and WhatsApp. A running server heeds it within seconds.

use super::{CliResult, PlaceOptions};
use crate::connectors::hook_address;
use crate::families::tell;
use crate::messaging::{Carrier, Channel, Line, Messaging, NewLine, Watching};
use crate::outgoing::Policy;
use crate::store::{LineSettings, Store};
use clap::{Args, Subcommand, ValueEnum};
use serde_json::Value;
use std::fmt;

/// What to do with lines.
#[derive(Clone, Debug, Subcommand)]
pub enum LineCommand {
    /// Connect a line
    #[command(subcommand)]
    Add(NewLineCommand),
    /// List the lines
    List,
    /// Say how a line stands, and where its service is to call
    Show {
        /// The line's id
        id: String,
    },
    /// Give a line up; what still waits to be sent over it fails
    Remove {
        /// The line's id
        id: String,
    },
}

/// Which line to connect.
#[derive(Clone, Subcommand)]
pub enum NewLineCommand {
    /// iMessage, by a BlueBubbles server on a Mac
    Bluebubbles {
        /// Where the server answers, such as http://192.168.1.7:1234
        #[arg(long)]
        url: String,
        /// The server's password
        #[arg(long, env = "BUZZCHAT_LINE_SECRET", hide_env_values = true)]
        password: String,
        #[command(flatten)]
        names: Names,
    },
    /// WhatsApp by QR code, through a WAHA server
    Waha {
        /// Where the server answers, such as http://127.0.0.1:3000
        #[arg(long)]
        url: String,
        /// The server's API key
        #[arg(long, env = "BUZZCHAT_LINE_SECRET", hide_env_values = true)]
        key: String,
        /// The session on it; WAHA Core knows no other
        #[arg(long, default_value = "default")]
        session: String,
        #[command(flatten)]
        names: Names,
    },
    /// WhatsApp, by Meta's Cloud API
    Cloud {
        /// The id of the number
        #[arg(long)]
        phone_number_id: String,
        /// A token that may send
        #[arg(long, env = "BUZZCHAT_LINE_SECRET", hide_env_values = true)]
        access_token: String,
        /// The secret of the Meta app, which signs what Meta tells
        #[arg(long, env = "BUZZCHAT_APP_SECRET", hide_env_values = true)]
        app_secret: String,
        /// The word that Meta shows to see that the address is ours; yours to choose
        #[arg(long, env = "BUZZCHAT_VERIFY_TOKEN", hide_env_values = true)]
        verify_token: String,
        #[command(flatten)]
        names: Names,
    },
    /// A line that reaches nobody: the other end is the inbox of the dashboard
    Sandbox {
        /// What it stands for
        #[arg(long)]
        channel: SandboxChannel,
    },
}

/// Nothing secret in a log.
impl fmt::Debug for NewLineCommand {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("NewLineCommand")
    }
}

/// What a sandbox stands for.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum SandboxChannel {
    /// Apple's messages
    Imessage,
    /// WhatsApp
    Whatsapp,
}

/// What every line to a service has.
#[derive(Clone, Debug, Args)]
pub struct Names {
    /// What to call it
    #[arg(long, default_value = "")]
    name: String,
    /// Its own number, such as +14155552671
    #[arg(long, default_value = "")]
    number: String,
    /// Where the service reaches this relay
    #[arg(long, env = "BUZZCHAT_URL", default_value = "http://127.0.0.1:4117")]
    relay_url: String,
}

pub(super) async fn run(place: &PlaceOptions, command: LineCommand) -> CliResult {
    let store = place.open_store().await?;
    let workspace = &place.workspace;
    match command {
        LineCommand::Add(new) => {
            let line = messaging(store).connect(workspace, new_line(new)).await.map_err(|why| why.message())?;
            println!("{}", line.id);
            println!("The server looks after it within seconds: `line show {}` says how it stands.", line.id);
        }
        LineCommand::List => {
            for line in store.lines(workspace, None).await? {
                println!("{}", describe(&line));
            }
        }
        LineCommand::Show { id } => show(&store, workspace, &id).await?,
        LineCommand::Remove { id } => {
            messaging(store).disconnect(workspace, &id).await.map_err(|why| why.message())?;
            println!("{id} is given up.");
        }
    }
    Ok(())
}

/// The server judges addresses by its own rules when it calls them.
fn messaging(store: Store) -> Messaging {
    Messaging::new(store, tell, Policy { allow_local: true }, Watching::default())
}

fn new_line(command: NewLineCommand) -> NewLine {
    match command {
        NewLineCommand::Bluebubbles { url, password, names } => {
            to_service(Carrier::BlueBubbles, Channel::Imessage, &[("url", url), ("password", password)], names)
        }
        NewLineCommand::Waha { url, key, session, names } => {
            let settings = [("url", url), ("key", key), ("session", session)];
            to_service(Carrier::Waha, Channel::Whatsapp, &settings, names)
        }
        NewLineCommand::Cloud { phone_number_id, access_token, app_secret, verify_token, names } => {
            let settings = [
                ("phone_number_id", phone_number_id),
                ("access_token", access_token),
                ("app_secret", app_secret),
                ("verify_token", verify_token),
            ];
            to_service(Carrier::Cloud, Channel::Whatsapp, &settings, names)
        }
        NewLineCommand::Sandbox { channel } => {
            let channel = match channel {
                SandboxChannel::Imessage => Channel::Imessage,
                SandboxChannel::Whatsapp => Channel::Whatsapp,
            };
            let names = Names { name: "Sandbox".to_owned(), number: String::new(), relay_url: String::new() };
            to_service(Carrier::Sandbox, channel, &[], names)
        }
    }
}

fn to_service(carrier: Carrier, channel: Channel, settings: &[(&str, String)], names: Names) -> NewLine {
    let setting = |(name, value): &(&str, String)| ((*name).to_owned(), Value::String(value.clone()));
    let settings: LineSettings = settings.iter().map(setting).collect();
    let Names { name, number: address, relay_url } = names;
    NewLine { carrier, channel, name, address, settings, relay_url }
}

async fn show(store: &Store, workspace: &str, id: &str) -> CliResult {
    let lines = store.lines(workspace, None).await?;
    let line = lines.into_iter().find(|line| line.id == id).ok_or("there is no such line")?;
    println!("{}", describe(&line));
    if !line.detail.is_empty() {
        println!("{}", line.detail);
    }
    if let Some(hook) = store.line_settings(id).await?.and_then(|settings| hook_address(id, &settings)) {
        println!("Its service calls {hook}");
        println!("Whoever knows this address can speak as the service.");
    }
    Ok(())
}

fn describe(line: &Line) -> String {
    let Line { id, channel, carrier, state, address, name, .. } = line;
    let parts = [id, channel.name(), carrier.name(), state.name(), address, name];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("  ")
}
