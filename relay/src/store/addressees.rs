//! What lies sealed about a webhook: what signs its deliveries, and which headers its receiver wants with them.

use super::secrets::bytes;
use super::{Store, StoreError, signed, unsigned};
use crate::outgoing::Secret;
use crate::webhook::{Dress, OwnHeader, OwnHeaders, Secrets, Style};
use buzzchat::draw::to_hex;
use buzzchat::protocol::Millis;

/// Where a webhook's deliveries go.
#[derive(Clone, Debug)]
pub struct Addressee {
    /// The address.
    pub url: String,
    /// How they look now; missing where the key does not open what lies sealed.
    pub dress: Option<Dress>,
}

impl Store {
    /// Where a webhook's deliveries go, and how they look now.
    ///
    /// # Errors
    /// When the database fails, or the key cannot be read.
    pub async fn addressee(&self, id: &str, now: Millis) -> Result<Option<Addressee>, StoreError> {
        let row: Option<(String, String, String, String, String, i64)> =
            sqlx::query_as("SELECT url, family, headers, secret, previous, previous_until FROM webhooks WHERE id = $1")
                .bind(id)
                .fetch_optional(&self.pool)
                .await?;
        let Some((url, family, headers, secret, previous, until)) = row else { return Ok(None) };
        let current = self.open_webhook_secret(id, &secret)?;
        let previous = if unsigned(until) > now { self.open_webhook_secret(id, &previous)? } else { None };
        let (style, headers) = (style(&family)?, self.open_webhook_headers(id, &headers)?);
        let dress = current.zip(headers).map(|(current, headers)| {
            let secrets = Secrets { current, previous };
            Dress { style, headers, secrets }
        });
        if dress.is_none() {
            tracing::warn!(webhook = id, "the secret of a webhook cannot be opened: rotate it");
        }
        Ok(Some(Addressee { url, dress }))
    }

    /// Gives a webhook a new secret; the one before signs too until the time given.
    ///
    /// # Errors
    /// When the database fails, or the key cannot be read.
    pub async fn rotate_webhook_secret(&self, id: &str, secret: &Secret, until: Millis) -> Result<(), StoreError> {
        let sealed = self.seal_webhook_secret(id, secret)?;
        sqlx::query("UPDATE webhooks SET previous = secret, previous_until = $1, secret = $2 WHERE id = $3")
            .bind(signed(until))
            .bind(sealed)
            .bind(id)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    pub(super) fn seal_webhook_secret(&self, id: &str, secret: &Secret) -> Result<String, StoreError> {
        Ok(to_hex(&self.vault.seal(&place(id), secret.reveal().as_bytes())?))
    }

    fn open_webhook_secret(&self, id: &str, sealed: &str) -> Result<Option<Secret>, StoreError> {
        let opened = self.vault.open(&place(id), &bytes(sealed))?;
        Ok(opened.and_then(|bytes| String::from_utf8(bytes).ok()).map(Secret::from_text))
    }

    /// No headers are no secret.
    pub(super) fn seal_webhook_headers(&self, id: &str, headers: &OwnHeaders) -> Result<String, StoreError> {
        if headers.list().is_empty() {
            return Ok(String::new());
        }
        Ok(to_hex(&self.vault.seal(&place_of_headers(id), &serde_json::to_vec(headers.list())?)?))
    }

    fn open_webhook_headers(&self, id: &str, sealed: &str) -> Result<Option<OwnHeaders>, StoreError> {
        if sealed.is_empty() {
            return Ok(Some(OwnHeaders::default()));
        }
        let opened = self.vault.open(&place_of_headers(id), &bytes(sealed))?;
        let headers = opened.and_then(|bytes| serde_json::from_slice::<Vec<OwnHeader>>(&bytes).ok());
        Ok(headers.and_then(|headers| OwnHeaders::checked(headers).ok()))
    }
}

/// What a secret is sealed for: the seeds of giveaways are sealed for places that begin with a number.
fn place(webhook: &str) -> String {
    format!("webhook:{webhook}")
}

/// What headers are sealed for: they must not open as a secret.
fn place_of_headers(webhook: &str) -> String {
    format!("webhook:{webhook}:headers")
}

/// The family a webhook was stored under.
pub(super) fn style(stored: &str) -> Result<Style, sqlx::Error> {
    Style::parse(stored).ok_or_else(|| sqlx::Error::Decode("webhooks of an unknown family".into()))
}
