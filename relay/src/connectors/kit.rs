//! What a connector is made of: the settings of its line, the way out, and the address at which it is called.

use super::service::Service;
use crate::messaging::Line;
use crate::outgoing::{Client, Policy};
use crate::store::LineSettings;
use url::Url;

/// The setting that holds the secret in the line's address.
pub(crate) const HOOK_SECRET: &str = "hook_secret";
/// The setting that holds what a service signs its calls with, where it signs with a key of ours.
pub(crate) const HOOK_KEY: &str = "hook_key";
/// The setting that says where services reach this relay, such as `https://relay.example`.
pub(crate) const RELAY_URL: &str = "relay_url";

/// What a connector is made of. It holds secrets, so it is never printed.
#[derive(Clone)]
pub(super) struct Kit {
    settings: LineSettings,
    client: Client,
    policy: Policy,
    /// Where the service is to call; empty where the line is not called.
    pub(super) hook: String,
}

impl Kit {
    pub(super) fn new(line: &Line, settings: LineSettings, client: Client, policy: Policy) -> Self {
        let hook = hook_address(&line.id, &settings).unwrap_or_default();
        Self { settings, client, policy, hook }
    }

    /// A setting that must be there.
    ///
    /// # Errors
    /// Says which one is missing.
    pub(super) fn setting(&self, name: &str) -> Result<String, String> {
        let missing = || format!("The setting \"{name}\" is missing");
        self.optional(name).ok_or_else(missing)
    }

    /// A setting that may be missing; empty is missing too.
    pub(super) fn optional(&self, name: &str) -> Option<String> {
        let text = self.settings.get(name)?.as_str()?.trim();
        (!text.is_empty()).then(|| text.to_owned())
    }

    /// The service whose addresses begin with this.
    ///
    /// # Errors
    /// Says what is wrong with it.
    pub(super) fn service(&self, base: &str) -> Result<Service, String> {
        Service::new(self.client.clone(), self.policy, base)
    }
}

/// Where a service is to call for a line. Whoever knows it can speak as the service. Nothing where the line is not called.
#[must_use]
pub fn hook_address(line: &str, settings: &LineSettings) -> Option<String> {
    let relay = Url::parse(settings.get(RELAY_URL)?.as_str()?).ok()?;
    let secret = settings.get(HOOK_SECRET)?.as_str()?;
    Some(format!("{}/hooks/{line}/{secret}", relay.as_str().trim_end_matches('/')))
}
