//! A family's webhooks in a workspace: who wants to be told of what, what was told, and trying it out.

use crate::clock;
use crate::error::Failure;
use crate::outgoing::{Secret, Target};
use crate::store::{Addressee, Delivery, Store, Tried, Webhook, WebhookChange};
use crate::webhook::{Dress, Letter, OwnHeaders, Style, Webhooks, problem};
use buzzchat::protocol::Millis;
use std::collections::BTreeSet;

/// How long the secret before a rotation signs too, unless the caller says otherwise.
pub const GRACE: u64 = 24 * 3_600;
/// A week.
pub const MAX_GRACE: u64 = 7 * 24 * 3_600;
/// The longest page of the log.
pub const MAX_PAGE: usize = 100;

/// The webhooks that one family has in one workspace. Those of others are not to be found here.
#[derive(Clone, Copy, Debug)]
pub struct Desk<'a> {
    /// Where they are kept.
    pub store: &'a Store,
    /// What sends to them.
    pub webhooks: &'a Webhooks,
    /// Whose they are.
    pub workspace: &'a str,
    /// Which family made them.
    pub style: Style,
}

/// How a test went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trial {
    /// Whether the receiver took it.
    pub delivered: bool,
    /// The status it answered; 0 for none.
    pub status: u16,
    /// How long that took.
    pub millis: u64,
    /// What went wrong.
    pub problem: Option<String>,
}

/// A page of the log: deliveries, each with its failed attempts, and what the next page begins with.
#[derive(Debug)]
pub struct Page {
    /// The newest event first.
    pub deliveries: Vec<(Delivery, Vec<Tried>)>,
    /// Missing on the last page.
    pub next: Option<String>,
}

