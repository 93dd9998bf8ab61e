//! The integrations of a workspace: which there are, what they subscribed to, which channels they may hear, and what they
//! answer.

use super::messages;
use super::webhooks::Desk;
use crate::clock;
use crate::error::Failure;
use crate::integrations::{Channel, Destination, Event, Ids, Integration, Place, Reach, Subscription};
use crate::messaging::{Messaging, Outgoing};
use crate::outgoing::Secret;
use crate::store::{Store, Subscribed};
use crate::uuid::{is_uuid, random_uuid};
use crate::webhook::{OwnHeader, OwnHeaders, Style, Webhooks};
use crate::workspace::Workspace;
use std::collections::BTreeSet;

/// The most integrations of a workspace.
const MOST: usize = 100;
/// The most channels an integration names.
const MOST_CHANNELS: usize = 100;
/// The longest of each, in characters.
const LONGEST_NAME: usize = 100;
const LONGEST_DESCRIPTION: usize = 1_000;
const LONGEST_COMMAND: usize = 50;

/// The integrations of one workspace.
#[derive(Clone, Copy, Debug)]
pub struct Office<'a> {
    /// Where they are kept.
    pub store: &'a Store,
    /// What sends to them.
    pub webhooks: &'a Webhooks,
    /// Whose they are.
    pub workspace: &'a Workspace,
}

/// What an integration shall be.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// What it is called.
    pub name: String,
    /// What it does.
    pub description: String,
    /// What it hears.
    pub reach: Reach,
    /// What it wants with every letter.
    pub headers: Vec<OwnHeader>,
    /// The id of the key that makes it.
    pub made_with: String,
    /// Where its maker reached the relay.
    pub base: String,
}

/// What an integration shall be told of.
#[derive(Clone, Debug)]
pub struct Interest {
    /// Of what.
    pub event: Event,
    /// Where.
    pub url: String,
    /// The command, where it is about one.
    pub command: Option<String>,
}

impl Office<'_> {
    /// What owns every integration of the workspace.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn owner(&self) -> Result<u64, Failure> {
        Ok(Ids { origin: &self.origin().await? }.owner())
    }

    /// Makes an integration.
    ///
    /// # Errors
    /// When it cannot be taken, or there are as many as there may be.
    pub async fn create(&self, wanted: Wanted) -> Result<Integration, Failure> {
        check_words(&wanted)?;
        check_channels(&wanted.reach)?;
        let headers = OwnHeaders::checked(wanted.headers).map_err(|why| Failure::Validation(why.to_string()))?;
        let integration = Integration {
            id: random_uuid(&mut clock::entropy()),
            workspace: self.workspace.name().to_owned(),
            made_with: wanted.made_with,
            name: wanted.name,
            description: wanted.description,
            reach: wanted.reach,
            headers,
            base: wanted.base,
            created: clock::now(),
        };
        if self.store.add_integration(&integration, MOST).await? {
            return Ok(integration);
        }
        Err(Failure::Validation(format!("A workspace has at most {MOST} integrations: delete one first")))
    }

    /// Every integration, the oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn list(&self) -> Result<Vec<Integration>, Failure> {
        Ok(self.store.integrations(self.workspace.name()).await?)
    }

    /// One integration.
    ///
    /// # Errors
    /// When there is none.
    pub async fn get(&self, id: &str) -> Result<Integration, Failure> {
        let id = known_form(id).ok_or_else(unknown)?;
        self.store.integration(self.workspace.name(), &id).await?.ok_or_else(unknown)
    }

    /// Forgets an integration, and what it subscribed to.
    ///
    /// # Errors
    /// When there is none.
    pub async fn delete(&self, id: &str) -> Result<(), Failure> {
        let id = known_form(id).ok_or_else(unknown)?;
        let webhooks = self.store.delete_integration(self.workspace.name(), &id).await?.ok_or_else(unknown)?;
        webhooks.iter().for_each(|webhook| self.webhooks.changed(webhook));
        self.listen_anew().await
    }

    /// Has an integration told of events. Returns with what they are signed.
    ///
    /// # Errors
    /// When there is no such integration, or what is asked for cannot be taken.
    pub async fn subscribe(&self, id: &str, interest: Interest) -> Result<(Subscription, Secret), Failure> {
        let integration = self.get(id).await?;
        let command = checked_command(&interest)?;
        let (mut webhook, secret) = self.desk().draft(&interest.url, vec![interest.event.name().to_owned()])?;
        webhook.id = random_uuid(&mut clock::entropy());
        let headers = &integration.headers;
        match self.store.add_subscription(&integration.id, &command, &webhook, headers, &secret).await? {
            Subscribed::Done => {}
            Subscribed::Unknown => return Err(unknown()),
            Subscribed::Full => {
                let most = Style::Domo.most();
                let why = format!("A workspace has at most {most} subscriptions: delete one first");
                return Err(Failure::Validation(why));
            }
        }
        self.listen_anew().await?;
        let subscription = Subscription {
            id: webhook.id,
            event: interest.event,
            url: webhook.url,
            command: interest.command,
            disabled_reason: String::new(),
        };
        Ok((subscription, secret))
    }

    /// What an integration subscribed to, the oldest first.
    ///
    /// # Errors
    /// When there is no such integration.
    pub async fn subscriptions(&self, id: &str) -> Result<Vec<Subscription>, Failure> {
        let integration = self.get(id).await?;
        Ok(self.store.subscriptions(self.workspace.name(), &integration.id).await?)
    }

    /// Has an integration told of something no longer.
    ///
    /// # Errors
    /// When it is not told of it.
    pub async fn unsubscribe(&self, id: &str, subscription: &str) -> Result<(), Failure> {
        let nothing = || Failure::NotFound("Subscription not found".into());
        let subscription = known_form(subscription).ok_or_else(nothing)?;
        if self.subscriptions(id).await?.iter().all(|own| own.id != subscription) {
            return Err(nothing());
        }
        // Somebody else may have been faster; what is wanted is so.
        self.desk().delete(&subscription).await.map_err(|failure| match failure {
            Failure::NotFound(_) => nothing(),
            other => other,
        })?;
        self.listen_anew().await
    }

    /// The channels there are: live streams, those opened last first, and accounts of messaging services.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn channels(&self) -> Result<Vec<Channel>, Failure> {
        let (origin, name) = (self.origin().await?, self.workspace.name());
        let streams = self.store.heard_streams(name).await?.into_iter().map(Place::Stream);
        let lines = self.store.lines(name, None).await?;
        let places = streams.chain(lines.iter().map(Place::line));
        Ok(places.map(|place| place.channel(Ids { origin: &origin })).collect())
    }

    fn desk(&self) -> Desk<'_> {
        let (store, webhooks, workspace) = (self.store, self.webhooks, self.workspace.name());
        Desk { store, webhooks, workspace, style: Style::Domo }
    }

    async fn origin(&self) -> Result<String, Failure> {
        Ok(self.store.founding(self.workspace.name()).await?.ok_or(Failure::Internal)?.origin)
    }

    /// Lets devices read chats to the relay while somebody wants to hear them.
    async fn listen_anew(&self) -> Result<(), Failure> {
        Ok(self.workspace.look_who_listens().await?)
    }
}

