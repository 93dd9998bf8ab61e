//! Who calls, and whether they may: one function for every protocol. Nothing here knows HTTP.

mod description;
mod front;
mod upkeep;

pub(crate) use description::describe_limits;
pub(crate) use front::{client, describe_refusals, is_metered, meter};
pub(crate) use upkeep::keep_current;

use crate::app::App;
use crate::clock;
use crate::error::Failure;
use crate::limits::{Allowance, Client, Counted, Terms};
use crate::scopes::Scope;
use crate::tier::Tier;
use crate::workspace::Workspace;
use buzzchat::engine::{KEY_PREFIX, hash_key};

/// How many characters a key has.
const KEY_LENGTH: usize = 56;

/// A caller with a live key.
#[derive(Clone, Debug)]
pub(crate) struct Caller {
    /// The workspace the key opens.
    pub(crate) workspace: Workspace,
    /// The key's id.
    pub(crate) key: String,
    /// What it may do.
    pub(crate) terms: Terms,
}

impl Caller {
    /// Lets the caller go on if the key may be used for this.
    ///
    /// # Errors
    /// When it may not.
    pub(crate) fn needs(&self, scope: Scope) -> Result<(), Failure> {
        if self.terms.scopes.allows(scope) {
            return Ok(());
        }
        tracing::info!(key = self.key, scope = scope.name(), "a key was used for what it was not made for");
        Err(Failure::InsufficientScope(scope.name()))
    }
}

/// A caller that is not let in, and what is left to it all the same.
#[derive(Debug)]
pub(crate) struct Denied {
    pub(crate) failure: Failure,
    pub(crate) allowance: Allowance,
}

/// Lets a caller in, and counts the request: once, whatever becomes of it.
///
/// A good key works from an address whose failures are used up. Behind one address there may be many, and whoever is
/// among them could shut the others out; guessing a key is hopeless without any limit.
///
/// # Errors
/// When the key is none of ours, its workspace's tier does not include the API, or a limit is reached.
pub(crate) async fn admit(app: &App, key: Option<&str>, client: Client) -> Result<(Caller, Allowance), Denied> {
    let now = clock::now();
    let failed = |failure: Failure| Denied { failure, allowance: app.limits().refusals_left(client, now) };
    // Looked up by a hash that nobody can steer, so how long that takes tells nothing of the keys there are.
    let hash = key.filter(|key| key.starts_with(KEY_PREFIX) && key.len() == KEY_LENGTH).map(hash_key);
    let found = match &hash {
        Some(hash) => app.hub().find_key(hash).await.map_err(|error| failed(error.into()))?,
        None => None,
    };
    let (Some(hash), Some((owner, workspace))) = (hash, found) else {
        let Counted { within, allowance } = app.limits().count_refusal(client, now);
        let failure = if within { Failure::InvalidApiKey } else { Failure::TooManyFailures };
        return Err(Denied { failure, allowance });
    };
    let counted = app.limits().count(app.hub().store(), &owner.workspace, &hash, now).await;
    let (standing, Counted { within, allowance }) = counted.map_err(|error| failed(error.into()))?;
    if !within {
        return Err(Denied { failure: Failure::RateLimitExceeded, allowance });
    }
    if standing.tier < Tier::Business {
        return Err(Denied { failure: Failure::InsufficientTier, allowance });
    }
    Ok((Caller { workspace, key: owner.key, terms: standing.terms }, allowance))
}
