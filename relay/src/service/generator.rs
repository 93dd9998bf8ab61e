//! What writes answers for a workspace: the relay itself, or a model. Its secret goes in and never comes out.

use crate::error::Failure;
use crate::generation::{Generation, Kind, Service};
use crate::store::Store;

/// The most characters of a model's name, and of a secret.
const MAX_MODEL: usize = 200;
const MAX_SECRET: usize = 1_000;

/// What is to write answers.
#[derive(Debug)]
pub struct Wanted {
    /// What it speaks.
    pub kind: Kind,
    /// The base of its addresses.
    pub url: String,
    /// Which model.
    pub model: String,
    /// What it asks for; nothing for what it was told before, as long as it is the same service.
    pub secret: Option<String>,
}

/// Has answers written by a service from now on.
///
/// # Errors
/// When its address, its model or its secret cannot be taken.
pub async fn set(store: &Store, generation: &Generation, workspace: &str, wanted: Wanted) -> Result<Service, Failure> {
    let Wanted { kind, url, model, secret } = wanted;
    let url = generation.check_url(&url).map_err(|why| Failure::Validation(format!("url cannot be taken: {why}")))?;
    let model = model.trim().to_owned();
    if model.is_empty() || model.chars().count() > MAX_MODEL {
        return Err(Failure::Validation(format!("model must have between 1 and {MAX_MODEL} characters")));
    }
    let secret = match secret {
        Some(secret) => checked_secret(secret)?,
        None => kept_secret(store.generator(workspace).await?, kind, &url),
    };
    if kind.needs_secret() && secret.is_empty() {
        return Err(Failure::validation("This service asks for a key: give it too"));
    }
    let service = Service { kind, url, model, secret };
    store.set_generator(workspace, &service).await?;
    Ok(service)
}

/// It stands in a header.
fn checked_secret(secret: String) -> Result<String, Failure> {
    if secret.len() <= MAX_SECRET && secret.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Ok(secret);
    }
    Err(Failure::Validation(format!("key must be at most {MAX_SECRET} letters, digits and signs, without spaces")))
}

/// A secret goes nowhere but where it was meant for.
fn kept_secret(before: Option<Service>, kind: Kind, url: &str) -> String {
    before.filter(|before| before.kind == kind && before.url == url).map(|before| before.secret).unwrap_or_default()
}
