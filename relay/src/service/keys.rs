//! API keys: which there are, making them, revoking them. A key's text is made here, handed to whoever asked, and kept
//! nowhere.

use super::unexpected;
use crate::clock;
use crate::error::{Failure, unless_refused};
use crate::family::Family;
use crate::limits::Terms;
use crate::pairing::{CODE_LIFETIME, hash_sign_in_code, new_code};
use crate::scopes::Scopes;
use crate::store::{OwnTerms, SignIn, Store, StoreError};
use crate::workspace::{Place, Workspace};
use buzzchat::engine::{NewKey, make_key};
use buzzchat::journal::{KeyRecord, Shared};
use buzzchat::protocol::{Command, Millis, Outcome};
use std::ops::RangeInclusive;

/// More requests than any server answers.
pub const MOST_REQUESTS: u64 = 1_000_000_000_000;
/// The most keys that keys make: every device keeps them all.
const MAX_KEYS: usize = 100;
/// What the keys of those who sign in are called, and how long they work: a tab may be closed without signing out.
const SIGNED_IN: &str = "Dashboard";
const SIGNED_IN_FOR: Millis = 12 * 60 * 60 * 1_000;

/// A key that works.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LiveKey {
    /// Its id.
    pub id: String,
    /// What is kept of it.
    pub record: KeyRecord,
    /// When it was last used, to about a minute.
    pub last_use: Option<Millis>,
    /// What it may do.
    pub terms: Terms,
    /// When it ends by itself, where it does.
    pub expires: Option<Millis>,
}

/// The keys that work in a workspace: those of its state, the oldest first, then those of who is signed in.
///
/// # Errors
/// When the database fails.
pub async fn list(store: &Store, workspace: &str, keys: Vec<(String, KeyRecord)>) -> Result<Vec<LiveKey>, StoreError> {
    let lasting = keys.into_iter().map(|(id, record)| (id, record, None));
    let signed_in = store.sign_ins(workspace, clock::now()).await?;
    let mut live = Vec::new();
    for (id, record, expires) in lasting.chain(signed_in.into_iter().map(of_sign_in)) {
        let (terms, last_use) = (store.terms(&record.hash).await?, store.last_use(&record.hash).await?);
        live.push(LiveKey { id, record, last_use, terms, expires });
    }
    Ok(live)
}

fn of_sign_in(SignIn { key, created, expires }: SignIn) -> (String, KeyRecord, Option<Millis>) {
    let record = KeyRecord { name: SIGNED_IN.into(), hash: key.hash, mask: key.mask, created, revoked: false };
    (key.key, record, Some(expires))
}

/// The records of the keys that work, to go on with when the state is out of reach.
#[must_use]
pub fn records(shared: &Shared) -> Vec<(String, KeyRecord)> {
    shared.live_keys().into_iter().map(|(id, record)| (id.to_owned(), record.clone())).collect()
}

/// Makes a family's key with its terms and has `submit` register it. Returns what came of that too, where it is known already.
///
/// # Errors
/// When the database fails, or whatever `submit` says.
pub async fn make<E, F>(
    store: &Store,
    api: Family,
    name: String,
    terms: OwnTerms,
    submit: impl FnOnce(Command) -> F,
) -> Result<(NewKey, Option<Outcome>), E>
where
    E: From<StoreError>,
    F: Future<Output = Result<Option<Outcome>, E>>,
{
    let made = make_key(&mut clock::entropy(), clock::now());
    // First, so that the key never works without them.
    store.add_terms(&made.hash.hash, api.name(), terms).await?;
    let outcome = submit(Command::RegisterKey { name, hash: made.hash.clone() }).await?;
    if let Some(Outcome::Refused { .. }) = outcome {
        store.delete_terms(&made.hash.hash).await?;
    }
    Ok((made, outcome))
}

/// Makes a key of BuzzChat's own in a workspace of this server.
///
/// # Errors
/// When the workspace refuses it, or there are too many.
pub async fn create(store: &Store, workspace: &Workspace, name: String, terms: OwnTerms) -> Result<NewKey, Failure> {
    if workspace.replica().read(|shared| shared.live_keys().len()) >= MAX_KEYS {
        return Err(Failure::Validation(format!("There are already {MAX_KEYS} API keys: revoke one first")));
    }
    let register = async |command| Ok::<_, Failure>(Some(workspace.execute(command, Place::Here).await?));
    let (made, outcome) = make(store, Family::Buzzchat, name, terms, register).await?;
    match outcome.map(unless_refused).transpose()? {
        Some(Outcome::Done) => Ok(made),
        outcome => Err(unexpected(&outcome.unwrap_or(Outcome::Done))),
    }
}

