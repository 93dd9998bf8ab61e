//! Who calls, and whether they may: one function for every protocol. Nothing here knows HTTP.

mod description;
mod front;
mod scheme;
mod upkeep;

pub(crate) use description::describe_limits;
pub(crate) use front::{client, describe_refusals, described, meter};
pub(crate) use scheme::name_and_password;
pub(crate) use upkeep::keep_current;

use crate::app::App;
use crate::clock;
use crate::error::Failure;
use crate::family::Family;
use crate::limits::{Allowance, Client, Counted, Terms};
use crate::pairing::hash_token;
use crate::scopes::Scope;
use crate::store::StoreError;
use crate::tier::Tier;
use crate::workspace::Workspace;
use buzzchat::engine::{KEY_PREFIX, hash_key};
use buzzchat::protocol::Millis;

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

/// What a caller shows.
pub(crate) enum Proof {
    /// A key.
    Key(String),
    /// A token that was given for a key.
    Token(String),
    /// What was made with a key, and ends with it: the key's hash.
    Made(String),
}

/// Lets a caller in to a family's addresses, and counts the request: once, whatever becomes of it.
///
/// A good key works from an address whose failures are used up. Behind one address there may be many, and whoever is
/// among them could shut the others out; guessing a key is hopeless without any limit.
///
/// # Errors
/// When the key is none of ours or of another family, its workspace's tier does not include the API, or a limit is
/// reached.
pub(crate) async fn admit(
    app: &App,
    family: Family,
    proof: Option<Proof>,
    client: Client,
) -> Result<(Caller, Allowance), Denied> {
    let now = clock::now();
    let failed =
        |error: StoreError| Denied { failure: error.into(), allowance: app.limits().refusals_left(client, now) };
    let found = match proof {
        Some(proof) => find(app, family, &proof, now).await.map_err(failed)?,
        None => None,
    };
    let Some(Found { hash, workspace, key }) = found else {
        let Counted { within, allowance } = app.limits().count_refusal(client, now);
        let failure = if within { Failure::InvalidApiKey } else { Failure::TooManyFailures };
        return Err(Denied { failure, allowance });
    };
    let counted = app.limits().count(app.hub().store(), workspace.name(), &hash, now).await;
    let (standing, Counted { within, allowance }) = counted.map_err(failed)?;
    if !within {
        return Err(Denied { failure: Failure::RateLimitExceeded, allowance });
    }
    if standing.tier < Tier::Business {
        return Err(Denied { failure: Failure::InsufficientTier, allowance });
    }
    Ok((Caller { workspace, key, terms: standing.terms }, allowance))
}

/// A live key of the family that was asked for.
struct Found {
    hash: String,
    workspace: Workspace,
    key: String,
}

/// The key that is shown. One of another family is no key here, and its requests are not touched.
async fn find(app: &App, family: Family, proof: &Proof, now: Millis) -> Result<Option<Found>, StoreError> {
    let store = app.hub().store();
    // Looked up by a hash that nobody can steer, so how long that takes tells nothing of the keys there are.
    let hash = match proof {
        Proof::Key(key) => (key.starts_with(KEY_PREFIX) && key.len() == KEY_LENGTH).then(|| hash_key(key)),
        Proof::Token(token) => store.key_of_token(&hash_token(token), now).await?,
        Proof::Made(hash) => Some(hash.clone()),
    };
    let Some(hash) = hash else { return Ok(None) };
    let Some((owner, workspace)) = app.hub().find_key(&hash, now).await? else { return Ok(None) };
    let standing = app.limits().standing(store, &owner.workspace, &hash).await?;
    let is_ours = standing.terms.api == Some(family);
    Ok(is_ours.then_some(Found { hash, workspace, key: owner.key }))
}
