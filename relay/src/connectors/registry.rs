//! Finds what carries a line, and keeps it as long as the line's settings stay the same. It calls nobody.

use super::bluebubbles::BlueBubbles;
use super::cloud::Cloud;
use super::sandbox::Sandbox;
use super::waha::Waha;
use super::{Connector, HOOK_SECRET, Kit};
use crate::messaging::{Carrier, Line};
use crate::outgoing::{Client, Policy};
use crate::store::{LineSettings, Store, StoreError};
use std::collections::HashMap;
use std::fmt::{self, Debug, Formatter};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use thiserror::Error;

/// How long a service may take to answer: some answer only when a message is on its way.
const PATIENCE: Duration = Duration::from_secs(60);

/// What carries every line.
pub(crate) struct Connectors {
    store: Store,
    client: Client,
    policy: Policy,
    /// By line.
    made: Mutex<HashMap<String, Made>>,
}

/// A connector, and the settings it was made from.
struct Made {
    settings: LineSettings,
    connector: Arc<dyn Connector>,
}

/// Nothing secret in a log.
impl Debug for Connectors {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        out.debug_struct("Connectors").finish_non_exhaustive()
    }
}

/// What carries a line.
pub(crate) struct Found {
    pub(crate) connector: Arc<dyn Connector>,
    /// What its service shows when it calls; nothing where it has none that does.
    pub(crate) hook_secret: Option<String>,
}

/// Why nothing carries a line.
#[derive(Debug, Error)]
pub(crate) enum Unusable {
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Its settings are not as they should be; a sentence for the seller.
    #[error("{0}")]
    Settings(String),
}

impl Connectors {
    pub(crate) fn new(store: Store, policy: Policy) -> Self {
        Self { store, client: Client::patient(policy, PATIENCE), policy, made: Mutex::default() }
    }

    /// What carries a line.
    ///
    /// # Errors
    /// When the database fails, or the line's settings are not as they should be.
    pub(crate) async fn find(&self, line: &Line) -> Result<Found, Unusable> {
        if line.carrier == Carrier::Sandbox {
            return Ok(Found { connector: Arc::new(Sandbox), hook_secret: None });
        }
        let settings = self.store.line_settings(&line.id).await?;
        let settings = settings.ok_or_else(|| {
            Unusable::Settings("What was stored of this line cannot be opened: connect it anew".to_owned())
        })?;
        let hook_secret = settings.get(HOOK_SECRET).and_then(|secret| secret.as_str()).map(str::to_owned);
        let connector = self.kept(line, settings).map_err(Unusable::Settings)?;
        Ok(Found { connector, hook_secret })
    }

    /// Which account a line of these settings would reach.
    ///
    /// # Errors
    /// Says what is wrong with them.
    pub(crate) fn account(&self, line: &Line, settings: &LineSettings) -> Result<String, String> {
        Ok(self.make(line, settings)?.account())
    }

    /// Forgets a line that is no more.
    pub(crate) fn forget(&self, line: &str) {
        self.made.lock().unwrap_or_else(PoisonError::into_inner).remove(line);
    }

    fn kept(&self, line: &Line, settings: LineSettings) -> Result<Arc<dyn Connector>, String> {
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(same) = made.get(&line.id).filter(|made| made.settings == settings) {
            return Ok(Arc::clone(&same.connector));
        }
        let connector = self.make(line, &settings)?;
        made.insert(line.id.clone(), Made { settings, connector: Arc::clone(&connector) });
        Ok(connector)
    }

    fn make(&self, line: &Line, settings: &LineSettings) -> Result<Arc<dyn Connector>, String> {
        let kit = Kit::new(line, settings.clone(), self.client.clone(), self.policy);
        match line.carrier {
            Carrier::Sandbox => Ok(Arc::new(Sandbox)),
            Carrier::BlueBubbles => Ok(Arc::new(BlueBubbles::new(&kit)?)),
            Carrier::Cloud => Ok(Arc::new(Cloud::new(&kit)?)),
            Carrier::Waha => Ok(Arc::new(Waha::new(&kit)?)),
        }
    }
}