/// Writes an answer where it goes.
///
/// # Errors
/// When it cannot be taken there.
pub async fn answer(
    store: &Store,
    messaging: &Messaging,
    workspace: &Workspace,
    destination: Destination,
    text: String,
) -> Result<(), Failure> {
    let gone = || Failure::NotFound("There is nobody in this channel any more".into());
    match destination {
        Destination::Stream(stream) => messages::send_to(workspace, stream, text).await.map(drop),
        Destination::Person { line, address } => {
            let line = store.line(&line).await?.ok_or_else(gone)?;
            let outgoing = Outgoing { line: Some(&line.id), ..Outgoing::text("domo", &address, text) };
            messaging.send(workspace.name(), line.channel, outgoing).await.map(drop)
        }
        Destination::Nobody => Err(gone()),
    }
}

/// The id of the key whose answers are taken, by its hash; nothing where it was revoked.
#[must_use]
pub fn hash_of_key(workspace: &Workspace, key: &str) -> Option<String> {
    workspace.replica().read(|shared| {
        let mut live = shared.live_keys().into_iter();
        live.find(|(id, _)| *id == key).map(|(_, record)| record.hash.clone())
    })
}

fn unknown() -> Failure {
    Failure::NotFound("Integration not found".into())
}

/// What cannot be an id is not looked for; one in capitals is the same.
fn known_form(id: &str) -> Option<String> {
    is_uuid(id).then(|| id.to_ascii_lowercase())
}

fn check_words(Wanted { name, description, .. }: &Wanted) -> Result<(), Failure> {
    let wrong = |why: String| Err(Failure::Validation(why));
    if name.trim().is_empty() || name.chars().count() > LONGEST_NAME {
        return wrong(format!("name must have 1 to {LONGEST_NAME} characters, and not only spaces"));
    }
    if description.chars().count() > LONGEST_DESCRIPTION {
        return wrong(format!("description must be at most {LONGEST_DESCRIPTION} characters"));
    }
    Ok(())
}

/// A channel need not be there yet: a stream that nobody opened has its id already.
fn check_channels(reach: &Reach) -> Result<(), Failure> {
    let Some(ids) = reach.channels() else { return Ok(()) };
    let wrong = |why: String| Err(Failure::Validation(why));
    if ids.is_empty() || ids.len() > MOST_CHANNELS {
        return wrong(format!("channelIds must name 1 to {MOST_CHANNELS} channels"));
    }
    if let Some(id) = ids.iter().find(|id| !is_uuid(id)) {
        return wrong(format!("channelIds must hold ids of channels: \"{id}\" is none"));
    }
    let different: BTreeSet<_> = ids.iter().map(|id| id.to_ascii_lowercase()).collect();
    if different.len() < ids.len() {
        return wrong("channelIds must not name a channel twice".into());
    }
    Ok(())
}

/// The command as it is stored: empty where the event is another one.
fn checked_command(Interest { event, command, .. }: &Interest) -> Result<String, Failure> {
    let wrong = |why: String| Err(Failure::Validation(why));
    match (event, command) {
        (Event::SlashCommand, None) => wrong("slashCommand is required where eventType is SLASH_COMMAND".into()),
        (Event::SlashCommand, Some(command)) => {
            let bare = command.strip_prefix(['/', '!']).unwrap_or(command);
            let is_word = !bare.is_empty() && !bare.contains(|c: char| c.is_whitespace() || c.is_control());
            if is_word && command.chars().count() <= LONGEST_COMMAND {
                return Ok(command.clone());
            }
            wrong(format!("slashCommand must be one word of at most {LONGEST_COMMAND} characters"))
        }
        (_, Some(_)) => wrong("slashCommand goes with eventType SLASH_COMMAND only".into()),
        (_, None) => Ok(String::new()),
    }
}
