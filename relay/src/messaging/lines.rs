//! Connects lines, and gives them up. What services are told of it is told by the watch.

use super::{Carrier, Channel, Line, LineState, Messaging};
use crate::clock;
use crate::connectors::{HOOK_KEY, HOOK_SECRET, Qr, RELAY_URL, Unusable};
use crate::error::Failure;
use crate::store::LineSettings;
use buzzchat::draw::to_hex;
use serde_json::Value;
use url::Url;

/// How many bytes of chance a secret has that is shared with a service.
const SECRET: usize = 32;

/// The most lines of a workspace.
const MOST_LINES: usize = 100;

/// A line that is to be connected.
#[derive(Clone)]
pub struct NewLine {
    /// Who carries it.
    pub carrier: Carrier,
    /// What it reaches, where its carrier leaves a choice.
    pub channel: Channel,
    /// What the seller calls it.
    pub name: String,
    /// Its own number; empty where that is not known.
    pub address: String,
    /// What its connector needs: `docs/lines.md` has the names.
    pub settings: LineSettings,
    /// Where services reach this relay, such as `https://relay.example`.
    pub relay_url: String,
}

impl Messaging {
    /// Connects a line. Unless it is a sandbox, it is pending until the watch has seen how it stands.
    ///
    /// # Errors
    /// When its settings are not as they should be, its account is connected already, or the database fails.
    pub async fn connect(&self, workspace: &str, new: NewLine) -> Result<Line, Failure> {
        self.refuse_too_many(workspace).await?;
        let is_sandbox = new.carrier == Carrier::Sandbox;
        let now = clock::now();
        let channel = new.carrier.channel().unwrap_or(new.channel);
        let line = Line {
            id: clock::entropy().id(channel.line_prefix(), now),
            workspace: workspace.to_owned(),
            channel,
            carrier: new.carrier,
            name: new.name,
            address: new.address,
            state: if is_sandbox { LineState::Connected } else { LineState::Pending },
            detail: String::new(),
            created: now,
        };
        let settings = if is_sandbox { LineSettings::new() } else { with_hook(new.settings, &new.relay_url)? };
        let account = self.connectors.account(&line, &settings).map_err(Failure::Validation)?;
        if !account.is_empty() {
            self.refuse_second(&line, &account).await?;
        }
        self.store.add_line(&line, &settings).await?;
        self.lines_changed.notify_one();
        Ok(line)
    }

    pub(super) async fn refuse_too_many(&self, workspace: &str) -> Result<(), Failure> {
        if self.store.lines(workspace, None).await?.len() < MOST_LINES {
            return Ok(());
        }
        Err(Failure::Validation(format!("A workspace has at most {MOST_LINES} accounts: delete one first")))
    }

    /// What comes in over two lines of a workspace would be heard twice.
    async fn refuse_second(&self, line: &Line, account: &str) -> Result<(), Failure> {
        for other in self.store.lines(&line.workspace, Some(line.channel)).await? {
            if other.carrier == line.carrier
                && self.connectors.find(&other).await.is_ok_and(|found| found.connector.account() == account)
            {
                let name = &other.name;
                return Err(Failure::Validation(format!(
                    "This account is connected already, as \"{name}\": remove that line first"
                )));
            }
        }
        Ok(())
    }

    /// Gives a line up: what still waits to be sent over it fails. What was written stays.
    ///
    /// # Errors
    /// When the workspace has no such line, or the database fails.
    pub async fn disconnect(&self, workspace: &str, id: &str) -> Result<(), Failure> {
        if !self.store.remove_line(workspace, id, clock::now(), self.tell).await? {
            return Err(Failure::NotFound(format!("There is no line \"{id}\"")));
        }
        self.lines_changed.notify_one();
        Ok(())
    }

    /// The code that pairs a line; nothing where it needs none now.
    ///
    /// # Errors
    /// When its service does not answer, or the database fails.
    pub async fn qr(&self, line: &Line) -> Result<Option<Qr>, Failure> {
        let found = self.connectors.find(line).await.map_err(|unusable| match unusable {
            Unusable::Store(error) => error.into(),
            Unusable::Settings(why) => Failure::Unavailable(why),
        })?;
        found.connector.qr(line).await.map_err(|trouble| Failure::Unavailable(trouble.to_string()))
    }
}

/// The settings, with what the address is made of at which the service calls, and what it may sign with.
pub(super) fn with_hook(mut settings: LineSettings, relay_url: &str) -> Result<LineSettings, Failure> {
    let reads = Url::parse(relay_url).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    if !reads {
        return Err(Failure::validation(
            "Where services reach this relay must be a complete URL, such as https://relay.example.com",
        ));
    }
    for name in [HOOK_SECRET, HOOK_KEY] {
        let secret = to_hex(&clock::entropy().bytes::<SECRET>());
        settings.insert(name.to_owned(), Value::String(secret));
    }
    settings.insert(RELAY_URL.to_owned(), Value::String(relay_url.to_owned()));
    Ok(settings)
}
