//! Writes answers: the relay itself from the seller's rules, or a model behind one of two usual protocols. It sends
//! nothing to anybody but the model.

mod anthropic;
mod embedded;
mod model;
mod openai;

pub use model::{Kind, Service};

use crate::error::Failure;
use crate::outgoing::{Client, Policy, Target, TargetError};
use crate::store::Store;
use anthropic::Anthropic;
use buzzchat::protocol::Settings;
use embedded::Embedded;
use openai::OpenAi;
use std::pin::Pin;
use std::time::Duration;

/// How long a model may think; a request is given up soon after.
const PATIENCE: Duration = Duration::from_secs(25);
/// The longest answer that is asked for, in the models' own measure.
const MOST_TOKENS: u32 = 500;

/// Who said something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The person.
    User,
    /// The seller.
    Assistant,
}

impl Role {
    fn name(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Assistant => "assistant",
        }
    }
}

/// What is answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prompt {
    /// What was said, the oldest first.
    pub context: Vec<(Role, String)>,
    /// How to answer.
    pub instructions: Option<String>,
}

/// Writes an answer.
trait Generator {
    /// The words, never empty.
    fn write<'a>(&'a self, prompt: &'a Prompt) -> Pin<Box<dyn Future<Output = Result<String, Failure>> + Send + 'a>>;
}

/// What writes for every workspace.
#[derive(Debug)]
pub struct Generation {
    store: Store,
    client: Client,
    policy: Policy,
}

impl Generation {
    /// Writes nothing by itself.
    #[must_use]
    pub fn new(store: Store, policy: Policy) -> Self {
        Self { store, client: Client::patient(policy, PATIENCE), policy }
    }

    /// The base of a service's addresses in its one spelling.
    ///
    /// # Errors
    /// Why it is not called.
    pub fn check_url(&self, url: &str) -> Result<String, TargetError> {
        Target::parse(url, self.policy).map(|target| target.as_str().trim_end_matches('/').to_owned())
    }

    /// Writes an answer for a workspace: with the model it is configured with, else from the rules of its active account.
    ///
    /// # Errors
    /// When the model cannot be reached or does not answer.
    pub async fn write(&self, workspace: &str, settings: Settings, prompt: &Prompt) -> Result<String, Failure> {
        let Some(service) = self.store.generator(workspace).await? else {
            return Embedded::new(settings).write(prompt).await;
        };
        let caller = model::Caller { client: &self.client, policy: self.policy, service: &service };
        match service.kind {
            Kind::OpenAi => OpenAi(caller).write(prompt).await,
            Kind::Anthropic => Anthropic(caller).write(prompt).await,
        }
    }
}
