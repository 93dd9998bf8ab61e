//! API keys: making, taking over, revoking.

use super::{Decision, Entropy, invalid};
use crate::engine::keys::make_key;
use crate::journal::Shared;
use crate::protocol::{Fact, KeyHash, Millis, Outcome, RefusalCode};

/// The most live keys the popup makes.
const MAX_KEYS: usize = 5;
/// The longest name of a key.
const MAX_NAME: usize = 50;

pub(super) fn create_key(shared: &Shared, entropy: &mut Entropy, now: Millis, name: &str) -> Result<Decision, Outcome> {
    let name = check_name(name)?;
    if shared.live_keys().len() >= MAX_KEYS {
        return Err(invalid(format!("There are already {MAX_KEYS} API keys: revoke one first")));
    }
    let made = make_key(entropy, now);
    let KeyHash { key, hash, mask } = made.hash;
    let outcome = Outcome::Key { key: key.clone(), text: made.text, mask: mask.clone() };
    Ok(Decision { outcome, ..Decision::done(vec![Fact::KeyCreated { key, name, hash, mask }]) })
}

pub(super) fn register_key(name: &str, hash: &KeyHash) -> Result<Decision, Outcome> {
    let KeyHash { key, hash, mask } = hash.clone();
    Ok(Decision::done(vec![Fact::KeyCreated { key, name: check_name(name)?, hash, mask }]))
}

fn check_name(name: &str) -> Result<String, Outcome> {
    let name: String = name.trim().chars().filter(|c| !c.is_control()).collect();
    if name.is_empty() || name.chars().count() > MAX_NAME {
        let message = format!("A key needs a name of 1 to {MAX_NAME} characters");
        return Err(Outcome::Refused { code: RefusalCode::ValidationError, message, field: Some("name".into()) });
    }
    Ok(name)
}

pub(super) fn revoke_key(shared: &Shared, key: &str) -> Result<Decision, Outcome> {
    match shared.key(key) {
        Some(record) if record.revoked => Ok(Decision::done(Vec::new())),
        Some(_) => Ok(Decision::done(vec![Fact::KeyRevoked { key: key.to_owned() }])),
        None => Err(Outcome::refused(RefusalCode::NotFound, "There is no such key")),
    }
}