/// Makes a code that signs in to the dashboard, once.
///
/// # Errors
/// When the database fails.
pub async fn sign_in_code(store: &Store, workspace: &str) -> Result<String, StoreError> {
    let (code, now) = (new_code(&mut clock::entropy()), clock::now());
    store.add_code(&hash_sign_in_code(&code), workspace, now, now + CODE_LIFETIME).await?;
    Ok(code)
}

/// Makes the key of somebody who signs in, which ends by itself and is no matter of the workspace's devices.
///
/// # Errors
/// When the database fails.
pub async fn create_for_a_while(store: &Store, workspace: &str, terms: OwnTerms) -> Result<NewKey, StoreError> {
    let now = clock::now();
    let made = make_key(&mut clock::entropy(), now);
    store.add_terms(&made.hash.hash, Family::Buzzchat.name(), terms).await?;
    let sign_in = SignIn { key: made.hash.clone(), created: now, expires: now + SIGNED_IN_FOR };
    store.add_sign_in(workspace, &sign_in).await?;
    Ok(made)
}

/// Stops accepting a key, from now on. A relay decides that without a device, which might hang.
///
/// # Errors
/// When there is no such key.
pub async fn revoke(store: &Store, workspace: &Workspace, key: String) -> Result<(), Failure> {
    if store.end_sign_in(workspace.name(), &key).await? {
        return Ok(());
    }
    unless_refused(workspace.execute(Command::RevokeKey { key }, Place::Here).await?).map(drop)
}

/// What a key may give to one that it makes: nothing that it has not itself. What is not asked for is as for every key,
/// as far as it has that; so making keys is handed on by name only.
///
/// # Errors
/// When more is asked for.
pub fn within(own: Terms, asked: OwnTerms) -> Result<OwnTerms, Failure> {
    let usual = Terms::default();
    let scopes = asked.scopes.unwrap_or(own.scopes.shared_with(usual.scopes));
    if scopes == Scopes::NONE {
        return Err(Failure::validation("scopes must name something: the key that asks has nothing usual to give"));
    }
    if let Some(scope) = scopes.beyond(own.scopes) {
        return Err(Failure::InsufficientScope(scope.name()));
    }
    Ok(OwnTerms {
        per_minute: Some(limit("perMinute", asked.per_minute, usual.per_minute, own.per_minute)?),
        per_day: Some(limit("perDay", asked.per_day, usual.per_day, own.per_day)?),
        scopes: Some(scopes),
    })
}

fn limit(name: &str, asked: Option<u64>, usual: u64, own: u64) -> Result<u64, Failure> {
    let range: RangeInclusive<u64> = 1..=own.min(MOST_REQUESTS);
    let limit = asked.unwrap_or(usual.min(own));
    let refused = || format!("{name} must be between 1 and {}: a key makes none with more than its own", range.end());
    if range.contains(&limit) { Ok(limit) } else { Err(Failure::Validation(refused())) }
}

#[cfg(test)]
mod tests {
    use super::within;
    use crate::limits::Terms;
    use crate::scopes::Scopes;
    use crate::store::OwnTerms;

    #[test]
    fn a_key_gives_what_is_usual_as_far_as_it_has_it_and_never_more() {
        let scopes = |names| Scopes::parse(names).unwrap();
        let own = Terms { per_minute: 10, per_day: 50_000, scopes: scopes("read,keys"), ..Terms::default() };
        let given = within(own, OwnTerms::default()).unwrap();
        assert_eq!((given.per_minute, given.per_day, given.scopes), (Some(10), Some(10_000), Some(scopes("read"))));
        assert!(within(Terms { scopes: scopes("keys"), ..own }, OwnTerms::default()).is_err());
        let asked = |per_minute, per_day, names| OwnTerms { per_minute, per_day, scopes: Some(scopes(names)) };
        assert!(within(own, asked(Some(10), Some(50_000), "read,keys")).is_ok());
        for more in [
            asked(Some(11), None, "read"),
            asked(None, Some(50_001), "read"),
            asked(None, None, "read,messages"),
            asked(Some(0), None, "read"),
        ] {
            assert!(within(own, more).is_err(), "{more:?}");
        }
    }
}