impl Desk<'_> {
    /// Every webhook, the oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn list(&self) -> Result<Vec<Webhook>, Failure> {
        Ok(self.store.webhooks(self.workspace, self.style).await?)
    }

    /// One webhook.
    ///
    /// # Errors
    /// When there is none.
    pub async fn get(&self, id: &str) -> Result<Webhook, Failure> {
        check_id(id, unknown)?;
        self.store.webhook(self.workspace, self.style, id).await?.ok_or_else(unknown)
    }

    /// Makes a webhook for events by name, whose receiver wants these headers with each. Its secret is told here and
    /// never again.
    ///
    /// # Errors
    /// When it cannot be taken, or there are as many as there may be.
    pub async fn create(
        &self,
        url: &str,
        events: Vec<String>,
        headers: &OwnHeaders,
    ) -> Result<(Webhook, Secret), Failure> {
        let (webhook, secret) = self.draft(url, events)?;
        if self.store.add_webhook(&webhook, headers, &secret).await? {
            return Ok((webhook, secret));
        }
        Err(Failure::Validation(format!("A workspace has at most {} webhooks: delete one first", self.style.most())))
    }

    /// What a new webhook would be; nothing is kept.
    ///
    /// # Errors
    /// When it cannot be taken.
    pub fn draft(&self, url: &str, events: Vec<String>) -> Result<(Webhook, Secret), Failure> {
        let url = self.check_url(url)?;
        self.check_events(&events)?;
        let (now, mut entropy) = (clock::now(), clock::entropy());
        let (id, secret) = (entropy.id("wh_", now), Secret::generate(&mut entropy));
        let webhook = Webhook {
            id,
            workspace: self.workspace.to_owned(),
            style: self.style,
            url,
            events,
            active: true,
            disabled_reason: String::new(),
            created: now,
            last_triggered: 0,
            failing_since: 0,
            failed_at: 0,
            previous_until: 0,
        };
        Ok((webhook, secret))
    }

    /// Changes what is named.
    ///
    /// # Errors
    /// When it cannot be taken, or there is no such webhook.
    pub async fn change(&self, id: &str, mut change: WebhookChange) -> Result<Webhook, Failure> {
        self.get(id).await?;
        change.url = change.url.map(|url| self.check_url(&url)).transpose()?;
        change.events.as_deref().map(|events| self.check_events(events)).transpose()?;
        let webhook = self.store.change_webhook(self.workspace, self.style, id, &change).await?.ok_or_else(unknown)?;
        self.webhooks.changed(id);
        Ok(webhook)
    }

    /// Forgets a webhook, and whatever was to be sent to it.
    ///
    /// # Errors
    /// When there is none.
    pub async fn delete(&self, id: &str) -> Result<(), Failure> {
        check_id(id, unknown)?;
        if !self.store.delete_webhook(self.workspace, self.style, id).await? {
            return Err(unknown());
        }
        self.webhooks.changed(id);
        Ok(())
    }

    /// Gives a webhook a new secret, told here and never again. The one before signs too for so many seconds.
    ///
    /// # Errors
    /// When there is no such webhook.
    pub async fn rotate_secret(&self, id: &str, grace: u64) -> Result<(Webhook, Secret), Failure> {
        if grace > MAX_GRACE {
            return Err(Failure::Validation(format!("graceSeconds must be at most {MAX_GRACE}")));
        }
        self.get(id).await?;
        let secret = Secret::generate(&mut clock::entropy());
        self.store.rotate_webhook_secret(id, &secret, clock::now() + grace * 1_000).await?;
        self.webhooks.changed(id);
        Ok((self.get(id).await?, secret))
    }

    /// Sends a made-up event of the first kind it wants at once, and says how it went. `sample` writes its body, from the
    /// event's name, its id and the time. Nothing is queued, logged or held against the receiver.
    ///
    /// # Errors
    /// When there is no such webhook.
    pub async fn test(&self, id: &str, sample: fn(&str, &str, Millis) -> String) -> Result<Trial, Failure> {
        let webhook = self.get(id).await?;
        let now = clock::now();
        let Addressee { url, dress } = self.store.addressee(id, now).await?.ok_or_else(unknown)?;
        let target = match Target::parse(&url, self.webhooks.policy()) {
            Ok(target) => target,
            Err(why) => return Ok(untried(why.to_string())),
        };
        let Some(dress) = dress else {
            return Ok(untried("The signing secret cannot be read: rotate it".to_owned()));
        };
        let (kind, event) = (webhook.events.first().map_or("", String::as_str), clock::entropy().id("evt_", now));
        let body = sample(kind, &event, now);
        let timestamp = i64::try_from(now / 1_000).unwrap_or(i64::MAX);
        let letter = Letter { id: &event, kind, body: body.as_bytes(), attempt: 1, timestamp, test: true };
        Ok(self.try_out(&target, letter, &dress).await)
    }

    async fn try_out(&self, target: &Target, letter: Letter<'_>, dress: &Dress) -> Trial {
        let body = letter.body.to_vec().into();
        let answer = self.webhooks.client().post(target, letter.headers(dress), body).await;
        let delivered = answer.accepted();
        let problem = (!delivered).then(|| problem(&answer));
        Trial { delivered, status: answer.status.unwrap_or(0), millis: answer.millis, problem }
    }

    /// A page of what was, is and will be sent.
    ///
    /// # Errors
    /// When there is no such webhook, or the cursor is none.
    pub async fn deliveries(&self, id: &str, limit: usize, cursor: Option<&str>) -> Result<Page, Failure> {
        if limit == 0 || limit > MAX_PAGE {
            return Err(Failure::Validation(format!("limit must be between 1 and {MAX_PAGE}")));
        }
        let wrong = || Failure::validation("cursor must be a nextCursor of an earlier answer");
        let before = cursor.map_or(Some((u64::MAX, 0)), read_cursor).ok_or_else(wrong)?;
        self.get(id).await?;
        let mut deliveries = self.store.deliveries(id, before, limit + 1).await?;
        let more = deliveries.len() > limit;
        deliveries.truncate(limit);
        let next =
            deliveries.last().filter(|_| more).map(|Delivery { place: (number, part), .. }| format!("{number}-{part}"));
        Ok(Page { deliveries: self.with_attempts(id, deliveries).await?, next })
    }

    /// Sends an event once more under its own id, whatever came of it before.
    ///
    /// # Errors
    /// When there is no such webhook or delivery, or the webhook is not active.
    pub async fn replay(&self, id: &str, event: &str) -> Result<(Delivery, Vec<Tried>), Failure> {
        if !self.get(id).await?.active {
            return Err(Failure::validation("The webhook is not active: switch it on first"));
        }
        let unsent = || Failure::NotFound("Delivery not found".into());
        check_id(event, unsent)?;
        let delivery = self.store.replay_delivery(id, event, clock::now()).await?.ok_or_else(unsent)?;
        let mut logged = self.with_attempts(id, vec![delivery]).await?;
        logged.pop().ok_or(Failure::Internal)
    }

    async fn with_attempts(&self, id: &str, deliveries: Vec<Delivery>) -> Result<Vec<(Delivery, Vec<Tried>)>, Failure> {
        let mut failed = self.store.failed_attempts(id, &deliveries).await?;
        let of = |delivery: Delivery| {
            let own = failed.extract_if(.., |(event, _)| *event == delivery.event).map(|(_, tried)| tried).collect();
            (delivery, own)
        };
        Ok(deliveries.into_iter().map(of).collect())
    }

    fn check_events(&self, events: &[String]) -> Result<(), Failure> {
        let known = self.style.events();
        if let Some(event) = events.iter().find(|event| !known.contains(&event.as_str())) {
            let known = known.join(", ");
            return Err(Failure::Validation(format!("unknown event `{event}`: it must be one of {known}")));
        }
        match (events.len(), events.iter().collect::<BTreeSet<_>>().len()) {
            (0, _) => Err(Failure::validation("events must name at least one event")),
            (all, different) if all > different => Err(Failure::validation("events must not name an event twice")),
            _ => Ok(()),
        }
    }

    /// The address as it will be called; a missing slash at the end of a bare host is nothing to surprise people with.
    fn check_url(&self, url: &str) -> Result<String, Failure> {
        let target = Target::parse(url, self.webhooks.policy());
        let target = target.map_err(|why| Failure::Validation(format!("url cannot be taken: {why}")))?;
        let bare = target.as_str().strip_suffix('/').filter(|bare| *bare == url);
        Ok(bare.unwrap_or(target.as_str()).to_owned())
    }
}

fn unknown() -> Failure {
    Failure::NotFound("Webhook not found".into())
}

/// What cannot be an id is not looked for: not every database takes every character.
fn check_id(id: &str, unknown: impl Fn() -> Failure) -> Result<(), Failure> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
    if id.bytes().all(plain) { Ok(()) } else { Err(unknown()) }
}

fn untried(problem: String) -> Trial {
    Trial { delivered: false, status: 0, millis: 0, problem: Some(problem) }
}

fn read_cursor(text: &str) -> Option<(u64, u64)> {
    let (number, part) = text.split_once('-')?;
    Some((number.parse().ok()?, part.parse().ok()?))
}
