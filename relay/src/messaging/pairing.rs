//! Numbers that a QR code connects. It draws no code, and serves no page.

use super::lines::with_hook;
use super::{Carrier, Channel, Line, LineState, Messaging, checked_address};
use crate::clock;
use crate::connectors::{Qr, RELAY_URL, is_same};
use crate::error::Failure;
use crate::store::{LineSettings, StoreError};
use buzzchat::draw::to_hex;
use serde_json::Value;

/// Under which name a line of the sandbox keeps what its code leads to.
const SECRET: &str = "pairing";

/// What is to be scanned to connect a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum QrCode {
    /// An address on the relay, without its host: whoever confirms there connects the line.
    Page(String),
    /// What WhatsApp on a phone is shown.
    Phone(Qr),
}

impl Messaging {
    /// Makes a WhatsApp line that works once its QR code was scanned: on the WAHA server of the workspace where it has one,
    /// else in the sandbox.
    ///
    /// # Errors
    /// When the number is none, or the workspace has as many lines as it may.
    pub async fn connect_number(&self, workspace: &str, number: &str, name: &str) -> Result<Line, Failure> {
        let address = checked_address(Channel::Whatsapp, number)?;
        self.refuse_too_many(workspace).await?;
        let server = self.number_server(workspace).await?;
        let (now, mut entropy) = (clock::now(), clock::entropy());
        let line = Line {
            id: entropy.id(Channel::Whatsapp.line_prefix(), now),
            workspace: workspace.to_owned(),
            channel: Channel::Whatsapp,
            carrier: if server.is_some() { Carrier::Waha } else { Carrier::Sandbox },
            name: name.to_owned(),
            address,
            state: LineState::Pending,
            detail: String::new(),
            created: now,
        };
        let settings = match server {
            Some(server) => session_for(&line, &server)?,
            None => LineSettings::from_iter([(SECRET.to_owned(), Value::from(to_hex(&entropy.bytes::<16>())))]),
        };
        self.store.add_line(&line, &settings).await?;
        self.lines_changed.notify_one();
        Ok(line)
    }

    /// What is to be scanned to connect a line; nothing where there is nothing.
    ///
    /// # Errors
    /// When the line's service does not answer, the database fails, or the key cannot be read.
    pub async fn qr_code(&self, line: &Line) -> Result<Option<QrCode>, Failure> {
        if line.state == LineState::Connected {
            return Ok(None);
        }
        if line.carrier != Carrier::Sandbox {
            return Ok(self.qr(line).await?.map(QrCode::Phone));
        }
        let secret = self.pairing_secret(line).await?;
        Ok(secret.map(|secret| QrCode::Page(format!("/pair/{}/{secret}", line.id))))
    }

    /// The line that the address in a code belongs to, however it stands now.
    ///
    /// # Errors
    /// When the database fails, or the key cannot be read.
    pub async fn line_of_code(&self, id: &str, secret: &str) -> Result<Option<Line>, StoreError> {
        let Some(line) = self.store.line(id).await? else { return Ok(None) };
        let kept = self.pairing_secret(&line).await?;
        let is_right = kept.is_some_and(|kept| is_same(secret, &kept));
        Ok(is_right.then_some(line))
    }

    /// Connects a line whose code was scanned, unless it is.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn pair(&self, line: &Line) -> Result<(), StoreError> {
        self.note_state(line, LineState::Connected, "").await
    }

    /// What the workspace's oldest line through a WAHA server needs.
    async fn number_server(&self, workspace: &str) -> Result<Option<LineSettings>, StoreError> {
        let lines = self.store.lines(workspace, Some(Channel::Whatsapp)).await?;
        match lines.into_iter().find(|line| line.carrier == Carrier::Waha) {
            Some(line) => self.store.line_settings(&line.id).await,
            None => Ok(None),
        }
    }

    async fn pairing_secret(&self, line: &Line) -> Result<Option<String>, StoreError> {
        if line.carrier != Carrier::Sandbox {
            return Ok(None);
        }
        let settings = self.store.line_settings(&line.id).await?.unwrap_or_default();
        Ok(settings.get(SECRET).and_then(Value::as_str).map(str::to_owned))
    }
}

/// A session of its own on a server that another line knows.
fn session_for(line: &Line, server: &LineSettings) -> Result<LineSettings, Failure> {
    let same = ["url", "key"].into_iter().filter_map(|name| Some((name.to_owned(), server.get(name)?.clone())));
    let mut settings: LineSettings = same.collect();
    settings.insert("session".to_owned(), Value::String(line.id.clone()));
    with_hook(settings, server.get(RELAY_URL).and_then(Value::as_str).unwrap_or_default())
}
